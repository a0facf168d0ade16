//! The part of JSON Schema that the OpenAPI document uses.
//!
//! It supports a fixed set of keywords and panics on any other, so no keyword of the document is
//! ignored. A general validator takes longer to build than this crate.

use std::collections::HashMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;
use serde_json::{Map, Value};

/// The reason and position of a mismatch between a value and a schema.
#[derive(Debug, PartialEq)]
pub(crate) struct Mismatch {
    /// The member that does not match, as a JSON pointer into the value.
    at: String,
    why: String,
}

/// The keywords that do not constrain a value.
pub(crate) const ANNOTATIONS: [&str; 2] = ["default", "x-source"];

/// The formats that [`check`] supports.
pub(crate) const FORMATS: [&str; 6] = ["binary", "date", "date-time", "email", "uri", "uuid"];

/// Checks a value against a schema, resolving its references in the document.
pub(crate) fn check(document: &Value, schema: &Value, value: &Value) -> Result<(), Mismatch> {
    let schema = schema.as_object().expect("a schema is an object");
    for (keyword, argument) in schema {
        keyword_holds(document, schema, keyword, argument, value)?;
    }
    Ok(())
}

/// Returns the value that a reference points to.
pub(crate) fn resolve<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    document.pointer(reference.strip_prefix('#')?)
}

fn keyword_holds(
    document: &Value,
    schema: &Map<String, Value>,
    keyword: &str,
    argument: &Value,
    value: &Value,
) -> Result<(), Mismatch> {
    let holds = match keyword {
        "$ref" => {
            let target = argument.as_str().and_then(|name| resolve(document, name));
            return check(document, target.expect("a reference resolves"), value);
        }
        "properties" => return properties(document, argument, value),
        "additionalProperties" => return additional(document, schema, argument, value),
        "items" => return items(document, argument, value),
        "anyOf" | "oneOf" => return alternatives(document, keyword, argument, value),
        "required" => return required(argument, value),
        "type" => match argument.as_array() {
            Some(types) => types.iter().any(|name| is_of(name, value)),
            None => is_of(argument, value),
        },
        "enum" => argument.as_array().expect("a list").contains(value),
        "format" => value.as_str().is_none_or(|text| has_format(argument, text)),
        "pattern" => value.as_str().is_none_or(|text| matches(argument, text)),
        "minLength" => value.as_str().is_none_or(|text| text.chars().count() >= size(argument)),
        "maxLength" => value.as_str().is_none_or(|text| text.chars().count() <= size(argument)),
        "minItems" => value.as_array().is_none_or(|items| items.len() >= size(argument)),
        "maxItems" => value.as_array().is_none_or(|items| items.len() <= size(argument)),
        "minimum" => value.as_f64().is_none_or(|number| Some(number) >= argument.as_f64()),
        "maximum" => value.as_f64().is_none_or(|number| Some(number) <= argument.as_f64()),
        _ if ANNOTATIONS.contains(&keyword) => true,
        _ => panic!("unknown keyword {keyword}"),
    };
    if holds { Ok(()) } else { Err(Mismatch::here(format!("{keyword} {argument}, got {value}"))) }
}

fn properties(document: &Value, schemas: &Value, value: &Value) -> Result<(), Mismatch> {
    let Value::Object(members) = value else { return Ok(()) };
    for (name, schema) in schemas.as_object().expect("an object") {
        if let Some(member) = members.get(name) {
            check(document, schema, member).map_err(|error| error.within(name))?;
        }
    }
    Ok(())
}

fn additional(
    document: &Value,
    schema: &Map<String, Value>,
    argument: &Value,
    value: &Value,
) -> Result<(), Mismatch> {
    let Value::Object(members) = value else { return Ok(()) };
    let known = schema.get("properties").and_then(Value::as_object);
    for (name, member) in members {
        if known.is_some_and(|known| known.contains_key(name)) {
            continue;
        }
        match argument {
            Value::Bool(true) => {}
            Value::Bool(false) => {
                return Err(Mismatch::here("the schema has no such member").within(name));
            }
            schema => check(document, schema, member).map_err(|error| error.within(name))?,
        }
    }
    Ok(())
}

fn items(document: &Value, schema: &Value, value: &Value) -> Result<(), Mismatch> {
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(document, schema, item).map_err(|error| error.within(index))?;
    }
    Ok(())
}

fn required(names: &Value, value: &Value) -> Result<(), Mismatch> {
    let Value::Object(members) = value else { return Ok(()) };
    for name in names.as_array().expect("a list") {
        let name = name.as_str().expect("a name");
        if !members.contains_key(name) {
            return Err(Mismatch::here("it is required").within(name));
        }
    }
    Ok(())
}

fn alternatives(
    document: &Value,
    keyword: &str,
    schemas: &Value,
    value: &Value,
) -> Result<(), Mismatch> {
    let schemas = schemas.as_array().expect("a list");
    let candidates = schemas.iter().filter(|schema| !is_another_kind(schema, value));
    let checked: Vec<_> = candidates.map(|schema| check(document, schema, value)).collect();
    let matching = checked.iter().filter(|result| result.is_ok()).count();
    if matching == 1 || (matching > 1 && keyword == "anyOf") {
        return Ok(());
    }
    let mut failed = checked.into_iter().filter_map(Result::err);
    match (matching, failed.next(), failed.next()) {
        (0, Some(only), None) => Err(only),
        (0, Some(one), Some(_)) => Err(Mismatch::here(format!("matches none, for example: {one}"))),
        (0, None, _) => Err(Mismatch::here(format!("is of no kind of {keyword}: {value}"))),
        _ => Err(Mismatch::here(format!("matches {matching} of oneOf: {value}"))),
    }
}

/// Returns whether a member shows that the value is of another kind: the schema permits one value
/// of the member, and the value has a different one.
fn is_another_kind(schema: &Value, value: &Value) -> bool {
    let (Value::Object(members), Some(Value::Object(schemas))) = (value, schema.get("properties"))
    else {
        return false;
    };
    schemas.iter().any(|(name, schema)| match (schema["enum"].as_array(), members.get(name)) {
        (Some(only), Some(member)) => only.len() == 1 && only[0] != *member,
        _ => false,
    })
}

fn is_of(name: &Value, value: &Value) -> bool {
    match name.as_str().expect("a type's name") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        // 1.0 is an integer.
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        name => panic!("unknown type {name}"),
    }
}

fn has_format(name: &Value, text: &str) -> bool {
    match name.as_str().expect("a format's name") {
        "binary" => true,
        "date" => is_date(text),
        "date-time" => {
            text.split_once('T').is_some_and(|(date, time)| is_date(date) && is_time(time))
        }
        "email" => text.parse::<email_address::EmailAddress>().is_ok(),
        "uri" => url::Url::parse(text).is_ok(),
        // `Uuid` also takes forms without hyphens or with braces.
        "uuid" => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
        name => panic!("unknown format {name}"),
    }
}

// Written by hand: an unoptimised `Regex` would take most of the tests' time.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts[..], [year, month, day]
        if is_within(year, 4, 0..=9999) && is_within(month, 2, 1..=12) && is_within(day, 2, 1..=31))
}

fn is_time(text: &str) -> bool {
    let (time, zone) = text.split_at(text.find(['Z', '+', '-']).unwrap_or(text.len()));
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<&str> = time.split(':').collect();
    matches!(parts[..], [hour, minute, second]
        if is_within(hour, 2, 0..=23) && is_within(minute, 2, 0..=59) && is_within(second, 2, 0..=60))
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
        && is_zone(zone)
}

fn is_zone(text: &str) -> bool {
    text == "Z"
        || text.get(1..).and_then(|offset| offset.split_once(':')).is_some_and(
            |(hours, minutes)| is_within(hours, 2, 0..=23) && is_within(minutes, 2, 0..=59),
        )
}

fn is_within(text: &str, digits: usize, range: RangeInclusive<u16>) -> bool {
    text.len() == digits
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse().is_ok_and(|number| range.contains(&number))
}

/// Compiles each pattern once, because that takes much longer than a match.
fn matches(pattern: &Value, text: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let pattern = pattern.as_str().expect("a pattern");
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = compiled.get(pattern) {
        return regex.is_match(text);
    }
    let regex = Regex::new(pattern).expect("a pattern");
    compiled.entry(pattern.to_owned()).or_insert(regex).is_match(text)
}

fn size(argument: &Value) -> usize {
    argument.as_u64().and_then(|size| size.try_into().ok()).expect("a size")
}

impl Mismatch {
    fn here(why: impl Into<String>) -> Self {
        Self { at: String::new(), why: why.into() }
    }

    fn within(mut self, member: impl fmt::Display) -> Self {
        self.at.insert_str(0, &format!("/{member}"));
        self
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:.400}", self.at, self.why)
    }
}
