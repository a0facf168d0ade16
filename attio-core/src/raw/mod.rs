//! The values of a response before they have a type: shared by records and entries.

mod values;

pub use values::Values;
