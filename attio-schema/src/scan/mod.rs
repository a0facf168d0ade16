//! Reads snapshots for the derive: a pull scanner that needs only `std`, so that no JSON library is
//! built into the macro.
//!
//! The snapshot is scanned once, and the position of every object is kept; an object is read only
//! when it is requested. The lists are skipped until one of them is requested. Unknown members are
//! skipped.
//!
//! ```
//! let text = r#"{"version": 1, "objects": [{"id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
//!     "api_slug": "people", "attributes": [{"id": "41252299-f8c7-4b5e-99c9-4ff8321d2f96",
//!     "api_slug": "job_title", "type": "text", "is_writable": true}]}]}"#;
//!
//! let snapshot = attio_schema::scan::Snapshot::scan(text.to_owned())?;
//! let people = snapshot.object("people")?.expect("it is there");
//! assert_eq!(people.attributes[0].type_name, "text");
//! # Ok::<(), attio_schema::scan::ScanError>(())
//! ```

mod cursor;
mod error;
mod list;
mod object;
mod snapshot;

pub use error::ScanError;
pub use list::List;
pub use object::{Attribute, Choice, Object};
pub use snapshot::{Snapshot, TargetName};
