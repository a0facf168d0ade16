//! The list entries of a record.

use serde::Deserialize;
use uuid::Uuid;

use crate::client::{Call, Client, End, PAGE, list_all};
use crate::describe::Target;
use crate::request::{Operation, Request};
use crate::value::Timestamp;

static ENTRIES: Operation = Operation::get(
    "entries",
    "/v2/{target}/records/{record_id}/entries",
    "list the entries of record {record_id} of {target}",
);

/// An entry of a record in a list: `GET /v2/objects/{object}/records/{record_id}/entries`.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[doc(alias = "list_entry")]
pub struct RecordEntry {
    /// The ID of the list.
    pub list_id: Uuid,
    /// The slug of the list.
    pub list_api_slug: String,
    /// The ID of the record's entry in the list.
    pub entry_id: Uuid,
    /// When the record was added to the list.
    pub created_at: Timestamp,
}

/// Returns the entries of a record in all lists.
pub(crate) fn entries_of(
    client: &Client,
    target: Target<'static>,
    id: Uuid,
) -> Call<Vec<RecordEntry>> {
    let request = Request::of(&ENTRIES, target).with("record_id", id);
    Call::many(client, move |calls| {
        list_all(calls, request, PAGE, End::ShortPage, |response| response.data())
    })
}
