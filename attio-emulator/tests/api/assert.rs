//! PUT by a unique attribute.

use std::thread;

use serde_json::{Value, json};

use crate::support::{Api, record_id};

fn list<'a>(values: &'a Value, slug: &str, member: &str) -> Vec<&'a str> {
    let list = values[slug].as_array().unwrap();
    list.iter().map(|value| value[member].as_str().unwrap()).collect()
}

#[test]
fn a_record_is_created_or_updated() {
    let api = Api::start();
    let first = json!({"email_addresses": ["ada@acme.com"], "job_title": "CTO"});
    let made = api.assert("people", "email_addresses", first).data();
    let second = json!({"email_addresses": ["ADA@acme.com"], "job_title": "CEO"});
    let changed = api.assert("people", "email_addresses", second).data();
    assert_eq!(record_id(&made), record_id(&changed));
    assert_eq!(made["created_at"], changed["created_at"]);
    assert_eq!(changed["values"]["job_title"][0]["value"], "CEO");
    assert_eq!(api.attio.record_ids("people").len(), 1);
}

#[test]
fn the_matching_attribute_is_named_by_slug_or_id() {
    let api = Api::start();
    let attribute = api.attio.attribute_id("companies", "domains").unwrap().to_string();
    let one = api.assert("companies", &attribute, json!({"domains": ["acme.com"]})).data();
    let values = json!({attribute.as_str(): ["acme.com"]});
    let two = api.assert("companies", "domains", values).data();
    assert_eq!(record_id(&one), record_id(&two));
}

#[test]
fn matching_values_are_added_and_other_lists_are_replaced() {
    let api = Api::start();
    let first = json!({
        "domains": ["a.com"], "categories": ["B2B", "SAAS"], "name": "A", "description": "x",
    });
    api.created("companies", first);
    let second = json!({"domains": ["b.com", "a.com"], "categories": ["Finance"], "name": "B"});
    let values = api.assert("companies", "domains", second).data()["values"].clone();
    assert_eq!(list(&values, "domains", "domain"), ["b.com", "a.com"]);
    let titles: Vec<&Value> = values["categories"].as_array().unwrap().iter().collect();
    assert_eq!(titles.len(), 1);
    assert_eq!(titles[0]["option"]["title"], "Finance");
    assert_eq!(values["name"][0]["value"], "B");
    assert_eq!(values["description"][0]["value"], "x");

    let empty = json!({"domains": ["a.com"], "categories": [], "name": []});
    let values = api.assert("companies", "domains", empty).data()["values"].clone();
    assert_eq!(list(&values, "domains", "domain"), ["b.com", "a.com"]);
    assert_eq!((&values["categories"], &values["name"]), (&json!([]), &json!([])));
}

#[test]
fn any_unique_type_matches() {
    let api = Api::with_things();
    for (slug, value, same) in [
        ("code", json!("a"), json!([{"value": "a"}])),
        ("serial", json!(7), json!([{"value": 7.0}])),
        ("phones", json!(["+15558675309"]), json!(["+1 (555) 867-5309"])),
    ] {
        let one = api.assert("things", slug, json!({slug: value})).data();
        let two = api.assert("things", slug, json!({slug: same})).data();
        assert_eq!(record_id(&one), record_id(&two), "{slug}");
    }
    // Strings are compared with case.
    api.assert("things", "code", json!({"code": "A"})).data();
    assert_eq!(api.attio.record_ids("things").len(), 4);
}

#[test]
fn values_of_two_records_are_refused() {
    let api = Api::start();
    api.created("companies", json!({"domains": ["a.com"]}));
    api.created("companies", json!({"domains": ["b.com"]}));
    let values = json!({"domains": ["a.com", "b.com"], "name": "x"});
    api.assert("companies", "domains", values).refused(400, "multiple_match_results");
    assert_eq!(api.found("companies", json!({"filter": {"name": "x"}})), [""; 0]);
}

#[test]
fn a_conflict_with_a_third_record_stores_nothing() {
    let api = Api::with_things();
    let one = api.created("things", json!({"code": "a", "serial": 1}));
    api.created("things", json!({"code": "b", "serial": 2}));
    let values = json!({"text": "x", "code": "a", "serial": 2});
    api.assert("things", "code", values).refused(400, "uniqueness_conflict");
    assert_eq!(api.values("things", &one)["text"], json!([]));
    let values = json!({"text": "x", "code": "c", "serial": 2});
    api.assert("things", "code", values).refused(400, "uniqueness_conflict");
    assert_eq!(api.attio.record_ids("things").len(), 2);
}

#[test]
fn a_new_record_needs_required_values() {
    let api = Api::start();
    let reply = api.assert("users", "user_id", json!({"user_id": "1"}));
    let attribute = api.attio.attribute_id("users", "primary_email_address").unwrap();
    let message = format!("Required value for attribute with ID \"{attribute}\" was not provided.");
    assert_eq!(reply.message(400, "missing_value"), message);
    let full = json!({"user_id": "1", "primary_email_address": "a@acme.com"});
    api.assert("users", "user_id", full).data();
    // The existing record already has the value.
    api.assert("users", "user_id", json!({"user_id": "1"})).data();
    let emptied = json!({"user_id": "1", "primary_email_address": []});
    api.assert("users", "user_id", emptied).refused(400, "missing_value");
}

#[test]
fn defaults_fill_a_new_record_only() {
    let api = Api::with_things();
    let default = json!({"type": "static", "template": [{"value": "fresh"}]});
    let data = json!({"api_slug": "state", "type": "text", "default_value": default});
    api.attio.create_attribute("things", &data).unwrap();
    let made = api.assert("things", "code", json!({"code": "a"})).data();
    assert_eq!(made["values"]["state"][0]["value"], "fresh");
    api.append("things", &record_id(&made), json!({"state": "old"})).data();
    let again = api.assert("things", "code", json!({"code": "a"})).data();
    assert_eq!(again["values"]["state"][0]["value"], "old");
}

#[test]
fn the_matching_attribute_must_exist_be_unique_and_have_a_value() {
    let api = Api::start();
    let values = json!({"job_title": "CEO"});
    let path = "/v2/objects/people/records";
    let body = json!({"data": {"values": values}});
    let error = api.put(path, &body).refused(400, "validation_type");
    assert_eq!(error["message"], "Query params validation error.");
    assert_eq!(error["validation_errors"][0]["path"], json!(["matching_attribute"]));
    assert_eq!(
        api.assert("people", "my-attribute", values.clone()).message(400, "value_not_found"),
        "No attribute was found for matching_attribute slug/ID \"my-attribute\"."
    );
    assert_eq!(
        api.assert("people", "job_title", values.clone())
            .message(400, "matching_attribute_definition_not_unique"),
        "The matching attribute specified is not a unique attribute."
    );
    api.assert("people", "email_addresses", values).refused(400, "missing_value");
    let empty = json!({"email_addresses": []});
    api.assert("people", "email_addresses", empty).refused(400, "missing_value");
    let reply = api.assert("nothing", "email_addresses", json!({}));
    assert_eq!(reply.message(404, "not_found"), "Object with slug/ID \"nothing\" not found.");
    let extra = json!({"data": {"values": {}, "x": 1}});
    api.put(&format!("{path}?matching_attribute=email_addresses"), &extra)
        .refused(400, "validation_type");
}

#[test]
fn concurrent_asserts_create_one_record() {
    let api = Api::start();
    let ids: Vec<String> = thread::scope(|scope| {
        let one = |i: usize| {
            let values = json!({"email_addresses": ["ada@acme.com"], "job_title": i.to_string()});
            record_id(&api.assert("people", "email_addresses", values).data())
        };
        let threads: Vec<_> = (0..32).map(|i| scope.spawn(move || one(i))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ids.len(), 32);
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(api.attio.record_ids("people").len(), 1);
}
