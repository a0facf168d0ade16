//! Calls that the API has no request for. Without these methods the compiler would say that there is
//! no such method, or propose another of the same name; with them it says why.

use uuid::Uuid;

use super::build::{Filtered, Query, View};
use super::filter::{Filter, ThroughPath};
use super::place::Via;
use crate::sealed::Sealed;

/// What a query can have together with `T`: nothing of a view and a filter.
#[diagnostic::on_unimplemented(
    message = "a query has a saved view or a filter, not both",
    label = "the query has the other already",
    note = "Attio takes one of the two: write the conditions of the view into the filter, or \
            filter the records that come"
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

/// What the condition that it has no value can be put on: nothing through a reference.
#[diagnostic::on_unimplemented(
    message = "conditions through a reference cannot be negated, so they have no `is_empty`",
    label = "Attio has no `$not` over a path",
    note = "`is_not_empty` is possible where the attribute has it"
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
