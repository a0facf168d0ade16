//! The entries of a journal and the decisions that follow from them. This module has no storage, I/O or clock,
//! so that one argument covers every store.
//!
//! A [store](super::store) keeps the [version](FORMAT), the facts of the job with the number of its
//! last run ([`begin`]), and an [`Entry`] per key. To record a [`Batch`], it loads the entries of the batch's
//! [keys](Batch::keys), calls [`decide`](Batch::decide), and writes the returned changes, all in one
//! transaction.
//!
//! # An item is about to be sent
//!
//! | The entry before | The verdict | The entry after |
//! |---|---|---|
//! | none | `Send` | started, in this run |
//! | stored, the same body | `Done` | as it was, in this run |
//! | of this run, started, the same body | `Duplicate`, may be stored | as it was |
//! | of this run, any other | `Duplicate` | as it was |
//! | started, the same body | `Reconcile` | as it was, in this run |
//! | started, another body | `Changed(None)` | as it was, in this run |
//! | stored, another body | `Changed(Some)` | as it was, in this run |
//! | refused, the same body | `Refused`, or `Send` if refused records are retried | as it was, in this run; or started |
//! | refused, another body | `Send` | started, in this run |
//!
//! # An item has ended
//!
//! | The end | The entry after |
//! |---|---|
//! | stored, refused | as it was, with that state; none if there was none |
//! | unknown | as it was, with whether an attempt may still be in progress |
//! | not sent | none |
//!
//! # How the format changes
//!
//! [`FORMAT`] covers everything that a store keeps: the hashes, the layout of an entry, the facts of the job,
//! and the tables of the file. If older code would misread a change, it takes four steps:
//!
//! 1. Write a journal with the code before the change, and commit it: the test
//!    `bulk_journal_format.rs` writes it, and has the list of the files that it reads.
//! 2. Raise [`FORMAT`]. Older versions then refuse the journal as
//!    [`Newer`](super::JournalError::Newer) and do not change it.
//! 3. Let each store accept the older versions, and either convert their entries in the transaction
//!    in which it writes the new version, or decode by version.
//! 4. Add the file to the list of the test. Never change or delete an existing file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use super::entry::{Entry, Fingerprint, KeyHash, State};
use crate::bulk::item::{Before, Ended, Known, Start, Verdict};
use crate::reconcile::Earlier;

/// The version of a journal's format, which its store keeps.
pub(super) const FORMAT: u64 = 2;

/// The facts that distinguish a job from others: pairs of a name and a value.
pub(super) type JobFacts = Vec<(&'static str, String)>;

/// A fact in which a journal and a job differ.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) what: &'static str,
    pub(super) recorded: String,
    pub(super) job: String,
}

/// Returns the number of a new run, from the facts that the journal records and the number of the last run.
/// The store writes the facts of the job and the new number.
pub(super) fn begin(
    recorded: &HashMap<String, String>,
    last_run: u64,
    job: &JobFacts,
) -> Result<u64, Difference> {
    for (what, value) in job {
        if let Some(other) = recorded.get(*what).filter(|other| *other != value) {
            return Err(Difference { what, recorded: other.clone(), job: value.clone() });
        }
    }
    Ok(last_run + 1)
}

/// One run of a job over its journal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// The first run is 1.
    pub(super) number: u64,
    pub(super) retry_refused: bool,
}

impl Run {
    /// Returns true if an earlier run may have sent records.
    pub(super) fn is_resumed(self) -> bool {
        self.number > 1
    }
}

/// Ends and starts of a run that are recorded in one step. The ends come first.
pub(super) struct Batch {
    pub(super) run: Run,
    pub(super) starts: Vec<Start>,
    pub(super) ends: Vec<Ended>,
}

/// The changes that a store writes, and the verdicts on the starts.
#[derive(Debug, Default)]
pub(super) struct Decision {
    /// One per start.
    pub(super) verdicts: Vec<Verdict>,
    /// The changed entries by their keys; `None` if an entry is removed.
    pub(super) changes: BTreeMap<KeyHash, Option<Entry>>,
    /// False if a crash may lose the changes: that a key came again in the input need not survive the
    /// process.
    pub(super) is_durable: bool,
}

impl Batch {
    /// Returns the hashes of all keys, sorted, so that stores that lock rows lock them in one order.
    pub(super) fn keys(&self) -> BTreeSet<KeyHash> {
        let starts = self.starts.iter().map(|start| &start.key);
        starts.chain(self.ends.iter().map(|end| &end.key)).map(|key| hash(key)).collect()
    }

    /// Decides what to write and send, from the current entries of the [keys](Self::keys).
    pub(super) fn decide(&self, mut entries: HashMap<KeyHash, Entry>) -> Decision {
        let mut changed = BTreeSet::new();
        let mut set = |entries: &mut HashMap<_, _>, key, after: Option<Entry>| {
            let before = match after {
                Some(entry) => entries.insert(key, entry),
                None => entries.remove(&key),
            };
            if before != after {
                changed.insert(key);
            }
        };
        for Ended { key, known } in &self.ends {
            let key = hash(key);
            let after = end(entries.get(&key).copied(), *known);
            set(&mut entries, key, after);
        }
        let mut verdicts = Vec::with_capacity(self.starts.len());
        for Start { key, body, server_time } in &self.starts {
            let key = hash(key);
            let before = entries.get(&key).copied();
            let (verdict, after) = start(before, self.run, fingerprint(body), *server_time);
            set(&mut entries, key, Some(after));
            verdicts.push(verdict);
        }
        let is_new = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Send));
        Decision {
            verdicts,
            changes: changed.into_iter().map(|key| (key, entries.get(&key).copied())).collect(),
            is_durable: is_new || !self.ends.is_empty(),
        }
    }
}

/// Returns the entry of an item that has ended.
fn end(before: Option<Entry>, known: Known) -> Option<Entry> {
    let state = match known {
        Known::Unknown { is_open } => {
            return before.map(|before| Entry { is_open, ..before });
        }
        Known::NotSent => return None,
        Known::Stored { id, is_settled } => State::Stored { id, is_settled },
        Known::Refused(status) => State::Refused(status),
    };
    before.map(|before| Entry { state, ..before })
}

/// Returns the verdict on an item that is about to be sent, and its entry.
fn start(
    before: Option<Entry>,
    run: Run,
    fingerprint: Fingerprint,
    server_time: Option<i64>,
) -> (Verdict, Entry) {
    let started = Entry {
        run: run.number,
        fingerprint,
        first_attempt: server_time,
        is_open: true,
        state: State::Started,
    };
    let Some(before) = before else { return (Verdict::Send, started) };
    let is_changed = before.fingerprint != fingerprint;
    let verdict = match before.state {
        State::Stored { id, is_settled } if !is_changed => Verdict::Done { id, is_settled },
        state if before.run == run.number => {
            Verdict::Duplicate { may_be_there: state == State::Started && !is_changed }
        }
        State::Started if is_changed => Verdict::Changed(None),
        State::Started => Verdict::Reconcile(Earlier {
            first_attempt: before.first_attempt(),
            is_open: before.is_open,
        }),
        State::Stored { id, .. } => Verdict::Changed(Some(id)),
        // The refused record is not in the workspace, so another record may take its key.
        State::Refused(_) if is_changed || run.retry_refused => Verdict::Send,
        State::Refused(status) => Verdict::Refused(status),
    };
    match verdict {
        Verdict::Send => (verdict, started),
        // Later runs too compare a record that is not sent now with the one that was sent.
        _ => (verdict, Entry { run: run.number, ..before }),
    }
}

/// Returns the earlier state of a key. If its entry cannot be read, an earlier run may have sent it.
pub(super) fn before<E>(found: Result<Option<Entry>, E>, run: Run) -> Before {
    match found.map(|entry| entry.map(|entry| entry.state)) {
        Ok(None | Some(State::Refused(_))) => Before::Nothing,
        Ok(Some(State::Stored { id, .. })) => Before::Stored(id),
        Ok(Some(State::Started)) => Before::Unknown,
        Err(_) if run.is_resumed() => Before::Unknown,
        Err(_) => Before::Nothing,
    }
}

/// The records of a journal that are or may be stored: the fingerprint of the body under each key.
#[derive(Debug, Default)]
pub(super) struct Sent(HashMap<KeyHash, Fingerprint>);

impl Sent {
    /// Collects them from all entries of a journal.
    pub(super) fn of<E>(
        entries: impl IntoIterator<Item = Result<(KeyHash, Entry), E>>,
    ) -> Result<Self, E> {
        let mut sent = HashMap::new();
        for entry in entries {
            match entry? {
                (_, Entry { state: State::Refused(_), .. }) => {}
                (key, Entry { fingerprint, .. }) => drop(sent.insert(key, fingerprint)),
            }
        }
        Ok(Self(sent))
    }

    /// Returns the keys of the records that were sent under another key. The records are pairs of the key and
    /// the body.
    pub(super) fn moved(self, records: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<String> {
        let Self(mut sent) = self;
        let mut others = Vec::new();
        for (key, body) in records {
            let (hash, fingerprint) = (hash(&key), fingerprint(&body));
            if sent.get(&hash) == Some(&fingerprint) {
                sent.remove(&hash);
            } else {
                others.push((key, fingerprint));
            }
        }
        let mut left: HashMap<Fingerprint, usize> = HashMap::new();
        for fingerprint in sent.into_values() {
            *left.entry(fingerprint).or_default() += 1;
        }
        others.retain(|(_, fingerprint)| match left.get_mut(fingerprint) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        });
        others.into_iter().map(|(key, _)| key).collect()
    }
}

/// Returns the hash by which a journal identifies a key.
pub(super) fn hash(key: &str) -> KeyHash {
    Sha256::digest(key.as_bytes()).into()
}

fn fingerprint(body: &[u8]) -> Fingerprint {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(body)[..16]);
    half
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use uuid::Uuid;

    use super::*;

    const ID: Uuid = Uuid::from_u128(7);
    const STORED: State = State::Stored { id: ID, is_settled: true };
    const DONE: Verdict = Verdict::Done { id: ID, is_settled: true };
    const STORED_NOW: Known = Known::Stored { id: ID, is_settled: true };
    const TIME: Option<i64> = Some(1_700_000_000_000);
    const RUN: Run = Run { number: 2, retry_refused: false };

    fn entry(run: u64, body: &str, state: State) -> Entry {
        Entry {
            run,
            fingerprint: fingerprint(body.as_bytes()),
            first_attempt: TIME,
            is_open: true,
            state,
        }
    }

    fn start_of(key: &str, body: &'static str) -> Start {
        Start { key: key.to_owned(), body: body.into(), server_time: TIME }
    }

    fn end_of(key: &str, known: Known) -> Ended {
        Ended { key: key.to_owned(), known }
    }

    /// Commits a batch as a store does, but in memory.
    fn commit(table: &mut BTreeMap<KeyHash, Entry>, batch: &Batch) -> Decision {
        let keys = batch.keys();
        let loaded = keys.iter().filter_map(|key| Some((*key, *table.get(key)?))).collect();
        let decision = batch.decide(loaded);
        for (key, entry) in &decision.changes {
            assert!(keys.contains(key), "only what was loaded is written");
            match entry {
                Some(entry) => table.insert(*key, *entry),
                None => table.remove(key),
            };
        }
        decision
    }

    #[test]
    fn every_entry_before_has_its_verdict_and_its_entry_after() {
        use State::{Refused, Started};
        let started = entry(2, "same", Started);
        let here = |before: Entry| Entry { run: 2, ..before };
        let maybe = Verdict::Duplicate { may_be_there: true };
        let duplicate = Verdict::Duplicate { may_be_there: false };
        let reconcile =
            Verdict::Reconcile(Earlier { first_attempt: started.first_attempt(), is_open: true });
        // Entries of an earlier run, and of this one.
        let old = |body, state| Some(entry(1, body, state));
        let new = |body, state| Some(entry(2, body, state));
        let kept = |entry: Option<Entry>| here(entry.expect("an entry"));
        let table = [
            (None, Verdict::Send, started),
            (new("same", Started), maybe, kept(new("same", Started))),
            (new("other", Started), duplicate, kept(new("other", Started))),
            (new("same", STORED), DONE, kept(new("same", STORED))),
            (new("other", STORED), duplicate, kept(new("other", STORED))),
            (new("same", Refused(400)), duplicate, kept(new("same", Refused(400)))),
            (new("other", Refused(400)), duplicate, kept(new("other", Refused(400)))),
            (old("same", Started), reconcile, kept(old("same", Started))),
            (old("other", Started), Verdict::Changed(None), kept(old("other", Started))),
            (old("same", STORED), DONE, kept(old("same", STORED))),
            (old("other", STORED), Verdict::Changed(Some(ID)), kept(old("other", STORED))),
            (old("same", Refused(400)), Verdict::Refused(400), kept(old("same", Refused(400)))),
            (old("other", Refused(400)), Verdict::Send, started),
        ];
        for (before, verdict, after) in table {
            let same = fingerprint(b"same");
            assert_eq!(start(before, RUN, same, TIME), (verdict, after), "{before:?}");
            // The retry of refused records changes nothing else.
            let retried = start(before, Run { retry_refused: true, ..RUN }, same, TIME);
            let expected = match verdict {
                Verdict::Refused(_) => (Verdict::Send, started),
                _ => (verdict, after),
            };
            assert_eq!(retried, expected, "{before:?}, retried");
        }
    }

    #[test]
    fn every_end_has_its_entry_after() {
        let states = [
            State::Started,
            State::Stored { id: Uuid::from_u128(8), is_settled: false },
            State::Refused(422),
        ];
        for before in states.map(|state| entry(1, "body", state)) {
            let with = |state| Some(Entry { state, ..before });
            assert_eq!(end(Some(before), STORED_NOW), with(STORED));
            assert_eq!(end(Some(before), Known::Refused(400)), with(State::Refused(400)));
            for is_open in [false, true] {
                let expected = Entry { is_open, ..before };
                assert_eq!(end(Some(before), Known::Unknown { is_open }), Some(expected));
            }
            assert_eq!(end(Some(before), Known::NotSent), None);
        }
        for known in
            [STORED_NOW, Known::Refused(400), Known::Unknown { is_open: false }, Known::NotSent]
        {
            assert_eq!(end(None, known), None, "what was not started is not noted");
        }
    }

    #[test]
    fn the_first_attempt_of_a_key_keeps_its_time() {
        let later = TIME.map(|time| time + 60_000);
        let before = Some(entry(1, "same", State::Started));
        let (verdict, after) = start(before, RUN, fingerprint(b"same"), later);
        let first_attempt = after.first_attempt();
        assert_eq!(verdict, Verdict::Reconcile(Earlier { first_attempt, is_open: true }));
        assert_eq!(after.first_attempt, TIME);
        let refused = Some(entry(1, "other", State::Refused(400)));
        let (_, sent_again) = start(refused, RUN, fingerprint(b"same"), later);
        assert_eq!(
            sent_again.first_attempt, later,
            "nothing of the one before is in the workspace"
        );
        let untimed = Entry { first_attempt: None, ..entry(1, "same", State::Started) };
        let (verdict, after) = start(Some(untimed), RUN, fingerprint(b"same"), later);
        assert_eq!(verdict, Verdict::Reconcile(Earlier::UNKNOWN));
        assert_eq!(after.first_attempt, None, "a time of a later attempt proves nothing");
    }

    #[test]
    fn what_was_known_of_a_key_is_read_from_its_entry() {
        let of = |found: Result<Option<State>, ()>, number| {
            let found = found.map(|state| state.map(|state| entry(1, "body", state)));
            before(found, Run { number, retry_refused: false })
        };
        for run in [1, 2] {
            assert_eq!(of(Ok(None), run), Before::Nothing);
            assert_eq!(of(Ok(Some(State::Refused(400))), run), Before::Nothing);
            assert_eq!(of(Ok(Some(STORED)), run), Before::Stored(ID));
            assert_eq!(of(Ok(Some(State::Started)), run), Before::Unknown);
        }
        assert_eq!([of(Err(()), 1), of(Err(()), 2)], [Before::Nothing, Before::Unknown]);
    }

    #[test]
    fn a_batch_notes_ends_before_starts_and_each_sees_what_came_before_it() {
        let mut table = BTreeMap::new();
        let starts = ["a", "b", "c", "a"].map(|key| start_of(key, "same")).into();
        let first = commit(&mut table, &Batch { run: RUN, starts, ends: Vec::new() });
        let duplicate = Verdict::Duplicate { may_be_there: true };
        assert_eq!(first.verdicts, [Verdict::Send, Verdict::Send, Verdict::Send, duplicate]);
        assert_eq!((first.changes.len(), table.len()), (3, 3));

        let ends =
            vec![end_of("a", STORED_NOW), end_of("b", Known::NotSent), end_of("c", Known::NotSent)];
        let starts = vec![start_of("a", "same"), start_of("b", "other")];
        let second = commit(&mut table, &Batch { run: RUN, starts, ends });
        assert_eq!(second.verdicts, [DONE, Verdict::Send], "what was not sent is free again");
        let expected =
            [(hash("a"), entry(2, "same", STORED)), (hash("b"), entry(2, "other", State::Started))];
        assert_eq!(table, expected.into());
    }

    #[test]
    fn a_batch_waits_for_the_disk_if_something_is_sent_or_ended() {
        let run = Run { number: 3, ..RUN };
        let mut table = BTreeMap::from([(hash("a"), entry(2, "same", STORED))]);
        let mut is_durable = |starts, ends| {
            let decision = commit(&mut table, &Batch { run, starts, ends });
            (decision.is_durable, decision.changes.len())
        };
        assert_eq!(is_durable(vec![start_of("a", "same")], Vec::new()), (false, 1), "met again");
        assert_eq!(is_durable(vec![start_of("a", "same")], Vec::new()), (false, 0), "nothing new");
        assert_eq!(is_durable(vec![start_of("b", "same")], Vec::new()), (true, 1));
        assert_eq!(is_durable(Vec::new(), vec![end_of("b", Known::Refused(400))]), (true, 1));
    }

    #[test]
    fn a_run_begins_if_all_that_is_recorded_is_of_its_job() {
        let job = vec![("object", "people".to_owned()), ("operation", "create".to_owned())];
        let recorded = |facts: &[(&str, &str)]| {
            facts.iter().map(|(what, value)| ((*what).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(begin(&recorded(&[]), 0, &job), Ok(1), "a new journal");
        let same = recorded(&[("object", "people"), ("operation", "create"), ("more", "x")]);
        assert_eq!(begin(&same, 6, &job), Ok(7));
        let differs = begin(&recorded(&[("operation", "assert by domains")]), 6, &job);
        let (recorded, job) = ("assert by domains".to_owned(), "create".to_owned());
        assert_eq!(differs, Err(Difference { what: "operation", recorded, job }));
    }

    #[test]
    fn a_record_has_moved_if_its_body_is_stored_under_another_key_and_not_its_own() {
        let entries = [
            ("1", "a", STORED),
            ("2", "b", State::Started),
            ("3", "c", State::Refused(400)),
            ("4", "d", STORED),
        ];
        let moved = |records: &[(&str, &str)]| {
            let entries = entries
                .map(|(key, body, state)| Ok::<_, Infallible>((hash(key), entry(1, body, state))));
            let sent = Sent::of(entries).unwrap_or_else(|never| match never {});
            let records = records.iter();
            sent.moved(records.map(|(key, body)| ((*key).to_owned(), body.as_bytes().to_vec())))
        };
        assert_eq!(moved(&[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]), [""; 0]);
        assert_eq!(moved(&[("2", "a"), ("3", "b"), ("4", "c"), ("5", "d")]), ["2", "3", "5"]);
        assert_eq!(moved(&[("1", "edited"), ("9", "new")]), [""; 0]);
        assert_eq!(moved(&[("7", "a"), ("8", "a")]), ["7"], "one was sent");
        assert_eq!(moved(&[("7", "a"), ("1", "a")]), [""; 0], "that is the one");
        assert_eq!(Sent::of([Err("damaged")]).err(), Some("damaged"));
    }
}
