//! What kind of attribute a constant is, for filters: by the pinned attribute type, else by the
//! type of its field.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::operators::*;
use crate::attribute::Attribute;
use crate::record::AttioRecord;
use crate::value::kind::*;
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

/// An enum of options: the attribute may be a select or a status.
#[derive(Debug)]
pub enum ChoiceKind {}

/// A reference to a record of `T`.
#[derive(Debug)]
pub struct ReferenceTo<T>(std::marker::PhantomData<fn() -> T>);

/// The kind of a newtype around `T`: that of `T`, looked up when a filter needs it, so that a newtype
/// around a type without a kind is no error before.
#[derive(Debug)]
pub struct KindOf<T: ?Sized>(std::marker::PhantomData<fn() -> Box<T>>);

/// The kind of attribute that a value type stands for in filters and sorts.
///
/// The derives implement it; implement it by hand for a value type that is written by hand.
#[diagnostic::on_unimplemented(
    message = "attributes held in `{Self}` cannot be filtered",
    note = "for a value type of your own, implement `attio_core::query::ValueKind`"
)]
pub trait ValueKind {
    /// The kind.
    type Kind;
}

/// The same of the type of a field: a value, or an `Option` or a `Vec` of one.
#[diagnostic::on_unimplemented(
    message = "attributes held in `{Self}` cannot be filtered",
    note = "for a value type of your own, implement `attio_core::query::ValueKind`"
)]
pub trait FieldKind {
    /// The kind.
    type Kind;
}

impl<T: ValueKind> FieldKind for T {
    type Kind = T::Kind;
}

impl<T: ValueKind> FieldKind for Option<T> {
    type Kind = T::Kind;
}

impl<T: ValueKind> FieldKind for Vec<T> {
    type Kind = T::Kind;
}

impl<T: ValueKind> FieldKind for &[T] {
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

/// A kind of attribute, as filters see it.
pub trait FilterKind {
    /// The operators of its default property; [`NoOperator`] where it has none.
    type Operators;
    /// The default property, where conditions name it.
    const PROPERTY: Option<&'static str>;
    /// The kind itself; of [`KindOf`] a newtype's inner type, the kind of that type.
    type Resolved: FilterKind;
}

impl<T: ValueKind<Kind: FilterKind> + ?Sized> FilterKind for KindOf<T> {
    type Operators = <T::Kind as FilterKind>::Operators;
    const PROPERTY: Option<&'static str> = <T::Kind as FilterKind>::PROPERTY;
    type Resolved = <T::Kind as FilterKind>::Resolved;
}

macro_rules! filter_kinds {
    ($($kind:ident: $operators:ident $($property:literal)?;)*) => {$(
        impl FilterKind for $kind {
            type Operators = $operators;
            const PROPERTY: Option<&'static str> = filter_kinds!(@ $($property)?);
            type Resolved = Self;
        }
    )*};
    (@) => { None };
    (@ $property:literal) => { Some($property) };
}

filter_kinds! {
    AnyText: TextOperators;
    AnyNumber: OrderOperators;
    ChoiceKind: EqOperator;
    TextKind: TextOperators "value";
    NumberKind: OrderOperators "value";
    RatingKind: OrderOperators "value";
    DateKind: OrderOperators "value";
    TimestampKind: OrderOperators "value";
    CurrencyKind: OrderOperators "currency_value";
    CheckboxKind: EqOperator "value";
    SelectKind: EqOperator;
    StatusKind: EqOperator;
    RecordReferenceKind: EqOperator;
    ActorReferenceKind: EqOperator;
    LocationKind: NoOperator;
    DomainKind: NonEmptyStringOperators "domain";
    EmailAddressKind: StringOperators "email_address";
    PhoneNumberKind: StringOperators "phone_number";
    PersonalNameKind: NonEmptyStringOperators "full_name";
    InteractionKind: NoOperator;
}

impl<T: AttioRecord> FilterKind for ReferenceTo<T> {
    type Operators = EqInOperators;
    const PROPERTY: Option<&'static str> = None;
    type Resolved = Self;
}

/// An attribute constant of a known kind.
pub trait Filterable {
    /// The kind.
    type Kind: FilterKind;
}

impl<R, T: FieldKind, U, A> Filterable for Attribute<R, T, Unpinned, U, A>
where
    T::Kind: FilterKind,
{
    type Kind = <T::Kind as FilterKind>::Resolved;
}

impl<R, T, K: Kind + FilterKind, U, A> Filterable for Attribute<R, T, K, U, A> {
    type Kind = K;
}

/// Kinds that can be sorted without naming a property.
#[diagnostic::on_unimplemented(
    message = "this attribute cannot be sorted as it is",
    label = "name the property that it is to be sorted by",
    note = "for example `.interacted_at().asc()`"
)]
pub trait Sortable {}

macro_rules! sortable {
    ($($kind:ident)*) => { $(impl Sortable for $kind {})* };
}

sortable! {
    AnyText AnyNumber ChoiceKind TextKind NumberKind RatingKind DateKind TimestampKind CurrencyKind
    CheckboxKind SelectKind StatusKind DomainKind EmailAddressKind PhoneNumberKind PersonalNameKind
}
