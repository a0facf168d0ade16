//! The model of an Attio workspace's schema: objects, attributes, select options and statuses.
//!
//! This crate is the ground floor of attio-rs: no I/O, no async. Without features it has only what
//! the derive macros need, the names of the attribute types and the form of slugs and IDs. The
//! feature `json` adds the workspace model and its JSON form.

mod attribute_type;
mod slug;

pub use attribute_type::{AttributeType, UnknownAttributeType};
pub use slug::{is_slug, is_uuid};
