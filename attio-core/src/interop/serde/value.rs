//! Values in serde's formats: as strings if they have a string form, otherwise as their members. The
//! form is for a program's own files, queues and responses; it is not that of Attio's API.

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::describe::RecordId;
use crate::describe::ValueError;
use crate::scope::Scope;
use crate::value::{
    ActorType, CountryCode, Currency, CurrencyCode, Date, Domain, EmailAddress, InteractionType,
    Latitude, Longitude, PhoneNumber, RecordRef, Timestamp,
};

macro_rules! text {
    (write: $($type:ty, $text:expr;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let text: fn(&$type) -> &str = $text;
                serializer.serialize_str(text(self))
            }
        }
    )*};
    (read: $($type:ty, $parse:expr;)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let parse: fn(&str) -> Result<$type, ValueError> = $parse;
                parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    )*};
}

text! {
    write:
    ActorType, ActorType::as_str;
    CountryCode, CountryCode::as_str;
    CurrencyCode, CurrencyCode::as_str;
    Domain, Domain::as_str;
    EmailAddress, EmailAddress::original;
    InteractionType, InteractionType::as_str;
    Latitude, Latitude::as_str;
    Longitude, Longitude::as_str;
    Scope, Scope::as_str;
}

text! {
    read:
    ActorType, |text| Ok(text.parse()?);
    CountryCode, |text| CountryCode::from_answer(text).map_or_else(|| CountryCode::new(text), Ok);
    CurrencyCode, str::parse;
    Date, str::parse;
    Domain, str::parse;
    EmailAddress, str::parse;
    InteractionType, |text| Ok(text.parse()?);
    Latitude, str::parse;
    Longitude, str::parse;
    PhoneNumber, str::parse;
    Scope, |name| Ok(Scope::from(name));
}

impl Serialize for PhoneNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

// `Deserialize` is implemented without the feature too.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The amount is a string, because numbers of many formats are floats.
#[derive(Serialize, Deserialize)]
struct Amount {
    amount: String,
    #[serde(default)]
    code: Option<CurrencyCode>,
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Amount { amount: self.amount().to_string(), code: self.code() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Amount { amount, code } = Amount::deserialize(deserializer)?;
        let amount = Decimal::from_str_exact(&amount).map_err(|_| {
            D::Error::custom(ValueError::of_text(&amount, "an amount such as 499.00"))
        })?;
        Ok(Self::from_answer(amount, code))
    }
}

/// Serializes the ID of the record. A reference by a unique value has no ID, so it is an error.
impl<T> Serialize for RecordRef<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.record_id() {
            Some(id) => id.serialize(serializer),
            None => Err(S::Error::custom("a reference by a unique value has no record ID")),
        }
    }
}

impl<'de, T> Deserialize<'de> for RecordRef<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RecordId::deserialize(deserializer).map(Self::of_id)
    }
}
