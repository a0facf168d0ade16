//! The unique values of a record as a create wrote them, and how to find them again.

use std::collections::HashMap;
use std::sync::Arc;

use attio_schema::{Attribute, AttributeType, is_uuid};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Host;
use uuid::Uuid;

use crate::value::Domain;

/// A value that the record must have.
#[derive(Debug)]
pub(super) struct UniqueValue {
    attribute: Arc<Attribute>,
    /// The string or number, without the object form that it was written in.
    value: Value,
    /// The country that a phone number was written with.
    country: Option<String>,
}

/// From 2^53 on, `f64` cannot represent every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The values in the body of a create, by the slugs and IDs under which they were written.
#[derive(Debug)]
pub(super) struct Written {
    values: Map<String, Value>,
    parent: Option<Uuid>,
}

impl Written {
    pub(super) fn of(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Body {
            data: Data,
        }
        #[derive(Default, Deserialize)]
        struct Data {
            #[serde(alias = "entry_values")]
            values: Map<String, Value>,
            parent_record_id: Option<Uuid>,
        }
        let data = serde_json::from_slice(body).map_or_else(|_| Data::default(), |b: Body| b.data);
        Self { values: data.values, parent: data.parent_record_id }
    }

    /// Returns the parent of an entry.
    pub(super) fn parent(&self) -> Option<Uuid> {
        self.parent
    }

    /// Returns the values under this key; empty if nothing was written there.
    pub(super) fn under(&self, key: &str) -> Vec<Value> {
        let written = self.values.iter().find(|(other, _)| is_same_name(other, key));
        match written.map(|(_, value)| value) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(values)) => values.clone(),
            Some(one) => vec![one.clone()],
        }
    }

    /// Returns whether the attribute may have been written under its other name: the slug or the ID.
    pub(super) fn may_have_under_another_name(&self, key: &str) -> bool {
        self.values.keys().any(|other| is_uuid(other) != is_uuid(key))
    }
}

/// Compares two names; IDs are compared without regard to case.
fn is_same_name(one: &str, other: &str) -> bool {
    one == other || (is_uuid(one) && one.eq_ignore_ascii_case(other))
}

impl UniqueValue {
    /// Returns `None` if the value is empty: Attio does not store empty values, so they are not unique.
    pub(super) fn new(attribute: &Arc<Attribute>, written: Value) -> Option<Self> {
        let country = written.get("country_code").and_then(Value::as_str).map(str::to_owned);
        let value = match (written, attribute.attribute_type()) {
            (Value::Object(mut members), Some(kind)) => match members.remove(member(kind)) {
                Some(value) => value,
                // An unknown form, which cannot be compared.
                None => Value::Object(members),
            },
            (bare, _) => bare,
        };
        let attribute = Arc::clone(attribute);
        (!is_nothing(&value)).then_some(Self { attribute, value, country })
    }

    /// Returns the slug of the attribute.
    pub(super) fn slug(&self) -> &str {
        &self.attribute.api_slug
    }

    /// Returns whether it is a value of the attribute with this slug or ID.
    pub(super) fn is_of(&self, attribute: &str) -> bool {
        is_same_name(&self.attribute.api_slug, attribute)
            || is_same_name(&self.attribute.id, attribute)
    }

    /// Returns the filter that records with the value match; `None` if the API has no such filter.
    pub(super) fn filter(&self) -> Option<Value> {
        let kind = self.attribute.attribute_type()?;
        if let (AttributeType::Domain, Value::String(text)) = (kind, &self.value) {
            // The form in which Attio stores names with non-ASCII letters is not documented.
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

    /// Returns whether a record with these values has it; `None` if they cannot be compared. More exact
    /// than a filter, which ignores the case of strings.
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
                // Beyond this, different numbers have the same `f64`.
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
                // The same digits are a different number in another country.
                None if text("original_phone_number")? == wanted => {
                    text("country_code")? == self.country.as_deref()?
                }
                None => return None,
            },
            _ => return None,
        })
    }
}

/// Returns whether the JSON written for a value or an attribute is empty: no value, or an empty string.
pub(crate) fn is_nothing(written: &Value) -> bool {
    match written {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_nothing),
        _ => false,
    }
}

/// Returns the member that holds the value in the written object form. Except for phone numbers, it is also
/// the filter's property.
fn member(kind: AttributeType) -> &'static str {
    match kind {
        AttributeType::EmailAddress => "email_address",
        AttributeType::Domain => "domain",
        AttributeType::PhoneNumber => "original_phone_number",
        _ => "value",
    }
}

/// Returns a domain as Attio stores it.
fn domain(text: &str) -> String {
    text.parse::<Domain>()
        .map_or_else(|_| text.trim().to_lowercase(), |domain| domain.as_str().to_owned())
}

/// Returns the form of a name in the DNS: `xn--…` in place of non-ASCII letters.
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
