//! The traits and functions that generated code implements and calls.

mod bounds;
mod const_check;
mod traits;

pub use bounds::*;
pub use const_check::{
    ConstFacts, KnownOptions, Unknown, assert_count, assert_in_list, assert_object, assert_options,
};
pub use traits::{Creatable, FieldsTask, HasUnique, ReadValues, WriteValues};
