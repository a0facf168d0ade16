//! The first stage: from syntax to keys and values, each with its tokens.

mod items;
mod keys;
mod option;
mod record;
mod value;

pub(crate) use items::{Flag, Text};
pub(crate) use option::{EnumInput, VariantInput};
pub(crate) use record::{DefaultInput, FieldInput, Form, StructInput};
pub(crate) use value::NewtypeInput;
