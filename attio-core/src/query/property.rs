//! The operators of attributes, and their properties.

use std::fmt;
use std::marker::PhantomData;

use super::filter::{Filter, Negatable, ThroughPath};
use super::kinds::{FilterKind, Filterable, Sortable};
use super::operand::{Operand, write_condition};
use super::operators::*;
use super::place::{Place, Source, Via};
use super::sort::{Direction, Sort};
use crate::attribute::Attribute;
use crate::value::kind::*;

/// A property of an attribute's values, such as the root domain of an e-mail address.
///
/// `K` is the kind of what it is compared with, `O` its operators, and `N` whether conditions on it
/// can be negated.
pub struct Property<R, K, O, N = Negatable> {
    place: Place,
    property: Option<&'static str>,
    types: PhantomData<fn() -> Types<R, K, O, N>>,
}

type Types<R, K, O, N> = (PhantomData<(R, N)>, PhantomData<(K, O)>);

impl<R, K, O, N> Property<R, K, O, N> {
    fn new(place: Place, property: Option<&'static str>) -> Self {
        Self { place, property, types: PhantomData }
    }

    fn compare<V: Operand<K>>(self, operator: &str, value: &V) -> Filter<R, N> {
        let mut condition = Vec::new();
        write_condition(self.property, operator, &mut condition, |out| value.write(out));
        Filter::condition(self.place.filter(&condition))
    }

    fn equals<V: Operand<K>>(self, value: &V) -> Filter<R, N> {
        let mut condition = Vec::new();
        value.write_eq(self.property, &mut condition);
        Filter::condition(self.place.filter(&condition))
    }

    fn one_of<V: Operand<K>>(self, values: &[V]) -> Filter<R, N> {
        let mut condition = Vec::new();
        V::write_in(values, self.property, &mut condition);
        Filter::condition(self.place.filter(&condition))
    }

    fn not_empty(self) -> Filter<R, N> {
        let mut condition = Vec::new();
        write_condition(self.property, "$not_empty", &mut condition, |out| {
            out.extend_from_slice(b"true");
        });
        Filter::condition(self.place.filter(&condition))
    }

    fn sort(self, direction: Direction) -> Sort<R> {
        Sort::new(&self.place, self.property, direction)
    }
}

impl<R, K, O, N> fmt::Debug for Property<R, K, O, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Property").field("property", &self.property).finish_non_exhaustive()
    }
}

/// The operators, as methods of whatever has them. `$of` turns `self` into a property.
macro_rules! operators {
    ($record:ty, $kind:ty, $operators:ty, $negation:ty, $of:expr) => {
        /// The records whose value equals this one. Texts are compared without case; of several
        /// values one is enough.
        pub fn eq<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            $operators: HasEq,
        {
            $of(self).equals(&value)
        }

        /// The records whose value is one of these.
        pub fn is_in<V: Operand<$kind>>(
            self,
            values: impl IntoIterator<Item = V>,
        ) -> Filter<$record, $negation>
        where
            $operators: HasIn,
        {
            $of(self).one_of(&values.into_iter().collect::<Vec<V>>())
        }

        /// The records whose value contains this text, without case.
        pub fn contains(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            $operators: HasContains,
            for<'t> &'t str: Operand<$kind>,
        {
            $of(self).compare("$contains", &text.as_ref())
        }

        /// The records whose value starts with this text.
        pub fn starts_with(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            $operators: HasStartsWith,
            for<'t> &'t str: Operand<$kind>,
        {
            $of(self).compare("$starts_with", &text.as_ref())
        }

        /// The records whose value ends with this text.
        pub fn ends_with(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            $operators: HasEndsWith,
            for<'t> &'t str: Operand<$kind>,
        {
            $of(self).compare("$ends_with", &text.as_ref())
        }

        /// The records whose value is less.
        pub fn lt<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            $operators: HasOrder,
        {
            $of(self).compare("$lt", &value)
        }

        /// The records whose value is less or equal.
        pub fn lte<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            $operators: HasOrder,
        {
            $of(self).compare("$lte", &value)
        }

        /// The records whose value is greater.
        pub fn gt<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            $operators: HasOrder,
        {
            $of(self).compare("$gt", &value)
        }

        /// The records whose value is greater or equal.
        pub fn gte<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            $operators: HasOrder,
        {
            $of(self).compare("$gte", &value)
        }

        /// The records that have a value.
        pub fn is_not_empty(self) -> Filter<$record, $negation>
        where
            $operators: HasNotEmpty,
        {
            $of(self).not_empty()
        }
    };
}

impl<R, K, O, N> Property<R, K, O, N> {
    operators!(R, K, O, N, std::convert::identity);

    /// In the order of this property.
    pub fn asc(self) -> Sort<R> {
        self.sort(Direction::Ascending)
    }

    /// In the reverse order of this property.
    pub fn desc(self) -> Sort<R> {
        self.sort(Direction::Descending)
    }
}

impl<R, K, O: HasNotEmpty> Property<R, K, O, Negatable> {
    /// The records that have no value.
    pub fn is_empty(self) -> Filter<R> {
        !self.not_empty()
    }
}

type Default<S, R, N> =
    Property<R, <S as Filterable>::Kind, <<S as Filterable>::Kind as FilterKind>::Operators, N>;

impl<R, T, K, U, A> Attribute<R, T, K, U, A>
where
    Self: Filterable,
{
    fn default_property(self) -> Default<Self, R, Negatable> {
        Property::new(self.into_place(), <Self as Filterable>::Kind::PROPERTY)
    }

    operators!(
        R,
        <Self as Filterable>::Kind,
        <<Self as Filterable>::Kind as FilterKind>::Operators,
        Negatable,
        Self::default_property
    );

    /// The records that have no value.
    pub fn is_empty(self) -> Filter<R>
    where
        <<Self as Filterable>::Kind as FilterKind>::Operators: HasNotEmpty,
    {
        self.default_property().is_empty()
    }

    /// In the order of this attribute.
    pub fn asc(self) -> Sort<R>
    where
        <Self as Filterable>::Kind: Sortable,
    {
        self.default_property().sort(Direction::Ascending)
    }

    /// In the reverse order of this attribute.
    pub fn desc(self) -> Sort<R>
    where
        <Self as Filterable>::Kind: Sortable,
    {
        self.default_property().sort(Direction::Descending)
    }
}

impl<R, L: Filterable> Via<R, L> {
    fn default_property(self) -> Default<L, R, ThroughPath> {
        Property::new(self.into_place(), L::Kind::PROPERTY)
    }

    operators!(R, L::Kind, <L::Kind as FilterKind>::Operators, ThroughPath, Self::default_property);

    /// In the order of that attribute.
    pub fn asc(self) -> Sort<R>
    where
        L::Kind: Sortable,
    {
        self.default_property().sort(Direction::Ascending)
    }

    /// In the reverse order of that attribute.
    pub fn desc(self) -> Sort<R>
    where
        L::Kind: Sortable,
    {
        self.default_property().sort(Direction::Descending)
    }
}

/// The properties beside the default one. For each: a trait that says which kinds have it, under
/// which name and with which operators, and a method of attributes of these kinds.
macro_rules! properties {
    ($(
        $(#[$doc:meta])*
        $method:ident $trait:ident $message:literal {
            $($kind:ty => $name:literal $operand:ty, $operators:ty;)*
        }
    )*) => {
        $(
            #[doc = concat!("Kinds of attributes that have the property `", stringify!($method), "`.")]
            #[diagnostic::on_unimplemented(
                message = $message,
                label = "attributes of this kind have no such property"
            )]
            pub trait $trait {
                /// The kind of what the property is compared with.
                type Operand;
                /// The operators of the property.
                type Operators;
                /// The API's name of the property.
                const NAME: &'static str;
            }

            $(
                impl $trait for $kind {
                    type Operand = $operand;
                    type Operators = $operators;
                    const NAME: &'static str = $name;
                }
            )*
        )*

        impl<R, T, K, U, A> Attribute<R, T, K, U, A>
        where
            Self: Filterable,
        {
            $(
                $(#[$doc])*
                pub fn $method(
                    self,
                ) -> Property<
                    R,
                    <<Self as Filterable>::Kind as $trait>::Operand,
                    <<Self as Filterable>::Kind as $trait>::Operators,
                >
                where
                    <Self as Filterable>::Kind: $trait,
                {
                    let name = <<Self as Filterable>::Kind as $trait>::NAME;
                    Property::new(self.into_place(), Some(name))
                }
            )*
        }

        impl<R, L: Filterable> Via<R, L> {
            $(
                $(#[$doc])*
                pub fn $method(
                    self,
                ) -> Property<
                    R,
                    <L::Kind as $trait>::Operand,
                    <L::Kind as $trait>::Operators,
                    ThroughPath,
                >
                where
                    L::Kind: $trait,
                {
                    Property::new(self.into_place(), Some(<L::Kind as $trait>::NAME))
                }
            )*
        }
    };
}

properties! {
    /// The first name.
    first_name HasFirstName "only names have a `first_name`" {
        PersonalNameKind => "first_name" TextKind, NonEmptyStringOperators;
    }
    /// The last name.
    last_name HasLastName "only names have a `last_name`" {
        PersonalNameKind => "last_name" TextKind, NonEmptyStringOperators;
    }
    /// The full name.
    full_name HasFullName "only names have a `full_name`" {
        PersonalNameKind => "full_name" TextKind, NonEmptyStringOperators;
    }
    /// What is behind the `@`.
    domain HasDomain "only e-mail addresses have a `domain`" {
        EmailAddressKind => "email_domain" TextKind, StringOperators;
    }
    /// The public suffix and one label.
    root_domain HasRootDomain "only domains and e-mail addresses have a `root_domain`" {
        DomainKind => "root_domain" TextKind, NonEmptyStringOperators;
        EmailAddressKind => "email_root_domain" TextKind, StringOperators;
    }
    /// What is before the `@`.
    local_specifier HasLocalSpecifier "only e-mail addresses have a `local_specifier`" {
        EmailAddressKind => "email_local_specifier" TextKind, StringOperators;
    }
    /// The country, as a code of two letters.
    country_code HasCountryCode "only locations and phone numbers have a `country_code`" {
        LocationKind => "country_code" TextKind, EqStartsWithOperators;
        PhoneNumberKind => "country_code" TextKind, EqNonEmptyOperators;
    }
    /// The first line of the address.
    line_1 HasLine1 "only locations have a `line_1`" {
        LocationKind => "line_1" TextKind, StringOperators;
    }
    /// The second line of the address.
    line_2 HasLine2 "only locations have a `line_2`" {
        LocationKind => "line_2" TextKind, StringOperators;
    }
    /// The third line of the address.
    line_3 HasLine3 "only locations have a `line_3`" {
        LocationKind => "line_3" TextKind, StringOperators;
    }
    /// The fourth line of the address.
    line_4 HasLine4 "only locations have a `line_4`" {
        LocationKind => "line_4" TextKind, StringOperators;
    }
    /// The city or town.
    locality HasLocality "only locations have a `locality`" {
        LocationKind => "locality" TextKind, StringOperators;
    }
    /// The state, county, province or region.
    region HasRegion "only locations have a `region`" {
        LocationKind => "region" TextKind, StringOperators;
    }
    /// The postal code.
    postcode HasPostcode "only locations have a `postcode`" {
        LocationKind => "postcode" TextKind, StringOperators;
    }
    /// The workspace member whose interaction it was, by ID.
    owner_member_id HasOwnerMemberId "only interactions have an `owner_member_id`" {
        InteractionKind => "owner_member_id" MemberId, EqNonEmptyOperators;
    }
    /// What kind of interaction it was.
    interaction_type HasInteractionType "only interactions have an `interaction_type`" {
        InteractionKind => "interaction_type" TextKind, EqNonEmptyOperators;
    }
    /// When the interaction was.
    interacted_at HasInteractedAt "only interactions have an `interacted_at`" {
        InteractionKind => "interacted_at" TimestampKind, OrderOnlyOperators;
    }
    /// Since when the record has its status.
    active_from HasActiveFrom "only statuses can be filtered by `active_from`; pin the field with `#[attio(kind = \"status\")]`" {
        StatusKind => "active_from" TimestampKind, OrderOnlyOperators;
    }
    /// The object that the reference points to, by slug or ID.
    target_object HasTargetObject "only references have a `target_object`" {
        RecordReferenceKind => "target_object" TextKind, EqOperator;
    }
}

/// The kind of a workspace member's ID.
#[derive(Debug)]
pub enum MemberId {}

impl Operand<MemberId> for uuid::Uuid {
    fn write(&self, out: &mut Vec<u8>) {
        crate::wire::write_uuid(out, *self);
    }
}
