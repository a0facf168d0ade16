//! The abilities of a struct, as traits that the derive implements in addition to [`Described`].

use crate::describe::{Described, Shape};
use crate::wire::{RecordReader, ValuesWriter};

/// A struct whose values can be written: every struct that derives `AttioRecord`.
///
/// Implemented by `#[derive(AttioRecord)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "not an Attio record",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct"
)]
pub trait WriteValues: Described {
    /// The types of the fields, in the order of the fields.
    #[doc(hidden)]
    const SHAPES: &'static [Shape] = &[];

    #[doc(hidden)]
    fn write_values(&self, out: &mut ValuesWriter);
}

/// A struct whose values can be read: it has no borrowed fields, such as `&str`.
///
/// Implemented by `#[derive(AttioRecord)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from Attio",
    label = "not a record that can be read",
    note = "derive `AttioRecord`; if it is derived, make borrowed fields `String` or `Cow<'_, str>`"
)]
pub trait ReadValues: Described {
    /// Returns `None` on an error, which the reader keeps.
    #[doc(hidden)]
    fn read_values(values: &RecordReader<'_>) -> Option<Self>;
}

/// A struct that can be created, so it is not `#[attio(partial)]`.
///
/// Implemented by `#[derive(AttioRecord)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is partial, so it cannot be created or asserted",
    label = "marked `#[attio(partial)]`",
    note = "use a struct that has all required attributes, without `partial`; to change an existing \
            record, `patch` it"
)]
pub trait Creatable: WriteValues {}

/// A struct with at least one writable field that is `#[attio(unique)]`.
///
/// Implemented by `#[derive(AttioRecord)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no writable unique attribute, so its creates cannot be reconciled",
    label = "no writable field is `#[attio(unique)]`",
    note = "if an attribute is unique in the workspace, mark its field `#[attio(unique)]`; otherwise \
            use `create`, and check `may_have_applied()` on an error"
)]
pub trait HasUnique: Described {}
