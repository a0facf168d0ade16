//! What `#[derive(AttioRecord)]` implements.

use super::{EntryRef, Merged, Patch, Record, RecordId, answer, lists, merge};
use crate::attribute::{Attribute, IsUnique};
use crate::client::{BoxFuture, Call, Client, Request, doing_assert, doing_create, doing_update};
use crate::descriptor::{Field, RecordAbout, Shape};
use crate::error::Error;
use crate::query::Query;
use crate::value::{ReadField, ReadValue, Tracked};
use crate::wire::{
    EncodeFailure, RecordReader, ValuesWriter, encode_matched_record, encode_record,
};

/// A struct that stands for a record of an object in Attio. Derive it:
///
/// ```
/// use attio_core::{AttioRecord, Client, EmailAddress, PersonalName};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "people")]
/// struct Person {
///     name: PersonalName,
///     #[attio(slug = "email_addresses", unique)]
///     emails: Vec<EmailAddress>,
///     job_title: Option<String>,
/// }
///
/// # async fn f(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let ada = Person {
///     name: PersonalName::new("Ada", "Lovelace"),
///     emails: vec!["ada@example.com".parse()?],
///     job_title: None, // not written: nothing is erased by accident
/// };
/// let created = ada.create(&client).await?;
/// println!("{} {:?}", created.id.record_id, created.web_url);
/// # Ok(()) }
/// ```
///
/// The attributes of the derive are described [at the derive](macro@crate::AttioRecord).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "not an Attio record",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct"
)]
pub trait AttioRecord: Sized {
    /// The slug or ID of the object.
    const OBJECT: &'static str;

    /// The fields and the attributes that they stand for.
    #[doc(hidden)]
    const FIELDS: &'static [Field];

    #[doc(hidden)]
    const ABOUT: RecordAbout;

    /// Creates a record: `POST /v2/objects/{object}/records`.
    ///
    /// `None` and an empty `Vec` are not written. Where an attribute is unique, Attio refuses a
    /// value that another record has, and stores nothing; to update that record instead, assert.
    ///
    /// # Errors
    ///
    /// Awaiting it fails when a value cannot be written (nothing is sent then), when Attio refuses
    /// the record, or when no answer comes. After a failure [`Error::outcome`] says whether the
    /// record may have been created: a create is never sent twice.
    ///
    /// [`Error::outcome`]: crate::Error::outcome
    fn create(&self, client: &Client) -> Call<Record<Self>>
    where
        Self: CreatableRecord,
    {
        let request = encode_record(&mut |out| self.write_values(out))
            .map(|body| Request::create(Self::OBJECT, body.into()))
            .map_err(|failure| Error::encode(doing_create(Self::OBJECT), failure));
        Call::new(client, request, answer::written)
    }

    /// Creates a record, or updates the one that has the same value of a unique attribute:
    /// `PUT /v2/objects/{object}/records?matching_attribute=`.
    ///
    /// Of a record that is there, the values of the matching attribute are added, every other
    /// multi-value is replaced, and single values are overwritten. `None` and an empty `Vec` are not
    /// written, so they change nothing. The answer does not tell whether the record was there; ask
    /// first, or compare [`created_at`](Record::created_at) with the clock.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and where the record has no value to be matched by. Sending it
    /// twice is the same as sending it once.
    fn assert<F, K, U: IsUnique, A>(
        &self,
        client: &Client,
        attribute: Attribute<Self, F, K, U, A>,
    ) -> Call<Record<Self>>
    where
        Self: CreatableRecord,
    {
        let field = attribute.field();
        let request = encode_matched_record(field, &mut |out| self.write_values(out))
            .map(|body| Request::assert(Self::OBJECT, field.key, body.into()))
            .map_err(|failure| Error::encode(doing_assert(Self::OBJECT), failure));
        Call::new(client, request, answer::written)
    }

    /// Updates a record with all values of the struct; multi-values are added before those that are
    /// there: `PATCH /v2/objects/{object}/records/{record_id}`.
    ///
    /// `None` and an empty `Vec` are not written, so they change nothing; to empty an attribute,
    /// use a [`patch`](Self::patch).
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and where the record does not exist.
    fn append(&self, client: &Client, id: RecordId<Self>) -> Call<Record<Self>>
    where
        Self: WriteRecord,
    {
        update(client, id, &mut |out| self.write_values(out), Request::append)
    }

    /// Updates a record with all values of the struct; multi-values replace those that are there:
    /// `PUT /v2/objects/{object}/records/{record_id}`.
    ///
    /// `None` and an empty `Vec` are not written, so they change nothing; to empty an attribute,
    /// use a [`patch`](Self::patch).
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append). Sending it twice is the same as sending it once.
    fn overwrite(&self, client: &Client, id: RecordId<Self>) -> Call<Record<Self>>
    where
        Self: WriteRecord,
    {
        update(client, id, &mut |out| self.write_values(out), Request::overwrite)
    }

    /// Changes to single attributes of a record.
    fn patch(id: RecordId<Self>) -> Patch<Self> {
        Patch::new(id)
    }

    /// A query of the records of the object: `POST /v2/objects/{object}/records/query`.
    fn query() -> Query<Self> {
        Query::new()
    }

    /// The JSON that a create sends, `{"data":{"values":{…}}}`, for a request of your own, a queue
    /// or an export. Nothing is sent.
    ///
    /// The bytes are UTF-8, and their buffer is all the memory that is allocated.
    ///
    /// # Errors
    ///
    /// A value cannot be written; the error names the attribute.
    fn to_json(&self) -> Result<Vec<u8>, Error>
    where
        Self: WriteRecord,
    {
        encode_record(&mut |out| self.write_values(out)).map_err(|failure| {
            Error::encode(format!("write a record of `{}`", Self::OBJECT), failure)
        })
    }

    /// Gets a record: `GET /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails with an error that
    /// [`is_not_found`](crate::Error::is_not_found) where the record does not exist.
    fn get(client: &Client, id: RecordId<Self>) -> Call<Record<Self>> {
        Call::new(client, Ok(Request::get(Self::OBJECT, id.uuid())), answer::read)
    }

    /// Gets records by their IDs, in pages of 500: those that exist, in the order of the IDs.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where a page cannot be had.
    fn get_many(
        client: &Client,
        ids: impl IntoIterator<Item = RecordId<Self>>,
    ) -> BoxFuture<Result<Vec<Record<Self>>, Error>>
    where
        Self: 'static,
    {
        lists::get_many(client.clone(), Self::OBJECT, ids.into_iter().map(RecordId::uuid).collect())
    }

    /// Deletes a record for good: `DELETE /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails with an error that
    /// [`is_not_found`](crate::Error::is_not_found) where the record does not exist.
    fn delete(client: &Client, id: RecordId<Self>) -> Call<()> {
        Call::new(client, Ok(Request::delete(Self::OBJECT, id.uuid())), |_| Ok(()))
    }

    /// Every value that an attribute of a record ever had, oldest first, with since when, until
    /// when and by whom:
    /// `GET /v2/objects/{object}/records/{record_id}/attributes/{attribute}/values`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where the record does not exist, a value is not of the type, or the
    /// attribute keeps no history: interactions and what Attio enriches.
    fn history<F, K, U, A>(
        client: &Client,
        id: RecordId<Self>,
        attribute: Attribute<Self, F, K, U, A>,
    ) -> BoxFuture<Result<Vec<Tracked<F::Value>>, Error>>
    where
        F: ReadField<Value: ReadValue + Send + 'static>,
    {
        lists::history(client.clone(), Self::OBJECT, id.uuid(), attribute.key())
    }

    /// The lists that a record is on:
    /// `GET /v2/objects/{object}/records/{record_id}/entries`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where the record does not exist.
    fn entries(client: &Client, id: RecordId<Self>) -> BoxFuture<Result<Vec<EntryRef>, Error>> {
        lists::entries(client.clone(), Self::OBJECT, id.uuid())
    }

    /// Merges two records into a new one: `POST /v2/objects/{object}/records/merge`, a beta of
    /// Attio's, limited to 5 calls a second.
    ///
    /// Where both have a value, that of `primary` is kept. Both IDs are gone afterwards.
    ///
    /// # Errors
    ///
    /// Awaiting it fails where one of the records does not exist, or both are the same. After a
    /// failure [`Error::outcome`](crate::Error::outcome) says whether they may have been merged.
    fn merge(
        client: &Client,
        primary: RecordId<Self>,
        secondary: RecordId<Self>,
    ) -> Call<Merged<Self>> {
        merge::merge(client, Self::OBJECT, primary.uuid(), secondary.uuid())
    }
}

fn update<R: AttioRecord>(
    client: &Client,
    id: RecordId<R>,
    write: &mut dyn FnMut(&mut ValuesWriter),
    request: fn(&str, uuid::Uuid, bytes::Bytes) -> Request,
) -> Call<Record<R>> {
    let id = id.uuid();
    let failed = |failure: EncodeFailure| Error::encode(doing_update(R::OBJECT, id), failure);
    let request =
        encode_record(write).map(|body| request(R::OBJECT, id, body.into())).map_err(failed);
    Call::new(client, request, answer::written)
}

/// A record whose types are known at run time, for [`Client::check`] and [`Client::ensure`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "not an Attio record",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct"
)]
pub trait DescribedRecord: AttioRecord {
    /// The types of the fields, in the order of the fields.
    #[doc(hidden)]
    const SHAPES: &'static [Shape] = &[];
}

/// A record that can be written.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written to Attio",
    note = "write `#[derive(AttioRecord)]` above the struct"
)]
pub trait WriteRecord: AttioRecord {
    #[doc(hidden)]
    fn write_values(&self, out: &mut ValuesWriter);
}

/// A record that can be read: the struct has no fields of reference types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from Attio",
    label = "not a record that can be read",
    note = "a record that is read derives `AttioRecord` and has no fields of reference types, which \
            can be written only: use `String`, or `Cow<'_, str>`"
)]
pub trait ReadRecord: AttioRecord {
    /// On an error it answers `None`, and the reader has the error.
    #[doc(hidden)]
    fn read_values(values: &RecordReader<'_>) -> Option<Self>;
}

/// A record that can be created: the struct is not `#[attio(partial)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a partial view of its object, so it cannot be created or asserted",
    label = "marked `#[attio(partial)]`",
    note = "use a struct that has all required attributes, without `partial`; to change a record that \
            is there, `patch` it"
)]
pub trait CreatableRecord: WriteRecord {}
