//! The model of an Attio workspace's schema: objects, attributes, select options and statuses.
//!
//! This crate is the base of attio-rs: it has no async code, and no I/O except [`read_text`].
//! Without features it has only what the derive macros need:
//!
//! - the names of the attribute types, and the form of slugs and IDs
//! - the tables of country and currency codes
//! - the [escaping](plain()) of strings for people
//! - the [cases](case) of slugs and titles that are made from names of Rust code
//! - a [scanner](scan) for snapshots
//!
//! The feature `json` adds the workspace model and its JSON form.

mod attribute_type;
pub mod case;
pub mod country;
pub mod currency;
mod file;
mod plain;
pub mod scan;
mod slug;
mod version;

pub use attribute_type::{AttributeType, UnknownAttributeType};
pub use country::{COUNTRY_CODES, is_country_code};
pub use currency::{CURRENCY_CODES, is_currency_code};
pub use file::read_text;
pub use plain::{Plain, is_obeyed, plain};
pub use slug::{is_slug, is_uuid};
pub use version::SNAPSHOT_VERSION;

#[cfg(feature = "json")]
pub mod api;
#[cfg(feature = "json")]
mod diff;
#[cfg(feature = "json")]
mod error;
#[cfg(feature = "json")]
mod model;
#[cfg(feature = "json")]
mod node;
#[cfg(feature = "json")]
mod read;
#[cfg(feature = "json")]
mod snapshot;

#[cfg(feature = "json")]
pub use diff::{Change, Difference, Severity, diff};
#[cfg(feature = "json")]
pub use error::SchemaError;
#[cfg(feature = "json")]
pub use model::{
    Attribute, Config, CurrencyConfig, DefaultValue, List, Member, MemberAccess, Object,
    RecordReferenceConfig, Relationship, SelectOption, Status, Workspace,
};
