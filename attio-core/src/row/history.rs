//! The history of an attribute, and records by their IDs.

use std::collections::HashMap;

use serde_json::value::RawValue;
use uuid::Uuid;

use super::requests;
use super::{Row, read_page};
use crate::client::{
    Call, Client, End, PAGE, Repeats, Requests, Response, list_all, repeated, unreadable_pages,
};
use crate::describe::{Form, Rows, Target, ValueError};
use crate::error::Error;
use crate::request::{Operation, Request};
use crate::value::{ReadValue, Tracked};
use crate::wire::{ReadFailure, ValueReader};

static OF_RECORD: Operation = Operation::get(
    "history",
    "/v2/{target}/records/{record_id}/attributes/{attribute}/values",
    "get the history of {attribute} of record {record_id} of {target}",
);

static OF_ENTRY: Operation = Operation::get(
    "history",
    "/v2/{target}/entries/{entry_id}/attributes/{attribute}/values",
    "get the history of {attribute} of entry {entry_id} of {target}",
);

/// Gets every value that an attribute of a record or an entry ever had.
pub(crate) fn history<V: ReadValue + Send + 'static>(
    client: &Client,
    target: Target<'static>,
    id: Uuid,
    attribute: &'static str,
) -> Call<Vec<Tracked<V>>> {
    let form = Form::of(target);
    let operation = match form {
        Form::Record => &OF_RECORD,
        Form::Entry => &OF_ENTRY,
    };
    let request = Request::of(operation, target)
        .with(form.id(), id)
        .with("attribute", attribute)
        .with_query("show_historic", "true");
    let read = move |response: Response| {
        let read = |value: &RawValue| {
            ValueReader::new(value.get()).read().map_err(|source: ValueError| {
                let failure = ReadFailure { attribute: Some(attribute.to_owned()), source };
                Error::decode_row(id, target, failure)
            })
        };
        response.data::<Vec<&RawValue>>()?.into_iter().map(read).collect()
    };
    Call::many(client, move |calls| list_all(calls, request, PAGE, End::EmptyPage, read))
}

/// Gets the existing records among these IDs, in their order.
pub(crate) fn get_many<R: Rows<Row: Row> + 'static>(
    client: &Client,
    target: Target<'static>,
    ids: Vec<Uuid>,
) -> Call<Vec<R::Row>> {
    Call::many(client, async move |calls| {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(PAGE as usize) {
            find::<R>(&calls, target, chunk.to_vec(), &mut found).await?;
        }
        Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
    })
}

/// Finds the records with these IDs, at most a page of them. A server may return fewer records than
/// requested, so the missing records are requested until a response returns none. Each request
/// starts at offset 0, so that no record is skipped if others are deleted meanwhile.
async fn find<R: Rows<Row: Row>>(
    calls: &Requests,
    target: Target<'static>,
    ids: Vec<Uuid>,
    found: &mut HashMap<Uuid, R::Row>,
) -> Result<(), Error> {
    let (mut offset, mut repeats) = (0, Repeats::default());
    let mut missing = ids.clone();
    loop {
        missing.retain(|id| !found.contains_key(id));
        if missing.is_empty() {
            return Ok(());
        }
        let quoted: Vec<_> = missing.iter().map(|id| format!("\"{id}\"")).collect();
        let filter = format!(r#"{{"record_id":{{"value":{{"$in":[{}]}}}}}}"#, quoted.join(","));
        let body = format!(r#"{{"filter":{filter},"limit":{PAGE},"offset":{offset}}}"#);
        let request = requests::query(target, body);
        let action = request.action.clone();
        let records = read_page::<R>(calls.send(request).await?)?;
        if records.is_empty() {
            return Ok(());
        }
        let id_of = |record: &R::Row| record.uuid();
        if repeats.note(records.iter().map(|record| Repeats::number(id_of(record)))) {
            return Err(repeated(action));
        }
        if let Some(other) = records.iter().map(id_of).find(|id| !ids.contains(id)) {
            let reason = format!("record {other} was returned, but not requested");
            return Err(unreadable_pages(action, reason));
        }
        let is_wanted = records.iter().any(|record| missing.contains(&id_of(record)));
        if offset > 0 || !is_wanted {
            // The server ignores the filter.
            offset += records.len();
        }
        found.extend(records.into_iter().map(|record| (id_of(&record), record)));
    }
}
