//! Writers of the values of a record or entry, and of each attribute. Each layer only borrows the one
//! above, so a body is written in one pass into one buffer.

use super::value_writer::{Form, ValueWriter};
use crate::describe::Field;
use crate::describe::ValueError;
use crate::value::WriteValue;

/// The room for a record of about a dozen attributes without growing.
const INITIAL_CAPACITY: usize = 1024;

/// The reason why a record could not be written: the attribute, and what is wrong with its value.
#[derive(Debug)]
pub(crate) struct EncodeFailure {
    pub(crate) field: &'static Field,
    pub(crate) source: ValueError,
}

/// Writes the attributes of a record, the members of `values`.
///
/// Generated code passes it on; users only need it to get a [`FieldWriter`].
#[derive(Debug)]
pub struct ValuesWriter {
    out: Vec<u8>,
    empty: bool,
    failure: Option<EncodeFailure>,
    /// The attribute that records are matched by, until a value of it is written.
    matched: Option<&'static Field>,
}

impl ValuesWriter {
    /// Creates a writer whose body starts with `open`, which ends with the bracket before the first
    /// attribute.
    pub(crate) fn new(open: &str) -> Self {
        let mut out = Vec::with_capacity(INITIAL_CAPACITY);
        out.extend_from_slice(open.as_bytes());
        Self { out, empty: true, failure: None, matched: None }
    }

    /// Requires a value of this attribute, to match by.
    pub(crate) fn matching(mut self, field: &'static Field) -> Self {
        self.matched = Some(field);
        self
    }

    /// Closes the body with `close`, or returns the first failure.
    pub(crate) fn finish(mut self, close: &'static str) -> Result<Vec<u8>, EncodeFailure> {
        match (self.failure, self.matched) {
            (Some(failure), _) => Err(failure),
            (None, Some(field)) => Err(EncodeFailure { field, source: nothing_to_match_by() }),
            (None, None) => {
                self.out.extend_from_slice(close.as_bytes());
                Ok(self.out)
            }
        }
    }

    /// Writes an attribute without values, which clears it.
    pub(crate) fn clear(&mut self, field: &'static Field) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.extend_from_slice(field.prefix.as_bytes());
        self.out.push(b']');
    }

    /// Keeps the first failure.
    pub(crate) fn fail(&mut self, field: &'static Field, source: ValueError) {
        if self.failure.is_none() {
            self.failure = Some(EncodeFailure { field, source });
        }
    }

    /// Starts an attribute. Nothing is written until the first value.
    #[doc(hidden)]
    pub fn field(&mut self, field: &'static Field) -> FieldWriter<'_> {
        FieldWriter { values: self, field, empty: true }
    }

    /// Writes an attribute with the user's function.
    #[doc(hidden)]
    pub fn write_with(
        &mut self,
        field: &'static Field,
        write: impl FnOnce(&mut FieldWriter<'_>) -> Result<(), ValueError>,
    ) {
        let mut values = self.field(field);
        let result = write(&mut values);
        values.end();
        if let Err(source) = result {
            self.fail(field, source);
        }
    }
}

/// Writes the values of one attribute.
///
/// An attribute without values is not written at all, because Attio would take `[]` as an order to
/// clear it.
#[derive(Debug)]
pub struct FieldWriter<'w> {
    values: &'w mut ValuesWriter,
    field: &'static Field,
    empty: bool,
}

impl FieldWriter<'_> {
    /// Writes one more value. After the first error, later calls do nothing.
    pub fn push<T: WriteValue + ?Sized>(&mut self, value: &T) {
        if self.values.failure.is_some() {
            return;
        }
        let form = Form::of(self.field.kind);
        self.begin_value();
        let begin = self.values.out.len();
        if let Err(source) = value.write(ValueWriter::new(&mut self.values.out, form)) {
            self.values.failure = Some(EncodeFailure { field: self.field, source });
        } else if self.values.matched.is_some_and(|matched| matched.key == self.field.key)
            && !is_empty_text(&self.values.out[begin..])
        {
            self.values.matched = None;
        }
    }

    fn begin_value(&mut self) {
        let out = &mut self.values.out;
        if !self.empty {
            out.push(b',');
            return;
        }
        self.empty = false;
        if !self.values.empty {
            out.push(b',');
        }
        self.values.empty = false;
        out.extend_from_slice(self.field.prefix.as_bytes());
    }

    #[doc(hidden)]
    pub fn end(self) {
        if !self.empty {
            self.values.out.push(b']');
        }
    }
}

/// Creates the error of an assert without a value to match by. Attio does not keep empty strings: one
/// would match nothing, and each assert would create a record.
pub(crate) fn nothing_to_match_by() -> ValueError {
    ValueError::new("no value", "a value to match records by")
}

/// Returns whether a value was written as an empty string, bare or in the object form of text.
fn is_empty_text(written: &[u8]) -> bool {
    let object = written.strip_prefix(b"{\"value\":").and_then(|rest| rest.strip_suffix(b"}"));
    let text = object.unwrap_or(written).strip_prefix(b"\"");
    let text = text.and_then(|rest| rest.strip_suffix(b"\""));
    text.is_some_and(|text| text.trim_ascii().is_empty())
}
