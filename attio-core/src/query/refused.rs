//! Methods for calls that the API has no request for. Without them, the compiler would report a
//! missing method, or suggest another of the same name; with them, it shows the reason.

use uuid::Uuid;

use super::build::{Filtered, Query, View};
use super::filter::{Filter, ThroughPath};
use super::place::Via;
use crate::sealed::Sealed;

/// The bound of a view together with a filter. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "a query cannot have a saved view and a filter",
    label = "the query already has the other",
    note = "Attio takes one of the two: write the view's conditions into the filter, or filter the returned records"
)]
pub trait TogetherWith<T> {
    #[doc(hidden)]
    const SEALED: Sealed;
}

impl<R> Query<R, View> {
    #[doc(hidden)]
    pub fn filter<N>(self, _filter: Filter<R, N>) -> Self
    where
        View: TogetherWith<Filter<R, N>>,
    {
        self
    }
}

impl<R, N> Query<R, Filtered<N>> {
    #[doc(hidden)]
    pub fn view(self, _view: Uuid) -> Self
    where
        Filter<R, N>: TogetherWith<View>,
    {
        self
    }
}

/// The bound of `is_empty` through a reference. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "conditions through a reference or a parent have no negation: no `!`, no `is_empty`",
    label = "Attio has no `$not` over a path",
    note = "`is_not_empty` works if the attribute has it"
)]
pub trait CanBeEmpty {
    #[doc(hidden)]
    const SEALED: Sealed;
}

impl<R, L> Via<R, L> {
    #[doc(hidden)]
    pub fn is_empty(self) -> Filter<R, ThroughPath>
    where
        Self: CanBeEmpty,
    {
        Filter::condition(String::new())
    }
}
