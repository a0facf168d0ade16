//! A JSON value that keeps the digits of numbers and the order of members.
//!
//! `serde_json::Value` turns every number into a 64-bit float, which cannot hold a currency amount of
//! 17 digits. Its feature `arbitrary_precision` avoids that, but changes the numbers of every crate in
//! the user's build. So numbers are kept as strings here, taken from `serde_json`'s raw values.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json_writer::JsonWriter;

/// How deeply arrays and objects may be nested. Each level is scanned once more.
const MAX_DEPTH: usize = 64;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The number as it was written.
    Number(String),
    String(String),
    Array(Vec<Json>),
    /// The members in order; each name once.
    Object(Vec<(String, Json)>),
}

/// Why a string is not JSON.
#[derive(Debug)]
pub(crate) struct NotJson(String);

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Json {
    /// Parses JSON.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, NotJson> {
        let raw: &RawValue =
            serde_json::from_slice(text).map_err(|error| NotJson(error.to_string()))?;
        Self::from_raw(raw, MAX_DEPTH)
    }

    /// Converts a serialisable value.
    pub(crate) fn of(value: &impl Serialize) -> Result<Self, NotJson> {
        let text = serde_json::to_vec(value).map_err(|error| NotJson(error.to_string()))?;
        Self::parse(&text)
    }

    fn from_raw(raw: &RawValue, depth: usize) -> Result<Self, NotJson> {
        let text = raw.get();
        let failed = |error: serde_json::Error| NotJson(error.to_string());
        let Some(deeper) = depth.checked_sub(1) else {
            return Err(NotJson("nested too deeply".to_owned()));
        };
        match text.as_bytes().first() {
            Some(b'{') => {
                let members: Members<'_> = serde_json::from_str(text).map_err(failed)?;
                let mut object = Vec::with_capacity(members.0.len());
                for (name, raw) in members.0 {
                    let value = Self::from_raw(raw, deeper)?;
                    // As in JavaScript, the last of several members with the same name wins.
                    match object.iter_mut().find(|(other, _)| *other == name) {
                        Some((_, earlier)) => *earlier = value,
                        None => object.push((name, value)),
                    }
                }
                Ok(Self::Object(object))
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).map_err(failed)?;
                items
                    .into_iter()
                    .map(|item| Self::from_raw(item, deeper))
                    .collect::<Result<_, _>>()
                    .map(Self::Array)
            }
            Some(b'"') => serde_json::from_str(text).map(Self::String).map_err(failed),
            Some(b't') => Ok(Self::Bool(true)),
            Some(b'f') => Ok(Self::Bool(false)),
            Some(b'n') => Ok(Self::Null),
            _ => Ok(Self::Number(text.to_owned())),
        }
    }

    /// A string.
    pub(crate) fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// A string, or null.
    pub(crate) fn nullable(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Null, |text| Self::String(text.into()))
    }

    /// The 64-bit float, written as JavaScript writes it: whole numbers without a fraction.
    pub(crate) fn float(number: f64) -> Self {
        if number == number.trunc() && number.abs() < 1e21 {
            // `+ 0.0` turns a negative zero into a positive one.
            return Self::Number(format!("{:.0}", number + 0.0));
        }
        Self::Number(serde_json::to_string(&number).unwrap_or_else(|_| "null".to_owned()))
    }

    /// The member with this name, if this is an object that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => {
                members.iter().find(|(other, _)| other == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The string, if this is one.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The name of this value's type in `received` of `validation_errors`.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// Serialises the value.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = JsonWriter::default();
        out.json(self);
        out.into_bytes()
    }
}

/// Writes an object: `object([("name", value)])`.
pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(digits) => RawValue::from_string(digits.clone())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    sequence.serialize_element(item)?;
                }
                sequence.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// The members of an object, not yet parsed.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_order_are_kept() {
        let text = br#"{"b":12345678901234567890.1230,"a":[1e3,null,true,"x"]}"#;
        let json = Json::parse(text).expect("valid");
        assert_eq!(json.to_bytes(), text);
    }

    #[test]
    fn the_last_of_two_members_counts() {
        let json = Json::parse(br#"{"a":1,"a":2}"#).expect("valid");
        assert_eq!(json.to_bytes(), br#"{"a":2}"#);
    }

    #[test]
    fn deep_nesting_is_refused() {
        for depth in [65, 1_000, 50_000] {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            assert!(Json::parse(text.as_bytes()).is_err(), "{depth}");
        }
    }

    #[test]
    fn floats_are_written_as_javascript_does() {
        for (number, text) in [(42.0, "42"), (-0.0, "0"), (1.5, "1.5"), (1e21, "1e+21")] {
            assert_eq!(Json::float(number), Json::Number(text.to_owned()));
        }
    }
}
