//! Records: the trait that the derive implements, and what the API answers.

mod abilities;
mod answer;
mod dynamic;
mod encode;
mod id;
#[cfg(feature = "sqlx")]
mod id_in_sqlx;
mod lists;
mod merge;
mod page;
mod patch;
mod reconcile;
#[cfg(feature = "serde")]
mod serde_forms;
mod traits;
mod values;

pub use abilities::{CreatableRecord, DescribedRecord, ReadRecord, UniqueRecord, WriteRecord};
pub(crate) use answer::{RawRecord, find_record_id, parse_written};
pub use answer::{Record, RecordIdentity};
pub use dynamic::{Dynamic, DynamicRecord};
pub use id::RecordId;
pub use lists::EntryRef;
pub use merge::Merged;
pub use page::decode_body;
pub(crate) use page::{Decoded, decode_identified, decode_page, read_page};
pub use patch::{
    AddedTo, AfterClear, AppendOnly, AppendOrOverwrite, CanAdd, CanAppend, CanOverwrite,
    Cardinality, IsMany, Many, One, OverwriteOnly, Patch, ValueFor,
};
pub(crate) use reconcile::{Create, Origin, Settled, UniqueAttributes, settle};
pub use reconcile::{Reconciled, Reconciliation};
pub use traits::AttioRecord;
pub use values::Values;
