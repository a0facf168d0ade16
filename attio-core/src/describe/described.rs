//! The description of a struct: its target and its fields.

use super::{EntryId, Field, RecordId, Rows, StructAbout, Target};

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
    message = "`{Self}` is neither an Attio record nor an entry",
    label = "not an Attio record or entry",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct, or \
            `#[derive(AttioEntry)]` and `#[attio(list = \"…\", parent = …)]`",
    note = "in generic code, add the bound `AttioRecord` or `AttioEntry`"
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

/// A struct that represents the records of an object, in bounds of methods: their messages name the derive.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "expected a struct that derives `AttioRecord`",
    note = "in generic code, add the bound `AttioRecord`"
)]
pub trait IsRecord: Described<Id = RecordId<Self>> {}

#[diagnostic::do_not_recommend]
impl<T: Described<Id = RecordId<T>>> IsRecord for T {}

/// A struct that represents the entries of a list, in bounds of methods.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio entry",
    label = "expected a struct that derives `AttioEntry`",
    note = "in generic code, add the bound `AttioEntry`"
)]
pub trait IsEntry: Described<Id = EntryId<Self>> {}

#[diagnostic::do_not_recommend]
impl<T: Described<Id = EntryId<T>>> IsEntry for T {}
