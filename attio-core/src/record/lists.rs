//! What a record has beside its values: their history, and the lists that it is on.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::Record;
use crate::client::{Answer, BoxFuture, Client};
use crate::describe::ValueError;
use crate::error::{Error, Outcome};
use crate::request::Request;
use crate::value::{ReadValue, Timestamp, Tracked};
use crate::wire::{ReadFailure, ValueReader};

/// How many are asked for at once. The most that the entries endpoint allows; the history endpoint
/// documents none.
const PAGE: u32 = 500;

/// All pages of a listing by limit and offset.
///
/// A server may give less than it is asked for, so only an empty page is the end.
async fn all_pages<T>(
    client: &Client,
    request: impl Fn(u32, u64) -> Request,
    read: impl Fn(Answer, &mut Vec<T>) -> Result<(), Error>,
) -> Result<Vec<T>, Error> {
    let mut items = Vec::new();
    loop {
        let before = items.len();
        let answer = client.send(request(PAGE, before as u64)).await?;
        read(answer, &mut items)?;
        if items.len() == before {
            return Ok(items);
        }
    }
}

/// Every value that an attribute of a record ever had.
pub(crate) fn history<V: ReadValue + Send + 'static>(
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
    Box::pin(async move {
        let request = |limit, offset| Request::history(object, id, attribute, limit, offset);
        let read = |answer: Answer, values: &mut Vec<Tracked<V>>| {
            let envelope: Envelope<'_> = match serde_json::from_slice(&answer.body) {
                Ok(envelope) => envelope,
                Err(error) => {
                    return Err(answer.clone().unreadable(error.to_string(), Outcome::NotApplied));
                }
            };
            for value in envelope.data {
                let value =
                    ValueReader::new(value.get()).read().map_err(|source: ValueError| {
                        let attribute = Some(attribute.to_owned());
                        Error::decode(object, ReadFailure { attribute, source })
                    })?;
                values.push(value);
            }
            Ok(())
        };
        all_pages(&client, request, read).await
    })
}

/// The records that exist of these IDs, in the order of the IDs.
pub(crate) fn get_many<R: 'static>(
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
pub(crate) fn entries(
    client: Client,
    object: &'static str,
    id: Uuid,
) -> BoxFuture<Result<Vec<EntryRef>, Error>> {
    #[derive(Deserialize)]
    struct Envelope {
        data: Vec<EntryRef>,
    }
    Box::pin(async move {
        let request = |limit, offset| Request::entries(object, id, limit, offset);
        let read = |answer: Answer, entries: &mut Vec<EntryRef>| match serde_json::from_slice::<
            Envelope,
        >(&answer.body)
        {
            Ok(envelope) => {
                entries.extend(envelope.data);
                Ok(())
            }
            Err(error) => Err(answer.unreadable(error.to_string(), Outcome::NotApplied)),
        };
        all_pages(&client, request, read).await
    })
}
