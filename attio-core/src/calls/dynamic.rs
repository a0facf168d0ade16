//! Records of objects that are known at run time only.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::bulk::{Bulk, Encode};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::reconcile::{self, Create, Earlier, Origin, Reconciled, is_nothing};
use crate::record::requests::{self, Update};
use crate::record::{self, Record, read, read_page, written};
use crate::request::TargetBuf;
use crate::wire::{nothing_to_match_by, write_string};

/// The type of a record without a struct: `Record<Dynamic>`. Its values are read one by one, with
/// [`Values::read`](crate::Values::read).
#[derive(Debug)]
pub enum Dynamic {}

/// A record of an object that is known at run time only: its slug, and its values as JSON.
///
/// ```no_run
/// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
/// use attio_core::DynamicRecord;
/// use serde_json::json;
///
/// let created = DynamicRecord::new("people")
///     .set("name", &json!(["Lovelace, Ada"]))
///     .set("email_addresses", &json!(["ada@example.com"]))
///     .create(&client)
///     .await?;
/// let emails: Vec<String> = created.values.read("email_addresses")?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before a call is made of it"]
pub struct DynamicRecord {
    object: String,
    values: Result<Vec<(String, Box<RawValue>)>, String>,
}

impl DynamicRecord {
    /// A record of the object with this slug or ID, without values.
    pub fn new(object: impl Into<String>) -> Self {
        Self { object: object.into(), values: Ok(Vec::new()) }
    }

    /// Sets the values of an attribute, by slug or ID: an array, in a form that the API takes. A
    /// value that cannot be written as JSON is reported when the record is sent.
    pub fn set(mut self, attribute: impl Into<String>, values: &impl Serialize) -> Self {
        let attribute = attribute.into();
        if let Ok(all) = &mut self.values {
            match serde_json::value::to_raw_value(values) {
                Ok(json) => {
                    all.retain(|(other, _)| *other != attribute);
                    all.push((attribute, json));
                }
                Err(error) => self.values = Err(format!("`{attribute}`: {error}")),
            }
        }
        self
    }

    /// The JSON that a create sends, `{"data":{"values":{…}}}`. Nothing is sent.
    ///
    /// # Errors
    ///
    /// A value cannot be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, Error> {
        self.body().map(Vec::from)
    }

    /// Creates the record: `POST /v2/objects/{object}/records`.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::create`](crate::AttioRecord::create).
    pub fn create(&self, client: &Client) -> Call<Record<Dynamic>> {
        let request = self.body().map(|body| requests::create(self.target(), body));
        Call::new(client, request, written)
    }

    /// Creates the record, and settles it by these unique attributes, by slug or ID as in
    /// [`set`](Self::set), where no usable answer comes.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::create_or_reconcile`](crate::AttioRecord::create_or_reconcile).
    pub fn create_or_reconcile<A: Into<String>>(
        &self,
        client: &Client,
        unique: impl IntoIterator<Item = A>,
    ) -> Call<Reconciled<Dynamic>> {
        reconcile::call(client, self.reconcilable(unique), Origin::Create)
    }

    /// Settles an earlier create of the record, of which nothing is known, by these unique
    /// attributes.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::reconcile`](crate::AttioRecord::reconcile).
    pub fn reconcile<A: Into<String>>(
        &self,
        client: &Client,
        unique: impl IntoIterator<Item = A>,
    ) -> Call<Reconciled<Dynamic>> {
        reconcile::call(client, self.reconcilable(unique), Origin::Unknown(Earlier::UNKNOWN))
    }

    /// Creates the record, or updates the one that has the same value of a unique attribute:
    /// `PUT /v2/objects/{object}/records`.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::assert`](crate::AttioRecord::assert): a record without a value of the
    /// matching attribute is not sent, nor one whose values of it are `null`, `[]` or empty texts.
    /// Where one of the record's attributes is named by its ID and the matching one by its slug, or
    /// the other way round, it is Attio that refuses a record without a value to be matched by.
    pub fn assert(&self, client: &Client, matching_attribute: &str) -> Call<Record<Dynamic>> {
        let request = self
            .asserted(matching_attribute)
            .map(|body| requests::assert(self.target(), matching_attribute, body));
        Call::new(client, request, written)
    }

    /// Creates many records of an object, several at a time, and settles them by these unique
    /// attributes, by slug or ID as in [`set`](Self::set): see [`bulk`](crate::bulk). A record of
    /// another object is refused.
    pub fn bulk_create<A: Into<String>>(
        client: &Client,
        object: impl Into<String>,
        unique: impl IntoIterator<Item = A>,
    ) -> Bulk<Dynamic, Self> {
        let object = object.into();
        let unique = unique.into_iter().map(Into::into).collect();
        Bulk::create(
            client,
            TargetBuf::object(object.clone()),
            unique,
            Self::encode(object, Self::body),
        )
    }

    /// Asserts many records of an object, several at a time: see [`bulk`](crate::bulk). A record of
    /// another object is refused, and one without a value to be matched by, as
    /// [`assert`](Self::assert) refuses it.
    pub fn bulk_assert(
        client: &Client,
        object: impl Into<String>,
        matching_attribute: impl Into<String>,
    ) -> Bulk<Dynamic, Self> {
        let (object, attribute) = (object.into(), matching_attribute.into());
        let matching = attribute.clone();
        let encode = Self::encode(object.clone(), move |record| record.asserted(&matching));
        Bulk::assert(client, TargetBuf::object(object), attribute, encode)
    }

    /// Updates a record; multi-values are added: `PATCH /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::append`](crate::AttioRecord::append).
    pub fn append(&self, client: &Client, id: Uuid) -> Call<Record<Dynamic>> {
        let request =
            self.body().map(|body| requests::update(Update::Append, self.target(), id, body));
        Call::new(client, request, written)
    }

    /// Updates a record; multi-values are replaced:
    /// `PUT /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::overwrite`](crate::AttioRecord::overwrite).
    pub fn overwrite(&self, client: &Client, id: Uuid) -> Call<Record<Dynamic>> {
        let request =
            self.body().map(|body| requests::update(Update::Overwrite, self.target(), id, body));
        Call::new(client, request, written)
    }

    /// Gets a record: `GET /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::get`](crate::AttioRecord::get).
    pub fn get(client: &Client, object: &str, id: Uuid) -> Call<Record<Dynamic>> {
        Call::new(client, Ok(requests::get(TargetBuf::object(object), id)), read)
    }

    /// Deletes a record for good: `DELETE /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::delete`](crate::AttioRecord::delete).
    pub fn delete(client: &Client, object: &str, id: Uuid) -> Call<()> {
        Call::new(client, Ok(requests::delete(TargetBuf::object(object), id)), |_| Ok(()))
    }

    /// One page of the records that a query in JSON finds:
    /// `POST /v2/objects/{object}/records/query`. `{}` finds all.
    ///
    /// # Errors
    ///
    /// Attio refuses the query.
    pub fn query(
        client: &Client,
        object: &str,
        query: &impl Serialize,
    ) -> Call<Vec<Record<Dynamic>>> {
        let request = serde_json::to_string(query)
            .map(|body| requests::query(TargetBuf::object(object), body))
            .map_err(|error| Error::unwritable(format!("the query cannot be written: {error}")));
        Call::new(client, request, read_page)
    }

    fn target(&self) -> TargetBuf {
        TargetBuf::object(self.object.as_str())
    }

    /// Writes records of this object so, and no others.
    fn encode(
        object: String,
        write: impl Fn(&Self) -> Result<Bytes, Error> + Send + Sync + 'static,
    ) -> Encode<Self> {
        Arc::new(move |record: &Self| {
            if record.object == object {
                return write(record);
            }
            let other = &record.object;
            Err(Error::unwritable(format!("the job is of `{object}`, the record of `{other}`")))
        })
    }

    fn reconcilable<A: Into<String>>(
        &self,
        unique: impl IntoIterator<Item = A>,
    ) -> Result<Create, Error> {
        let unique = unique.into_iter().map(Into::into).collect();
        Ok(Create { target: self.target(), body: self.body()?, unique })
    }

    /// The body of an assert by this attribute.
    fn asserted(&self, matching: &str) -> Result<Bytes, Error> {
        let body = self.body()?;
        if self.can_be_matched(matching) {
            return Ok(body);
        }
        let action = requests::ASSERT.on(self.target());
        Err(Error::unencoded(action, matching.to_owned(), nothing_to_match_by()))
    }

    fn can_be_matched(&self, matching: &str) -> bool {
        let values = self.values.as_deref().unwrap_or_default();
        match values.iter().find(|(attribute, _)| attribute == matching) {
            Some((_, json)) => {
                // JSON that is too deep for a tree is not nothing.
                serde_json::from_str(json.get()).map_or(true, |written| !is_nothing(&written))
            }
            // A slug and an ID may name the same attribute.
            None => {
                let is_id = |attribute: &str| Uuid::try_parse(attribute).is_ok();
                values.iter().any(|(attribute, _)| is_id(attribute) != is_id(matching))
            }
        }
    }

    fn body(&self) -> Result<Bytes, Error> {
        let values = self.values.as_ref().map_err(|reason| {
            Error::unwritable(format!("cannot {}: {reason}", requests::CREATE.on(self.target())))
        })?;
        let mut out = record::OPEN.as_bytes().to_vec();
        for (i, (attribute, json)) in values.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            write_string(&mut out, attribute);
            out.push(b':');
            out.extend_from_slice(json.get().as_bytes());
        }
        out.extend_from_slice(record::CLOSE.as_bytes());
        Ok(out.into())
    }
}
