//! Default values: conversion from the form of responses and snapshots to that of requests.

use attio_schema::{Attribute, AttributeType, DefaultValue};
use serde_json::{Map, Value, json};

use super::target::is_standard;
use crate::describe::Target;

/// How a new attribute gets the default value in the schema.
pub(super) enum NewDefault {
    /// The schema has none.
    None,
    /// When it is created.
    AtOnce(Value),
    /// After its options or statuses are created.
    AfterChoices(Value),
    /// Not over the API, for this reason.
    Never(&'static str),
}

const UNKNOWN: &str = "its form is unknown";

impl NewDefault {
    pub(super) fn of(target: Target<'_>, wanted: &Attribute) -> Self {
        let Some(default) =
            wanted.default_value.as_ref().filter(|_| wanted.is_default_value_enabled)
        else {
            return Self::None;
        };
        if is_standard(target) {
            return Self::Never("the API takes no default values on people and companies");
        }
        let template = match default {
            DefaultValue::Dynamic { template } => {
                return Self::AtOnce(json!({"type": "dynamic", "template": template}));
            }
            DefaultValue::Static { template } => template,
            _ => return Self::Never(UNKNOWN),
        };
        let kind = wanted.attribute_type();
        let is_choice = matches!(kind, Some(AttributeType::Select | AttributeType::Status));
        let values: Option<Vec<_>> = template
            .iter()
            .map(|value| match kind? {
                AttributeType::ActorReference | AttributeType::RecordReference => None,
                AttributeType::Select => {
                    let title = chosen(value.get("option")?, "option_id", options(wanted))?;
                    Some(json!({"option": title}))
                }
                AttributeType::Status => {
                    let title = chosen(value.get("status")?, "status_id", statuses(wanted))?;
                    Some(json!({"status": title}))
                }
                kind => write_form(kind, value.as_object()?).map(Value::Object),
            })
            .collect();
        let Some(values) = values else {
            return Self::Never(match kind {
                Some(AttributeType::Select | AttributeType::Status) => {
                    "it is not an option of the schema, or it is archived"
                }
                Some(AttributeType::ActorReference | AttributeType::RecordReference) => {
                    "it refers to something else in each workspace"
                }
                _ => UNKNOWN,
            });
        };
        let default = json!({"type": "static", "template": values});
        if is_choice { Self::AfterChoices(default) } else { Self::AtOnce(default) }
    }

    /// Returns why a new attribute would have none, as the end of "without a default value".
    pub(super) fn lacks(&self) -> Option<String> {
        match self {
            Self::None => Some(String::new()),
            Self::Never(reason) => Some(format!(" ({reason})")),
            Self::AtOnce(_) | Self::AfterChoices(_) => None,
        }
    }
}

/// An option or a status: its ID and its title.
type Choice<'a> = (&'a str, &'a str);

fn options(wanted: &Attribute) -> impl Iterator<Item = Choice<'_>> {
    let current = wanted.options.iter().filter(|option| !option.is_archived);
    current.map(|option| (option.id.as_str(), option.title.as_str()))
}

fn statuses(wanted: &Attribute) -> impl Iterator<Item = Choice<'_>> {
    let current = wanted.statuses.iter().filter(|status| !status.is_archived);
    current.map(|status| (status.id.as_str(), status.title.as_str()))
}

/// Finds the title of a choice that is given by its ID, its title, or as a whole.
fn chosen<'a>(
    given: &Value,
    id_name: &str,
    mut choices: impl Iterator<Item = Choice<'a>>,
) -> Option<&'a str> {
    let name = match given {
        Value::String(name) => name,
        whole => whole.get("id")?.get(id_name)?.as_str()?,
    };
    choices.find(|(id, title)| *id == name || *title == name).map(|(_, title)| title)
}

/// Converts a value of a response to the form of requests, without the members that Attio derives.
/// `None` if it lacks a member.
fn write_form(kind: AttributeType, value: &Map<String, Value>) -> Option<Map<String, Value>> {
    let members: &[(&str, &str)] = match kind {
        AttributeType::Currency => &[("currency_value", "currency_value")],
        AttributeType::Domain => &[("domain", "domain")],
        AttributeType::EmailAddress => &[("original_email_address", "email_address")],
        AttributeType::PhoneNumber => {
            &[("original_phone_number", "original_phone_number"), ("country_code", "country_code")]
        }
        _ => {
            let mut value = value.clone();
            value.remove("attribute_type");
            return Some(value);
        }
    };
    let write = |(read, written): &(&str, &str)| {
        value.get(*read).map(|value| ((*written).to_owned(), value.clone()))
    };
    members.iter().map(write).collect()
}
