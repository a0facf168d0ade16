//! Records: the trait that the derive implements, and what the API answers.

mod answer;
mod id;
mod traits;
mod values;

pub use answer::{Record, RecordIdentity};
pub(crate) use answer::{find_record_id, parse_record};
pub use id::RecordId;
pub use traits::{AttioRecord, CreatableRecord, ReadRecord, WriteRecord};
pub use values::Values;
