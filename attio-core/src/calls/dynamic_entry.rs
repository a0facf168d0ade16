//! Entries of lists that are only known at run time.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use uuid::Uuid;

use super::dynamic_values::DynamicValues;
use crate::bulk::{Bulk, Encode};
use crate::client::{Call, Client};
use crate::describe::Form;
use crate::entry::Entry;
use crate::error::Error;
use crate::reconcile::{self, Create, Earlier, Origin, Reconciled};
use crate::request::{Action, TargetBuf};
use crate::row::requests::{self, Update};
use crate::row::{AnyEntry, open, open_with, read, read_page, written};
use crate::value::AnyRecordRef;

/// An entry of a list that is only known at run time: the list, the parent, and the values as JSON.
///
/// ```no_run
/// # async fn f(client: attio_core::Client, company_id: uuid::Uuid) -> Result<(), attio_core::Error> {
/// use attio_core::DynamicEntry;
///
/// let entry = DynamicEntry::new("sales_pipeline", "companies", company_id)
///     .set("stage", "In talks")
///     .set("regions", ["North", "West"])
///     .assert(&client)
///     .await?;
/// assert_eq!(entry.parent.record_id(), company_id);
/// let regions: Vec<String> = entry.values.read("regions")?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before one of its calls is awaited"]
#[doc(alias("untyped", "schemaless", "json"))]
pub struct DynamicEntry {
    list: String,
    parent: AnyRecordRef,
    values: DynamicValues,
}

impl DynamicEntry {
    /// Creates an entry of the list with this slug or ID, without values. The parent is the record with
    /// this ID of the object with this slug or ID.
    pub fn new(
        list: impl Into<String>,
        parent_object: impl Into<String>,
        parent_record_id: Uuid,
    ) -> Self {
        Self {
            list: list.into(),
            parent: AnyRecordRef::new(parent_object, parent_record_id),
            values: DynamicValues::default(),
        }
    }

    /// Sets the value of an attribute, by slug or ID, or all values of a multi-value attribute.
    ///
    /// It takes the same values as [`DynamicRecord::set`](crate::DynamicRecord::set).
    pub fn set(mut self, attribute: impl Into<String>, values: impl Serialize) -> Self {
        self.values.set(attribute.into(), values);
        self
    }

    /// Adds the parent to the list: `POST /v2/lists/{list}/entries`.
    ///
    /// Attio adds a second entry if the parent is on the list already: see [`assert`](Self::assert).
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioEntry::create`](crate::AttioEntry::create) does.
    #[doc(alias("insert", "add", "add_to_list"))]
    pub fn create(&self, client: &Client) -> Call<Entry<AnyEntry>> {
        let body = self.body(requests::creating);
        let request = body.map(|body| requests::create(self.target(), body));
        Call::new(client, request, written::<AnyEntry>)
    }

    /// Creates the entry; if a response is lost, looks it up before retrying.
    ///
    /// The entry is looked up by these unique attributes, named by slug or ID as in
    /// [`set`](Self::set). If an earlier process may already have sent the create, call
    /// [`reconcile`](Self::reconcile).
    ///
    /// # Errors
    ///
    /// Returns an error as
    /// [`AttioEntry::create_or_reconcile`](crate::AttioEntry::create_or_reconcile) does.
    #[doc(alias("find_or_create", "get_or_create", "idempotent", "exactly_once"))]
    pub fn create_or_reconcile<A: Into<String>>(
        &self,
        client: &Client,
        unique: impl IntoIterator<Item = A>,
    ) -> Call<Reconciled<AnyEntry>> {
        reconcile::call(client, self.reconcilable(unique), Origin::Create)
    }

    /// Finds the entry that an earlier process may have created, by these unique attributes, or creates
    /// it.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioEntry::reconcile`](crate::AttioEntry::reconcile) does.
    #[doc(alias("retry", "redelivered", "idempotency", "at_least_once"))]
    pub fn reconcile<A: Into<String>>(
        &self,
        client: &Client,
        unique: impl IntoIterator<Item = A>,
    ) -> Call<Reconciled<AnyEntry>> {
        reconcile::call(client, self.reconcilable(unique), Origin::Unknown(Earlier::UNKNOWN))
    }

    /// Updates the entry of the parent, or adds the parent to the list: `PUT /v2/lists/{list}/entries`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioEntry::assert`](crate::AttioEntry::assert) does.
    #[doc(alias("upsert", "create_or_update", "insert_or_update"))]
    pub fn assert(&self, client: &Client) -> Call<Entry<AnyEntry>> {
        let body = self.body(requests::asserting);
        let request = body.map(|body| requests::assert(self.target(), None, body));
        Call::new(client, request, written::<AnyEntry>)
    }

    /// Creates a job that adds many parents to a list; see [`bulk`](crate::bulk).
    ///
    /// Lost creates are looked up by these unique attributes. Without one, they stay unknown.
    #[doc(alias("batch_create", "create_many", "insert_many", "import"))]
    pub fn bulk_create<A: Into<String>>(
        client: &Client,
        list: impl Into<String>,
        unique: impl IntoIterator<Item = A>,
    ) -> Bulk<AnyEntry, Self> {
        let list = list.into();
        let unique = unique.into_iter().map(Into::into).collect();
        Bulk::create(
            client,
            TargetBuf::list(list.clone()),
            unique,
            Self::encode(list, requests::creating),
        )
    }

    /// Creates a job that asserts many entries by their parents; see [`bulk`](crate::bulk).
    #[doc(alias("batch_upsert", "bulk_upsert", "upsert_many", "import"))]
    pub fn bulk_assert(client: &Client, list: impl Into<String>) -> Bulk<AnyEntry, Self> {
        let list = list.into();
        Bulk::assert_by_parent(
            client,
            TargetBuf::list(list.clone()),
            Self::encode(list, requests::asserting),
        )
    }

    /// Updates the entry with this ID, and adds multi-values to the existing ones:
    /// `PATCH /v2/lists/{list}/entries/{entry_id}`. The parent is not sent, because it cannot change.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioEntry::append`](crate::AttioEntry::append) does.
    #[doc(alias("update", "modify", "edit"))]
    pub fn append(&self, client: &Client, id: Uuid) -> Call<Entry<AnyEntry>> {
        self.update(client, id, Update::Append)
    }

    /// Updates the entry with this ID, and replaces multi-values:
    /// `PUT /v2/lists/{list}/entries/{entry_id}`. The parent is not sent, because it cannot change.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioEntry::overwrite`](crate::AttioEntry::overwrite) does.
    #[doc(alias("update", "replace", "edit"))]
    pub fn overwrite(&self, client: &Client, id: Uuid) -> Call<Entry<AnyEntry>> {
        self.update(client, id, Update::Overwrite)
    }

    /// Gets an entry by its ID: `GET /v2/lists/{list}/entries/{entry_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioEntry::get`](crate::AttioEntry::get) does.
    #[doc(alias("find", "fetch", "find_by_id", "read"))]
    pub fn get(client: &Client, list: &str, id: Uuid) -> Call<Entry<AnyEntry>> {
        Call::new(client, Ok(requests::get(TargetBuf::list(list), id)), read::<AnyEntry>)
    }

    /// Deletes an entry by its ID: `DELETE /v2/lists/{list}/entries/{entry_id}`. The parent stays.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioEntry::delete`](crate::AttioEntry::delete) does.
    #[doc(alias("remove", "destroy"))]
    pub fn delete(client: &Client, list: &str, id: Uuid) -> Call<()> {
        Call::new(client, Ok(requests::delete(TargetBuf::list(list), id)), |_| Ok(()))
    }

    /// Requests entries with a query as the API takes it: `POST /v2/lists/{list}/entries/query`.
    ///
    /// # Errors
    ///
    /// Returns an error if the query cannot be written as JSON, or as any call does.
    #[doc(alias("list", "list_entries", "search", "select"))]
    pub fn query(
        client: &Client,
        list: &str,
        query: &impl Serialize,
    ) -> Call<Vec<Entry<AnyEntry>>> {
        let request = serde_json::to_string(query)
            .map(|body| requests::query(TargetBuf::list(list), body))
            .map_err(|error| Error::unwritable(format!("the query cannot be written: {error}")));
        Call::new(client, request, read_page::<AnyEntry>)
    }

    fn target(&self) -> TargetBuf {
        TargetBuf::list(self.list.as_str())
    }

    fn update(&self, client: &Client, id: Uuid, update: Update) -> Call<Entry<AnyEntry>> {
        let request = self
            .values
            .body(open(Form::Entry), || update.action(self.target(), id))
            .map(|body| requests::update(update, self.target(), id, body));
        Call::new(client, request, written::<AnyEntry>)
    }

    fn encode(list: String, action: fn(TargetBuf) -> Action) -> Encode<Self> {
        Arc::new(move |entry: &Self| {
            if entry.list == list {
                return entry.body(action);
            }
            let other = &entry.list;
            Err(Error::unwritable(format!("the job is for `{list}`, the entry for `{other}`")))
        })
    }

    fn reconcilable<A: Into<String>>(
        &self,
        unique: impl IntoIterator<Item = A>,
    ) -> Result<Create, Error> {
        let unique = unique.into_iter().map(Into::into).collect();
        Ok(Create { target: self.target(), body: self.body(requests::creating)?, unique })
    }

    fn body(&self, action: fn(TargetBuf) -> Action) -> Result<Bytes, Error> {
        self.values.body(&open_with(&self.parent, None), || action(self.target()))
    }
}
