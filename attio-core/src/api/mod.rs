//! The endpoint families, one file each.

mod identity;
mod require_scopes;
mod search;

pub use identity::Identity;
pub use search::{Search, SearchResult};
