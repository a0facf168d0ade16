//! The unique values of a record that is to be created, as written, and how to find them again.

use std::collections::HashMap;
use std::sync::Arc;

use attio_schema::{Attribute, AttributeType, is_uuid};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Host;

use crate::value::Domain;

/// A value that the record has to have.
#[derive(Debug)]
pub(super) struct UniqueValue {
    attribute: Arc<Attribute>,
    /// The text or number, out of whichever form it was written in.
    value: Value,
    /// The country that a phone number was written with.
    country: Option<String>,
}

/// From 2^53 on, `f64` does not have every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The values in the body of a create, by the slugs and IDs under which they were written.
#[derive(Debug)]
pub(super) struct Written(Map<String, Value>);

impl Written {
    pub(super) fn of(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Body {
            data: Data,
        }
        #[derive(Deserialize)]
        struct Data {
            values: Map<String, Value>,
        }
        Self(
            serde_json::from_slice(body).map_or_else(|_| Map::new(), |body: Body| body.data.values),
        )
    }

    /// The values under this key; none if nothing was written there.
    pub(super) fn under(&self, key: &str) -> Vec<Value> {
        let written = self.0.iter().find(|(other, _)| is_same_name(other, key));
        match written.map(|(_, value)| value) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(values)) => values.clone(),
            Some(one) => vec![one.clone()],
        }
    }

    /// Whether the attribute with this key may have been written under its other name, slug or ID.
    pub(super) fn may_have_under_another_name(&self, key: &str) -> bool {
        self.0.keys().any(|other| is_uuid(other) != is_uuid(key))
    }
}

/// IDs are the same whatever the case of their digits.
fn is_same_name(one: &str, other: &str) -> bool {
    one == other || (is_uuid(one) && one.eq_ignore_ascii_case(other))
}

impl UniqueValue {
    /// `None` where nothing was written: of empty values Attio keeps none, so that none is unique.
    pub(super) fn new(attribute: &Arc<Attribute>, written: Value) -> Option<Self> {
        let country = written.get("country_code").and_then(Value::as_str).map(str::to_owned);
        let value = match (written, attribute.attribute_type()) {
            (Value::Object(mut members), Some(kind)) => match members.remove(member(kind)) {
                Some(value) => value,
                // Another form, which cannot be compared.
                None => Value::Object(members),
            },
            (bare, _) => bare,
        };
        let attribute = Arc::clone(attribute);
        (!is_nothing(&value)).then_some(Self { attribute, value, country })
    }

    /// The slug of the attribute.
    pub(super) fn slug(&self) -> &str {
        &self.attribute.api_slug
    }

    /// Whether it is a value of the attribute with this slug or ID.
    pub(super) fn is_of(&self, attribute: &str) -> bool {
        is_same_name(&self.attribute.api_slug, attribute)
            || is_same_name(&self.attribute.id, attribute)
    }

    /// The condition that records with the value meet; `None` where the API has no such filter.
    pub(super) fn filter(&self) -> Option<Value> {
        let kind = self.attribute.attribute_type()?;
        if let (AttributeType::Domain, Value::String(text)) = (kind, &self.value) {
            // Attio's form of a name with other letters is not documented.
            let (written, ascii) = (domain(text), ascii(text));
            let is =
                |name: String| json!({ (&self.attribute.api_slug): { "domain": { "$eq": name } } });
            return Some(match ascii {
                Some(ascii) if ascii != written => json!({ "$or": [is(written), is(ascii)] }),
                _ => is(written),
            });
        }
        let operand = match (kind, &self.value) {
            (AttributeType::Text, Value::String(_)) | (AttributeType::Number, Value::Number(_)) => {
                self.value.clone()
            }
            (AttributeType::EmailAddress, Value::String(text)) => {
                Value::String(text.trim().to_lowercase())
            }
            // A number in national form matches nothing.
            (AttributeType::PhoneNumber, Value::String(text)) => Value::String(e164(text)?),
            _ => return None,
        };
        let property = match kind {
            AttributeType::PhoneNumber => "phone_number",
            kind => member(kind),
        };
        Some(json!({ (&self.attribute.api_slug): { (property): { "$eq": operand } } }))
    }

    /// Whether a record with these values has it; `None` where they cannot be compared. More exact
    /// than a filter, which takes texts that differ in case for equal.
    pub(super) fn is_in(&self, values: &HashMap<String, Vec<Value>>) -> Option<bool> {
        let held = values.get(&self.attribute.api_slug).map(Vec::as_slice).unwrap_or_default();
        let mut is_in = Some(false);
        for value in held {
            match self.equals(value) {
                Some(false) => {}
                Some(true) => return Some(true),
                None => is_in = None,
            }
        }
        is_in
    }

    fn equals(&self, held: &Value) -> Option<bool> {
        let text = |member: &str| held.get(member).and_then(Value::as_str);
        Some(match (self.attribute.attribute_type()?, &self.value) {
            (AttributeType::Text, Value::String(wanted)) => text("value")? == wanted,
            (AttributeType::Number, wanted) => {
                let (held, wanted) = (held.get("value")?.as_f64()?, wanted.as_f64()?);
                // Beyond this, several numbers are one `f64`.
                if held.abs().max(wanted.abs()) >= EXACT {
                    return None;
                }
                held == wanted
            }
            (AttributeType::EmailAddress, Value::String(wanted)) => {
                text("email_address")? == wanted.trim().to_lowercase()
                    || text("original_email_address") == Some(wanted)
            }
            (AttributeType::Domain, Value::String(wanted)) => {
                let held = text("domain")?;
                held == domain(wanted)
                    || ascii(held).is_some_and(|held| ascii(wanted) == Some(held))
            }
            (AttributeType::PhoneNumber, Value::String(wanted)) => match e164(wanted) {
                Some(wanted) => text("phone_number")? == wanted,
                // The same digits are another number in another country.
                None if text("original_phone_number")? == wanted => {
                    text("country_code")? == self.country.as_deref()?
                }
                None => return None,
            },
            _ => return None,
        })
    }
}

/// Whether a value, or what is written for an attribute, says nothing: no value, or an empty text.
pub(crate) fn is_nothing(written: &Value) -> bool {
    match written {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_nothing),
        _ => false,
    }
}

/// The member of the written object form that holds the value, which the filter's property is named
/// after too, but for phone numbers.
fn member(kind: AttributeType) -> &'static str {
    match kind {
        AttributeType::EmailAddress => "email_address",
        AttributeType::Domain => "domain",
        AttributeType::PhoneNumber => "original_phone_number",
        _ => "value",
    }
}

/// As Attio stores it.
fn domain(text: &str) -> String {
    text.parse::<Domain>()
        .map_or_else(|_| text.trim().to_lowercase(), |domain| domain.as_str().to_owned())
}

/// The form of a name in the DNS: `xn--…` in place of other letters.
fn ascii(text: &str) -> Option<String> {
    match Host::parse(&domain(text)).ok()? {
        Host::Domain(name) => Some(name),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

fn e164(text: &str) -> Option<String> {
    let digits = text.trim().strip_prefix('+')?;
    Some(format!("+{}", digits.chars().filter(char::is_ascii_digit).collect::<String>()))
}
