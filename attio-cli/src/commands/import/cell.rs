//! Converts a cell to values of an attribute, in the forms that the API documents.

use attio_core::value::{
    ActorRef, Currency, Date, Domain, EmailAddress, PersonalName, PhoneNumber, Rating, Timestamp,
};
use attio_schema::{Attribute, AttributeType};
use serde_json::{Value, json};

/// Returns the values of a non-empty cell, or the reason why it is invalid.
pub(super) fn values(
    attribute: &Attribute,
    separator: &str,
    text: &str,
) -> Result<Vec<Value>, String> {
    if !attribute.is_multiselect {
        return Ok(vec![value(attribute, text)?]);
    }
    let parts = text.split(separator).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| value(attribute, part)).collect()
}

/// Returns one value of an attribute.
pub(super) fn value(attribute: &Attribute, text: &str) -> Result<Value, String> {
    let Some(kind) = attribute.attribute_type() else {
        return Err(format!("this version does not know the type `{}`", attribute.type_name));
    };
    Ok(match kind {
        AttributeType::Text => json!({"value": text}),
        AttributeType::Number => json!({"value": number(text)?}),
        AttributeType::Checkbox => json!({"value": checkbox(text)?}),
        // As a string, which the API also accepts, to keep every digit.
        AttributeType::Currency => json!(parsed::<Currency>(text)?.amount().to_string()),
        AttributeType::Date => json!({"value": parsed::<Date>(text)?.to_string()}),
        AttributeType::Timestamp => json!({"value": parsed::<Timestamp>(text)?.to_string()}),
        AttributeType::Rating => json!({"value": rating(text)?}),
        AttributeType::Select => json!({"option": option(attribute, text)?}),
        AttributeType::Status => json!({"status": option(attribute, text)?}),
        AttributeType::Domain => json!({"domain": parsed::<Domain>(text)?.as_str()}),
        AttributeType::EmailAddress => {
            json!({"email_address": parsed::<EmailAddress>(text)?.original()})
        }
        AttributeType::PhoneNumber => {
            let number = PhoneNumber::international(text).map_err(|error| error.to_string())?;
            json!({"original_phone_number": number.original()})
        }
        AttributeType::PersonalName => name(text),
        AttributeType::ActorReference => actor(text)?,
        AttributeType::RecordReference => reference(attribute, text)?,
        // Attio parses the address.
        AttributeType::Location => json!(text),
        kind => return Err(format!("values of the type `{kind}` cannot be written")),
    })
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

fn number(text: &str) -> Result<f64, String> {
    let wrong = || format!("got {text:?}, expected a number such as 12 or 1234.5");
    // Excludes `inf` and `nan`.
    if text.chars().any(|c| c.is_alphabetic() && c != 'e' && c != 'E') {
        return Err(wrong());
    }
    let number: f64 = text.parse().map_err(|_| wrong())?;
    if !number.is_finite() {
        return Err(wrong());
    }
    match text.parse::<i128>() {
        Ok(exact) if exact != number as i128 => {
            Err(format!("got {text:?}, which a 64-bit float cannot hold"))
        }
        _ => Ok(number),
    }
}

fn checkbox(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(format!("got {text:?}, expected true, false, yes, no, 1 or 0")),
    }
}

fn rating(text: &str) -> Result<u8, String> {
    let stars = text.parse().ok().and_then(|stars| Rating::new(stars).ok());
    match stars {
        Some(stars) => Ok(stars.get()),
        None => Err(format!("got {text:?}, expected a whole number from 0 to 5")),
    }
}

/// Returns the ID of an option or status, given its title or ID.
fn option(attribute: &Attribute, text: &str) -> Result<String, String> {
    let options = attribute.options.iter().map(|o| (&o.id, &o.title, o.is_archived));
    let statuses = attribute.statuses.iter().map(|s| (&s.id, &s.title, s.is_archived));
    let all: Vec<_> = options.chain(statuses).filter(|(_, _, archived)| !archived).collect();
    match all.iter().find(|(id, title, _)| *title == text || *id == text) {
        Some((id, _, _)) => Ok((*id).clone()),
        None => {
            let titles: Vec<_> = all.iter().map(|(_, title, _)| title.as_str()).collect();
            Err(format!("got {text:?}, expected one of: {}", titles.join(", ")))
        }
    }
}

/// Parses `Last, First` as Attio does; without a comma, the last word is the last name.
fn name(text: &str) -> Value {
    let name = match (text.split_once(','), text.rsplit_once(' ')) {
        (Some((last, first)), _) => PersonalName::new(first.trim(), last.trim()),
        (None, Some((first, last))) => PersonalName::new(first.trim(), last).with_full_name(text),
        (None, None) => PersonalName::new(text, ""),
    };
    name_value(&name)
}

/// Writes all three members, which the API requires.
pub(super) fn name_value(name: &PersonalName) -> Value {
    json!({
        "first_name": name.first_name(),
        "last_name": name.last_name(),
        "full_name": name.full_name(),
    })
}

fn actor(text: &str) -> Result<Value, String> {
    if is_uuid(text) {
        return Ok(json!({
            "referenced_actor_type": "workspace-member", "referenced_actor_id": text
        }));
    }
    ActorRef::email(text).map_err(|error| error.to_string())?;
    Ok(json!({"workspace_member_email_address": text}))
}

/// Parses `ID` if the attribute refers to one object, otherwise `object:ID`.
fn reference(attribute: &Attribute, text: &str) -> Result<Value, String> {
    let allowed = attribute.config.record_reference.allowed_object_ids.as_deref();
    let (object, id) = match (text.split_once(':'), allowed) {
        (Some((object, id)), _) => (object.trim(), id.trim()),
        (None, Some([object])) => (object.as_str(), text),
        (None, _) => return Err(format!("got {text:?}, expected `object:ID`")),
    };
    if !is_uuid(id) {
        return Err(format!(
            "got {text:?}, expected a record ID; to refer to it by a unique attribute, map the \
             column to `{}.SLUG`",
            attribute.api_slug
        ));
    }
    Ok(json!({"target_object": object, "target_record_id": id}))
}

fn is_uuid(text: &str) -> bool {
    attio_schema::is_uuid(text)
}

#[cfg(test)]
mod tests {
    use attio_schema::SelectOption;

    use super::*;

    fn one(kind: &str, text: &str) -> Result<Value, String> {
        value(&Attribute::new("x", kind), text)
    }

    #[test]
    fn each_type_is_written_in_its_own_form() {
        for (kind, text, expected) in [
            ("text", "1", json!({"value": "1"})),
            ("number", "1.5", json!({"value": 1.5})),
            ("checkbox", "Yes", json!({"value": true})),
            ("currency", "499.10", json!("499.10")),
            ("date", "2026-02-28", json!({"value": "2026-02-28"})),
            ("rating", "5", json!({"value": 5})),
            ("domain", "Acme.com", json!({"domain": "acme.com"})),
            ("email-address", "Ada@acme.com", json!({"email_address": "Ada@acme.com"})),
            ("phone-number", "+15558675309", json!({"original_phone_number": "+15558675309"})),
            ("location", "Main St 1", json!("Main St 1")),
        ] {
            assert_eq!(one(kind, text), Ok(expected), "{kind}");
        }
        let name = |first, last, full| {
            Ok(json!({"first_name": first, "last_name": last, "full_name": full}))
        };
        assert_eq!(one("personal-name", "Ada Lovelace"), name("Ada", "Lovelace", "Ada Lovelace"));
        assert_eq!(one("personal-name", "Lovelace, Ada"), name("Ada", "Lovelace", "Ada Lovelace"));
        assert_eq!(one("personal-name", "Plato"), name("Plato", "", "Plato"));
    }

    #[test]
    fn invalid_cells_are_errors() {
        for (kind, text) in [
            ("number", "twelve"),
            ("number", "inf"),
            ("number", "9007199254740993"),
            ("checkbox", "maybe"),
            ("currency", "1.23456"),
            ("date", "28.02.2026"),
            ("timestamp", "soon"),
            ("rating", "6"),
            ("email-address", "ada"),
            ("phone-number", "5558675309"),
            ("actor-reference", "ada"),
            ("record-reference", "acme"),
            ("interaction", "x"),
            ("of-tomorrow", "x"),
        ] {
            assert!(one(kind, text).is_err(), "{kind} {text}");
        }
    }

    #[test]
    fn options_are_found_by_title_and_values_are_separated() {
        let mut attribute = Attribute::new("tags", "select");
        attribute.is_multiselect = true;
        for title in ["Hot", "Cold"] {
            let mut option = SelectOption::new(title);
            option.id = format!("id of {title}");
            attribute.options.push(option);
        }
        let both = vec![json!({"option": "id of Hot"}), json!({"option": "id of Cold"})];
        assert_eq!(values(&attribute, ";", "Hot ; Cold;"), Ok(both));
        let error = values(&attribute, ";", "hot").expect_err("another title");
        assert_eq!(error, "got \"hot\", expected one of: Hot, Cold");
        attribute.options[0].is_archived = true;
        assert!(values(&attribute, ";", "Hot").is_err());
    }
}
