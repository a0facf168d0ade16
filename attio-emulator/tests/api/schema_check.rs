//! Tests the schema checker with values that match and values that do not.

use serde_json::{Value, json};

use crate::schema::check;
use crate::schema_form::{is_closed, problems};

#[test]
fn each_keyword_accepts_and_rejects() {
    let tagged = |kind: &str| {
        json!({
            "type": "object",
            "properties": {"kind": {"enum": [kind]}, "value": {"type": "string"}},
            "required": ["kind"],
        })
    };
    let object = json!({
        "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false,
    });
    for (schema, right, wrong) in [
        (json!({"type": "string"}), json!("x"), json!(1)),
        (json!({"type": ["string", "null"]}), json!(null), json!(false)),
        (json!({"type": "integer"}), json!(1.0), json!(1.5)),
        (json!({"type": "number"}), json!(1.5), json!("1.5")),
        (json!({"type": "boolean"}), json!(true), json!("true")),
        (json!({"type": "object"}), json!({}), json!([])),
        (json!({"type": "array"}), json!([]), json!({})),
        (json!({"enum": ["a", null]}), json!(null), json!("b")),
        (json!({"minLength": 2}), json!("öö"), json!("ö")),
        (json!({"maxLength": 1}), json!("ö"), json!("öö")),
        (json!({"minItems": 1}), json!([1]), json!([])),
        (json!({"maxItems": 1}), json!([1]), json!([1, 2])),
        (json!({"minimum": 1}), json!(1), json!(0.5)),
        (json!({"maximum": 1}), json!(1), json!(1.5)),
        (json!({"pattern": "^a+$"}), json!("aa"), json!("ab")),
        (json!({"items": {"type": "string"}}), json!(["a"]), json!(["a", 1])),
        (object.clone(), json!({"a": "x"}), json!({})),
        (object.clone(), json!([]), json!({"a": 1})),
        (object, json!({"a": "x"}), json!({"a": "x", "b": 1})),
        (json!({"additionalProperties": {"type": "null"}}), json!({"a": null}), json!({"a": 1})),
        (json!({"anyOf": [{"minimum": 3}, {"minimum": 5}]}), json!(6), json!(2)),
        (json!({"oneOf": [{"minimum": 3}, {"minimum": 5}]}), json!(4), json!(6)),
        (json!({"oneOf": [{"minimum": 3}, {"minimum": 5}]}), json!(4), json!(2)),
        (
            json!({"oneOf": [tagged("a"), tagged("b")]}),
            json!({"kind": "a", "value": "x"}),
            json!({"kind": "c", "value": "x"}),
        ),
        (json!({"$ref": "#/named", "maximum": 5}), json!(4), json!(2)),
        (json!({"$ref": "#/named", "maximum": 5}), json!(4), json!(6)),
    ] {
        let document = json!({"named": {"minimum": 3}});
        assert_eq!(problems(&document, &schema), Vec::<String>::new(), "{schema}");
        assert_eq!(check(&document, &schema, &right), Ok(()), "{schema}");
        assert!(check(&document, &schema, &wrong).is_err(), "{schema}: {wrong}");
    }
}

#[test]
fn each_format_accepts_and_rejects() {
    for (format, right, wrong) in [
        ("date", "2026-02-28", "2026-2-28"),
        ("date", "2026-12-31", "2026-13-01"),
        ("date-time", "2026-02-28T23:59:59.123456789Z", "2026-02-28"),
        ("date-time", "2026-02-28T23:59:59+02:00", "2026-02-28T23:59:59"),
        ("date-time", "2026-02-28T00:00:00Z", "2026-02-28T24:00:00Z"),
        ("date-time", "2026-02-28T00:00:00.0Z", "2026-02-28T00:00:00.Z"),
        ("date-time", "2026-02-28T00:00:00-09:30", "2026-02-28T00:00:00-09"),
        ("email", "a@b.com", "a.b.com"),
        ("uri", "https://a.com/b?c=d", "a.com"),
        ("uuid", "7c0fe58b-af1f-57c1-b014-316bb844b18a", "7c0fe58baf1f57c1b014316bb844b18a"),
    ] {
        let schema = json!({"format": format});
        assert_eq!(check(&Value::Null, &schema, &json!(right)), Ok(()), "{format}");
        assert!(check(&Value::Null, &schema, &json!(wrong)).is_err(), "{format}: {wrong}");
    }
}

#[test]
fn a_mismatch_has_its_position() {
    let kind = |name: &str| {
        json!({
            "properties": {"kind": {"enum": [name]}, "list": {"items": {"type": name}}},
            "required": ["list"],
        })
    };
    let schema = json!({"oneOf": [kind("string"), kind("number")]});
    let wrong = check(&Value::Null, &schema, &json!({"kind": "number", "list": [1, "x"]}));
    assert_eq!(wrong.unwrap_err().to_string(), r#"/list/1: type "number", got "x""#);
    let wrong = check(&Value::Null, &schema, &json!({"kind": "string"}));
    assert_eq!(wrong.unwrap_err().to_string(), "/list: it is required");
}

#[test]
fn an_unsound_schema_is_detected() {
    for schema in [
        json!({"description": "prose"}),
        json!({"properties": {"a": {"title": "prose"}}}),
        json!({"items": {"anyOf": [{"example": 1}]}}),
        json!({"$ref": "#/nothing"}),
        json!({"type": "text"}),
        json!({"format": "duration"}),
        json!({"pattern": "("}),
        json!({"type": ["string", "null"], "enum": ["a"]}),
        json!({"type": "string", "enum": ["a", null]}),
        json!({"required": "a"}),
    ] {
        assert_ne!(problems(&Value::Null, &schema), Vec::<String>::new(), "{schema}");
    }
    // Here they are the names of members.
    let schema = json!({"properties": {"description": {}, "title": {}, "example": {}}});
    assert_eq!(problems(&Value::Null, &schema), Vec::<String>::new());
}

#[test]
fn a_schema_that_permits_other_members_is_open() {
    let closed = json!({"properties": {}, "additionalProperties": false});
    assert!(is_closed(&closed));
    assert!(is_closed(&json!({"items": {"oneOf": [closed]}})));
    assert!(!is_closed(&json!({"items": {"oneOf": [closed, {"properties": {}}]}})));
}
