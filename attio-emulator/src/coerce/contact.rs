//! Domains, e-mail addresses and phone numbers. Unknown members of their objects are ignored.

use attio_schema::is_country_code;

use super::text_member;
use crate::error::Violation;
use crate::json::Json;
use crate::store::Payload;
use crate::text;

/// The string in `{"<name>": "…"}` or the bare string, and whether it was in an object.
fn text_of<'a>(given: &'a Json, name: &'static str) -> Result<(&'a str, bool), Violation> {
    match given {
        Json::String(text) => Ok((text, false)),
        Json::Object(_) => Ok((text_member(given, name)?, true)),
        other => Err(Violation::wrong_type("string", other)),
    }
}

fn at(violation: Violation, name: &str, in_object: bool) -> Violation {
    if in_object { violation.at(name) } else { violation }
}

pub(super) fn domain(given: &Json) -> Result<Payload, Violation> {
    let (text, in_object) = text_of(given, "domain")?;
    text::domain::parse(text)
        .map(Payload::Domain)
        .ok_or_else(|| at(Violation::invalid("Invalid domain"), "domain", in_object))
}

pub(super) fn email(given: &Json) -> Result<Payload, Violation> {
    let (text, in_object) = text_of(given, "email_address")?;
    text::email::parse(text)
        .map(|email| Payload::Email(Box::new(email)))
        .map_err(|message| at(Violation::invalid(message), "email_address", in_object))
}

pub(super) fn phone(given: &Json) -> Result<Payload, Violation> {
    let (text, in_object) = text_of(given, "original_phone_number")?;
    let country = match given.get("country_code") {
        None | Some(Json::Null) => None,
        Some(Json::String(code)) if is_country_code(code) => Some(code.as_str()),
        Some(Json::String(code)) => return Err(Violation::option(&[], code).at("country_code")),
        Some(other) => return Err(Violation::wrong_type("string", other).at("country_code")),
    };
    text::phone::parse(text, country).map(|phone| Payload::Phone(Box::new(phone))).ok_or_else(
        || at(Violation::invalid("Invalid phone number"), "original_phone_number", in_object),
    )
}
