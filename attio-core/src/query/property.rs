//! The operators of attributes, and their properties.

use std::fmt;
use std::marker::PhantomData;

use super::filter::{CanBeNegated, Filter, Negatable, ThroughPath};
use super::kinds::{
    ChoiceKind, DomainPart, EmailPart, FilterKind, Filterable, KindOfInteraction, LocationCountry,
    LocationPart, MemberId, Moment, NamePart, PhoneCountry, Sortable, TargetObject,
};
use super::operand::{Operand, write_condition};
use super::operators::*;
use super::place::{Place, Source, Via};
use super::sort::{Direction, Sort};
use crate::attribute::Attribute;
use crate::value::kind::{
    DomainKind, EmailAddressKind, InteractionKind, LocationKind, PersonalNameKind, PhoneNumberKind,
    RecordReferenceKind, StatusKind,
};
use crate::wire::write_string;

/// A property of an attribute's values, such as the root domain of an e-mail address.
///
/// `K` is its kind, and `N` says whether conditions on it can be negated.
pub struct Property<R, K, N = Negatable> {
    place: Place,
    property: Option<&'static str>,
    #[expect(clippy::type_complexity, reason = "a list of the parameters, not a type")]
    types: PhantomData<fn() -> (R, K, N)>,
}

impl<R, K, N> Property<R, K, N> {
    fn new(place: Place, property: Option<&'static str>) -> Self {
        Self { place, property, types: PhantomData }
    }

    fn condition(&self, condition: &[u8]) -> Filter<R, N> {
        Filter::condition(self.place.filter(condition))
    }

    fn sort(self, direction: Direction) -> Sort<R> {
        Sort::new(&self.place, self.property, direction)
    }

    fn search(self, operator: &str, text: &str) -> Filter<R, N> {
        let mut condition = Vec::new();
        write_condition(self.property, operator, &mut condition, |out| write_string(out, text));
        self.condition(&condition)
    }

    fn not_empty(self) -> Filter<R, N> {
        let mut condition = Vec::new();
        write_condition(self.property, "$not_empty", &mut condition, |out| {
            out.extend_from_slice(b"true");
        });
        self.condition(&condition)
    }
}

impl<R, K: FilterKind, N> Property<R, K, N> {
    fn compare<V: Operand<K>>(self, operator: &str, value: &V) -> Filter<R, N> {
        let mut condition = Vec::new();
        write_condition(self.property, operator, &mut condition, |out| value.write(out));
        self.condition(&condition)
    }

    fn equals<V: Operand<K>>(self, value: &V) -> Filter<R, N> {
        let mut condition = Vec::new();
        value.write_eq(self.property, &mut condition);
        self.condition(&condition)
    }

    fn one_of<V: Operand<K>>(self, values: &[V]) -> Filter<R, N> {
        let mut condition = Vec::new();
        V::write_in(values, self.property, &mut condition);
        self.condition(&condition)
    }
}

impl<R, K, N> fmt::Debug for Property<R, K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Property").field("property", &self.property).finish_non_exhaustive()
    }
}

/// The operators, as methods of whatever has them. `$of` turns `self` into a property.
macro_rules! operators {
    ($record:ty, $kind:ty, $negation:ty, $of:expr) => {
        /// The records whose value equals this one. Texts are compared without case; of several
        /// values one is enough.
        pub fn eq<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasEq<$kind>,
        {
            $of(self).equals(&value)
        }

        /// The records whose value is one of these.
        pub fn is_in<I>(self, values: I) -> Filter<$record, $negation>
        where
            I: IntoIterator<Item: Operand<$kind>>,
            Operators<$kind>: HasIn<$kind>,
        {
            $of(self).one_of(&values.into_iter().collect::<Vec<I::Item>>())
        }

        /// The records whose value contains this text, without case.
        pub fn contains(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasContains<$kind>,
        {
            $of(self).search("$contains", text.as_ref())
        }

        /// The records whose value starts with this text.
        pub fn starts_with(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasStartsWith<$kind>,
        {
            $of(self).search("$starts_with", text.as_ref())
        }

        /// The records whose value ends with this text.
        pub fn ends_with(self, text: impl AsRef<str>) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasEndsWith<$kind>,
        {
            $of(self).search("$ends_with", text.as_ref())
        }

        /// The records whose value is less.
        pub fn lt<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$lt", &value)
        }

        /// The records whose value is less or equal.
        pub fn lte<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$lte", &value)
        }

        /// The records whose value is greater.
        pub fn gt<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$gt", &value)
        }

        /// The records whose value is greater or equal.
        pub fn gte<V: Operand<$kind>>(self, value: V) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasOrder<$kind>,
        {
            $of(self).compare("$gte", &value)
        }

        /// The records that have a value.
        pub fn is_not_empty(self) -> Filter<$record, $negation>
        where
            Operators<$kind>: HasNotEmpty<$kind>,
        {
            $of(self).not_empty()
        }
    };
}

// Short names: messages show the lines in which they stand.
type Operators<K> = <K as FilterKind>::Operators;
type Kind<S> = <S as Filterable>::Kind;

impl<R, K: FilterKind, N> Property<R, K, N> {
    operators!(R, K, N, std::convert::identity);

    /// The records that have no value.
    pub fn is_empty(self) -> Filter<R, N>
    where
        Operators<K>: HasNotEmpty<K>,
        N: CanBeNegated,
    {
        !self.not_empty()
    }

    /// In the order of this property.
    pub fn asc(self) -> Sort<R> {
        self.sort(Direction::Ascending)
    }

    /// In the reverse order of this property.
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

    /// The records that have no value.
    pub fn is_empty(self) -> Filter<R>
    where
        Operators<Kind<Self>>: HasNotEmpty<Kind<Self>>,
    {
        self.default_property().is_empty()
    }

    /// In the order of this attribute.
    pub fn asc(self) -> Sort<R>
    where
        Kind<Self>: Sortable,
    {
        self.default_property().sort(Direction::Ascending)
    }

    /// In the reverse order of this attribute.
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

    /// In the order of that attribute.
    pub fn asc(self) -> Sort<R>
    where
        Kind<L>: Sortable,
    {
        self.default_property().sort(Direction::Ascending)
    }

    /// In the reverse order of that attribute.
    pub fn desc(self) -> Sort<R>
    where
        Kind<L>: Sortable,
    {
        self.default_property().sort(Direction::Descending)
    }
}

/// The properties beside the default one. For each: a trait that says which kinds have it, under
/// which name and of which kind, and a method of attributes of these kinds.
///
/// The kind is a parameter and no associated type: a method whose signature has a projection that
/// does not exist is for the compiler one that cannot be called, and the trait's message is not shown.
macro_rules! properties {
    ($(
        $(#[$doc:meta])*
        $method:ident $trait:ident $message:literal $label:literal $($note:literal)? {
            $($kind:ty => $name:literal $property:ty;)*
        }
    )*) => {
        $(
            #[doc = concat!("Kinds of attributes that have the property `", stringify!($method), "`, which is of the kind `P`.")]
            #[diagnostic::on_unimplemented(
                message = $message,
                label = $label
                $(, note = $note)?
            )]
            pub trait $trait<P> {
                /// The API's name of the property.
                const NAME: &'static str;
            }

            $(
                // Else each message ends with a list of the kinds.
                #[diagnostic::do_not_recommend]
                impl $trait<$property> for $kind {
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
                pub fn $method<P>(self) -> Property<R, P>
                where
                    Kind<Self>: $trait<P>,
                {
                    Property::new(self.into_place(), Some(Kind::<Self>::NAME))
                }
            )*
        }

        impl<R, L: Filterable> Via<R, L> {
            $(
                $(#[$doc])*
                pub fn $method<P>(self) -> Property<R, P, ThroughPath>
                where
                    Kind<L>: $trait<P>,
                {
                    Property::new(self.into_place(), Some(Kind::<L>::NAME))
                }
            )*
        }
    };
}

properties! {
    /// The first name.
    first_name HasFirstName "values of the kind `{Self}` have no `first_name`"
        "only personal names have it" {
        PersonalNameKind => "first_name" NamePart;
    }
    /// The last name.
    last_name HasLastName "values of the kind `{Self}` have no `last_name`"
        "only personal names have it" {
        PersonalNameKind => "last_name" NamePart;
    }
    /// The full name.
    full_name HasFullName "values of the kind `{Self}` have no `full_name`"
        "only personal names have it" {
        PersonalNameKind => "full_name" NamePart;
    }
    /// What is behind the `@`.
    domain HasDomain "values of the kind `{Self}` have no `domain`"
        "only e-mail addresses have it" {
        EmailAddressKind => "email_domain" EmailPart;
    }
    /// The public suffix and one label.
    root_domain HasRootDomain "values of the kind `{Self}` have no `root_domain`"
        "only domains and e-mail addresses have it" {
        DomainKind => "root_domain" DomainPart;
        EmailAddressKind => "email_root_domain" EmailPart;
    }
    /// What is before the `@`.
    local_specifier HasLocalSpecifier "values of the kind `{Self}` have no `local_specifier`"
        "only e-mail addresses have it" {
        EmailAddressKind => "email_local_specifier" EmailPart;
    }
    /// The country, as a code of two letters.
    country_code HasCountryCode "values of the kind `{Self}` have no `country_code`"
        "only locations and phone numbers have it" {
        LocationKind => "country_code" LocationCountry;
        PhoneNumberKind => "country_code" PhoneCountry;
    }
    /// The first line of the address.
    line_1 HasLine1 "values of the kind `{Self}` have no `line_1`"
        "only locations have it" {
        LocationKind => "line_1" LocationPart;
    }
    /// The second line of the address.
    line_2 HasLine2 "values of the kind `{Self}` have no `line_2`"
        "only locations have it" {
        LocationKind => "line_2" LocationPart;
    }
    /// The third line of the address.
    line_3 HasLine3 "values of the kind `{Self}` have no `line_3`"
        "only locations have it" {
        LocationKind => "line_3" LocationPart;
    }
    /// The fourth line of the address.
    line_4 HasLine4 "values of the kind `{Self}` have no `line_4`"
        "only locations have it" {
        LocationKind => "line_4" LocationPart;
    }
    /// The city or town.
    locality HasLocality "values of the kind `{Self}` have no `locality`"
        "only locations have it" {
        LocationKind => "locality" LocationPart;
    }
    /// The state, county, province or region.
    region HasRegion "values of the kind `{Self}` have no `region`"
        "only locations have it" {
        LocationKind => "region" LocationPart;
    }
    /// The postal code.
    postcode HasPostcode "values of the kind `{Self}` have no `postcode`"
        "only locations have it" {
        LocationKind => "postcode" LocationPart;
    }
    /// The workspace member whose interaction it was, by ID.
    owner_member_id HasOwnerMemberId "values of the kind `{Self}` have no `owner_member_id`"
        "only interactions have it" {
        InteractionKind => "owner_member_id" MemberId;
    }
    /// What kind of interaction it was.
    interaction_type HasInteractionType "values of the kind `{Self}` have no `interaction_type`"
        "only interactions have it" {
        InteractionKind => "interaction_type" KindOfInteraction;
    }
    /// When the interaction was.
    interacted_at HasInteractedAt "values of the kind `{Self}` have no `interacted_at`"
        "only interactions have it" {
        InteractionKind => "interacted_at" Moment;
    }
    /// Since when the record has its status.
    active_from HasActiveFrom "values of the kind `{Self}` have no `active_from`"
        "only statuses have it"
        "a status is a `Status`, or an enum with `#[attio(kind = \"status\")]`"
    {
        StatusKind => "active_from" Moment;
    }
    /// The object that the reference points to, by slug or ID.
    target_object HasTargetObject "values of the kind `{Self}` have no `target_object`"
        "only an `AnyRecordRef` has it"
        "a `RecordRef<T>` refers to records of `T` alone"
    {
        RecordReferenceKind => "target_object" TargetObject;
    }
}

/// An enum of options whose field says that they are statuses.
#[diagnostic::do_not_recommend]
impl<T> HasActiveFrom<Moment> for ChoiceKind<T, StatusKind> {
    const NAME: &'static str = "active_from";
}
