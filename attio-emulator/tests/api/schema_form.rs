//! Checks the form of the schemas in the OpenAPI document.

use regex::Regex;
use serde_json::{Value, json};

use crate::schema::{ANNOTATIONS, FORMATS, resolve};

/// Returns the mistakes in a schema itself.
pub(crate) fn problems(document: &Value, schema: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    for_each(schema, &mut |schema| {
        let Some(schema) = schema.as_object() else {
            problems.push(format!("{schema} is no schema"));
            return;
        };
        for (keyword, argument) in schema {
            if !is_sound(document, keyword, argument) {
                problems.push(format!("{keyword}: {argument}"));
            }
        }
        let (types, values) = (schema.get("type"), schema.get("enum"));
        if let (Some(types), Some(Value::Array(values))) = (types, values) {
            let nullable = types.as_array().is_some_and(|types| types.contains(&json!("null")));
            if nullable != values.contains(&Value::Null) {
                problems.push(format!("{types} and the enum disagree about null"));
            }
        }
    });
    problems
}

/// Returns whether each object schema with named members permits no others.
pub(crate) fn is_closed(schema: &Value) -> bool {
    let mut closed = true;
    for_each(schema, &mut |schema| {
        let open =
            schema.get("properties").is_some() && schema.get("additionalProperties").is_none();
        // A reference next to the members closes them.
        closed &= !open || schema.get("$ref").is_some();
    });
    closed
}

/// The references of a JSON value.
pub(crate) fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn is_sound(document: &Value, keyword: &str, argument: &Value) -> bool {
    let text = argument.as_str();
    match keyword {
        "$ref" => text.and_then(|reference| resolve(document, reference)).is_some(),
        "format" => text.is_some_and(|name| FORMATS.contains(&name)),
        "pattern" => text.is_some_and(|pattern| Regex::new(pattern).is_ok()),
        "type" => {
            let types = argument.as_array().map_or(std::slice::from_ref(argument), Vec::as_slice);
            !types.is_empty() && types.iter().all(|name| name.as_str().is_some_and(is_type))
        }
        "enum" | "anyOf" | "oneOf" => argument.as_array().is_some_and(|list| !list.is_empty()),
        "required" => argument.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        "properties" => argument.is_object(),
        "additionalProperties" => argument.is_object() || argument.is_boolean(),
        "items" => argument.is_object(),
        "minItems" | "maxItems" | "minLength" | "maxLength" => argument.is_u64(),
        "minimum" | "maximum" => argument.is_number(),
        keyword => ANNOTATIONS.contains(&keyword),
    }
}

fn is_type(name: &str) -> bool {
    ["null", "boolean", "string", "array", "object", "number", "integer"].contains(&name)
}

/// Calls a function with a schema and each schema in it. References are not followed.
fn for_each(schema: &Value, act: &mut impl FnMut(&Value)) {
    act(schema);
    let Some(schema) = schema.as_object() else { return };
    for (keyword, argument) in schema {
        match (keyword.as_str(), argument) {
            ("properties", Value::Object(schemas)) => {
                schemas.values().for_each(|schema| for_each(schema, act));
            }
            ("anyOf" | "oneOf", Value::Array(schemas)) => {
                schemas.iter().for_each(|schema| for_each(schema, act));
            }
            ("items" | "additionalProperties", schema @ Value::Object(_)) => for_each(schema, act),
            _ => {}
        }
    }
}
