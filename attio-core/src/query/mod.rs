//! Queries: typed filters and sorts from the attribute constants, pages and streams.
//!
//! ```
//! use attio_core::{AttioRecord, EmailAddress, PersonalName};
//!
//! #[derive(AttioRecord)]
//! #[attio(object = "people")]
//! struct Person {
//!     name: PersonalName,
//!     #[attio(slug = "email_addresses", unique)]
//!     emails: Vec<EmailAddress>,
//!     job_title: Option<String>,
//! }
//!
//! let engineers = Person::JOB_TITLE.contains("engineer")
//!     & (Person::EMAILS.root_domain().eq("acme.com") | !Person::NAME.last_name().eq("Lovelace"));
//! assert_eq!(
//!     engineers.to_json(),
//!     concat!(
//!         r#"{"$and":[{"job_title":{"$contains":"engineer"}},"#,
//!         r#"{"$or":[{"email_addresses":{"email_root_domain":{"$eq":"acme.com"}}},"#,
//!         r#"{"$not":{"name":{"last_name":{"$eq":"Lovelace"}}}}]}]}"#,
//!     )
//! );
//! ```
//!
//! Each kind of attribute has the operators that the API has for it, and no others: what Attio would
//! refuse does not compile. `!` works on everything that Attio can negate: a group is turned inside
//! out, since the API's `$not` takes conditions only.

mod build;
mod filter;
mod kinds;
mod operand;
mod operators;
mod pages;
mod place;
mod position;
mod properties;
mod property;
mod refused;
mod sort;
mod stream;

pub use build::{All, Filtered, Query, View, WithoutView};
pub use filter::{And, CanBeNegated, Filter, Negatable, ThroughPath};
pub use kinds::{
    ChoiceKind, DomainPart, EmailPart, FieldKind, FilterKind, Filterable, KindOf,
    KindOfInteraction, LocationCountry, LocationPart, MemberId, Moment, NamePart, PhoneCountry,
    Pinned, ReferenceTo, Sortable, TargetObject,
};
pub use operand::Operand;
pub use operators::*;
pub use place::{ReferredBy, Via};
pub use position::Position;
pub use properties::*;
pub use property::Property;
pub use refused::{CanBeEmpty, TogetherWith};
pub use sort::Sort;
pub use stream::RecordStream;

pub use crate::describe::{AnyNumber, AnyText, ValueKind};

pub use crate::record::decode_body;
