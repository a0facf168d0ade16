//! Default values: the values of a new record if the request names none.

use attio_schema::{AttributeType, DefaultValue};

use super::{Actor, Attribute, Default, Payload, Store};
use crate::coerce;
use crate::error::ApiError;
use crate::error::Violation;
use crate::fields::Fields;
use crate::json::{Json, object};
use crate::text::duration::IsoDuration;
use crate::text::instant::Instant;

impl Default {
    /// The values for a record that this actor creates now.
    pub(super) fn values(&self, kind: Option<AttributeType>, actor: Actor) -> Vec<Payload> {
        match self {
            Self::CurrentUser => vec![Payload::Actor(actor)],
            Self::Static(payloads) => payloads.clone(),
            Self::Later(duration) => {
                let later = duration.calendar_months().zip(duration.rest());
                let at = later.and_then(|(months, rest)| Instant::now().plus(months, rest));
                let payload = at.map(|at| match kind {
                    Some(AttributeType::Date) => Payload::Date(at.day()),
                    _ => Payload::Timestamp(at),
                });
                payload.into_iter().collect()
            }
        }
    }
}

/// Reads `default_value` of a request that creates or updates the attribute.
pub(super) fn from_request(
    store: &Store,
    attribute: &Attribute,
    data: &Fields<'_>,
) -> Result<Option<(DefaultValue, Default)>, ApiError> {
    if matches!(data.get("default_value"), None | Some(Json::Null)) {
        return Ok(None);
    }
    let given = data.object("default_value")?;
    let template = given.required("template", "array")?;
    match given.required_text("type")? {
        "dynamic" => {
            let text = given.required_text("template")?;
            let default = dynamic(attribute, text).ok_or_else(|| {
                given.error("template", Violation::invalid("Invalid dynamic default value"))
            })?;
            Ok(Some((DefaultValue::Dynamic { template: text.to_owned() }, default)))
        }
        "static" => {
            let Json::Array(_) = template else {
                return Err(given.error("template", Violation::wrong_type("array", template)));
            };
            let payloads = coerce::values(store, attribute, template)?;
            let template = payloads
                .iter()
                .filter_map(|payload| {
                    serde_json::from_slice(&store.template_bytes(attribute, payload)).ok()
                })
                .collect();
            Ok(Some((DefaultValue::Static { template }, Default::Static(payloads))))
        }
        other => Err(given.error("type", Violation::option(&["dynamic", "static"], other))),
    }
}

fn dynamic(attribute: &Attribute, template: &str) -> Option<Default> {
    match attribute.kind? {
        AttributeType::ActorReference if template == "current-user" => Some(Default::CurrentUser),
        AttributeType::Date | AttributeType::Timestamp => {
            IsoDuration::parse(template).map(Default::Later)
        }
        _ => None,
    }
}

/// Reads the default value from an API response or a snapshot. A default that refers to something
/// the store lacks, such as a record, is kept for reading and has no effect.
pub(super) fn from_model(store: &Store, attribute: &Attribute) -> Option<Default> {
    match attribute.model.default_value.as_ref()? {
        DefaultValue::Dynamic { template } => dynamic(attribute, template),
        DefaultValue::Static { template } => {
            let written = template
                .iter()
                .map(|value| Json::of(value).ok().map(|value| write_form(&value)))
                .collect::<Option<Vec<_>>>()?;
            let values = coerce::values(store, attribute, &Json::Array(written)).ok()?;
            Some(Default::Static(values))
        }
        _ => None,
    }
}

/// A value in the reduced read form as a request would write it.
fn write_form(value: &Json) -> Json {
    let member = |name: &str| value.get(name).cloned().unwrap_or(Json::Null);
    let nested = |name: &str, id: &str| {
        let choice = member(name);
        let id = choice.get("id").and_then(|ids| ids.get(id)).cloned();
        object([(name, id.unwrap_or(choice))])
    };
    match value.get("attribute_type").and_then(Json::as_str) {
        Some("select") => nested("option", "option_id"),
        Some("status") => nested("status", "status_id"),
        Some("currency") => object([("currency_value", member("currency_value"))]),
        Some("domain") => object([("domain", member("domain"))]),
        Some("email-address") => object([("email_address", member("original_email_address"))]),
        Some("phone-number") => object([
            ("original_phone_number", member("original_phone_number")),
            ("country_code", member("country_code")),
        ]),
        _ => match value {
            Json::Object(members) => {
                let rest = members.iter().filter(|(name, _)| name != "attribute_type");
                Json::Object(rest.cloned().collect())
            }
            other => other.clone(),
        },
    }
}
