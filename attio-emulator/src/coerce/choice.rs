//! Options and statuses: by title or by ID.

use super::{Refusal, only, text_member};
use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::store::{Attribute, Payload};

pub(super) fn select(attribute: &Attribute, given: &Json) -> Result<Payload, Refusal> {
    let wanted = wanted(given, "option")?;
    let open = || attribute.model.options.iter().filter(|option| !option.is_archived);
    open()
        .find(|option| option.title == wanted)
        .or_else(|| open().find(|option| option.id.eq_ignore_ascii_case(wanted)))
        .map(|option| Payload::Select(option.id.clone()))
        .ok_or_else(|| {
            let message = format!("Cannot find select option with title \"{wanted}\".");
            ApiError::value_not_found(message).into()
        })
}

pub(super) fn status(attribute: &Attribute, given: &Json) -> Result<Payload, Refusal> {
    let wanted = wanted(given, "status")?;
    let open = || attribute.model.statuses.iter().filter(|status| !status.is_archived);
    open()
        .find(|status| status.title == wanted)
        .or_else(|| open().find(|status| status.id.eq_ignore_ascii_case(wanted)))
        .map(|status| Payload::Status(status.id.clone()))
        .ok_or_else(|| {
            let message = format!("Cannot find Status with title \"{wanted}\".");
            ApiError::value_not_found(message).into()
        })
}

/// The title or ID in `{"option": "…"}`, or the bare string; not empty.
fn wanted<'a>(given: &'a Json, name: &'static str) -> Result<&'a str, Violation> {
    let too_short = || Violation::invalid("String must contain at least 1 character(s)");
    match given {
        Json::String(text) if text.is_empty() => Err(too_short()),
        Json::String(text) => Ok(text),
        Json::Object(members) => {
            let text = text_member(given, name)?;
            only(members, &[name])?;
            if text.is_empty() { Err(too_short().at(name)) } else { Ok(text) }
        }
        other => Err(Violation::wrong_type("string", other)),
    }
}
