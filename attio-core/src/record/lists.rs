//! What a record has beside its values: their history, and the lists that it is on.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::Record;
use crate::client::{Answer, BoxFuture, Client, Request, all_pages};
use crate::error::{Error, Outcome};
use crate::value::{ReadValue, Timestamp, Tracked, ValueError};
use crate::wire::{ReadFailure, ValueReader};

/// How many are asked for at once.
const PAGE: u32 = 500;

/// Every value that an attribute of a record ever had.
pub(super) fn history<V: ReadValue + Send + 'static>(
    client: Client,
    object: &'static str,
    id: Uuid,
    attribute: &'static str,
) -> BoxFuture<Result<Vec<Tracked<V>>, Error>> {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        data: Vec<&'a RawValue>,
    }
    let request = move |limit, offset| Request::history(object, id, attribute, limit, offset);
    let read = move |answer: Answer| {
        let envelope: Envelope<'_> = match serde_json::from_slice(&answer.body) {
            Ok(envelope) => envelope,
            Err(error) => {
                return Err(answer.clone().unreadable(error.to_string(), Outcome::NotApplied));
            }
        };
        let read = |value: &RawValue| {
            ValueReader::new(value.get()).read().map_err(|source: ValueError| {
                let attribute = Some(attribute.to_owned());
                Error::decode_record(id, object, ReadFailure { attribute, source })
            })
        };
        envelope.data.into_iter().map(read).collect()
    };
    all_pages(client, request, read)
}

/// The records that exist of these IDs, in the order of the IDs.
pub(super) fn get_many<R: 'static>(
    client: Client,
    object: &'static str,
    ids: Vec<Uuid>,
) -> BoxFuture<Result<Vec<Record<R>>, Error>> {
    Box::pin(async move {
        let mut found: HashMap<Uuid, Record<R>> = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(PAGE as usize) {
            let quoted: Vec<_> = chunk.iter().map(|id| format!("\"{id}\"")).collect();
            let filter = format!(r#"{{"record_id":{{"value":{{"$in":[{}]}}}}}}"#, quoted.join(","));
            let body = format!(r#"{{"filter":{filter},"limit":{PAGE},"offset":0}}"#);
            let records = super::read_page(client.send(Request::query(object, body)).await?)?;
            found.extend(records.into_iter().map(|record| (record.id.record_id.uuid(), record)));
        }
        Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
    })
}

/// A list that a record is on: `GET /v2/objects/{object}/records/{record_id}/entries`.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct EntryRef {
    /// The list.
    pub list_id: Uuid,
    /// The slug of the list.
    pub list_api_slug: String,
    /// The entry, the record's place on the list.
    pub entry_id: Uuid,
    /// When the record was put on the list.
    pub created_at: Timestamp,
}

/// The lists that a record is on.
pub(super) fn entries(
    client: Client,
    object: &'static str,
    id: Uuid,
) -> BoxFuture<Result<Vec<EntryRef>, Error>> {
    #[derive(Deserialize)]
    struct Envelope {
        data: Vec<EntryRef>,
    }
    let request = move |limit, offset| Request::entries(object, id, limit, offset);
    let read = |answer: Answer| match serde_json::from_slice(&answer.body) {
        Ok(Envelope { data }) => Ok(data),
        Err(error) => Err(answer.unreadable(error.to_string(), Outcome::NotApplied)),
    };
    all_pages(client, request, read)
}
