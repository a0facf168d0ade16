//! The list entries of a record.

use serde::Deserialize;
use uuid::Uuid;

use crate::client::{Call, Client, End, PAGE, list_all};
use crate::describe::{EntryId, IsEntry, Target, is_same_target};
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

impl RecordEntry {
    /// Returns the ID of the entry if it is on the list of this struct.
    ///
    /// ```no_run
    /// # use attio_core::{AttioEntry, AttioRecord, Client, RecordId};
    /// # #[derive(AttioRecord)]
    /// # #[attio(object = "companies")]
    /// # struct Company { name: Option<String> }
    /// # #[derive(AttioEntry)]
    /// # #[attio(list = "sales_pipeline", parent = Company)]
    /// # struct Opportunity { seats: Option<i64> }
    /// # async fn f(client: Client, company_id: RecordId<Company>) -> Result<(), attio_core::Error> {
    /// for entry in Company::entries(&client, company_id).await? {
    ///     if let Some(id) = entry.id_of::<Opportunity>() {
    ///         let opportunity = Opportunity::get(&client, id).await?.decode()?;
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    #[doc(alias("entry", "typed"))]
    pub fn id_of<E: IsEntry>(&self) -> Option<EntryId<E>> {
        let (slug, id) = (Some(self.list_api_slug.as_str()), Some(self.list_id));
        let is_it = is_same_target(E::TARGET.name(), slug, id) == Some(true);
        is_it.then(|| self.entry_id.into())
    }
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
