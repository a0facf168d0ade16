//! Required attributes and default values.

use attio_emulator::{Emulator, RequiredWithoutDefault};
use serde_json::{Value, json};

use crate::support::{Api, bare};

fn add(api: &Api, slug: &str, kind: &str, default: Value) {
    let data =
        json!({"api_slug": slug, "type": kind, "is_required": true, "default_value": default});
    api.attio.create_attribute("things", &data).unwrap();
}

#[test]
fn defaults_fill_omitted_attributes() {
    let api = Api::with_things();
    add(&api, "size", "number", json!({"type": "static", "template": [{"value": 5}]}));
    add(&api, "maker", "actor-reference", json!({"type": "dynamic", "template": "current-user"}));
    add(&api, "due", "date", json!({"type": "dynamic", "template": "P1M"}));
    add(&api, "at", "timestamp", json!({"type": "dynamic", "template": "PT0S"}));
    let record = api.create("things", json!({})).data();
    let values = &record["values"];
    assert_eq!(bare(&values["size"][0]), json!({"value": 5}));
    let token = api.attio.token_id().to_string();
    let maker = json!({"referenced_actor_type": "api-token", "referenced_actor_id": token});
    assert_eq!(bare(&values["maker"][0]), maker);
    let today = &record["created_at"].as_str().unwrap()[..10];
    assert!(values["due"][0]["value"].as_str().unwrap() > today);
    assert_eq!(&values["at"][0]["value"].as_str().unwrap()[..10], today);

    let record = api.create("things", json!({"size": 7, "due": []})).data();
    assert_eq!(record["values"]["size"][0]["value"], 7);
    assert_eq!(record["values"]["due"].as_array().unwrap().len(), 1);
}

#[test]
fn a_default_is_returned_in_the_reduced_read_form() {
    let api = Api::with_things();
    add(&api, "mail", "email-address", json!({"type": "static", "template": ["A@acme.com"]}));
    let attribute = api.get("/v2/objects/things/attributes/mail").data();
    assert_eq!(attribute["is_default_value_enabled"], true);
    let value = json!({
        "original_email_address": "A@acme.com", "email_address": "a@acme.com",
        "email_domain": "acme.com", "email_root_domain": "acme.com",
        "email_local_specifier": "a", "attribute_type": "email-address",
    });
    assert_eq!(attribute["default_value"], json!({"type": "static", "template": [value]}));

    // A snapshot has that form too, and a store started from it sets the same defaults.
    let schema = api.attio.snapshot();
    let api = Api::with(Emulator::builder().workspace(schema));
    let record = api.create("things", json!({})).data();
    assert_eq!(record["values"]["mail"][0]["email_address"], "a@acme.com");
}

#[test]
fn a_required_attribute_without_value_is_missing() {
    let api = Api::start();
    let name = api.attio.attribute_id("deals", "name").unwrap();
    let message = format!("Required value for attribute with ID \"{name}\" was not provided.");
    let values = json!({"stage": "Lead", "owner": "ada@example.com"});
    assert_eq!(api.create("deals", values).message(400, "missing_value"), message);
    let values = json!({"name": [], "stage": "Lead", "owner": "ada@example.com"});
    assert_eq!(api.create("deals", values).message(400, "missing_value"), message);
}

#[test]
fn required_needs_a_default_unless_switched_off() {
    let data = json!({"api_slug": "must", "type": "text", "is_required": true});
    let api = Api::with_things();
    assert!(api.attio.create_attribute("things", &data).is_err());
    let builder = Emulator::builder().required_without_default(RequiredWithoutDefault::Allow);
    let api = Api::with(builder);
    api.add_things();
    api.attio.create_attribute("things", &data).unwrap();
    api.create("things", json!({})).refused(400, "missing_value");
    api.create("things", json!({"must": "x"})).data();
}

#[test]
fn wrong_defaults_are_refused() {
    let api = Api::with_things();
    for (kind, default) in [
        ("text", json!({"type": "dynamic", "template": "current-user"})),
        ("date", json!({"type": "dynamic", "template": "soon"})),
        ("number", json!({"type": "static", "template": ["x"]})),
        ("number", json!({"type": "static", "template": [1, 2]})),
        ("number", json!({"type": "other", "template": []})),
        ("number", json!({"type": "static"})),
        ("number", json!(5)),
    ] {
        let data = json!({"api_slug": "x", "type": kind, "default_value": default});
        let error = api.attio.create_attribute("things", &data).unwrap_err();
        assert_eq!((error.status, error.code.as_str()), (400, "validation_type"), "{default}");
    }
}

#[test]
fn people_and_companies_accept_no_defaults() {
    let api = Api::start();
    let default = json!({"type": "static", "template": [{"value": 5}]});
    let data = json!({"api_slug": "x", "type": "number", "default_value": default});
    assert!(api.attio.create_attribute("people", &data).is_err());
    assert!(api.attio.create_attribute("deals", &data).is_ok());
}
