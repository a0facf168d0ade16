//! Names of people: three members, or `Last, First`.

use super::text_member;
use crate::error::Violation;
use crate::json::Json;
use crate::store::Payload;

pub(super) fn personal_name(given: &Json) -> Result<Payload, Violation> {
    match given {
        Json::String(text) => from_text(text),
        Json::Object(_) => Ok(Payload::Name {
            first: text_member(given, "first_name")?.to_owned(),
            last: text_member(given, "last_name")?.to_owned(),
            full: text_member(given, "full_name")?.to_owned(),
        }),
        other => Err(Violation::wrong_type("object", other)),
    }
}

/// What stands before the first comma is the last name; without a comma all of it is the first
/// name, and so is every further comma.
fn from_text(text: &str) -> Result<Payload, Violation> {
    let (last, first) = text.split_once(',').unwrap_or(("", text));
    let (last, first) = (last.trim(), first.trim());
    let full = format!("{first} {last}").trim().to_owned();
    if full.is_empty() {
        return Err(Violation::invalid("Invalid input"));
    }
    Ok(Payload::Name { first: first.to_owned(), last: last.to_owned(), full })
}
