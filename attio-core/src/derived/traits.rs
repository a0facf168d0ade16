//! The abilities of a struct, as traits that the derive implements in addition to [`Described`].

use crate::describe::{Described, Shape};
use crate::wire::{RecordReader, ValuesWriter};

/// A struct whose values can be written: every struct that derives `AttioRecord` or `AttioEntry`.
///
/// Implemented by `#[derive(AttioRecord)]` and `#[derive(AttioEntry)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "the values of `{Self}` cannot be written to Attio",
    label = "not a record or entry that can be written",
    note = "derive `AttioRecord` or `AttioEntry`",
    note = "in generic code, add the bound `WriteValues`"
)]
pub trait WriteValues: Described {
    #[doc(hidden)]
    fn fields(task: FieldsTask<'_, Self>) -> Option<Self>;

    /// The types of the fields, in the order of the fields.
    #[doc(hidden)]
    fn shapes() -> &'static [Shape] {
        let mut shapes: &'static [Shape] = &[];
        std::mem::forget(Self::fields(FieldsTask::Shapes(&mut shapes)));
        shapes
    }

    #[doc(hidden)]
    fn write_values(&self, out: &mut ValuesWriter) {
        std::mem::forget(Self::fields(FieldsTask::Write(self, out)));
    }
}

/// A task of [`WriteValues::fields`].
///
/// One function does everything that names the bounds on field types, because the compiler checks each
/// function by itself. If a field type does not fit, it would count one error per function, although it
/// shows the error once.
#[derive(Debug)]
pub enum FieldsTask<'t, T> {
    /// Lists the types of the fields, in the order of the fields; returns `None`.
    Shapes(&'t mut &'static [Shape]),
    /// Writes the values of the fields; returns `None`.
    Write(&'t T, &'t mut ValuesWriter),
    /// Reads the fields. Returns `None` on an error, which the reader keeps, and if the struct is not
    /// [`ReadValues`].
    Read(&'t RecordReader<'t>),
}

/// A struct whose values can be read: it has no borrowed fields, such as `&str`.
///
/// Implemented by `#[derive(AttioRecord)]` and `#[derive(AttioEntry)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from Attio",
    label = "not a record or entry that can be read",
    note = "derive `AttioRecord` or `AttioEntry`; if it is derived, make borrowed fields `String` or \
            `Cow<'_, str>`",
    note = "in generic code, add the bound `ReadValues`"
)]
pub trait ReadValues: WriteValues {
    /// Returns `None` on an error, which the reader keeps.
    #[doc(hidden)]
    fn read_values(values: &RecordReader<'_>) -> Option<Self> {
        Self::fields(FieldsTask::Read(values))
    }
}

/// A struct that can be created, so it is not `#[attio(partial)]`.
///
/// Implemented by `#[derive(AttioRecord)]` and `#[derive(AttioEntry)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be created or asserted",
    label = "partial, or a type parameter without the bound `Creatable`",
    note = "a struct marked `#[attio(partial)]` can only change what exists: `patch` it, or use a struct \
            that has all required attributes",
    note = "in generic code, add the bound `Creatable`"
)]
pub trait Creatable: WriteValues {}

/// A struct with at least one writable field that is `#[attio(unique)]`.
///
/// Implemented by `#[derive(AttioRecord)]` and `#[derive(AttioEntry)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "creates of `{Self}` cannot be reconciled",
    label = "no writable field is `#[attio(unique)]`, or a type parameter without the bound `HasUnique`",
    note = "if an attribute is unique in the workspace, mark its field `#[attio(unique)]`; otherwise \
            use `create`, and check `may_have_applied()` on an error",
    note = "in generic code, add the bound `HasUnique`"
)]
pub trait HasUnique: Described {}
