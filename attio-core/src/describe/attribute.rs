//! Attributes as typed constants: what `#[derive(AttioRecord)]` emits for each field.

use std::fmt;
use std::marker::PhantomData;

use crate::describe::Field;
use crate::describe::kind::Unpinned;

/// An attribute of the record type `R`, held by a field of type `T`.
///
/// The derive creates one constant per field: `Person::EMAILS` for the field `emails`. `K` is the
/// attribute type if the field pins it, `U` says whether records can be matched by the attribute, and
/// `A` whether it can be written.
///
/// A [table](crate::query#operators) lists the methods of an attribute, and the types that it is
/// compared with.
#[doc(alias = "column")]
pub struct Attribute<R, T, K = Unpinned, U = NotUnique, A = Writable> {
    field: &'static Field,
    #[expect(clippy::type_complexity, reason = "a list of the parameters, not a type")]
    types: PhantomData<fn() -> (R, T, K, U, A)>,
}

impl<R, T, K, U, A> Attribute<R, T, K, U, A> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(field: &'static Field) -> Self {
        Self { field, types: PhantomData }
    }

    /// Returns the slug, which responses are keyed by; `None` if the field has only an ID.
    #[must_use]
    pub const fn slug(self) -> Option<&'static str> {
        self.field.slug
    }

    /// Returns the slug or ID that requests are keyed by.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.field.key
    }

    pub(crate) const fn field(self) -> &'static Field {
        self.field
    }
}

/// Returns the attribute of the field at this index of a struct's table.
///
/// It takes the table and is not a method, because a struct has a constant per field. Checking them
/// accounts for most of the derive's compile time, and this form costs a third less.
#[doc(hidden)]
#[must_use]
pub const fn attribute<R, T, K, U, A>(
    fields: &'static [Field],
    index: usize,
) -> Attribute<R, T, K, U, A> {
    Attribute { field: &fields[index], types: PhantomData }
}

impl<R, T, K, U, A> Clone for Attribute<R, T, K, U, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, T, K, U, A> Copy for Attribute<R, T, K, U, A> {}

impl<R, T, K, U, A> fmt::Debug for Attribute<R, T, K, U, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attribute({})", self.field.key)
    }
}

/// Marks an attribute by which records can be matched: its field is `#[attio(unique)]`.
#[derive(Debug)]
pub enum Unique {}

/// Marks an attribute by which records cannot be matched.
#[derive(Debug)]
pub enum NotUnique {}

/// Marks an attribute that can be written.
#[derive(Debug)]
pub enum Writable {}

/// Marks an attribute that only Attio writes: its field is `#[attio(read_only)]`.
#[derive(Debug)]
pub enum ReadOnly {}

// Exported, so that messages use their short names, but hidden from the docs.
#[doc(hidden)]
pub use bounds::{IsUnique, IsWritable};

mod bounds {
    use super::{Unique, Writable};
    use crate::sealed::Sealed;

    /// Attributes that records can be matched by. [`Unique`] is the only one.
    #[diagnostic::on_unimplemented(
        message = "records cannot be matched by this attribute",
        label = "not known to be unique",
        note = "match by an attribute that is unique, such as the e-mail addresses of a person or the \
                domains of a company",
        note = "if the attribute is unique in the workspace, mark its field `#[attio(unique)]`",
        note = "in generic code, take an `Attribute<_, _, _, Unique>`"
    )]
    pub trait IsUnique {
        #[doc(hidden)]
        const SEALED: Sealed;
    }

    #[diagnostic::do_not_recommend]
    impl IsUnique for Unique {
        const SEALED: Sealed = Sealed;
    }

    /// Attributes that can be written. [`Writable`] is the only one.
    #[diagnostic::on_unimplemented(
        message = "this attribute cannot be written",
        label = "only Attio writes it, or it is not known to be writable",
        note = "its field is marked `#[attio(read_only)]`",
        note = "in generic code, take an `Attribute` whose last parameter is `Writable`, its default"
    )]
    pub trait IsWritable {
        #[doc(hidden)]
        const SEALED: Sealed;
    }

    #[diagnostic::do_not_recommend]
    impl IsWritable for Writable {
        const SEALED: Sealed = Sealed;
    }
}
