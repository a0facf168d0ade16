//! What kind of attribute a constant is, for filters: by the pinned attribute type, else by the
//! type of its field.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use uuid::Uuid;

use super::operators::*;
use crate::describe::kind::*;
use crate::describe::{Attribute, Described, RecordId};
use crate::sealed::Sealed;
use crate::value::{
    Actor, ActorRef, AnyRecordRef, Currency, Date, Decimal, Domain, EmailAddress, Interaction,
    Location, PersonalName, PhoneNumber, Rating, RecordRef, SelectOption, Status, Timestamp,
    Tracked,
};

/// A general text: the attribute may be of any type that is compared with one.
#[derive(Debug)]
pub enum AnyText {}

/// A general number: the attribute may be a number, a rating or a currency.
#[derive(Debug)]
pub enum AnyNumber {}

/// The options that the enum `T` stands for, of a select or a status; `K` is the attribute type where
/// the field pins it.
#[derive(Debug)]
pub struct ChoiceKind<T, K = Unpinned>(std::marker::PhantomData<fn() -> (T, K)>);

/// A reference to a record of `T`.
#[derive(Debug)]
pub struct ReferenceTo<T>(std::marker::PhantomData<fn() -> T>);

/// The kind of a newtype around `T`: that of `T`, looked up when a filter needs it, so that a newtype
/// around a type without a kind is no error before.
#[derive(Debug)]
pub struct KindOf<T: ?Sized>(std::marker::PhantomData<fn() -> Box<T>>);

/// The kind of attribute that a value type stands for in filters and sorts.
///
/// Implemented by you for a value type that is written by hand, or by `#[derive(AttioValue)]` and
/// `#[derive(AttioOption)]`:
///
/// ```
/// use attio_core::query::{AnyNumber, ValueKind};
///
/// /// Seconds, kept in a number attribute as minutes.
/// struct Seconds(u32);
///
/// impl ValueKind for Seconds {
///     type Kind = AnyNumber; // or `value::kind::NumberKind`, of `String` and its like `AnyText`
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "attributes held in `{Self}` cannot be filtered",
    note = "for a value type of your own, implement `attio_core::query::ValueKind`"
)]
pub trait ValueKind {
    /// The kind: a marker of [`value::kind`](crate::value::kind), [`AnyText`], [`AnyNumber`],
    /// [`ChoiceKind`] or [`ReferenceTo`].
    type Kind;
}

/// The same of the type of a field: a value, or an `Option` or a `Vec` of one.
#[diagnostic::on_unimplemented(
    message = "attributes held in `{Self}` cannot be filtered",
    note = "for a value type of your own, implement `attio_core::query::ValueKind`"
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

macro_rules! value_kinds {
    ($($kind:ident: $($type:ty),*;)*) => {$($(
        impl ValueKind for $type {
            type Kind = $kind;
        }
    )*)*};
}

value_kinds! {
    AnyText: str, String, Arc<str>, Rc<str>, Cow<'_, str>;
    AnyNumber: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64;
    CheckboxKind: bool;
    CurrencyKind: Currency, Decimal;
    DateKind: Date;
    TimestampKind: Timestamp;
    RatingKind: Rating;
    SelectKind: SelectOption;
    StatusKind: Status;
    RecordReferenceKind: AnyRecordRef;
    ActorReferenceKind: ActorRef, Actor;
    LocationKind: Location;
    DomainKind: Domain;
    EmailAddressKind: EmailAddress;
    PhoneNumberKind: PhoneNumber;
    PersonalNameKind: PersonalName;
    InteractionKind: Interaction;
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

/// A kind of attribute, or of a property, as filters see it.
pub trait FilterKind {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// What conditions on it are made with: the operators, or where it has none, the properties.
    type Operators;
    /// What it is compared with, for messages; see [`Operand`](super::Operand) for all types.
    type Value: ?Sized;
    /// The default property, where conditions name it.
    const PROPERTY: Option<&'static str>;
    /// The kind itself; of [`KindOf`] a newtype's inner type, the kind of that type.
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
    TextKind: str, TextOperators "value";
    NumberKind: f64, OrderOperators "value";
    RatingKind: Rating, OrderOperators "value";
    DateKind: Date, OrderOperators "value";
    TimestampKind: Timestamp, OrderOperators "value";
    CurrencyKind: Decimal, OrderOperators "currency_value";
    CheckboxKind: bool, EqOperator "value";
    SelectKind: str, EqOperator;
    StatusKind: str, EqOperator;
    RecordReferenceKind: AnyRecordRef, EqOperator;
    ActorReferenceKind: Actor, EqOperator;
    LocationKind: Location, LocationProperties;
    DomainKind: str, NonEmptyStringOperators "domain";
    EmailAddressKind: str, StringOperators "email_address";
    PhoneNumberKind: str, StringOperators "phone_number";
    PersonalNameKind: str, NonEmptyStringOperators "full_name";
    InteractionKind: Interaction, InteractionProperties;
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
    /// The kind of the root of a domain.
    DomainPart: str, NonEmptyStringOperators;
    /// The kind of the parts of an e-mail address.
    EmailPart: str, StringOperators;
    /// The kind of the parts of a location, without its country.
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

impl<R, T, U, A> Filterable for Attribute<R, T, SelectKind, U, A>
where
    T: FieldKind<Kind: Pinned<SelectKind>>,
{
    const SEALED: Sealed = Sealed;
    type Kind = <T::Kind as Pinned<SelectKind>>::Kind;
}

impl<R, T, U, A> Filterable for Attribute<R, T, StatusKind, U, A>
where
    T: FieldKind<Kind: Pinned<StatusKind>>,
{
    const SEALED: Sealed = Sealed;
    type Kind = <T::Kind as Pinned<StatusKind>>::Kind;
}

macro_rules! pinned {
    ($($kind:ident)*) => { $(
        impl<R, T, U, A> Filterable for Attribute<R, T, $kind, U, A> {
            const SEALED: Sealed = Sealed;
            type Kind = $kind;
        }
    )* };
}

pinned! {
    ActorReferenceKind CheckboxKind CurrencyKind DateKind DomainKind EmailAddressKind
    InteractionKind LocationKind NumberKind PersonalNameKind PhoneNumberKind RatingKind
    RecordReferenceKind TextKind TimestampKind
}

/// The kind of a field that pins its attribute to the type `K`: that type, unless the field's own
/// says more, as an enum of options does.
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

impl Pinned<SelectKind> for SelectKind {
    const SEALED: Sealed = Sealed;
    type Kind = Self;
}

impl Pinned<StatusKind> for StatusKind {
    const SEALED: Sealed = Sealed;
    type Kind = Self;
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
    note = "a property, as in `.locality().asc()`; for a reference an attribute of the referred \
            record, as in `.via(Company::NAME).asc()`"
)]
pub trait Sortable {
    #[doc(hidden)]
    const SEALED: Sealed;
}

macro_rules! sortable {
    ($($kind:ident)*) => { $(
        // Else each message ends with a list of the kinds.
        #[diagnostic::do_not_recommend]
        impl Sortable for $kind {
            const SEALED: Sealed = Sealed;
        }
    )* };
}

#[diagnostic::do_not_recommend]
impl<T, K> Sortable for ChoiceKind<T, K> {
    const SEALED: Sealed = Sealed;
}

sortable! {
    AnyText AnyNumber TextKind NumberKind RatingKind DateKind TimestampKind CurrencyKind
    CheckboxKind SelectKind StatusKind DomainKind EmailAddressKind PhoneNumberKind PersonalNameKind
}
