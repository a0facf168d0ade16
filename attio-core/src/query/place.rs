//! The attribute of a condition or a sort: of the record itself, or of a record it refers to.

use std::fmt;
use std::marker::PhantomData;

use super::kinds::Filterable;
use crate::describe::{Attribute, Described};
use crate::sealed::Sealed;
use crate::value::{RecordRef, Tracked};
use crate::wire::push_string;

/// The attribute of a condition or a sort.
#[derive(Clone)]
pub(super) enum Place {
    /// An attribute of the record itself, by slug or ID.
    Own(&'static str),
    /// Steps through references, each an object and an attribute.
    Path(Vec<(&'static str, &'static str)>),
}

impl Place {
    /// Writes the condition on this attribute.
    pub(super) fn filter(&self, condition: &str) -> String {
        let mut out = String::with_capacity(condition.len() + 32);
        match self {
            Self::Own(key) => {
                out.push('{');
                push_string(&mut out, key);
                out.push(':');
            }
            Self::Path(steps) => return Self::filter_along(steps, condition),
        }
        out.push_str(condition);
        out.push('}');
        out
    }

    /// Writes the condition on the attribute at the end of a path.
    pub(super) fn filter_along(steps: &[(&str, &str)], condition: &str) -> String {
        let mut out = String::from("{\"path\":");
        write_steps(&mut out, steps);
        out.push_str(",\"constraints\":");
        out.push_str(condition);
        out.push('}');
        out
    }

    /// Writes the member of a sort that names this attribute.
    pub(super) fn write_sort(&self, out: &mut String) {
        match self {
            Self::Own(key) => {
                out.push_str("\"attribute\":");
                push_string(out, key);
            }
            Self::Path(steps) => {
                out.push_str("\"path\":");
                write_steps(out, steps);
            }
        }
    }
}

fn write_steps(out: &mut String, steps: &[(&str, &str)]) {
    out.push('[');
    for (i, (object, attribute)) in steps.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push('[');
        push_string(out, object);
        out.push(',');
        push_string(out, attribute);
        out.push(']');
    }
    out.push(']');
}

/// A record that a field of the type `F` refers to.
///
/// The record is `Self`, so that the compiler reports nothing before it knows the record.
#[diagnostic::on_unimplemented(
    message = "a field of type `{F}` does not refer to records of `{Self}`",
    label = "an attribute of `{Self}`",
    note = "`via` goes through a field that holds `RecordRef<T>`, alone or in `Option<_>` or `Vec<_>`, \
            or through the `PARENT` of an entry, to an attribute of `T`"
)]
pub trait ReferredBy<F> {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl<T> ReferredBy<RecordRef<T>> for T {
    const SEALED: Sealed = Sealed;
}

#[diagnostic::do_not_recommend]
impl<T> ReferredBy<Tracked<RecordRef<T>>> for T {
    const SEALED: Sealed = Sealed;
}

#[diagnostic::do_not_recommend]
impl<T: ReferredBy<F>, F> ReferredBy<Option<F>> for T {
    const SEALED: Sealed = Sealed;
}

#[diagnostic::do_not_recommend]
impl<T: ReferredBy<F>, F> ReferredBy<Vec<F>> for T {
    const SEALED: Sealed = Sealed;
}

/// An attribute of a referred record, from [`Attribute::via`]; records of `R` refer to it.
///
/// It has that attribute's methods, except `is_empty`.
pub struct Via<R, L> {
    pub(super) steps: Vec<(&'static str, &'static str)>,
    types: PhantomData<fn() -> (R, L)>,
}

impl<R, L> Via<R, L> {
    pub(super) fn new(steps: Vec<(&'static str, &'static str)>) -> Self {
        Self { steps, types: PhantomData }
    }
}

impl<R: Described, T, K, U, A> Attribute<R, T, K, U, A> {
    /// Selects an attribute of the referred record:
    /// `Deal::COMPANY.via(Company::NAME).contains("Acme")`.
    #[doc(alias("join", "relation", "path"))]
    pub fn via<Q, F, K2, U2, A2>(
        self,
        next: Attribute<Q, F, K2, U2, A2>,
    ) -> Via<R, Attribute<Q, F, K2, U2, A2>>
    where
        Q: Described + ReferredBy<T>,
    {
        let steps = vec![(R::TARGET.name(), self.key()), (Q::TARGET.name(), next.key())];
        Via { steps, types: PhantomData }
    }
}

impl<R, R2, T, K, U, A> Via<R, Attribute<R2, T, K, U, A>> {
    /// Selects an attribute one reference further.
    #[doc(alias("join", "relation", "path"))]
    pub fn via<Q, F, K2, U2, A2>(
        mut self,
        next: Attribute<Q, F, K2, U2, A2>,
    ) -> Via<R, Attribute<Q, F, K2, U2, A2>>
    where
        Q: Described + ReferredBy<T>,
    {
        self.steps.push((Q::TARGET.name(), next.key()));
        Via { steps: self.steps, types: PhantomData }
    }
}

impl<R, L> fmt::Debug for Via<R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Via({:?})", self.steps)
    }
}

/// The sources of conditions and sorts.
pub(super) trait Source: Sized {
    fn into_place(self) -> Place;
}

impl<R, T, K, U, A> Source for Attribute<R, T, K, U, A>
where
    Self: Filterable,
{
    fn into_place(self) -> Place {
        Place::Own(self.key())
    }
}

impl<R, L: Filterable> Source for Via<R, L> {
    fn into_place(self) -> Place {
        Place::Path(self.steps)
    }
}
