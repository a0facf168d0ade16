//! The wire form of values: writers that put JSON straight into the request body, readers that
//! take value objects out of an answer.

mod cursor;
mod json;
mod reader;
mod record_reader;
mod writer;

pub(crate) use cursor::{Cursor, Malformed};
pub(crate) use json::write_string;
pub(crate) use reader::write_preview;
pub use reader::{FieldReader, ValueReader};
pub(crate) use record_reader::ReadFailure;
pub use record_reader::RecordReader;
pub(crate) use writer::{
    EncodeFailure, encode_matched_record, encode_record, encode_reference_value, write_uuid,
};
pub use writer::{FieldWriter, ObjectWriter, ValueWriter, ValuesWriter};
