//! Orders of records.

use std::fmt;
use std::marker::PhantomData;

use super::place::Place;
use crate::wire::write_string;

/// An order of the records of `R`, from `asc()` or `desc()` of an attribute or property.
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
        let mut out = Vec::new();
        out.extend_from_slice(match direction {
            Direction::Ascending => b"{\"direction\":\"asc\",".as_slice(),
            Direction::Descending => b"{\"direction\":\"desc\",".as_slice(),
        });
        place.write_sort(&mut out);
        if let Some(property) = property {
            out.extend_from_slice(b",\"field\":");
            write_string(&mut out, property);
        }
        out.push(b'}');
        // It was written from strings.
        Self { json: String::from_utf8(out).unwrap_or_default(), record: PhantomData }
    }

    /// The order as the API takes it.
    #[must_use]
    pub fn to_json(&self) -> &str {
        &self.json
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
