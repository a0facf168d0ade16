//! The kind of an attribute constant, for filters: that of the pinned attribute type, or of its
//! field's type.

use uuid::Uuid;

use super::operators::*;
use crate::describe::kind::*;
use crate::describe::{
    AnyNumber, AnyText, Attribute, Described, RecordId, ValueKind, attribute_types,
};
use crate::sealed::Sealed;
use crate::value::{
    Actor, AnyRecordRef, Date, Decimal, Interaction, Location, Rating, RecordRef, Timestamp,
    Tracked,
};

/// The options of a select or status attribute, as the enum `T`. `K` is the attribute type if the
/// field pins it.
#[derive(Debug)]
pub struct ChoiceKind<T, K = Unpinned>(std::marker::PhantomData<fn() -> (T, K)>);

/// A reference to a record of `T`.
#[derive(Debug)]
pub struct ReferenceTo<T>(std::marker::PhantomData<fn() -> T>);

/// The kind of a newtype around `T`: that of `T`. It is resolved when a filter needs it, so a
/// newtype around a type without a kind is not an error earlier.
#[derive(Debug)]
pub struct KindOf<T: ?Sized>(std::marker::PhantomData<fn() -> Box<T>>);

/// Field types with a kind: a value type, or an `Option` or a `Vec` of it.
#[diagnostic::on_unimplemented(
    message = "fields of type `{Self}` cannot be filtered",
    note = "for your own value type, implement `attio_core::query::ValueKind`"
)]
pub trait FieldKind {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The kind.
    type Kind;
}

impl<T: ValueKind> FieldKind for T {
    const SEALED: Sealed = Sealed;
    type Kind = T::Kind;
}

impl<T: ValueKind> FieldKind for Option<T> {
    const SEALED: Sealed = Sealed;
    type Kind = T::Kind;
}

impl<T: ValueKind> FieldKind for Vec<T> {
    const SEALED: Sealed = Sealed;
    type Kind = T::Kind;
}

impl<T: ValueKind> FieldKind for &[T] {
    const SEALED: Sealed = Sealed;
    type Kind = T::Kind;
}

impl<T> ValueKind for RecordRef<T> {
    type Kind = ReferenceTo<T>;
}

impl<T: ValueKind> ValueKind for Tracked<T> {
    type Kind = T::Kind;
}

impl<T: ValueKind + ?Sized> ValueKind for Box<T> {
    type Kind = T::Kind;
}

impl<T: ValueKind + ?Sized> ValueKind for &T {
    type Kind = T::Kind;
}

/// A kind of attribute or property, as filters see it.
pub trait FilterKind {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// Its operators or, if it has none, its properties.
    type Operators;
    /// The type that messages say it is compared with; see [`Operand`](super::Operand) for all
    /// types.
    type Value: ?Sized;
    /// The default property, if conditions name it.
    const PROPERTY: Option<&'static str>;
    /// The kind itself; for [`KindOf`], the kind of the newtype's inner type.
    type Resolved: FilterKind;
}

impl<T: ValueKind<Kind: FilterKind> + ?Sized> FilterKind for KindOf<T> {
    const SEALED: Sealed = Sealed;
    type Operators = <T::Kind as FilterKind>::Operators;
    type Value = <T::Kind as FilterKind>::Value;
    const PROPERTY: Option<&'static str> = <T::Kind as FilterKind>::PROPERTY;
    type Resolved = <T::Kind as FilterKind>::Resolved;
}

macro_rules! filter_kinds {
    ($($kind:ident: $value:ty, $operators:ident $($property:literal)?;)*) => {$(
        impl FilterKind for $kind {
            const SEALED: Sealed = Sealed;
            type Operators = $operators;
            type Value = $value;
            const PROPERTY: Option<&'static str> = filter_kinds!(@ $($property)?);
            type Resolved = Self;
        }
    )*};
    (@) => { None };
    (@ $property:literal) => { Some($property) };
}

filter_kinds! {
    AnyText: str, TextOperators;
    AnyNumber: f64, OrderOperators;
}

macro_rules! filter_kinds_of_types {
    ($($variant:ident = $name:literal {
        kind: $kind:ident,
        bounds: $both:ident $write:ident $read:ident,
        misfit: $misfit:literal,
        expected: $expected:literal,
        note: $note:literal,
        types: $types:literal,
        compared: $value:ty, $operators:ident $(, $property:literal)?,
        operands: $operands:ident,
        pinned: $pinned:ident,
        order: $order:ident,
    })*) => {
        filter_kinds! { $($kind: $value, $operators $($property)?;)* }
        $(pinned! { $pinned $kind })*
        $(sortable! { $order $kind })*
    };
}

impl<T, K> FilterKind for ChoiceKind<T, K> {
    const SEALED: Sealed = Sealed;
    type Operators = EqOperator;
    type Value = T;
    const PROPERTY: Option<&'static str> = None;
    type Resolved = Self;
}

impl<T: Described> FilterKind for ReferenceTo<T> {
    const SEALED: Sealed = Sealed;
    type Operators = EqInOperators;
    type Value = RecordId<T>;
    const PROPERTY: Option<&'static str> = None;
    type Resolved = Self;
}

macro_rules! property_kinds {
    ($($(#[$doc:meta])* $kind:ident: $value:ty, $operators:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $kind {}
        )*

        filter_kinds! { $($kind: $value, $operators;)* }
    };
}

property_kinds! {
    /// The kind of the parts of a personal name.
    NamePart: str, NonEmptyStringOperators;
    /// The kind of a domain's root.
    DomainPart: str, NonEmptyStringOperators;
    /// The kind of the parts of an e-mail address.
    EmailPart: str, StringOperators;
    /// The kind of the parts of a location, except its country.
    LocationPart: str, StringOperators;
    /// The kind of the country of a location.
    LocationCountry: str, EqStartsWithOperators;
    /// The kind of the country of a phone number.
    PhoneCountry: str, EqNonEmptyOperators;
    /// The kind of a workspace member's ID.
    MemberId: Uuid, EqNonEmptyOperators;
    /// The kind of the type of an interaction.
    KindOfInteraction: str, EqNonEmptyOperators;
    /// The kind of the times of an interaction and a status.
    Moment: Timestamp, OrderOnlyOperators;
    /// The kind of the object that a reference points to.
    TargetObject: str, EqOperator;
}

/// An attribute constant of a known kind.
pub trait Filterable {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The kind.
    type Kind: FilterKind;
}

impl<R, T: FieldKind, U, A> Filterable for Attribute<R, T, Unpinned, U, A>
where
    T::Kind: FilterKind,
{
    const SEALED: Sealed = Sealed;
    type Kind = <T::Kind as FilterKind>::Resolved;
}

macro_rules! pinned {
    (alone $kind:ident) => {
        impl<R, T, U, A> Filterable for Attribute<R, T, $kind, U, A> {
            const SEALED: Sealed = Sealed;
            type Kind = $kind;
        }
    };
    (by_field $kind:ident) => {
        impl<R, T, U, A> Filterable for Attribute<R, T, $kind, U, A>
        where
            T: FieldKind<Kind: Pinned<$kind>>,
        {
            const SEALED: Sealed = Sealed;
            type Kind = <T::Kind as Pinned<$kind>>::Kind;
        }

        impl Pinned<$kind> for $kind {
            const SEALED: Sealed = Sealed;
            type Kind = Self;
        }
    };
}

/// The kind of a field that pins its attribute to the type `K`: that of `K`, unless the field's own
/// kind is more specific, as for an enum of options.
pub trait Pinned<K> {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The kind.
    type Kind: FilterKind;
}

impl<K: FilterKind> Pinned<K> for AnyText {
    const SEALED: Sealed = Sealed;
    type Kind = K;
}

impl<T, K> Pinned<K> for ChoiceKind<T> {
    const SEALED: Sealed = Sealed;
    type Kind = ChoiceKind<T, K>;
}

impl<T: ValueKind<Kind: Pinned<K>> + ?Sized, K> Pinned<K> for KindOf<T> {
    const SEALED: Sealed = Sealed;
    type Kind = <T::Kind as Pinned<K>>::Kind;
}

/// Kinds that can be sorted without naming a property.
#[diagnostic::on_unimplemented(
    message = "values of the kind `{Self}` have no order",
    label = "name what to sort by",
    note = "sort by a property (`.locality().asc()`) or an attribute of the referred record (`.via(Company::NAME).asc()`)"
)]
pub trait Sortable {
    #[doc(hidden)]
    const SEALED: Sealed;
}

macro_rules! sortable {
    (sorted $kind:ident) => {
        // Otherwise each message ends with a list of the kinds.
        #[diagnostic::do_not_recommend]
        impl Sortable for $kind {
            const SEALED: Sealed = Sealed;
        }
    };
    (none $kind:ident) => {};
}

#[diagnostic::do_not_recommend]
impl<T, K> Sortable for ChoiceKind<T, K> {
    const SEALED: Sealed = Sealed;
}

sortable! { sorted AnyText }
sortable! { sorted AnyNumber }

attribute_types!(filter_kinds_of_types);
