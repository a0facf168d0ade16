//! Converts the values of a request to stored values: every form that the API accepts, by attribute
//! type, and its refusals.

mod choice;
mod contact;
mod name;
mod place;
mod reference;
mod scalar;

use attio_schema::AttributeType;

pub(crate) use scalar::{exact, is_decimal};

use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::rules::{Duplicates, MissingTargets};
use crate::store::{Attribute, Payload, Store};
use crate::text::normal::other_form;

/// Why a value is refused.
pub(crate) enum Refusal {
    /// It does not fit the attribute.
    Violations(Vec<Violation>),
    /// It refers to a record that does not exist.
    NoRecord(ApiError),
    /// It names something else that does not exist.
    Error(ApiError),
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Violations(vec![violation])
    }
}

impl From<Vec<Violation>> for Refusal {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Violations(violations)
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

impl Refusal {
    pub(crate) fn into_error(self, attribute: &Attribute) -> ApiError {
        match self {
            Self::Violations(violations) => ApiError::value(attribute.slug(), violations),
            Self::NoRecord(error) | Self::Error(error) => error,
        }
    }
}

/// Reads the values that a request sets: an array, or one bare value for a single-select attribute.
/// Equal values count once.
pub(crate) fn values(
    store: &Store,
    attribute: &Attribute,
    given: &Json,
) -> Result<Vec<Payload>, ApiError> {
    read_values(store, attribute, given).map_err(|refusal| refusal.into_error(attribute))
}

fn read_values(
    store: &Store,
    attribute: &Attribute,
    given: &Json,
) -> Result<Vec<Payload>, Refusal> {
    let many = attribute.model.is_multiselect;
    let items = match given {
        Json::Array(items) if many || items.len() < 2 => items.as_slice(),
        Json::Array(_) => {
            let message = "Single-select attribute expects at most one value";
            return Err(Violation::invalid(message).into());
        }
        Json::Null => return Err(Violation::null().into()),
        other if many => {
            let mut violation = Violation::wrong_type("array", other);
            violation.message =
                "Multi-select attribute expects an array but received a single value".to_owned();
            return Err(violation.into());
        }
        other => std::slice::from_ref(other),
    };
    let mut payloads: Vec<Payload> = Vec::with_capacity(items.len());
    let (mut wrong, mut missing) = (Vec::new(), None);
    for item in items {
        match one(store, attribute, item) {
            Ok(payload) if !payloads.iter().any(|other| other.same(&payload)) => {
                payloads.push(payload);
            }
            Ok(_) if store.rules.duplicates == Duplicates::Refuse => {
                wrong.push(Violation::invalid("The same value is given twice"));
            }
            Ok(_) => {}
            Err(Refusal::Violations(violations)) => wrong.extend(violations),
            Err(Refusal::NoRecord(_)) if store.rules.missing_targets == MissingTargets::Drop => {}
            Err(Refusal::NoRecord(error) | Refusal::Error(error)) => {
                missing = missing.or(Some(error));
            }
        }
    }
    match (wrong.is_empty(), missing) {
        (false, _) => Err(wrong.into()),
        (_, Some(error)) => Err(error.into()),
        _ => Ok(payloads),
    }
}

/// Reads one value.
pub(crate) fn one(store: &Store, attribute: &Attribute, given: &Json) -> Result<Payload, Refusal> {
    if *given == Json::Null {
        return Err(Violation::null().into());
    }
    let payload = match attribute.kind {
        Some(AttributeType::Text) => {
            let text = scalar::text(given)?;
            let other = store.rules.stores_other_forms && attribute.model.is_unique;
            Payload::Text(if other { other_form(&text) } else { text })
        }
        Some(AttributeType::Number) => scalar::number(given, store.rules.number_decimals)?,
        Some(AttributeType::Checkbox) => scalar::checkbox(given)?,
        Some(AttributeType::Currency) => scalar::currency(given)?,
        Some(AttributeType::Rating) => scalar::rating(given)?,
        Some(AttributeType::Date) => scalar::date(given)?,
        Some(AttributeType::Timestamp) => scalar::timestamp(given)?,
        Some(AttributeType::Select) => return choice::select(attribute, given),
        Some(AttributeType::Status) => return choice::status(attribute, given),
        Some(AttributeType::RecordReference) => return reference::record(store, attribute, given),
        Some(AttributeType::ActorReference) => return reference::actor(store, given),
        Some(AttributeType::Location) => place::location(given)?,
        Some(AttributeType::Domain) => contact::domain(given)?,
        Some(AttributeType::EmailAddress) => contact::email(given)?,
        Some(AttributeType::PhoneNumber) => contact::phone(given)?,
        Some(AttributeType::PersonalName) => name::personal_name(given)?,
        _ => return Err(Violation::invalid("Values of this type cannot be written").into()),
    };
    Ok(payload)
}

/// Refuses members of a value object that are not in its schema.
fn only(members: &[(String, Json)], allowed: &[&str]) -> Result<(), Violation> {
    match members.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
        Some((name, _)) => Err(Violation::unrecognized(name)),
        None => Ok(()),
    }
}

/// The member with this name.
fn member<'a>(given: &'a Json, name: &str, expected: &'static str) -> Result<&'a Json, Violation> {
    given.get(name).ok_or_else(|| Violation::required(expected).at(name))
}

/// The string value of the member with this name.
fn text_member<'a>(given: &'a Json, name: &str) -> Result<&'a str, Violation> {
    let value = member(given, name, "string")?;
    value.as_str().ok_or_else(|| Violation::wrong_type("string", value).at(name))
}
