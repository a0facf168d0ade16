//! The name of an entry's parent.

use std::fmt;

use uuid::Uuid;

use super::{RecordId, ValueError, names_same_target, write_preview};
use crate::sealed::Sealed;

/// The name of an entry's parent: a [`RecordId`] or an [`AnyRecordRef`](crate::AnyRecordRef). Sealed.
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

/// The parent of a record, which has none.
#[derive(Clone, Copy, Debug)]
pub enum NoParent {}

impl ParentId for NoParent {
    const SEALED: Sealed = Sealed;

    fn parts(&self, _: Option<&'static str>) -> (&str, Uuid) {
        match *self {}
    }

    fn of(_: Option<&'static str>, _: &str, _: Uuid) -> Result<Self, ValueError> {
        Err(ValueError::new("a parent", "a record, which has no parent"))
    }
}
