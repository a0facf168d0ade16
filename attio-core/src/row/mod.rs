//! Records and entries alike: their JSON, their requests, pages of them, the history of an attribute.

mod envelope;
mod history;
mod page;
mod parent;
pub(crate) mod requests;
#[expect(clippy::module_inception, reason = "the trait that the module is named after")]
mod row;

pub(crate) use envelope::RawRow;
pub(crate) use envelope::{
    CLOSE, encode, encode_matched, open, open_with, parse_row, read, written,
};
pub(crate) use history::{get_many, history};
pub use page::decode_body;
pub(crate) use page::{Decoded, decode_identified, decode_page, parse_page, read_page};
pub use parent::{AnyEntry, AnyRecord, ParentOf};
pub use row::Row;
