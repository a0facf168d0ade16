//! Names of people: three members, or `Last, First`.

use super::text_member;
use crate::error::Violation;
use crate::json::Json;
use crate::store::Payload;

pub(super) fn personal_name(given: &Json) -> Result<Payload, Vec<Violation>> {
    match given {
        Json::String(text) => from_text(text).map_err(|violation| vec![violation]),
        Json::Object(_) => {
            let mut wrong = Vec::new();
            let mut read = |name| match text_member(given, name) {
                Ok(text) => text.to_owned(),
                Err(violation) => {
                    wrong.push(violation);
                    String::new()
                }
            };
            let (first, last) = (read("first_name"), read("last_name"));
            let full = read("full_name");
            if wrong.is_empty() { Ok(Payload::Name { first, last, full }) } else { Err(wrong) }
        }
        other => Err(vec![Violation::wrong_type("object", other)]),
    }
}

/// The part before the first comma is the last name, the rest the first name, further commas
/// included. Without a comma, the whole string is the first name.
fn from_text(text: &str) -> Result<Payload, Violation> {
    let (last, first) = text.split_once(',').unwrap_or(("", text));
    let (last, first) = (last.trim(), first.trim());
    let full = format!("{first} {last}").trim().to_owned();
    if full.is_empty() {
        return Err(Violation::invalid("Invalid input"));
    }
    Ok(Payload::Name { first: first.to_owned(), last: last.to_owned(), full })
}
