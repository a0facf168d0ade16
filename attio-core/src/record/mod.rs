//! Records: what the API returns of one, and pages of them.

mod answer;
pub(crate) mod lists;
mod page;

pub(crate) use answer::{RawRecord, find_record_id, parse_record, parse_written, read, written};
pub use answer::{Record, RecordIdentity};
pub use lists::EntryRef;
pub use page::decode_body;
pub(crate) use page::{Decoded, decode_identified, decode_page, parse_page, read_page};
