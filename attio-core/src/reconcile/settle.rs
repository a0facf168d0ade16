//! The steps from a create of unknown outcome to a record that is there once. The argument is in
//! the docs of [`AttioRecord::create_or_reconcile`](crate::AttioRecord::create_or_reconcile).

use uuid::Uuid;

use super::Create;
use super::attributes::unique_attribute;
use super::deadline::wait;
use super::look_up::{Conflict, Found, find, look_at};
use super::unique_value::{UniqueValue, written_values};
use crate::client::Requests;
use crate::error::{Error, Kind, Outcome};
use crate::record::{RawRecord, parse_record, requests};

/// What was done before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// Nothing.
    Create,
    /// A create, of which nothing is known.
    Unknown,
}

/// The record, and whether this call was told that it made it.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) record: RawRecord,
    pub(crate) is_created: bool,
}

/// Settles a create before the deadline of the call, or that of the client if the call has none.
pub(crate) async fn settle(
    calls: &Requests,
    create: &Create,
    origin: Origin,
) -> Result<Settled, Error> {
    let calls = &calls.clone().with_deadline();
    let open = match origin {
        Origin::Unknown => {
            let kind = Kind::Unsettled("it is not known whether an earlier attempt did".to_owned());
            Error::new(kind, requests::CREATE.on(&create.target), Outcome::Unknown)
        }
        Origin::Create => match send(calls, create).await {
            Ok(settled) => return Ok(settled),
            Err(error) => error,
        },
    };
    match open.outcome() {
        // A conflict of the first attempt too: no other attempt can have made the record.
        Outcome::NotApplied => return Err(open),
        Outcome::Applied(Some(id)) => {
            let settled = get(calls, create, id, open).await?;
            // It is the record of the only create of this call.
            calls.settle();
            return Ok(settled);
        }
        Outcome::Applied(None) | Outcome::Unknown => {}
    }
    match unique_values(calls, create).await {
        Ok(wanted) => {
            let is_old = matches!(origin, Origin::Unknown);
            Steps { calls, create, wanted, is_old }.run(open).await
        }
        Err(reason) => Err(open.with_note(Some(format!("it cannot be settled: {reason}")))),
    }
}

/// Sends the create. The record of an answer that can be read was made by this call.
async fn send(calls: &Requests, create: &Create) -> Result<Settled, Error> {
    let request = requests::create(&create.target, create.body.clone());
    let record = parse_record(&calls.send(request).await?)?;
    Ok(Settled { record, is_created: true })
}

/// The record that the API said to have made, in an answer that could not be read.
async fn get(calls: &Requests, create: &Create, id: Uuid, open: Error) -> Result<Settled, Error> {
    let response = calls.send(requests::get(&create.target, id)).await;
    match response.map(|response| parse_record(&response)) {
        Ok(Ok(record)) => Ok(Settled { record, is_created: true }),
        Ok(Err(_)) => Err(open),
        Err(error) => Err(open.with_note(Some(error.to_string()))),
    }
}

/// The values by which the workspace tells records apart, or why there are none.
async fn unique_values(calls: &Requests, create: &Create) -> Result<Vec<UniqueValue>, String> {
    let mut all = Vec::new();
    let mut reason = "the record has no value of a unique attribute".to_owned();
    for (key, values) in written_values(&create.body, &create.unique) {
        match unique_attribute(calls, &create.target, key).await {
            Ok(attribute) => {
                all.extend(
                    values.into_iter().filter_map(|value| UniqueValue::new(&attribute, value)),
                );
            }
            Err(why) => reason = why,
        }
    }
    if all.is_empty() { Err(reason) } else { Ok(all) }
}

struct Steps<'c> {
    calls: &'c Requests,
    create: &'c Create,
    wanted: Vec<UniqueValue>,
    /// Whether the create was before this call, so that its record may have been edited since.
    is_old: bool,
}

/// What a repeat of the create came to.
enum Repeat {
    Settled(Settled),
    /// It is certain, or cannot become so.
    End(Error),
    /// As unknown as before.
    Open(Error),
}

impl Steps<'_> {
    /// Looks the record up and repeats the create, until one of them shows it.
    async fn run(self, mut open: Error) -> Result<Settled, Error> {
        let Self { calls, create, .. } = self;
        let client = calls.client();
        let mut attempts = open.counts();
        let mut repeats = 0;
        loop {
            // What the create was told to have applied can be nobody else's.
            let is_created = matches!(open.outcome(), Outcome::Applied(_));
            let mut failed = None;
            match find(calls, &create.target, &self.wanted).await {
                Ok(Found::Record(record)) => {
                    client.retry_budget().give_back(repeats);
                    return Ok(Settled { record, is_created });
                }
                Ok(Found::Nothing | Found::Unclear) if is_created => return Err(open),
                Ok(Found::Nothing | Found::Unclear) => {}
                // What was applied is looked for again below, everything else repeated, which may
                // settle it all the same.
                Err(error) => failed = Some(error),
            }
            let time = match wait(calls, repeats) {
                Ok(time) => time,
                Err(reason) => {
                    let why = failed.map_or_else(String::new, |error| format!("; {error}"));
                    let note = Some(format!("it could not be settled: {reason}{why}"));
                    return Err(open.with_attempts(attempts, None).with_note(note));
                }
            };
            client.clock().sleep(time).await;
            client.retry_budget().take();
            repeats += 1;
            if is_created {
                continue;
            }
            match self.repeat().await {
                Repeat::Settled(settled) => {
                    client.retry_budget().give_back(repeats);
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

    async fn repeat(&self) -> Repeat {
        let error = match send(self.calls, self.create).await {
            Ok(settled) => return Repeat::Settled(settled),
            Err(error) => error,
        };
        if error.is_uniqueness_conflict() {
            return self.conflict(error).await;
        }
        match error.outcome() {
            Outcome::Applied(Some(id)) => match get(self.calls, self.create, id, error).await {
                Ok(settled) => Repeat::Settled(settled),
                Err(error) => Repeat::End(error),
            },
            Outcome::Applied(None) | Outcome::Unknown => Repeat::Open(error),
            // Whatever was refused without a reason that can be read may be a conflict too.
            Outcome::NotApplied if error.is_retryable() || error.code().is_none() => {
                Repeat::Open(error)
            }
            // This one was refused; the one before may have been applied.
            Outcome::NotApplied => Repeat::End(error.after(Outcome::Unknown)),
        }
    }

    /// A record has one of the values. It is ours if it has all of them.
    async fn conflict(&self, error: Error) -> Repeat {
        let Self { calls, create, wanted, is_old } = self;
        let may_be_edited = *is_old && wanted.len() > 1;
        let nothing_was_found = match find(calls, &create.target, wanted).await {
            Ok(Found::Record(record)) => {
                return Repeat::Settled(Settled { record, is_created: false });
            }
            Ok(Found::Nothing) => true,
            Ok(Found::Unclear) | Err(_) => false,
        };
        let ids = error.conflicting_records();
        match look_at(calls, &create.target, &ids, wanted).await {
            Conflict::Same(record) => Repeat::Settled(Settled { record, is_created: false }),
            // It may have had all of them when it was made.
            Conflict::Other | Conflict::Gone if may_be_edited => {
                let note = "a record with some of its unique values is there, and whether that is \
                            this one, edited since, cannot be told";
                Repeat::End(error.after(Outcome::Unknown).with_note(Some(note.to_owned())))
            }
            // Had an earlier attempt been applied, no other record could have one of the values. One
            // that is still under way will be refused as well.
            Conflict::Other => Repeat::End(error),
            // No record is named, and none has all.
            Conflict::Gone if nothing_was_found && ids.is_empty() => Repeat::End(error),
            // It was deleted or merged meanwhile, or cannot be read.
            Conflict::Gone => Repeat::Open(error.after(Outcome::Unknown)),
            // It may be ours, and will be no clearer the next time.
            Conflict::Incomparable => {
                let note = "whether the record that has them is this one cannot be told, since its \
                            values cannot be compared";
                Repeat::End(error.after(Outcome::Unknown).with_note(Some(note.to_owned())))
            }
        }
    }
}
