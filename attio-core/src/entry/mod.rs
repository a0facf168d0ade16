//! Entries, as the API returns them.

#[expect(clippy::module_inception, reason = "the type that the module is named after")]
mod entry;

pub use entry::{Entry, EntryKey, OfEntries};
