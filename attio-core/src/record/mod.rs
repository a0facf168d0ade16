//! Records, as the API returns them.

#[expect(clippy::module_inception, reason = "the type that the module is named after")]
mod record;

pub use record::{OfRecords, Record, RecordKey};
