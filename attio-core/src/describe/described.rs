//! The description of a struct: its target and its fields.

use super::{Field, Rows, StructAbout, Target};

/// A struct that represents the records of an object, or the entries of a list.
///
/// It has no calls: they are in [`AttioRecord`](trait@crate::AttioRecord) and
/// [`AttioEntry`](trait@crate::AttioEntry).
///
/// ```
/// use attio_core::{AttioRecord, Described, Target};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "people")]
/// struct Person {
///     job_title: Option<String>,
/// }
///
/// assert_eq!(Person::TARGET, Target::Object("people"));
/// ```
///
/// Implemented by `#[derive(AttioRecord)]` and `#[derive(AttioEntry)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "not an Attio record",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct",
    note = "in generic code, add the bound `AttioRecord`"
)]
pub trait Described: Rows {
    /// The target, by its slug or ID.
    const TARGET: Target<'static>;

    /// The fields and their attributes.
    #[doc(hidden)]
    const FIELDS: &'static [Field];

    #[doc(hidden)]
    const ABOUT: StructAbout;
}
