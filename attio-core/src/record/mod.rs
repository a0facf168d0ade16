//! Records as the API returns them, pages of records, and their requests.

mod envelope;
mod history;
mod page;
#[expect(clippy::module_inception, reason = "the type that the module is named after")]
mod record;
pub(crate) mod requests;

pub(crate) use envelope::{
    CLOSE, OPEN, RawRecord, encode, encode_matched, parse_record, read, written,
};
pub(crate) use history::{get_many, history};
pub use page::decode_body;
pub(crate) use page::{Decoded, decode_identified, decode_page, parse_page, read_page};
pub use record::{Record, RecordKey};
