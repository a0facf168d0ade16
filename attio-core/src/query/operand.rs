//! The values that attributes are compared with.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use uuid::Uuid;

use super::kinds::{
    ChoiceKind, DomainPart, EmailPart, FilterKind, KindOfInteraction, LocationCountry,
    LocationPart, MemberId, Moment, NamePart, PhoneCountry, ReferenceTo, TargetObject,
};
use crate::describe::kind::*;
use crate::describe::{AnyNumber, AnyText, Described, RecordId, attribute_types};
use crate::sealed::Sealed;
use crate::value::{
    Actor, ActorType, AnyRecordRef, AttioOption, Currency, Date, Decimal, Domain, EmailAddress,
    Interaction, Location, PersonalName, PhoneNumber, Rating, SelectOption, Status, Timestamp,
};
use crate::wire::{push_string, push_uuid};

/// A value that an attribute of the kind `K` can be compared with. A newtype is one where its inner type is.
///
/// `V` is the most common of these types, for messages.
#[diagnostic::on_unimplemented(
    message = "values of the kind `{K}` cannot be compared with `{Self}`",
    label = "expected `{V}`",
    note = "`None` is not a value: `.is_empty()` finds records or entries without a domain or a name; most other \
            attributes have no such filter",
    note = "a reference is compared with a `RecordId`; to compare an attribute of the referred record, use \
            `.via(Company::DOMAINS).eq(\"acme.com\")`",
    note = "use `.parse()?` to turn a string into a date, a timestamp or a number",
    note = "for a field that is an enum of options, use a variant, or `SelectOption::title(\"…\")` or \
            `Status::title(\"…\")`",
    note = "an enum of your own needs `#[derive(AttioOption)]`; a newtype needs `#[derive(AttioValue)]` and an \
            inner type that fits"
)]
pub trait Operand<K: FilterKind, V: ?Sized = <K as FilterKind>::Value> {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// Writes the value as JSON.
    #[doc(hidden)]
    fn write(&self, out: &mut String);

    /// Writes the condition that the property, or the attribute itself, equals the value.
    #[doc(hidden)]
    fn write_eq(&self, property: Option<&str>, out: &mut String) {
        write_condition(property, "$eq", out, |out| self.write(out));
    }

    /// Writes the condition that the property is one of the values.
    #[doc(hidden)]
    fn write_in(values: &[Self], property: Option<&str>, out: &mut String)
    where
        Self: Sized,
    {
        write_condition(property, "$in", out, |out| write_list(values, out));
    }
}

/// Writes `{"property":{"$operator":…}}`, or `{"$operator":…}` for the default property.
pub(super) fn write_condition(
    property: Option<&str>,
    operator: &str,
    out: &mut String,
    write: impl FnOnce(&mut String),
) {
    if let Some(property) = property {
        out.push('{');
        push_string(out, property);
        out.push(':');
    }
    out.push('{');
    push_string(out, operator);
    out.push(':');
    write(out);
    out.push('}');
    if property.is_some() {
        out.push('}');
    }
}

fn write_list<K: FilterKind, V: Operand<K, S>, S: ?Sized>(values: &[V], out: &mut String) {
    out.push('[');
    for (i, value) in values.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        value.write(out);
    }
    out.push(']');
}

macro_rules! text_operands {
    ($($kind:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for &str {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self);
            }
        }
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for &String {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self);
            }
        }
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for String {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self);
            }
        }
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for Cow<'_, str> {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self);
            }
        }
    )*};
}

text_operands!(
    AnyText,
    NamePart,
    DomainPart,
    EmailPart,
    LocationPart,
    LocationCountry,
    PhoneCountry,
    KindOfInteraction,
    TargetObject
);

macro_rules! as_str_operands {
    ($($kind:ty: $type:ty, $method:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for $type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self.$method());
            }
        }
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for &$type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self.$method());
            }
        }
    )*};
}

macro_rules! more_texts {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl Operand<AnyText> for $type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self);
            }
        }
    )*};
}

// `contains`, `starts_with` and `ends_with` take what `AnyText` is compared with.
more_texts!(
    &&str,
    &&String,
    &Cow<'_, str>,
    Box<str>,
    &Box<str>,
    Arc<str>,
    &Arc<str>,
    Rc<str>,
    &Rc<str>
);

macro_rules! operands_beside_an_enum {
    ($($type:ty),*) => {$(
        /// The ways to name an option that the enum may lack. A string is not one of them, because a typing
        /// error in a title would be an error at run time only.
        #[diagnostic::do_not_recommend]
        impl<T, K> Operand<ChoiceKind<T, K>> for $type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                Operand::<SelectKind>::write(self, out);
            }
        }
    )*};
}

operands_beside_an_enum!(Uuid, SelectOption);

#[diagnostic::do_not_recommend]
impl<T, K> Operand<ChoiceKind<T, K>> for Status {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        Operand::<StatusKind>::write(self, out);
    }
}

as_str_operands! {
    DomainKind: Domain, as_str;
    EmailAddressKind: EmailAddress, as_str;
    PersonalNameKind: PersonalName, full_name;
}

#[diagnostic::do_not_recommend]
impl Operand<PhoneNumberKind> for PhoneNumber {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        // Numbers are compared in E.164 form.
        push_string(out, self.e164().unwrap_or(self.original()));
    }
}

macro_rules! json_operands {
    ($($kind:ident: $($type:ty),*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for $type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                // Numbers and booleans are always valid JSON.
                match serde_json::to_string(self) {
                    Ok(json) => out.push_str(&json),
                    Err(_) => out.push_str("null"),
                }
            }
        }
    )*)*};
}

json_operands! {
    CheckboxKind: bool;
    AnyNumber: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64;
    NumberKind: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64;
    CurrencyKind: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64;
    RatingKind: u8, i32;
}

macro_rules! displayed_operands {
    ($($kind:ident: $type:ty, $text:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for $type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                let text: fn(&$type) -> String = $text;
                out.push_str(&text(self));
            }
        }
    )*};
}

displayed_operands! {
    AnyNumber: Rating, |rating| rating.get().to_string();
    RatingKind: Rating, |rating| rating.get().to_string();
    CurrencyKind: Decimal, Decimal::to_string;
    CurrencyKind: Currency, |currency| currency.amount().to_string();
    DateKind: Date, |date| format!("\"{date}\"");
    TimestampKind: Timestamp, |timestamp| format!("\"{timestamp}\"");
    Moment: Timestamp, |timestamp| format!("\"{timestamp}\"");
}

macro_rules! choice_operands {
    ($($kind:ident: $type:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for $type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                match (self.id(), self.title()) {
                    (Some(id), _) => push_uuid(out, id),
                    (None, title) => push_string(out, title.unwrap_or_default()),
                }
            }
        }
        #[diagnostic::do_not_recommend]
        impl Operand<$kind> for Uuid {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_uuid(out, *self);
            }
        }
    )*};
}

choice_operands! {
    SelectKind: SelectOption;
    StatusKind: Status;
}

macro_rules! option_operands {
    ($($kind:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: AttioOption> Operand<$kind> for T {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                push_string(out, self.key().as_str());
            }
        }
    )*};
}

option_operands!(SelectKind, StatusKind);

/// An option of the same enum: an option of another enum would match nothing.
#[diagnostic::do_not_recommend]
impl<T: AttioOption, K> Operand<ChoiceKind<T, K>> for T {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        push_string(out, self.key().as_str());
    }
}

/// `{"target_object":{"$eq":…},"target_record_id":…}`: the API wants both.
fn write_reference(object: &str, id: impl FnOnce(&mut String), out: &mut String) {
    out.push_str("{\"target_object\":{\"$eq\":");
    push_string(out, object);
    out.push_str("},\"target_record_id\":");
    id(out);
    out.push('}');
}

#[diagnostic::do_not_recommend]
impl<T: Described> Operand<ReferenceTo<T>> for RecordId<T> {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        push_uuid(out, self.uuid());
    }

    fn write_eq(&self, _: Option<&str>, out: &mut String) {
        let id = |out: &mut String| {
            write_condition(None, "$eq", out, |out| push_uuid(out, self.uuid()));
        };
        write_reference(T::TARGET.name(), id, out);
    }

    fn write_in(values: &[Self], _: Option<&str>, out: &mut String) {
        let ids = |out: &mut String| {
            write_condition(None, "$in", out, |out| {
                write_list::<ReferenceTo<T>, _, _>(values, out)
            });
        };
        write_reference(T::TARGET.name(), ids, out);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Described> Operand<RecordReferenceKind> for RecordId<T> {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        push_uuid(out, self.uuid());
    }

    fn write_eq(&self, property: Option<&str>, out: &mut String) {
        Operand::<ReferenceTo<T>>::write_eq(self, property, out);
    }
}

#[diagnostic::do_not_recommend]
impl Operand<RecordReferenceKind> for AnyRecordRef {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        push_uuid(out, self.record_id());
    }

    fn write_eq(&self, _: Option<&str>, out: &mut String) {
        let id = |out: &mut String| {
            write_condition(None, "$eq", out, |out| push_uuid(out, self.record_id()));
        };
        write_reference(self.object(), id, out);
    }
}

#[diagnostic::do_not_recommend]
impl Operand<ActorReferenceKind> for Actor {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        push_string(out, self.id.as_deref().unwrap_or_default());
    }

    /// The API wants type and ID.
    fn write_eq(&self, _: Option<&str>, out: &mut String) {
        out.push_str("{\"referenced_actor_type\":{\"$eq\":");
        push_string(out, self.actor_type.as_str());
        out.push_str("},\"referenced_actor_id\":{\"$eq\":");
        Operand::<ActorReferenceKind>::write(self, out);
        out.push_str("}}");
    }
}

/// A workspace member by ID.
#[diagnostic::do_not_recommend]
impl Operand<ActorReferenceKind> for Uuid {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        push_uuid(out, *self);
    }

    fn write_eq(&self, property: Option<&str>, out: &mut String) {
        let member = Actor { actor_type: ActorType::WorkspaceMember, id: Some(self.to_string()) };
        Operand::<ActorReferenceKind>::write_eq(&member, property, out);
    }
}

#[diagnostic::do_not_recommend]
impl Operand<MemberId> for Uuid {
    const SEALED: Sealed = Sealed;
    fn write(&self, out: &mut String) {
        push_uuid(out, *self);
    }
}

macro_rules! no_operands {
    ($($kind:ident),*) => {
        $(no_operands! { @ $kind:
            [] &str, [] &String, [] String, [] Cow<'_, str>, [] bool,
            [] i8, [] i16, [] i32, [] i64, [] u8, [] u16, [] u32, [] u64, [] f32, [] f64,
            [] Uuid, [] Location, [] &Location, [] Interaction, [] &Interaction,
            [] Date, [] Timestamp, [] Domain, [] EmailAddress, [] PhoneNumber, [] PersonalName,
            [] Rating, [] Decimal, [] Currency, [] SelectOption, [] Status, [] Actor,
            [] AnyRecordRef, [T] RecordId<T>, [T] Option<T>, [T] Vec<T>, [T: AttioOption] T,
        })*
    };
    (@ $kind:ident: $([$($generics:tt)*] $type:ty,)*) => {$(
        /// This kind has no operators; this impl suppresses a second error. Not for all types: the impl of a
        /// newtype is for all kinds.
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Operand<$kind> for $type {
            const SEALED: Sealed = Sealed;
            fn write(&self, out: &mut String) {
                out.push_str("null");
            }
        }
    )*};
}

macro_rules! operands_of_types {
    ($($variant:ident = $name:literal {
        kind: $kind:ident,
        bounds: $both:ident $write:ident $read:ident,
        misfit: $misfit:literal,
        expected: $expected:literal,
        note: $note:literal,
        types: $types:literal,
        compared: $value:ty, $operators:ident $(, $property:literal)?,
        operands: $operands:ident,
        $($rest:tt)*
    })*) => {
        $(operands_of_types! { @ $operands $kind })*
    };
    (@ text $kind:ident) => { text_operands!($kind); };
    (@ none $kind:ident) => { no_operands!($kind); };
    (@ own $kind:ident) => {};
}

attribute_types!(operands_of_types);
