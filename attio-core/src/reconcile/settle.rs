//! The steps from a create of unknown outcome to a record that exists exactly once. The argument is in
//! the docs of [`AttioRecord::create_or_reconcile`](crate::AttioRecord::create_or_reconcile).

use std::time::{Instant, SystemTime};

use uuid::Uuid;

use super::Create;
use super::another::{Evidence, FirstAttempt};
use super::attributes::{Unique, unique_values};
use super::deadline::wait;
use super::look_up::{Found, Holders, find, look_at};
use super::unique_value::Written;
use crate::client::Requests;
use crate::describe::Form;
use crate::error::{Attempts, Error, Kind, Outcome};
use crate::row::{RawRow, parse_row, requests};

/// The state before the call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// Nothing was sent.
    Create,
    /// A create was sent, and only this is known of it.
    Unknown(Earlier),
}

/// The known facts of an earlier create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Earlier {
    /// When its first attempt began, or slightly earlier, by the server's clock.
    pub(crate) first_attempt: Option<SystemTime>,
    /// Whether one of its attempts may still be in progress.
    pub(crate) is_open: bool,
}

impl Earlier {
    pub(crate) const UNKNOWN: Self = Self { first_attempt: None, is_open: true };
}

/// The record, and whether a response shows that this call created it.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) row: RawRow,
    pub(crate) is_created: bool,
}

/// Settles a create before the deadline of the call, or that of the client if the call has none.
pub(crate) async fn settle(
    calls: &Requests,
    create: &Create,
    origin: Origin,
) -> Result<Settled, Error> {
    let calls = &calls.clone().with_deadline();
    let settled = settle_in_time(calls, create, origin).await;
    if let Ok(settled) = &settled {
        calls.settle(settled.row.is_settled);
    }
    settled
}

async fn settle_in_time(
    calls: &Requests,
    create: &Create,
    origin: Origin,
) -> Result<Settled, Error> {
    let began = calls.client().moment();
    let open = match origin {
        Origin::Unknown(_) => {
            let kind = Kind::Unsettled("an earlier attempt may have done so".to_owned());
            Error::new(kind, requests::creating(&create.target), Outcome::Unknown)
        }
        Origin::Create => match send(calls, create).await {
            Ok(settled) => return Ok(settled),
            Err(error) => error,
        },
    };
    match open.outcome() {
        // A conflict too: no other attempt of this call can have created the record.
        Outcome::NotApplied => return Err(with_remedy(open, create)),
        Outcome::Applied(Some(id)) => return get(calls, create, id, open).await,
        Outcome::Applied(None) | Outcome::Unknown => {}
    }
    let first_attempt = match origin {
        Origin::Create => FirstAttempt::Here(began),
        Origin::Unknown(earlier) => FirstAttempt::Before(earlier.first_attempt),
    };
    let steps = Steps {
        calls,
        create,
        written: Written::of(&create.body),
        evidence: Evidence::new(calls, first_attempt),
        is_old: matches!(origin, Origin::Unknown(_)),
        is_open: matches!(origin, Origin::Unknown(Earlier { is_open: true, .. })),
    };
    steps.run(open).await
}

/// Adds the remedy to a conflict with a record that an earlier call may have created.
fn with_remedy(error: Error, create: &Create) -> Error {
    let may_be_own = error.is_uniqueness_conflict() && !create.unique.is_empty();
    let remedy = "if an earlier call may have created it, call `reconcile`";
    error.with_note(may_be_own.then(|| remedy.to_owned()))
}

/// Sends the create. If the response can be read, this call created its record.
async fn send(calls: &Requests, create: &Create) -> Result<Settled, Error> {
    let request = requests::create(&create.target, create.body.clone());
    let row = parse_row(&calls.send(request).await?, create.form())?;
    Ok(Settled { row, is_created: true })
}

/// Reads the record of a success whose response could only be read up to the ID.
async fn get(calls: &Requests, create: &Create, id: Uuid, open: Error) -> Result<Settled, Error> {
    let response = calls.send(requests::get(&create.target, id)).await;
    match response.map(|response| parse_row(&response, create.form())) {
        Ok(Ok(row)) => {
            // The record of the attempt that was applied; earlier attempts may be open.
            let is_settled = open.counts().unknown == 0;
            Ok(Settled { row: row.with_settled(is_settled), is_created: true })
        }
        Ok(Err(_)) => Err(open),
        Err(error) => Err(open.with_note(Some(error.to_string()))),
    }
}

struct Steps<'c> {
    calls: &'c Requests,
    create: &'c Create,
    written: Written,
    evidence: Evidence<'c>,
    /// Whether the create was sent before this call.
    is_old: bool,
    /// Whether an attempt before this call may still be in progress.
    is_open: bool,
}

/// The result of a retry of the create.
#[expect(clippy::large_enum_variant, reason = "only one exists, and it is moved once")]
enum Repeat {
    Settled(Settled),
    /// The outcome is certain, or cannot become so.
    End(Error),
    /// The outcome is still unknown.
    Open(Error),
}

impl Steps<'_> {
    /// Looks the record up and retries the create, until one of them returns it.
    async fn run(self, mut open: Error) -> Result<Settled, Error> {
        let client = self.calls.client();
        let mut attempts = open.counts();
        attempts.open += u32::from(self.is_open);
        let mut repeats = 0;
        // Not older than the failure: attributes may have lost their uniqueness after the last read.
        let mut unique = self.unique_values(client.clock().now()).await;
        loop {
            let known = match &unique {
                Ok(known) => known,
                Err(reason) => {
                    let note = format!("the outcome cannot be settled: {reason}");
                    return Err(open.with_attempts(attempts, None).with_note(Some(note)));
                }
            };
            // If Attio returned a success, the record that is found is this call's.
            let is_created = matches!(open.outcome(), Outcome::Applied(_));
            let mut failed = None;
            match find(self.calls, &self.create.target, known).await {
                Ok(Found::Row(row)) => {
                    client.retry_budget().give_back(repeats);
                    let is_settled = is_created && attempts.unknown == 0 && !self.is_old;
                    return Ok(Settled { row: row.with_settled(is_settled), is_created });
                }
                Ok(Found::Nothing | Found::Unclear) if is_created => return Err(open),
                Ok(Found::Nothing | Found::Unclear) => {}
                // Below, an applied create is looked up again, and any other is retried, which may still
                // settle it.
                Err(error) => failed = Some(error),
            }
            let time = match wait(self.calls, repeats) {
                Ok(time) => time,
                Err(reason) => {
                    let why = failed.map_or_else(String::new, |error| format!("; {error}"));
                    let note = Some(format!("the outcome could not be settled: {reason}{why}"));
                    return Err(open.with_attempts(attempts, None).with_note(note));
                }
            };
            client.clock().sleep(time).await;
            client.retry_budget().take();
            repeats += 1;
            if is_created {
                continue;
            }
            unique = self.unique_values(client.clock().now()).await;
            let Ok(known) = &unique else { continue };
            match self.repeat(known, attempts).await {
                Repeat::Settled(mut settled) => {
                    client.retry_budget().give_back(repeats);
                    // An earlier attempt may still be applied once the record loses its unique values.
                    settled.row.is_settled &= attempts.unknown == 0 && !self.is_old;
                    return Ok(settled);
                }
                Repeat::End(error) => {
                    attempts += error.counts();
                    return Err(error.with_attempts(attempts, None));
                }
                Repeat::Open(error) => {
                    attempts += error.counts();
                    open = error.after(open.outcome());
                }
            }
        }
    }

    async fn unique_values(&self, since: Instant) -> Result<Unique, String> {
        let Create { target, unique, .. } = self.create;
        unique_values(self.calls, target, unique, &self.written, since).await
    }

    async fn repeat(&self, unique: &Unique, before: Attempts) -> Repeat {
        let error = match send(self.calls, self.create).await {
            Ok(settled) => return Repeat::Settled(settled),
            Err(error) => error,
        };
        if error.is_uniqueness_conflict() {
            return self.conflict(error, unique, before).await;
        }
        match error.outcome() {
            Outcome::Applied(Some(id)) => match get(self.calls, self.create, id, error).await {
                Ok(settled) => Repeat::Settled(settled),
                Err(error) => Repeat::End(error),
            },
            Outcome::Applied(None) | Outcome::Unknown => Repeat::Open(error),
            // A refusal whose reason cannot be read may be a conflict too.
            Outcome::NotApplied if error.is_retryable() || error.code().is_none() => {
                Repeat::Open(error)
            }
            // This attempt was refused; an earlier one may have been applied.
            Outcome::NotApplied => Repeat::End(error.after(Outcome::Unknown)),
        }
    }

    /// Handles a conflict: the record is ours if it has all the values, and another's only with proof.
    async fn conflict(&self, error: Error, unique: &Unique, before: Attempts) -> Repeat {
        let Self { calls, create, .. } = self;
        if let Ok(Found::Row(row)) = find(calls, &create.target, unique).await {
            return Repeat::Settled(Settled { row, is_created: false });
        }
        let ids = error.conflicting_records();
        let Holders { ids, same, others, are_all } =
            look_at(calls, &create.target, ids, unique).await;
        if let Some(row) = same {
            return Repeat::Settled(Settled { row, is_created: false });
        }
        // The values of an attribute are unknown if it cannot be read, or if the conflict names it but the
        // struct does not declare it unique.
        let is_known = unique.are_all
            && error
                .attribute()
                .is_none_or(|named| unique.values.iter().any(|value| value.is_of(named)));
        let mut undecided = None;
        for (other, is_incomparable) in &others {
            if !is_known || !self.evidence.is_anothers(other, unique).await {
                undecided = Some((other.id(), *is_incomparable));
                break;
            }
        }
        let error = error.with_candidates(ids);
        let unknown = |error: Error, note: String| {
            Repeat::End(error.after(Outcome::Unknown).with_note(Some(note)))
        };
        let noun = create.form().noun();
        match undecided {
            Some((id, true)) => {
                let note = format!(
                    "cannot tell whether an earlier attempt created {noun} {id}: its values cannot be \
                     compared"
                );
                return unknown(error, note);
            }
            Some((id, false)) => {
                let moved = match create.form() {
                    Form::Record => "",
                    Form::Entry => ", or its parent merged with another record",
                };
                let note = format!(
                    "cannot tell whether an earlier attempt created {noun} {id}: it may be stored in \
                     another form, or edited since{moved}"
                );
                return unknown(error, note);
            }
            None => {}
        }
        // Some records were deleted or merged meanwhile, or cannot be read.
        if !are_all || others.is_empty() {
            return Repeat::Open(error.after(Outcome::Unknown));
        }
        if before.open > 0 {
            return unknown(
                error,
                format!(
                    "no attempt created the conflicting {}, but one that timed out or has no known \
                     end may still arrive, and is applied if they lose their values",
                    create.form().plural()
                ),
            );
        }
        // If an earlier attempt had been applied, no other record could have one of the values.
        Repeat::End(error)
    }
}
