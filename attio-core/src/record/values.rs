//! The values of a record, as they came.

use std::fmt;

use bytes::Bytes;

use crate::descriptor::Field;
use crate::error::Error;
use crate::value::ReadField;
use crate::wire::{ReadFailure, RecordReader};

/// The values of a record as the API sent them: lossless, and decoded only when they are asked
/// for. `{}` is legal.
///
/// They share the memory of the answer that they came in.
#[derive(Clone)]
pub struct Values {
    /// A JSON text. Checked to be UTF-8 and well formed when the answer was read.
    json: Bytes,
}

impl Values {
    pub(crate) fn new(json: Bytes) -> Self {
        Self { json }
    }

    pub(crate) fn empty() -> Self {
        Self {
            json: Bytes::from_static(b"{}"),
        }
    }

    /// The JSON as it came: an object of arrays of value objects, keyed by attribute slugs.
    #[must_use]
    pub fn as_json(&self) -> &str {
        std::str::from_utf8(&self.json).unwrap_or("{}")
    }

    /// Reads the values of one attribute by its slug, also one that the record's struct lacks. A
    /// missing attribute reads like one without values.
    ///
    /// ```no_run
    /// # fn f(record: attio_core::Record<()>) -> Result<(), attio_core::Error> {
    /// let title: Option<String> = record.values.read("job_title")?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The values are not of the type, or too many or too few for it.
    pub fn read<T: ReadField>(&self, slug: &str) -> Result<T, Error> {
        self.read_with(slug)
            .map_err(|failure| Error::decode("", *failure))
    }

    pub(crate) fn read_with<T: ReadField>(&self, slug: &str) -> Result<T, Box<ReadFailure>> {
        RecordReader::read_one(self.as_json(), slug, T::read).map_err(Box::new)
    }

    pub(crate) fn reader(&self, fields: &'static [Field]) -> Result<RecordReader<'_>, ReadFailure> {
        RecordReader::new(self.as_json(), fields)
    }
}

impl fmt::Debug for Values {
    /// The JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::wire::write_preview(f, self.as_json())
    }
}
