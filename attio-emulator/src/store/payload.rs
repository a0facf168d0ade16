//! What a value holds, by attribute type.

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

/// What a value holds.
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
    /// Whether writing one over the other changes nothing. An e-mail address is the same in other
    /// letters, a phone number in another notation.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Email(a), Self::Email(b)) => a.address == b.address,
            (Self::Phone(a), Self::Phone(b)) => a.e164 == b.e164,
            _ => self == other,
        }
    }

    /// Whether two records must not have these two under a unique attribute.
    pub(crate) fn collides(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            _ => self.unique_key() == other.unique_key(),
        }
    }

    /// The key of the index of unique values; none for types that cannot be unique. Texts that
    /// differ in case only have the same key.
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
