//! The types of what Attio stores for a struct.

use uuid::Uuid;

use super::ParentId;

/// A struct that stands for records of an object, or for entries of a list.
///
/// [`Record`](crate::Record), [`Query`](crate::Query) and other types take a struct as their parameter, and
/// find here what they hold. The calls of a struct that derives `AttioRecord` return records, and those
/// of a struct that derives `AttioEntry` return entries.
///
/// Implemented by `#[derive(AttioRecord)]` and `#[derive(AttioEntry)]` only: it may get items in any version.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an Attio record nor an entry",
    label = "not an Attio record or entry",
    note = "write `#[derive(AttioRecord)]` and `#[attio(object = \"…\")]` above the struct, or \
            `#[derive(AttioEntry)]` and `#[attio(list = \"…\", parent = …)]`",
    note = "in generic code, add the bound `AttioRecord` or `AttioEntry`"
)]
pub trait Rows: Sized {
    /// The ID: a [`RecordId`](crate::RecordId) or an [`EntryId`](crate::EntryId) of the struct.
    type Id: From<Uuid> + Into<Uuid> + Copy + Send + Sync;

    /// A [`Record`](crate::Record) or an [`Entry`](crate::Entry) of the struct.
    type Row;

    /// The name of an entry's parent: a [`RecordId`](crate::RecordId), or an
    /// [`AnyRecordRef`](crate::AnyRecordRef).
    type ParentId: ParentId;

    /// The object of an entry's parent, by its slug or ID; `None` for any object.
    // Here and not at `ParentId`, so that a parent that is not a record is one error.
    #[doc(hidden)]
    const PARENT_OBJECT: Option<&'static str> = None;
}
