//! Unique attributes.

use serde_json::json;

use crate::support::Api;

fn conflict(slug: &str, ids: &[&str]) -> String {
    format!(
        "A value provided for attribute with slug \"{slug}\" conflicts with one already in the \
         system. This attribute has a uniqueness constraint. Please ensure all values for this \
         attribute do not exist on another record. Conflicting record IDs: {}",
        ids.join(", ")
    )
}

#[test]
fn a_conflict_names_the_record_and_stores_nothing() {
    let api = Api::start();
    let id = api.created("companies", json!({"domains": ["acme.com"], "name": "Acme"}));
    let reply = api.create("companies", json!({"domains": ["other.com", "acme.com"]}));
    assert_eq!(reply.message(400, "uniqueness_conflict"), conflict("domains", &[&id]));
    api.created("companies", json!({"domains": ["other.com"]}));
}

#[test]
fn a_conflict_with_several_records_names_all() {
    let api = Api::start();
    let one = api.created("companies", json!({"domains": ["one.com"]}));
    let two = api.created("companies", json!({"domains": ["two.com"]}));
    let reply = api.create("companies", json!({"domains": ["one.com", "two.com"]}));
    assert_eq!(reply.message(400, "uniqueness_conflict"), conflict("domains", &[&one, &two]));
}

#[test]
fn e_mail_addresses_are_compared_without_case() {
    let api = Api::start();
    api.created("people", json!({"email_addresses": ["ada@acme.com"]}));
    let reply = api.create("people", json!({"email_addresses": ["ADA@Acme.com"]}));
    reply.refused(400, "uniqueness_conflict");
}

#[test]
fn texts_are_compared_with_case() {
    let api = Api::with_things();
    api.created("things", json!({"code": "a"}));
    api.created("things", json!({"code": "A"}));
    api.create("things", json!({"code": "a"})).refused(400, "uniqueness_conflict");
}

#[test]
fn numbers_and_phone_numbers_are_compared_by_value() {
    let api = Api::with_things();
    api.created("things", json!({"serial": 10, "phones": ["+15558675309"]}));
    api.create("things", json!({"serial": 10.0})).refused(400, "uniqueness_conflict");
    let same = json!([{"original_phone_number": "(555) 867-5309", "country_code": "US"}]);
    api.create("things", json!({"phones": same})).refused(400, "uniqueness_conflict");
}

#[test]
fn updates_check_too_and_store_nothing() {
    let api = Api::start();
    let one = api.created("people", json!({"email_addresses": ["one@acme.com"]}));
    let two = api.created("people", json!({"email_addresses": ["two@acme.com"]}));
    let values = json!({"job_title": "CEO", "email_addresses": ["one@acme.com"]});
    for reply in
        [api.append("people", &two, values.clone()), api.overwrite("people", &two, values.clone())]
    {
        let message = reply.message(400, "uniqueness_conflict");
        assert_eq!(message, conflict("email_addresses", &[&one]));
    }
    assert_eq!(api.values("people", &two)["job_title"], json!([]));
}

#[test]
fn a_record_does_not_conflict_with_itself() {
    let api = Api::start();
    let id = api.created("people", json!({"email_addresses": ["a@acme.com"]}));
    api.append("people", &id, json!({"email_addresses": ["a@acme.com", "b@acme.com"]})).data();
    api.overwrite("people", &id, json!({"email_addresses": ["b@acme.com"]})).data();
    api.created("people", json!({"email_addresses": ["a@acme.com"]}));
}

#[test]
fn a_value_twice_in_one_request_is_one() {
    let api = Api::start();
    let reply = api.create("people", json!({"email_addresses": ["a@acme.com", "A@acme.com"]}));
    assert_eq!(reply.data()["values"]["email_addresses"].as_array().unwrap().len(), 1);
}

#[test]
fn uniqueness_that_comes_later_binds_new_values_only() {
    let api = Api::with_things();
    let path = "/v2/objects/things/attributes/text";
    api.created("things", json!({"text": "x"}));
    api.created("things", json!({"text": "x"}));
    api.patch(path, &json!({"data": {"is_unique": true}})).data();
    api.create("things", json!({"text": "x"})).refused(400, "uniqueness_conflict");
    api.patch(path, &json!({"data": {"is_unique": false}})).data();
    api.created("things", json!({"text": "x"}));
}
