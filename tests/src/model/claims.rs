//! Compares the claims of calls with the events.

use std::collections::{HashMap, HashSet};
use std::fmt;

use uuid::Uuid;

use super::server::{Attempt, Told};
use super::store::{By, Did, Event, Store, Values};
use super::{Counts, Problem};

/// The kind of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Create,
    CreateOrReconcile,
    Reconcile,
    Bulk,
    /// An assert, update or delete, which changes nothing more if it is sent again.
    Write,
    Read,
}

/// The end of a call.
#[derive(Clone, Debug)]
pub(super) enum Said {
    Created(Uuid),
    Exists(Uuid),
    DoneBefore(Uuid),
    Wrote(Uuid),
    Deleted(Uuid),
    Read(Uuid),
    NotThere(Uuid),
    NotApplied {
        text: String,
    },
    Applied {
        id: Uuid,
        text: String,
        is_retryable: bool,
    },
    AppliedSomewhere {
        text: String,
        is_retryable: bool,
    },
    Unknown {
        named: Option<Vec<Uuid>>,
        text: String,
        is_retryable: bool,
    },
    /// No end: the caller dropped the call.
    Dropped,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let retryable = |is: &bool| if *is { ", retryable" } else { "" };
        match self {
            Self::NotApplied { text } => write!(f, "not applied ({text})"),
            Self::Applied { id, text, is_retryable } => {
                write!(f, "applied as {id}{} ({text})", retryable(is_retryable))
            }
            Self::AppliedSomewhere { text, is_retryable } => {
                write!(f, "applied{} ({text})", retryable(is_retryable))
            }
            Self::Unknown { named, text, is_retryable } => {
                write!(f, "unknown, {named:?}{} ({text})", retryable(is_retryable))
            }
            other => write!(f, "{other:?}"),
        }
    }
}

/// The claim of a call when it returned.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) step: u32,
    pub(super) kind: Kind,
    pub(super) mark: String,
    pub(super) said: Said,
    pub(super) settled: Option<bool>,
    /// The moments at which it began and returned.
    pub(super) from: u64,
    pub(super) to: u64,
    /// The unique values that it writes.
    pub(super) wanted: Values,
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {} says {}", self.kind, self.mark, self.said)?;
        match self.settled {
            Some(is_settled) => write!(f, ", settled: {is_settled}"),
            None => Ok(()),
        }
    }
}

/// Checks all claims after the last event.
pub(super) fn check(
    store: &Store,
    attempts: &[Attempt],
    claims: &[Claim],
) -> (Vec<Problem>, Counts) {
    let mut problems = Vec::new();
    let mut counts = Counts::default();
    for (i, claim) in claims.iter().enumerate() {
        let view = View { store, attempts, claim, before: &claims[..i] };
        view.count(&mut counts);
        problems.extend(view.problems());
    }
    problems.extend(duplicated(store, attempts, claims));
    (problems, counts)
}

/// A claim and its subject.
struct View<'a> {
    store: &'a Store,
    attempts: &'a [Attempt],
    claim: &'a Claim,
    before: &'a [Claim],
}

impl View<'_> {
    /// Returns whether an attempt belongs to this call, or to an earlier one for the same key that the claim
    /// covers.
    fn is_mine(&self, attempt: &Attempt) -> bool {
        let is_mine = match self.claim.kind {
            Kind::Reconcile | Kind::Bulk => attempt.mark == self.claim.mark,
            _ => attempt.step == self.claim.step,
        };
        // The next run of a job has not made a claim yet.
        is_mine && attempt.received < self.claim.to
    }

    fn mine(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| self.is_mine(attempt))
    }

    /// Returns the events of its attempts.
    fn effects(&self) -> impl Iterator<Item = &Event> {
        self.store.events.iter().filter(|event| match event.by {
            By::Attempt(number) => self.is_mine(&self.attempts[number]),
            By::Others => false,
        })
    }

    fn made(&self, id: Uuid) -> bool {
        let (to, did) = (self.claim.to, Did::Made);
        self.effects().any(|event| event.record == id && event.did == did && event.moment <= to)
    }

    fn wrote(&self, id: Uuid) -> bool {
        let to = self.claim.to;
        self.effects().any(|event| event.record == id && event.moment <= to)
    }

    /// Returns whether a record was in a state at some moment of the call.
    fn was(&self, id: Uuid, is: impl Fn(Option<&Values>) -> bool) -> bool {
        let record = self.store.records.iter().find(|record| record.id == id);
        match record {
            Some(record) => record.during(self.claim.from, self.claim.to).any(is),
            None => is(None),
        }
    }

    /// Returns whether the caller could see this event after the call. It cannot see the write of a record that
    /// others have deleted meanwhile.
    ///
    /// Besides merges, one case is left out: a record that has lost all its unique values to others before the
    /// retry. A conflict with the record that has them now does not show it.
    fn is_there(&self, event: &Event, is_conflict: bool) -> bool {
        let is_left = |values: &Values| !is_conflict || values.shares(&self.claim.wanted);
        let record = self.store.records.iter().find(|record| record.id == event.record);
        let to = self.claim.to;
        event.moment > to
            || event.did == Did::Deleted
            || record.is_none_or(|record| record.during(to, to).flatten().any(is_left))
    }

    fn is_ambiguous(&self) -> bool {
        let nothing = |attempt: &Attempt| attempt.told == Told::Nothing;
        let was_dropped = self
            .before
            .iter()
            .any(|before| before.mark == self.claim.mark && matches!(before.said, Said::Dropped));
        was_dropped || self.claim.kind == Kind::Reconcile || self.mine().any(nothing)
    }

    fn problems(&self) -> Vec<Problem> {
        let mut all = Vec::new();
        let mut claim = |holds: bool, kind: &'static str, what: String| {
            if !holds {
                all.push(Problem::new(kind, format!("{}: {what}", self.claim)));
            }
        };
        match &self.claim.said {
            Said::Created(id) => claim(self.made(*id), "created", "it did not make it".to_owned()),
            Said::Exists(id) => {
                let had = |values: Option<&Values>| {
                    values.is_some_and(|values| values.has(&self.claim.wanted))
                };
                claim(
                    self.made(*id) || self.was(*id, had),
                    "exists",
                    "it did not make it, and it did not have all unique values".to_owned(),
                );
            }
            Said::DoneBefore(id) => {
                let before = self.before.iter().filter(|before| before.mark == self.claim.mark);
                let mut before = before.filter_map(|before| before.said.id());
                claim(
                    self.made(*id) || before.any(|before| before == *id),
                    "done before",
                    "no run stored it".to_owned(),
                );
            }
            Said::Wrote(id) => {
                claim(self.wrote(*id), "wrote", "it did not write it".to_owned());
            }
            Said::Deleted(id) => {
                let gone = |values: Option<&Values>| values.is_none();
                claim(self.was(*id, gone), "deleted", "it was there all the time".to_owned());
                claim(
                    self.wrote(*id) || self.is_ambiguous(),
                    "deleted",
                    "no attempt can have deleted it".to_owned(),
                );
            }
            Said::Read(id) => {
                let there = |values: Option<&Values>| values.is_some();
                claim(self.was(*id, there), "read", "it was not there".to_owned());
            }
            Said::NotThere(id) => {
                let gone = |values: Option<&Values>| values.is_none();
                claim(self.was(*id, gone), "not there", "it was there".to_owned());
            }
            Said::NotApplied { text } => {
                let is_conflict = text.contains("uniqueness_conflict");
                let effect = self.effects().find(|event| self.is_there(event, is_conflict));
                let late = effect.is_some_and(|event| event.moment > self.claim.to);
                let kind = match (late, is_conflict) {
                    (false, false) => "not applied",
                    (false, true) => "not applied, conflict",
                    (true, false) => "not applied, late",
                    (true, true) => "not applied, conflict, late",
                };
                claim(effect.is_none(), kind, format!("an attempt did: {effect:?}"));
            }
            Said::Applied { id, is_retryable, .. } => {
                claim(self.wrote(*id), "applied", "it did not write it".to_owned());
                claim(!is_retryable || self.is_idempotent(), "retryable", "it is not".to_owned());
            }
            Said::AppliedSomewhere { is_retryable, .. } => {
                let effect = self.effects().any(|event| event.moment <= self.claim.to);
                claim(effect, "applied", "nothing was".to_owned());
                claim(!is_retryable || self.is_idempotent(), "retryable", "it is not".to_owned());
            }
            Said::Unknown { named, is_retryable, .. } => {
                claim(self.is_ambiguous(), "unfounded", "all attempts are known".to_owned());
                claim(!is_retryable || self.is_idempotent(), "retryable", "it is not".to_owned());
                if let Some(named) = named {
                    let lacks = self.own_record_in_conflict().filter(|id| !named.contains(id));
                    let what = format!("its own record {lacks:?} is not among the candidates");
                    claim(lacks.is_none(), "candidates", what);
                }
            }
            Said::Dropped => {}
        }
        if self.claim.settled == Some(true) {
            let late = self.late_effect();
            claim(late.is_none(), "settled", format!("an attempt was applied later: {late:?}"));
        }
        if self.claim.settled == Some(false) {
            let mut mine = self.attempts.iter().filter(|attempt| attempt.step == self.claim.step);
            let only = mine.next().filter(|attempt| attempt.told == Told::Everything);
            let is_known = only.is_some() && mine.next().is_none();
            let is_direct =
                matches!(self.claim.kind, Kind::Create | Kind::CreateOrReconcile | Kind::Write);
            claim(!(is_known && is_direct), "unsettled", "its only attempt is known".to_owned());
        }
        all
    }

    /// Returns whether the call can safely be made again.
    fn is_idempotent(&self) -> bool {
        matches!(self.claim.kind, Kind::Write | Kind::Read)
    }

    /// Returns an event that an attempt of this call caused after the call.
    fn late_effect(&self) -> Option<Event> {
        let to = self.claim.to;
        let events = self.store.events.iter().filter(|event| event.moment > to);
        let mut late = events.filter(|event| match event.by {
            By::Attempt(number) => {
                self.attempts[number].step == self.claim.step
                    && self.is_mine(&self.attempts[number])
            }
            By::Others => false,
        });
        late.next().copied()
    }

    /// Returns the call's own record, if the last conflict was with it.
    fn own_record_in_conflict(&self) -> Option<Uuid> {
        let last = self.mine().filter(|attempt| !attempt.named.is_empty()).last()?;
        let named = last.named.iter().copied();
        named
            .into_iter()
            .find(|id| self.effects().any(|event| event.record == *id && event.did == Did::Made))
    }

    fn count(&self, counts: &mut Counts) {
        counts.calls += 1;
        counts.attempts +=
            self.attempts.iter().filter(|a| a.step == self.claim.step).count() as u64;
        match &self.claim.said {
            Said::NotApplied { .. } => counts.not_applied += 1,
            Said::Unknown { named: None, .. } => counts.unknown += 1,
            Said::Unknown { .. } => counts.unknown_conflicts += 1,
            Said::Dropped => counts.dropped += 1,
            _ => counts.ok += 1,
        }
        if self.claim.settled == Some(false) {
            counts.unsettled += 1;
        }
        counts.late += u64::from(self.late_effect().is_some());
    }
}

impl Said {
    fn id(&self) -> Option<Uuid> {
        match self {
            Self::Created(id) | Self::Exists(id) | Self::DoneBefore(id) | Self::Wrote(id) => {
                Some(*id)
            }
            Self::Applied { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// Returns the creates that made two records, unless others took the unique values from the first one.
fn duplicated(store: &Store, attempts: &[Attempt], claims: &[Claim]) -> Vec<Problem> {
    let mut made: HashMap<&str, Vec<&Event>> = HashMap::new();
    for event in &store.events {
        if let (By::Attempt(number), Did::Made) = (event.by, event.did)
            && attempts[number].is_post
        {
            made.entry(&attempts[number].mark).or_default().push(event);
        }
    }
    let excused: HashSet<Uuid> = store
        .events
        .iter()
        .filter(|event| event.did != Did::Made)
        .map(|event| event.record)
        .collect();
    let mut problems = Vec::new();
    for (mark, made) in made {
        let Some(claim) = claims.iter().find(|claim| claim.mark == mark) else { continue };
        let settles = claims.iter().any(|claim| claim.mark == mark && claim.kind != Kind::Create);
        for pair in made.windows(2) {
            if !(settles && excused.contains(&pair[0].record)) {
                let what = format!("{claim}: made {} and {}", pair[0].record, pair[1].record);
                problems.push(Problem::new("duplicated", what));
            }
        }
    }
    problems
}
