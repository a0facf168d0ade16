//! The history of an attribute, and records by their IDs.

use std::collections::HashMap;

use serde_json::value::RawValue;
use uuid::Uuid;

use super::requests;
use super::{Record, read_page};
use crate::client::{Call, Client, End, PAGE, Repeats, Requests, Response, list_all, repeated};
use crate::describe::{Target, ValueError};
use crate::error::Error;
use crate::request::{Operation, Request};
use crate::value::{ReadValue, Tracked};
use crate::wire::{ReadFailure, ValueReader};

static HISTORY: Operation = Operation::get(
    "history",
    "/v2/{target}/records/{record_id}/attributes/{attribute}/values",
    "get the history of {attribute} of record {record_id} of {target}",
);

/// Every value that an attribute of a record ever had.
pub(crate) fn history<V: ReadValue + Send + 'static>(
    client: &Client,
    target: Target<'static>,
    id: Uuid,
    attribute: &'static str,
) -> Call<Vec<Tracked<V>>> {
    let request = Request::of(&HISTORY, target)
        .with("record_id", id)
        .with("attribute", attribute)
        .with_query("show_historic", "true");
    let read = move |response: Response| {
        let read = |value: &RawValue| {
            ValueReader::new(value.get()).read().map_err(|source: ValueError| {
                let failure = ReadFailure { attribute: Some(attribute.to_owned()), source };
                Error::decode_record(id, target, failure)
            })
        };
        response.data::<Vec<&RawValue>>()?.into_iter().map(read).collect()
    };
    Call::many(client, move |calls| list_all(calls, request, PAGE, End::EmptyPage, read))
}

/// The records that exist of these IDs, in the order of the IDs.
pub(crate) fn get_many<R: 'static>(
    client: &Client,
    target: Target<'static>,
    ids: Vec<Uuid>,
) -> Call<Vec<Record<R>>> {
    Call::many(client, async move |calls| {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(PAGE as usize) {
            let mut missing = chunk.to_vec();
            loop {
                let (asked, pages) =
                    (missing.len(), find(&calls, target, &missing, &mut found).await?);
                missing.retain(|id| !found.contains_key(id));
                // Of several pages, a record may have moved from one to another that was read before.
                if pages < 2 || missing.is_empty() || missing.len() == asked {
                    break;
                }
            }
        }
        Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
    })
}

/// Finds the records of these IDs, and returns on how many pages they came. A server may give less than is
/// requested, so a record is missing only after an empty page.
async fn find<R>(
    calls: &Requests,
    target: Target<'static>,
    ids: &[Uuid],
    found: &mut HashMap<Uuid, Record<R>>,
) -> Result<u32, Error> {
    let quoted: Vec<_> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    let filter = format!(r#"{{"record_id":{{"value":{{"$in":[{}]}}}}}}"#, quoted.join(","));
    let (mut count, mut pages, mut repeats) = (0, 0, Repeats::default());
    while ids.iter().any(|id| !found.contains_key(id)) {
        let body = format!(r#"{{"filter":{filter},"limit":{PAGE},"offset":{count}}}"#);
        let request = requests::query(target, body);
        let action = request.action.clone();
        let records = read_page(calls.send(request).await?)?;
        if records.is_empty() {
            break;
        }
        pages += 1;
        count += records.len();
        let id_of = |record: &Record<R>| record.id.record_id.uuid();
        if repeats.note(records.iter().map(|record| Repeats::number(id_of(record)))) {
            return Err(repeated(action));
        }
        found.extend(records.into_iter().map(|record| (id_of(&record), record)));
    }
    Ok(pages)
}
