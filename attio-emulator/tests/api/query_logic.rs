//! Logic in filters: several keys, `$and`, `$or`, `$not`.

use serde_json::{Value, json};

use crate::support::Api;

/// Three things: a, b, c with numbers 1, 2, 3; c has no value for `text`.
fn api() -> (Api, [String; 3]) {
    let api = Api::with_things();
    let a = api.created("things", json!({"code": "a", "number": 1, "text": "x"}));
    let b = api.created("things", json!({"code": "b", "number": 2, "text": "x"}));
    let c = api.created("things", json!({"code": "c", "number": 3}));
    (api, [a, b, c])
}

#[track_caller]
fn codes(api: &Api, filter: Value) -> String {
    let records = api.query("things", json!({"filter": filter})).data();
    let records = records.as_array().unwrap().clone();
    let code = |record: &Value| record["values"]["code"][0]["value"].as_str().unwrap().to_owned();
    let mut codes: Vec<String> = records.iter().map(code).collect();
    codes.sort_unstable();
    codes.concat()
}

#[test]
fn keys_and_operators_are_joined_by_and() {
    let (api, _) = api();
    assert_eq!(codes(&api, json!({"text": "x", "number": 2})), "b");
    assert_eq!(codes(&api, json!({"text": "x", "number": 3})), "");
    assert_eq!(codes(&api, json!({"number": {"$gt": 1, "$lt": 3}})), "b");
    assert_eq!(codes(&api, json!({})), "abc");
}

#[test]
fn logic_nests() {
    let (api, _) = api();
    assert_eq!(codes(&api, json!({"$or": [{"code": "c"}, {"code": "a"}]})), "ac");
    assert_eq!(codes(&api, json!({"$and": [{"text": "x"}, {"number": {"$lt": 2}}]})), "a");
    let nested = json!({"$and": [
        {"text": "x"}, {"$or": [{"number": 2}, {"$and": [{"code": "c"}, {"number": 3}]}]},
    ]});
    assert_eq!(codes(&api, nested), "b");
    let nested = json!({"$or": [
        {"$and": [{"code": "c"}, {"number": 3}]}, {"$and": [{"code": "a"}, {"number": 3}]},
    ]});
    assert_eq!(codes(&api, nested), "c");
}

#[test]
fn not_wraps_conditions() {
    let (api, _) = api();
    assert_eq!(codes(&api, json!({"$not": {"number": {"$gte": 2}}})), "a");
    // A missing value is not equal.
    assert_eq!(codes(&api, json!({"$not": {"text": "x"}})), "c");
    assert_eq!(codes(&api, json!({"$not": {"text": "x", "number": 1}})), "bc");
    let inside = json!({"$and": [{"$not": {"code": "a"}}, {"$not": {"code": "b"}}]});
    assert_eq!(codes(&api, inside), "c");
}

#[test]
fn an_empty_string_does_not_match_not_empty() {
    let api = Api::start();
    let none = api.created("companies", json!({}));
    api.created("companies", json!({"domains": ["acme.com"]}));
    let filter = json!({"$not": {"domains": {"$not_empty": true}}});
    assert_eq!(api.found("companies", json!({"filter": filter})), [none]);
}

#[test]
fn attributes_are_named_by_slug_or_id() {
    let (api, [a, ..]) = api();
    let attribute = api.attio.attribute_id("things", "code").unwrap().to_string();
    for id in [attribute.clone(), attribute.to_uppercase()] {
        assert_eq!(api.found("things", json!({"filter": {id: "a"}})), [a.as_str()]);
    }
}

#[test]
fn unique_values_are_found_inside_of_logic() {
    let (api, _) = api();
    assert_eq!(codes(&api, json!({"code": "B", "number": 2})), "b");
    assert_eq!(codes(&api, json!({"code": "B", "number": 3})), "");
    assert_eq!(codes(&api, json!({"code": {"$in": ["c", "A", "a", "z"]}})), "ac");
    assert_eq!(codes(&api, json!({"$or": [{"code": "a"}, {"number": 3}]})), "ac");
    assert_eq!(codes(&api, json!({"$or": [{"code": "c"}, {"code": "a"}, {"code": "C"}]})), "ac");
    assert_eq!(codes(&api, json!({"$not": {"code": "b"}})), "ac");
}

#[test]
fn only_current_values_match() {
    let (api, [a, ..]) = api();
    api.overwrite("things", &a, json!({"code": "d", "text": []})).data();
    assert_eq!(codes(&api, json!({"code": "a"})), "");
    assert_eq!(codes(&api, json!({"code": "d"})), "d");
    assert_eq!(codes(&api, json!({"text": "x"})), "b");
    api.delete(&format!("/v2/objects/things/records/{a}"));
    assert_eq!(codes(&api, json!({"code": "d"})), "");
}
