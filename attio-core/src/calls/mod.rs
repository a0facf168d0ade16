//! The calls of typed records and entries, patches, and records and entries without a struct.

mod dynamic;
mod dynamic_entry;
mod dynamic_values;
mod encode;
mod entry;
mod merge;
mod patch;
mod record;

pub use dynamic::DynamicRecord;
pub use dynamic_entry::DynamicEntry;
pub use entry::AttioEntry;
pub use merge::MergedRecord;
pub use patch::{
    AddedTo, AfterClear, AppendOnly, AppendOrOverwrite, CanAdd, CanAppend, CanOverwrite, IsMany,
    OverwriteOnly, Patch, ValueFor,
};
pub use record::AttioRecord;
