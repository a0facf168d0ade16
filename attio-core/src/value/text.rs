//! Strings, and the attribute types that are read as strings.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use attio_schema::AttributeType;
use serde::Deserialize;

use super::kind::{
    ActorReferenceKind, DomainKind, EmailAddressKind, PhoneNumberKind, SelectKind, StatusKind,
    TextKind,
};
use super::{FitsWritten, ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::{AnyText, ValueShape};
use crate::wire::{Text, ValueReader, ValueWriter};

const TEXTS: ValueShape = shape::<str>();

/// The attribute types that a string can be written to. A member is written by e-mail address, which responses
/// do not contain.
const WRITTEN: ValueShape = ValueShape::of(&[
    AttributeType::Text,
    AttributeType::Select,
    AttributeType::Status,
    AttributeType::Domain,
    AttributeType::EmailAddress,
    AttributeType::PhoneNumber,
    AttributeType::ActorReference,
]);

macro_rules! fits_written {
    ($($type:ty),*) => {$(
        impl FitsWritten<ActorReferenceKind> for $type {}
    )*};
}

fits_written!(str, &str, String, Box<str>, Arc<str>, Rc<str>, Cow<'_, str>);

impl WriteValue for str {
    const SHAPE: ValueShape = WRITTEN;

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.text(self)
    }
}

/// The members that hold the string of each attribute type that can be read as one.
#[derive(Deserialize)]
struct Members {
    attribute_type: Option<String>,
    value: Option<serde_json::Value>,
    option: Option<Title>,
    status: Option<Title>,
    email_address: Option<String>,
    domain: Option<String>,
    phone_number: Option<String>,
    full_name: Option<String>,
}

#[derive(Deserialize)]
struct Title {
    title: String,
}

/// The members of a text value, by far the most frequent source of a string.
#[derive(Deserialize)]
struct TextMembers<'a> {
    #[serde(borrow)]
    attribute_type: Text<'a>,
    value: String,
}

const EXPECTED: &str = "a value that reads as a string: text, date, timestamp, select, status, \
                        domain, email-address, phone-number or personal-name";

impl ReadValue for String {
    const SHAPE: ValueShape = TEXTS;

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        if let Some(TextMembers { attribute_type, value }) = value.members_if()
            && *attribute_type == *"text"
        {
            return Ok(value);
        }
        let members: Members = value.members(EXPECTED)?;
        let text = match members.attribute_type.as_deref() {
            Some("text" | "date" | "timestamp") => match members.value {
                Some(serde_json::Value::String(text)) => Some(text),
                _ => None,
            },
            Some("select") => members.option.map(|option| option.title),
            Some("status") => members.status.map(|status| status.title),
            Some("domain") => members.domain,
            Some("email-address") => members.email_address,
            Some("phone-number") => members.phone_number,
            Some("personal-name") => members.full_name,
            // It is written by e-mail address, which responses do not contain.
            Some("actor-reference") => {
                return Err(value.not(
                    "a value that reads as a string; read an actor as `ActorRef`, or as `Actor` in a \
                     `read_only` field",
                ));
            }
            _ => None,
        };
        text.ok_or_else(|| value.not(EXPECTED))
    }
}

fits!(
    str, String, Arc<str>, Rc<str>, Cow<'_, str>
        => [
            TextKind, SelectKind, StatusKind, DomainKind, EmailAddressKind, PhoneNumberKind
        ],
    compared as AnyText
);

macro_rules! written {
    ($([$($generics:tt)*] $type:ty,)*) => {$(
        impl<$($generics)*> WriteValue for $type {
            const SHAPE: ValueShape = WRITTEN;

            fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
                out.text(self)
            }
        }
    )*};
}

written! {
    [] String,
    [] Arc<str>,
    [] Rc<str>,
    ['a] Cow<'a, str>,
}

macro_rules! read {
    ($([$($generics:tt)*] $type:ty,)*) => {$(
        impl<$($generics)*> ReadValue for $type {
            const SHAPE: ValueShape = TEXTS;

            fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
                String::read(value).map(Self::from)
            }
        }
    )*};
}

read! {
    [] Box<str>,
    [] Arc<str>,
    [] Rc<str>,
    ['a] Cow<'a, str>,
}
