//! What a struct says of itself: its target, its fields, and the attributes that they stand for. Knows
//! no call and no value type.

mod attribute;
mod error;
mod field;
mod id;
pub mod kind;
mod target;

pub use attribute::{
    Attribute, IsUnique, IsWritable, NotUnique, ReadOnly, Unique, Writable, attribute,
};
pub use error::ValueError;
pub(crate) use field::Count;
pub use field::{About, Field, PLAIN, RecordAbout, Shape, ValueShape};
pub(crate) use field::{is_same_object, names_same_object};
pub use id::RecordId;
pub use target::Target;
