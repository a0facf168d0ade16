//! Sort orders of records.

use std::fmt;
use std::marker::PhantomData;

use super::place::Place;
use crate::sealed::Sealed;
use crate::wire::push_string;

/// A sort order of the records or entries of `R`, from `asc()` or `desc()` of an attribute or property.
#[doc(alias = "order_by")]
pub struct Sort<R> {
    json: String,
    record: PhantomData<fn() -> R>,
}

#[derive(Clone, Copy)]
pub(super) enum Direction {
    Ascending,
    Descending,
}

impl<R> Sort<R> {
    pub(super) fn new(place: &Place, property: Option<&str>, direction: Direction) -> Self {
        let mut json = String::from(match direction {
            Direction::Ascending => "{\"direction\":\"asc\",",
            Direction::Descending => "{\"direction\":\"desc\",",
        });
        place.write_sort(&mut json);
        if let Some(property) = property {
            json.push_str(",\"field\":");
            push_string(&mut json, property);
        }
        json.push('}');
        Self { json, record: PhantomData }
    }

    /// Returns the order as the API takes it.
    #[must_use]
    pub fn to_json(&self) -> &str {
        &self.json
    }
}

/// Sort orders of the records or entries of `R`: only [`Sort<R>`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a sort order of `{R}`",
    label = "expected `Sort<{R}>`",
    note = "a sort needs a direction: `.asc()` or `.desc()`",
    note = "for an attribute of a referred record, go through the reference: \
            `Person::COMPANY.via(Company::NAME).asc()`; for one of an entry's parent, go through `PARENT`"
)]
pub trait SortOf<R> {
    #[doc(hidden)]
    const SEALED: Sealed;

    #[doc(hidden)]
    fn into_sort(self) -> Sort<R>;
}

#[diagnostic::do_not_recommend]
impl<R> SortOf<R> for Sort<R> {
    const SEALED: Sealed = Sealed;

    fn into_sort(self) -> Self {
        self
    }
}

impl<R> Clone for Sort<R> {
    fn clone(&self) -> Self {
        Self { json: self.json.clone(), record: PhantomData }
    }
}

impl<R> fmt::Debug for Sort<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sort({})", self.json)
    }
}
