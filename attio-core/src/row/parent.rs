//! The parent of an entry.

use uuid::Uuid;

use crate::describe::{IsRecord, ParentId, ValueError};
use crate::sealed::Sealed;
use crate::value::AnyRecordRef;

/// Stands for records of every object.
///
/// - `Record<AnyRecord>` is a record without a struct, from [`DynamicRecord`](crate::DynamicRecord). Its
///   values are read one by one, with [`Values::read`](crate::Values::read).
/// - `parent = AnyRecord` is for a list with several parent objects. The parent is then an
///   [`AnyRecordRef`] wherever it is a [`RecordId`](crate::RecordId) otherwise.
#[derive(Debug)]
#[doc(alias("untyped", "schemaless", "dynamic"))]
pub enum AnyRecord {}

/// Stands for entries of every list: `Entry<AnyEntry>` is an entry without a struct, from
/// [`DynamicEntry`](crate::DynamicEntry).
#[derive(Debug)]
#[doc(alias("untyped", "schemaless", "dynamic"))]
pub enum AnyEntry {}

/// A type that can be the `parent` of an entry struct: a struct that derives `AttioRecord`.
///
/// The derive knows [`AnyRecord`] by its name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the parent of entries",
    label = "not a struct that derives `AttioRecord`",
    note = "for a list with several parent objects, write `parent = AnyRecord`"
)]
pub trait ParentOf {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The object, by its slug or ID.
    #[doc(hidden)]
    const OBJECT: Option<&'static str>;
}

#[diagnostic::do_not_recommend]
impl<T: IsRecord> ParentOf for T {
    const SEALED: Sealed = Sealed;
    const OBJECT: Option<&'static str> = Some(T::TARGET.name());
}

impl ParentId for AnyRecordRef {
    const SEALED: Sealed = Sealed;

    fn parts(&self, _: Option<&'static str>) -> (&str, Uuid) {
        (self.object(), self.record_id())
    }

    fn of(_: Option<&'static str>, object: &str, record: Uuid) -> Result<Self, ValueError> {
        Ok(Self::new(object, record))
    }
}
