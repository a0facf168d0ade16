//! The OpenAPI document itself: it is complete, has no prose, and contains its corrections.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::document::Document;
use crate::schema_form::{is_closed, problems, references};

#[test]
fn it_has_each_operation_outside_scim() {
    let operations: BTreeSet<_> =
        Document::get().operations().map(|found| (found.method, found.path)).collect();
    assert_eq!(operations.len(), 97);
    for (method, path) in operations {
        assert!(["get", "post", "put", "patch", "delete"].contains(&method), "{method}");
        assert!(path.starts_with("/v2/"), "{path}");
    }
}

/// The document has only members that a check needs, and no titles, descriptions or examples.
#[test]
fn it_has_only_members_that_a_check_needs() {
    let document = Document::get().json();
    only(document, "", &["openapi", "info", "paths", "components"]);
    only(&document["info"], "/info", &["title", "version"]);
    only(&document["components"], "/components", &["responses", "schemas"]);
    for operation in Document::get().operations() {
        let at = format!("{} {}", operation.method, operation.path);
        only(operation.json, &at, &["x-source", "parameters", "requestBody", "responses"]);
        for parameter in operation.json["parameters"].as_array().into_iter().flatten() {
            only(parameter, &at, &["name", "in", "required", "schema", "x-source"]);
        }
        if let Some(body) = operation.json.get("requestBody") {
            only(body, &at, &["required", "content"]);
            content(body, &at);
        }
        for (status, response) in members(&operation.json["responses"]) {
            only(response, &format!("{at} {status}"), &["$ref", "content"]);
            content(response, &format!("{at} {status}"));
        }
    }
    for (name, response) in members(&document["components"]["responses"]) {
        only(response, name, &["content"]);
        content(response, name);
    }
}

fn content(host: &Value, at: &str) {
    for (_, media) in members(&host["content"]) {
        only(media, at, &["schema"]);
    }
}

#[track_caller]
fn only(value: &Value, at: &str, names: &[&str]) {
    for (name, _) in members(value) {
        assert!(names.contains(&name.as_str()), "{at}: {name}");
    }
}

#[test]
fn its_schemas_are_sound() {
    let document = Document::get().json();
    let mut count = 0;
    for_each_schema(|at, schema| {
        count += 1;
        assert_eq!(problems(document, schema), Vec::<String>::new(), "{at}");
    });
    assert!(count > 400, "{count}");
}

/// An undocumented member of a response is an error.
#[test]
fn its_responses_are_closed() {
    let document = Document::get().json();
    for_each_schema(|at, schema| {
        let of_request = at.contains("/requestBody") || at.contains("/schemas/input-");
        assert!(of_request || at.contains("/parameters") || is_closed(schema), "{at}");
        // A schema that a response refers to is closed, because it contains no schema of a request.
        let mut targets = references(schema);
        targets.retain(|target| target.contains("/schemas/input-"));
        assert!(of_request || targets.is_empty(), "{at}: {targets:?}");
    });
    assert!(!is_closed(&document["components"]["schemas"]["input-value"]));
}

#[test]
fn every_component_is_referenced() {
    let document = Document::get().json();
    let components = &document["components"];
    let named = |kind: &str| -> BTreeSet<String> {
        members(&components[kind]).map(|(name, _)| format!("#/components/{kind}/{name}")).collect()
    };
    let mut unseen = named("schemas");
    unseen.extend(named("responses"));
    let mut seen = references(&document["paths"]);
    while let Some(reference) = seen.pop() {
        let target = document.pointer(&reference[1..]);
        let target = target.unwrap_or_else(|| panic!("{reference} leads nowhere"));
        if unseen.remove(&reference) {
            seen.extend(references(target));
        }
    }
    assert_eq!(unseen, BTreeSet::new(), "the unused components");
}

#[test]
fn its_paths_name_their_parameters() {
    for operation in Document::get().operations() {
        let parameters = operation.json["parameters"].as_array().into_iter().flatten();
        let in_path = parameters.filter(|parameter| parameter["in"] == "path");
        let declared: BTreeSet<_> = in_path.map(|found| found["name"].as_str().unwrap()).collect();
        let parts = operation.path.split('/');
        let named = parts.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        assert_eq!(named.collect::<BTreeSet<_>>(), declared, "{}", operation.path);
    }
}

#[test]
fn its_corrections_are_in_it() {
    let document = Document::get().json();
    let corrections: Value =
        serde_json::from_str(include_str!("../openapi/corrections.json")).unwrap();
    let corrections = corrections.as_array().unwrap();
    assert!(corrections.len() >= 80, "{}", corrections.len());
    let mut places = BTreeSet::new();
    for correction in corrections {
        only(correction, "a correction", &["at", "was", "now", "source"]);
        let at = correction["at"].as_str().unwrap();
        assert!(places.insert(at), "{at} is corrected twice");
        assert!(correction["source"].as_str().is_some_and(|source| source.len() > 20), "{at}");
        assert_ne!(correction.get("was"), correction.get("now"), "{at}");
        assert_eq!(document.pointer(at), correction.get("now"), "{at}");
        let (host, _) = at.rsplit_once('/').unwrap();
        assert!(document.pointer(host).is_some(), "{host} is not in the document");
    }
}

/// Calls a function with each top-level schema: of a component, a parameter or a body.
fn for_each_schema(mut act: impl FnMut(&str, &Value)) {
    fn look(value: &Value, at: &str, act: &mut impl FnMut(&str, &Value)) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let at = format!("{at}/{name}");
                    if name == "schema" || at.starts_with("/components/schemas/") {
                        act(&at, member);
                    } else {
                        look(member, &at, act);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| look(item, at, act)),
            _ => {}
        }
    }
    look(Document::get().json(), "", &mut act);
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
