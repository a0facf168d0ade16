//! The history of an attribute, and records by their IDs.

use std::collections::HashMap;

use serde_json::value::RawValue;
use uuid::Uuid;

use super::requests;
use super::{Record, read_page};
use crate::client::{Call, Client, PAGE, Response, list_all};
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
    Call::many(client, move |calls| list_all(calls, request, PAGE, read))
}

/// The records that exist of these IDs, in the order of the IDs.
pub(crate) fn get_many<R: 'static>(
    client: &Client,
    target: Target<'static>,
    ids: Vec<Uuid>,
) -> Call<Vec<Record<R>>> {
    Call::many(client, async move |calls| {
        let mut found: HashMap<Uuid, Record<R>> = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(PAGE as usize) {
            let quoted: Vec<_> = chunk.iter().map(|id| format!("\"{id}\"")).collect();
            let filter = format!(r#"{{"record_id":{{"value":{{"$in":[{}]}}}}}}"#, quoted.join(","));
            let body = format!(r#"{{"filter":{filter},"limit":{PAGE},"offset":0}}"#);
            let records = read_page(calls.send(requests::query(target, body)).await?)?;
            found.extend(records.into_iter().map(|record| (record.id.record_id.uuid(), record)));
        }
        Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
    })
}
