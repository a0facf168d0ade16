//! The description of a struct: its target, its fields and their attributes. It depends on no call and
//! no value type.

mod attribute;
mod described;
mod error;
mod field;
mod form;
mod id;
pub mod kind;
mod parent;
mod rows;
mod target;
mod value_kind;

pub use attribute::{
    Attribute, IsUnique, IsWritable, NotUnique, ReadOnly, Unique, Writable, attribute,
};
pub use described::{Described, IsEntry, IsRecord};
pub use error::ValueError;
pub(crate) use error::write_preview;
pub use field::{About, Field, PLAIN, Shape, StructAbout, ValueShape};
pub(crate) use field::{Count, Options, is_same_target, names_same_target};
pub(crate) use form::Form;
pub use id::{EntryId, EntryOf, Id, RecordId, RecordOf};
pub(crate) use kind::{attribute_types, types_of_kinds};
pub use parent::{NoParent, ParentId};
pub use rows::Rows;
pub use target::Target;
pub use value_kind::{AnyNumber, AnyText, ValueKind};
