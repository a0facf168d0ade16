//! The wire form of values: writers that put JSON straight into the request body, readers that
//! take value objects out of an answer.

mod json;
mod reader;
mod writer;

pub(crate) use json::write_string;
pub use reader::{FieldReader, RecordReader, ValueReader};
pub(crate) use reader::{ReadFailure, write_preview};
pub(crate) use writer::{
    EncodeFailure, encode_matched_record, encode_record, encode_reference_value, write_uuid,
};
pub use writer::{FieldWriter, ObjectWriter, ValueWriter, ValuesWriter};
