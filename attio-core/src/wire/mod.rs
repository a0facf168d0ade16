//! The wire form of values: writers that put JSON straight into the request body, and readers that take
//! value objects out of a response.

mod cursor;
mod json;
mod members;
mod reader;
mod record_reader;
mod record_writer;
mod scalar;
mod shared_text;
mod special;
mod value_writer;

pub(crate) use cursor::{Cursor, Malformed};
pub(crate) use json::{push_string, write_string};
pub(crate) use reader::Text;
pub use reader::{FieldReader, ValueReader};
pub(crate) use record_reader::ReadFailure;
pub use record_reader::RecordReader;
pub(crate) use record_writer::{EncodeFailure, nothing_to_match_by};
pub use record_writer::{FieldWriter, ValuesWriter};
pub(crate) use scalar::{push_uuid, write_uuid};
pub(crate) use shared_text::SharedText;
pub(crate) use value_writer::encode_reference_value;
pub use value_writer::{ObjectWriter, ValueWriter};
