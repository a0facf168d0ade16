//! The calls of typed records, patches, and records without a struct.

mod dynamic;
mod encode;
mod merge;
mod patch;
mod record;

pub use dynamic::{Dynamic, DynamicRecord};
pub use merge::MergedRecord;
pub use patch::{
    AddedTo, AfterClear, AppendOnly, AppendOrOverwrite, CanAdd, CanAppend, CanOverwrite, IsMany,
    OverwriteOnly, Patch, ValueFor,
};
pub use record::AttioRecord;
