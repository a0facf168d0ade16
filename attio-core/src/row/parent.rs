//! The parent of an entry.

use std::fmt;

use uuid::Uuid;

use crate::describe::{
    Described, NoParent, RecordId, ValueError, names_same_target, write_preview,
};
use crate::sealed::Sealed;
use crate::value::AnyRecordRef;

/// Stands for records of every object.
///
/// - `Record<AnyRecord>` is a record without a struct, from [`DynamicRecord`](crate::DynamicRecord). Its
///   values are read one by one, with [`Values::read`](crate::Values::read).
/// - `parent = AnyRecord` is for a list with several parent objects. The parent is then an
///   [`AnyRecordRef`] wherever it is a [`RecordId`] otherwise.
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
impl<T: Described<Id = RecordId<T>>> ParentOf for T {
    const SEALED: Sealed = Sealed;
    const OBJECT: Option<&'static str> = Some(T::TARGET.name());
}

/// The name of an entry's parent: a [`RecordId`] or an [`AnyRecordRef`]. Sealed.
pub trait ParentId: Clone + fmt::Debug + Send + Sync + Unpin + Sized {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The parent by its object, as a slug or an ID, and its ID. `own` is the object of the struct's parents,
    /// if there is only one.
    #[doc(hidden)]
    fn parts(&self, own: Option<&'static str>) -> (&str, Uuid);

    /// The parent that a response names, unless it is certainly of another object than `own`.
    #[doc(hidden)]
    fn of(own: Option<&'static str>, object: &str, record: Uuid) -> Result<Self, ValueError>;
}

// Without a bound on `T`: the derive checks that it is a record, which is one error if it is not.
impl<T> ParentId for RecordId<T> {
    const SEALED: Sealed = Sealed;

    fn parts(&self, own: Option<&'static str>) -> (&str, Uuid) {
        (own.unwrap_or_default(), self.uuid())
    }

    fn of(own: Option<&'static str>, object: &str, record: Uuid) -> Result<Self, ValueError> {
        if let Some(own) = own
            && names_same_target(own, object) == Some(false)
        {
            let mut given = "a parent of `".to_owned();
            // Writing to a string cannot fail.
            let _ = write_preview(&mut given, object);
            given.push('`');
            let expected = format!(
                "a parent of `{own}`; for a list with several parent objects, write `parent = AnyRecord`"
            );
            return Err(ValueError::new(given, expected));
        }
        Ok(record.into())
    }
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

impl ParentId for NoParent {
    const SEALED: Sealed = Sealed;

    fn parts(&self, _: Option<&'static str>) -> (&str, Uuid) {
        match *self {}
    }

    fn of(_: Option<&'static str>, _: &str, _: Uuid) -> Result<Self, ValueError> {
        Err(ValueError::new("a parent", "a record, which has no parent"))
    }
}
