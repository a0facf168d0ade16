//! The content of a value, by attribute type.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::Actor;
use crate::json::Json;
use crate::text::domain::Domain;
use crate::text::email::Email;
use crate::text::fold::folded;
use crate::text::instant::{Day, Instant};
use crate::text::phone::Phone;

/// The ten members of a location.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Place {
    pub(crate) lines: [Option<String>; 4],
    pub(crate) locality: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) country_code: Option<String>,
    pub(crate) latitude: Option<String>,
    pub(crate) longitude: Option<String>,
}

/// The content of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Payload {
    Text(String),
    Number(f64),
    Checkbox(bool),
    Currency(Decimal),
    Date(Day),
    Timestamp(Instant),
    Rating(u8),
    /// The ID of a status of the attribute.
    Status(String),
    /// The ID of an option of the attribute.
    Select(String),
    Reference {
        object: Uuid,
        record: Uuid,
    },
    Actor(Actor),
    Location(Box<Place>),
    Domain(Domain),
    Email(Box<Email>),
    Phone(Box<Phone>),
    Name {
        first: String,
        last: String,
        full: String,
    },
}

impl Payload {
    /// Whether overwriting one with the other changes nothing. E-mail addresses are compared
    /// without case, phone numbers without regard to notation.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Email(a), Self::Email(b)) => a.address == b.address,
            (Self::Phone(a), Self::Phone(b)) => a.e164 == b.e164,
            _ => self == other,
        }
    }

    /// Whether two records cannot both have these values under a unique attribute.
    pub(crate) fn collides(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            _ => self.unique_key() == other.unique_key(),
        }
    }

    /// The key in the index of unique values; `None` for types that cannot be unique. Strings that
    /// differ only in case have the same key.
    pub(crate) fn unique_key(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(folded(text)),
            Self::Number(number) => Some(number_key(*number)),
            Self::Domain(domain) => Some(domain.domain.clone()),
            Self::Email(email) => Some(email.address.clone()),
            Self::Phone(phone) => Some(phone.e164.clone()),
            _ => None,
        }
    }
}

/// The key of a number.
pub(crate) fn number_key(number: f64) -> String {
    match Json::float(number) {
        Json::Number(digits) => digits,
        _ => String::new(),
    }
}
