//! The endpoint families, one file each.

#[cfg(test)]
mod example;
mod identity;
mod record_entries;
mod search;

pub use identity::Identity;
pub(crate) use identity::WHOAMI;
pub use record_entries::RecordEntry;
pub(crate) use record_entries::entries_of;
pub use search::{Search, SearchResult};
