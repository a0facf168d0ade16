//! What `#[derive(AttioRecord)]` implements.

use super::RecordId;
use crate::client::{Client, Create, Delete, Get};
use crate::descriptor::Field;
use crate::error::Error;
use crate::wire::{RecordReader, ValuesWriter, encode_record};

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
    fn create(&self, client: &Client) -> Create<Self>
    where
        Self: CreatableRecord,
    {
        Create::new(client, Self::OBJECT, self)
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
        encode_record(&mut |out| self.write_values(out))
            .map_err(|failure| Error::encode(format!("write a record of `{}`", Self::OBJECT), failure))
    }

    /// Gets a record: `GET /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails with an error that
    /// [`is_not_found`](crate::Error::is_not_found) where the record does not exist.
    fn get(client: &Client, id: RecordId<Self>) -> Get<Self> {
        Get::new(client, Self::OBJECT, id)
    }

    /// Deletes a record for good: `DELETE /v2/objects/{object}/records/{record_id}`.
    ///
    /// # Errors
    ///
    /// Awaiting it fails with an error that
    /// [`is_not_found`](crate::Error::is_not_found) where the record does not exist.
    fn delete(client: &Client, id: RecordId<Self>) -> Delete {
        Delete::new(client, Self::OBJECT, id.uuid())
    }
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
    message = "`{Self}` is a partial view of its object, so it cannot be created",
    label = "marked `#[attio(partial)]`",
    note = "create a record with a struct that has all required attributes, without `partial`"
)]
pub trait CreatableRecord: WriteRecord {}
