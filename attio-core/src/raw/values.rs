//! The values of a record, as received.

use std::fmt;

use serde_json::value::RawValue;
use uuid::Uuid;

use crate::derived::ReadValues;
use crate::describe::{Field, Form};
use crate::error::Error;
use crate::redact::Secrets;
use crate::value::ReadField;
use crate::wire::{ReadFailure, RecordReader, SharedText};

/// The values of a record as the API sent them, decoded only on demand.
///
/// Nothing is lost, and `{}` is valid. The values share the memory of their response, and of all that the
/// connection read together with it. To keep many records, keep the structs that they decode to.
#[derive(Clone)]
#[doc(alias = "untyped")]
pub struct Values {
    /// Delimited: every bracket and quote is closed by its own kind.
    json: SharedText,
    /// The secrets of the call that returned the values.
    secrets: Secrets,
    /// The record that has the values, if they are from a record.
    /// The record or entry.
    row: Option<(Form, Uuid)>,
}

impl Values {
    pub(crate) fn new(json: SharedText) -> Self {
        Self { json, secrets: Secrets::default(), row: None }
    }

    pub(crate) fn with_secrets(mut self, secrets: &Secrets) -> Self {
        self.secrets = secrets.clone();
        self
    }

    /// Sets the record that has the values.
    pub(crate) fn of_row(mut self, form: Form, id: Uuid) -> Self {
        self.row = Some((form, id));
        self
    }

    /// Returns the error without the secrets of the call that returned the values.
    pub(crate) fn redact(&self, error: Error) -> Error {
        error.redacted(&self.secrets)
    }

    pub(crate) fn empty() -> Self {
        Self::new(SharedText::from_static("{}"))
    }

    /// Creates values from the JSON of a response, a webhook or an export of records.
    ///
    /// ```
    /// use attio_core::{AttioRecord, Values};
    ///
    /// #[derive(AttioRecord)]
    /// #[attio(object = "people")]
    /// struct Person {
    ///     job_title: Option<String>,
    /// }
    ///
    /// let values = Values::from_json(r#"{"job_title": [{"value": "CTO", "attribute_type": "text"}]}"#)?;
    /// assert_eq!(values.decode::<Person>()?.job_title.as_deref(), Some("CTO"));
    /// # Ok::<(), attio_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the string is not JSON.
    pub fn from_json(json: impl Into<String>) -> Result<Self, Error> {
        let json: String = json.into();
        match serde_json::from_str::<&RawValue>(&json) {
            Ok(_) => Ok(Self::new(json.into())),
            Err(error) => Err(Error::decode(None, None, ReadFailure::of_values(&json, &error))),
        }
    }

    /// Reads the values into a struct.
    ///
    /// # Errors
    ///
    /// Returns an error if a value does not fit its field. The error names the attribute, what was
    /// received and what was expected.
    pub fn decode<T: ReadValues>(&self) -> Result<T, Error> {
        self.decode_row().map_err(|failure| {
            self.redact(Error::decode(self.row, Some(T::TARGET.into()), *failure))
        })
    }

    pub(crate) fn decode_row<T: ReadValues>(&self) -> Result<T, Box<ReadFailure>> {
        let reader = RecordReader::of(self.as_json(), T::FIELDS)?;
        T::read_values(&reader).ok_or_else(|| reader.take_failure())
    }

    /// Returns the JSON as received: an object of arrays of value objects, keyed by attribute slugs.
    ///
    /// If it is from a response, its brackets and quotes are known to match. The values of an attribute
    /// are checked when they are read, and all values when serde serializes them.
    #[must_use]
    pub fn as_json(&self) -> &str {
        self.json.as_str()
    }

    /// Reads the values of one attribute by its slug.
    ///
    /// The record's struct need not have the attribute. A missing attribute reads like one without
    /// values.
    ///
    /// ```no_run
    /// # fn f(record: attio_core::Record<()>) -> Result<(), attio_core::Error> {
    /// let title: Option<String> = record.values.read("job_title")?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the values are not of the type, or are too many or too few for it. The error names
    /// the record, if the values are from a record.
    pub fn read<T: ReadField>(&self, slug: &str) -> Result<T, Error> {
        self.read_with(slug).map_err(|failure| self.redact(Error::decode(self.row, None, *failure)))
    }

    pub(crate) fn read_field<T: ReadField>(&self, field: &Field) -> Result<T, Box<ReadFailure>> {
        match field.slug {
            Some(slug) => self.read_with(slug),
            None => Err(Box::new(ReadFailure::unknown_slug(field))),
        }
    }

    pub(crate) fn read_with<T: ReadField>(&self, slug: &str) -> Result<T, Box<ReadFailure>> {
        RecordReader::read_one(self.as_json(), slug, T::read)
    }
}

impl fmt::Debug for Values {
    /// Writes the start of the JSON, without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::describe::write_preview(f, &self.secrets.redact(self.as_json()))
    }
}
