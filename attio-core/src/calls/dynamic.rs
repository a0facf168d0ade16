//! Records of objects that are only known at run time.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use uuid::Uuid;

use super::dynamic_values::DynamicValues;
use crate::bulk::{Bulk, Encode};
use crate::client::{Call, Client};
use crate::describe::Form;
use crate::error::Error;
use crate::reconcile::{self, Create, Earlier, Origin, Reconciled};
use crate::record::Record;
use crate::request::TargetBuf;
use crate::row::requests::{self, Update};
use crate::row::{AnyRecord, open, read, read_page, written};
use crate::wire::nothing_to_match_by;

/// A record of an object that is only known at run time: its slug, and its values as JSON.
///
/// ```no_run
/// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
/// use attio_core::DynamicRecord;
/// use serde_json::json;
///
/// let created = DynamicRecord::new("people")
///     .set("name", "Lovelace, Ada")
///     .set("email_addresses", ["ada@example.com"])
///     .set("company", json!({"target_object": "companies", "domains": [{"domain": "acme.com"}]}))
///     .create(&client)
///     .await?;
/// let emails: Vec<String> = created.values.read("email_addresses")?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before one of its calls is awaited"]
#[doc(alias("untyped", "schemaless", "json"))]
pub struct DynamicRecord {
    object: String,
    values: DynamicValues,
}

impl DynamicRecord {
    /// Creates a record of the object with this slug or ID, without values.
    pub fn new(object: impl Into<String>) -> Self {
        Self { object: object.into(), values: DynamicValues::default() }
    }

    /// Sets the value of an attribute, by slug or ID, or all values of a multi-value attribute.
    ///
    /// It takes anything that serde serializes in a form that the API accepts: one value, such as a string, a
    /// number or a JSON object, or an array of values. `None` leaves the attribute out, as in a struct; an empty
    /// array empties it. A value that cannot be written as JSON is reported when the record is sent.
    ///
    /// Do not pass value types such as [`Currency`](crate::Currency): their serde forms may differ from those of
    /// the API.
    pub fn set(mut self, attribute: impl Into<String>, values: impl Serialize) -> Self {
        self.values.set(attribute.into(), values);
        self
    }

    /// Returns the JSON that a create sends, `{"data":{"values":{…}}}`, without sending it.
    ///
    /// # Errors
    ///
    /// Returns an error if a value cannot be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, Error> {
        self.body().map(Vec::from)
    }

    /// Creates the record: `POST /v2/objects/{object}/records`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::create`](crate::AttioRecord::create) does.
    #[doc(alias("insert", "add", "new_record"))]
    pub fn create(&self, client: &Client) -> Call<Record<AnyRecord>> {
        let request = self.body().map(|body| requests::create(self.target(), body));
        Call::new(client, request, written::<AnyRecord>)
    }

    /// Creates the record; if a response is lost, looks it up before retrying.
    ///
    /// The record is looked up by these unique attributes, named by slug or ID as in
    /// [`set`](Self::set). If an earlier process may already have sent the create, call
    /// [`reconcile`](Self::reconcile).
    ///
    /// # Errors
    ///
    /// Returns an error as
    /// [`AttioRecord::create_or_reconcile`](crate::AttioRecord::create_or_reconcile) does.
    #[doc(alias("find_or_create", "get_or_create", "idempotent", "exactly_once"))]
    pub fn create_or_reconcile<A: Into<String>>(
        &self,
        client: &Client,
        unique: impl IntoIterator<Item = A>,
    ) -> Call<Reconciled<AnyRecord>> {
        reconcile::call(client, self.reconcilable(unique), Origin::Create)
    }

    /// Completes an earlier create: finds the record by these unique attributes, or creates it.
    ///
    /// Call it if the create may already have been sent, because a queue redelivered the message or
    /// a job was restarted.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::reconcile`](crate::AttioRecord::reconcile) does.
    #[doc(alias("retry", "redelivered", "idempotency", "at_least_once"))]
    pub fn reconcile<A: Into<String>>(
        &self,
        client: &Client,
        unique: impl IntoIterator<Item = A>,
    ) -> Call<Reconciled<AnyRecord>> {
        reconcile::call(client, self.reconcilable(unique), Origin::Unknown(Earlier::UNKNOWN))
    }

    /// Creates the record, or updates the record with the same value of a unique attribute:
    /// `PUT /v2/objects/{object}/records`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::assert`](crate::AttioRecord::assert) does. A record is
    /// not sent if it has no value of the matching attribute, or only `null`, `[]` or empty
    /// strings. If the matching attribute is named by its slug and another attribute by its ID, or
    /// the other way round, the record is sent, and Attio refuses it.
    #[doc(alias("upsert", "create_or_update", "insert_or_update"))]
    pub fn assert(&self, client: &Client, matching_attribute: &str) -> Call<Record<AnyRecord>> {
        let request = self
            .asserted(matching_attribute)
            .map(|body| requests::assert(self.target(), Some(matching_attribute), body));
        Call::new(client, request, written::<AnyRecord>)
    }

    /// Creates many records of an object, several at a time: see [`bulk`](crate::bulk).
    ///
    /// After a lost response, a record is looked up by these unique attributes, named by slug or ID
    /// as in [`set`](Self::set). A record of another object is refused.
    #[doc(alias("batch_create", "create_many", "insert_many", "import"))]
    pub fn bulk_create<A: Into<String>>(
        client: &Client,
        object: impl Into<String>,
        unique: impl IntoIterator<Item = A>,
    ) -> Bulk<AnyRecord, Self> {
        let object = object.into();
        let unique = unique.into_iter().map(Into::into).collect();
        Bulk::create(
            client,
            TargetBuf::object(object.clone()),
            unique,
            Self::encode(object, Self::body),
        )
    }

    /// Asserts many records of an object, several at a time: see [`bulk`](crate::bulk).
    ///
    /// A record of another object is refused. So is a record without a value of the matching
    /// attribute, as in [`assert`](Self::assert).
    #[doc(alias("batch_upsert", "bulk_upsert", "upsert_many", "import"))]
    pub fn bulk_assert(
        client: &Client,
        object: impl Into<String>,
        matching_attribute: impl Into<String>,
    ) -> Bulk<AnyRecord, Self> {
        let (object, attribute) = (object.into(), matching_attribute.into());
        let matching = attribute.clone();
        let encode = Self::encode(object.clone(), move |record| record.asserted(&matching));
        Bulk::assert(client, TargetBuf::object(object), attribute, encode)
    }

    /// Updates a record, and adds to its multi-values:
    /// `PATCH /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::append`](crate::AttioRecord::append) does.
    #[doc(alias("update", "modify", "edit"))]
    pub fn append(&self, client: &Client, id: Uuid) -> Call<Record<AnyRecord>> {
        let request =
            self.body().map(|body| requests::update(Update::Append, self.target(), id, body));
        Call::new(client, request, written::<AnyRecord>)
    }

    /// Updates a record, and replaces multi-values: `PUT /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::overwrite`](crate::AttioRecord::overwrite) does.
    #[doc(alias("update", "replace", "edit"))]
    pub fn overwrite(&self, client: &Client, id: Uuid) -> Call<Record<AnyRecord>> {
        let request =
            self.body().map(|body| requests::update(Update::Overwrite, self.target(), id, body));
        Call::new(client, request, written::<AnyRecord>)
    }

    /// Gets a record: `GET /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::get`](crate::AttioRecord::get) does.
    #[doc(alias("find", "fetch", "find_by_id", "read"))]
    pub fn get(client: &Client, object: &str, id: Uuid) -> Call<Record<AnyRecord>> {
        Call::new(client, Ok(requests::get(TargetBuf::object(object), id)), read::<AnyRecord>)
    }

    /// Deletes a record permanently: `DELETE /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::delete`](crate::AttioRecord::delete) does.
    #[doc(alias("remove", "destroy"))]
    pub fn delete(client: &Client, object: &str, id: Uuid) -> Call<()> {
        Call::new(client, Ok(requests::delete(TargetBuf::object(object), id)), |_| Ok(()))
    }

    /// Returns one page of the records that match a query in JSON:
    /// `POST /v2/objects/{object}/records/query`.
    ///
    /// The query `{}` matches all records.
    ///
    /// # Errors
    ///
    /// Returns an error if Attio refuses the query.
    #[doc(alias("list", "list_records", "search", "select"))]
    pub fn query(
        client: &Client,
        object: &str,
        query: &impl Serialize,
    ) -> Call<Vec<Record<AnyRecord>>> {
        let request = serde_json::to_string(query)
            .map(|body| requests::query(TargetBuf::object(object), body))
            .map_err(|error| Error::unwritable(format!("the query cannot be written: {error}")));
        Call::new(client, request, read_page::<AnyRecord>)
    }

    fn target(&self) -> TargetBuf {
        TargetBuf::object(self.object.as_str())
    }

    /// Returns an encoder for records of this object, which refuses other records.
    fn encode(
        object: String,
        write: impl Fn(&Self) -> Result<Bytes, Error> + Send + Sync + 'static,
    ) -> Encode<Self> {
        Arc::new(move |record: &Self| {
            if record.object == object {
                return write(record);
            }
            let other = &record.object;
            Err(Error::unwritable(format!("the job is for `{object}`, the record for `{other}`")))
        })
    }

    fn reconcilable<A: Into<String>>(
        &self,
        unique: impl IntoIterator<Item = A>,
    ) -> Result<Create, Error> {
        let unique = unique.into_iter().map(Into::into).collect();
        Ok(Create { target: self.target(), body: self.body()?, unique })
    }

    /// Returns the body of an assert by this attribute.
    fn asserted(&self, matching: &str) -> Result<Bytes, Error> {
        let body = self.body()?;
        if self.values.can_be_matched(matching) {
            return Ok(body);
        }
        let action = requests::asserting(self.target());
        Err(Error::unencoded(action, matching.to_owned(), nothing_to_match_by()))
    }

    fn body(&self) -> Result<Bytes, Error> {
        self.values.body(open(Form::Record), || requests::creating(self.target()))
    }
}
