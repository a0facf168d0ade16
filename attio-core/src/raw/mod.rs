//! The untyped content of a response, shared by records and entries.

mod body;
mod values;

pub(crate) use body::{read_data, read_items, read_member};
pub use values::Values;
