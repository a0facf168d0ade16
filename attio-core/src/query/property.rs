//! The operators of attributes and of their properties.

use std::fmt;
use std::marker::PhantomData;

use super::filter::{CanBeNegated, Filter, Negatable, ThroughPath};
use super::kinds::{FilterKind, Filterable, Sortable};
use super::operand::{Operand, write_condition};
use super::operators::*;
use super::place::{Place, Source, Via};
use super::sort::{Direction, Sort};
use crate::describe::Attribute;
use crate::wire::push_string;

/// A property of an attribute's values, such as the root domain of an e-mail address.
///
/// `K` is its kind, and `N` marks whether conditions on it can be negated. A
/// [table](super#operators) lists the operators of each property.
pub struct Property<R, K, N = Negatable> {
    place: Place,
    property: Option<&'static str>,
    #[expect(clippy::type_complexity, reason = "a list of the parameters, not a type")]
    types: PhantomData<fn() -> (R, K, N)>,
}

impl<R, K, N> Property<R, K, N> {
    pub(super) fn new(place: Place, property: Option<&'static str>) -> Self {
        Self { place, property, types: PhantomData }
    }

    fn condition(&self, condition: &str) -> Filter<R, N> {
        Filter::condition(self.place.filter(condition))
    }

    fn sort(self, direction: Direction) -> Sort<R> {
        Sort::new(&self.place, self.property, direction)
    }

    fn search(self, operator: &str, text: &str) -> Filter<R, N> {
        let mut condition = String::new();
        write_condition(self.property, operator, &mut condition, |out| push_string(out, text));
        self.condition(&condition)
    }

    fn not_empty(self) -> Filter<R, N> {
        let mut condition = String::new();
        write_condition(self.property, "$not_empty", &mut condition, |out| {
            out.push_str("true");
        });
        self.condition(&condition)
    }
}

impl<R, K: FilterKind, N> Property<R, K, N> {
    fn compare<V: Operand<K>>(self, operator: &str, value: &V) -> Filter<R, N> {
        let mut condition = String::new();
        write_condition(self.property, operator, &mut condition, |out| value.write(out));
        self.condition(&condition)
    }

    fn equals<V: Operand<K>>(self, value: &V) -> Filter<R, N> {
        let mut condition = String::new();
        value.write_eq(self.property, &mut condition);
        self.condition(&condition)
    }

    fn one_of<V: Operand<K>>(self, values: &[V]) -> Filter<R, N> {
        let mut condition = String::new();
        V::write_in(values, self.property, &mut condition);
        self.condition(&condition)
    }
}

impl<R, K, N> fmt::Debug for Property<R, K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Property").field("property", &self.property).finish_non_exhaustive()
    }
}

/// The operators, as methods of a type. `$of` turns `self` into a property.
macro_rules! operators {
    ($record:ty, $kind:ty, $negation:ty, $of:expr) => {
        /// Matches records whose value equals this one. Strings are compared case-insensitively;
        /// if a record has several values, one match is enough.
        #[doc(alias("equals", "is"))]
        pub fn eq<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasEq<$kind>,
        {
            $of(self).equals(&value)
        }

        /// Matches records whose value is one of these values.
        #[doc(alias("in", "any_of", "one_of"))]
        pub fn is_in<I>(self, values: I) -> Filter<$record, $negation>
        where
            I: IntoIterator<Item: Operand<$kind>>,
            Operators<$kind>: HasIn<$kind>,
        {
            $of(self).one_of(&values.into_iter().collect::<Vec<I::Item>>())
        }

        /// Matches records whose value contains this string, case-insensitively.
        #[doc(alias("like", "substring", "search"))]
        pub fn contains(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasContains<$kind>,
        {
            $of(self).search("$contains", text.as_ref())
        }

        /// Matches records whose value starts with this string.
        #[doc(alias = "prefix")]
        pub fn starts_with(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasStartsWith<$kind>,
        {
            $of(self).search("$starts_with", text.as_ref())
        }

        /// Matches records whose value ends with this string.
        #[doc(alias = "suffix")]
        pub fn ends_with(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasEndsWith<$kind>,
        {
            $of(self).search("$ends_with", text.as_ref())
        }

        /// Matches records whose value is less than this one.
        #[doc(alias("less_than", "before"))]
        pub fn lt<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$lt", &value)
        }

        /// Matches records whose value is less than or equal to this one.
        #[doc(alias = "less_than_or_equal")]
        pub fn lte<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$lte", &value)
        }

        /// Matches records whose value is greater than this one.
        #[doc(alias("greater_than", "after"))]
        pub fn gt<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$gt", &value)
        }

        /// Matches records whose value is greater than or equal to this one.
        #[doc(alias = "greater_than_or_equal")]
        pub fn gte<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$gte", &value)
        }

        /// Matches records that have a value.
        #[doc(alias("not_null", "exists"))]
        pub fn is_not_empty(self) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasNotEmpty<$kind>,
        {
            $of(self).not_empty()
        }
    };
}

// Short names, because compiler messages show the lines that use them.
type Operators<K> = <K as FilterKind>::Operators;
pub(super) type Kind<S> = <S as Filterable>::Kind;

impl<R, K: FilterKind, N> Property<R, K, N> {
    operators!(R, K, N, std::convert::identity);

    /// Matches records that have no value.
    #[doc(alias("null", "not_exists"))]
    pub fn is_empty(self) -> Filter<R, N>
    where
        Operators<K>: HasNotEmpty<K>,
        N: CanBeNegated,
    {
        !self.not_empty()
    }

    /// Sorts by this property, ascending.
    #[doc(alias = "order_by")]
    pub fn asc(self) -> Sort<R> {
        self.sort(Direction::Ascending)
    }

    /// Sorts by this property, descending.
    #[doc(alias = "order_by")]
    pub fn desc(self) -> Sort<R> {
        self.sort(Direction::Descending)
    }
}

impl<R, T, K, U, A> Attribute<R, T, K, U, A>
where
    Self: Filterable,
{
    fn default_property(self) -> Property<R, Kind<Self>, Negatable> {
        Property::new(self.into_place(), Kind::<Self>::PROPERTY)
    }

    operators!(R, Kind<Self>, Negatable, Self::default_property);

    /// Matches records that have no value.
    #[doc(alias("null", "not_exists"))]
    pub fn is_empty(self) -> Filter<R>
    where
        Operators<Kind<Self>>: HasNotEmpty<Kind<Self>>,
    {
        self.default_property().is_empty()
    }

    /// Sorts by this attribute, ascending.
    #[doc(alias = "order_by")]
    pub fn asc(self) -> Sort<R>
    where
        Kind<Self>: Sortable,
    {
        self.default_property().sort(Direction::Ascending)
    }

    /// Sorts by this attribute, descending.
    #[doc(alias = "order_by")]
    pub fn desc(self) -> Sort<R>
    where
        Kind<Self>: Sortable,
    {
        self.default_property().sort(Direction::Descending)
    }
}

impl<R, L: Filterable> Via<R, L> {
    fn default_property(self) -> Property<R, Kind<L>, ThroughPath> {
        Property::new(self.into_place(), Kind::<L>::PROPERTY)
    }

    operators!(R, Kind<L>, ThroughPath, Self::default_property);

    /// Sorts by the referred record's attribute, ascending.
    #[doc(alias = "order_by")]
    pub fn asc(self) -> Sort<R>
    where
        Kind<L>: Sortable,
    {
        self.default_property().sort(Direction::Ascending)
    }

    /// Sorts by the referred record's attribute, descending.
    #[doc(alias = "order_by")]
    pub fn desc(self) -> Sort<R>
    where
        Kind<L>: Sortable,
    {
        self.default_property().sort(Direction::Descending)
    }
}
