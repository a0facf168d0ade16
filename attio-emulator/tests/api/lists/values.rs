//! Values of entries: defaults, required and unique attributes, appending, overwriting, clearing.

use serde_json::{Value, json};

use super::{PIPELINE, entry_id, entry_path, payloads};
use crate::support::{Api, bare};

fn titles(values: &Value) -> Vec<Value> {
    payloads(values, "tags", "option").iter().map(|option| option["title"].clone()).collect()
}

/// A value of each type, as it is read back, is the same as on an object.
#[test]
fn values_of_every_type_are_those_of_records() {
    let api = Api::with_pipeline();
    api.add_things();
    let company = api.created("companies", json!({"domains": ["acme.com"]}));
    let person = api.created("people", json!({}));
    let given = json!({
        "text": "x", "code": "c", "number": 1.5, "serial": 7, "checkbox": true,
        "currency": "12.3456", "date": "2023", "timestamp": "2023", "rating": 5, "status": "Done",
        "select": "Small", "tags": ["Small", "Large"], "company": "acme.com",
        "owner": "ada@example.com", "crew": ["ada@example.com"], "location": "London",
        "anything": [{"target_object": "people", "target_record_id": person}],
        "domain": "attio.com", "email": "A@attio.com", "phone": "+15558675309",
        "phones": ["+442079460958", "+15558675309"],
    });
    let entry = api.added(&company, given.clone());
    let record = api.create("things", given.clone()).data();
    for slug in given.as_object().unwrap().keys() {
        let all = |values: &Value| -> Vec<Value> {
            let values = values[slug].as_array().unwrap().iter();
            values.map(|value| strip_ids(bare(value))).collect()
        };
        let found = all(&entry["entry_values"]);
        assert!(!found.is_empty(), "{slug}");
        assert_eq!(found, all(&record["values"]), "{slug}");
    }
    // By the ID of an attribute, a status and an option.
    let ids: serde_json::Map<String, Value> = [("status", "Done"), ("select", "Small")]
        .map(|(slug, _)| {
            let (member, id) = match slug {
                "status" => ("status", "status_id"),
                _ => ("option", "option_id"),
            };
            let value = entry["entry_values"][slug][0][member]["id"][id].clone();
            (api.attio.attribute_id(PIPELINE, slug).unwrap().to_string(), value)
        })
        .into_iter()
        .collect();
    let other = api.added(&company, Value::Object(ids));
    assert_eq!(other["entry_values"]["status"][0]["status"]["title"], "Done");
    assert_eq!(other["entry_values"]["select"][0]["option"]["title"], "Small");
}

/// A value without the IDs of its attribute and its option or status.
fn strip_ids(mut value: Value) -> Value {
    for member in ["status", "option"] {
        if let Some(Value::Object(choice)) = value.get_mut(member) {
            choice.remove("id");
        }
    }
    value
}

#[test]
fn patch_puts_new_values_in_front_and_put_replaces_them() {
    let api = Api::with_pipeline();
    let id = api.entry(json!({"tags": ["Small"], "text": "x"}));
    let entry = api.append_entry(&id, json!({"tags": ["Large", "Small"]})).data();
    assert_eq!(titles(&entry["entry_values"]), ["Large", "Small"]);
    let entry = api.overwrite_entry(&id, json!({"tags": ["Medium", "Large"]})).data();
    assert_eq!(titles(&entry["entry_values"]), ["Medium", "Large"]);
    assert_eq!(entry["entry_values"]["text"][0]["value"], "x");
    let entry = api.append_entry(&id, json!({"text": "y", "tags": []})).data();
    assert_eq!(titles(&entry["entry_values"]), ["Medium", "Large"]);
    assert_eq!(entry["entry_values"]["text"][0]["value"], "y");
    let entry = api.overwrite_entry(&id, json!({"text": [], "tags": []})).data();
    assert_eq!(entry["entry_values"]["text"], json!([]));
    assert_eq!(titles(&entry["entry_values"]), Vec::<Value>::new());
    // A write of nothing changes nothing.
    for reply in [api.append_entry(&id, json!({})), api.overwrite_entry(&id, json!({}))] {
        assert_eq!(reply.data(), entry);
    }
}

#[test]
fn wrong_values_are_refused_and_nothing_is_stored() {
    let api = Api::with_pipeline();
    let company = api.company();
    let id = api.entry(json!({"text": "x"}));
    for (values, code) in [
        (json!({"text": "y", "nothing": 1}), "value_not_found"),
        (json!({"text": "y", "status": "Nothing"}), "value_not_found"),
        (json!({"text": "y", "company": "nobody.com"}), "value_not_found"),
        (json!({"text": "y", "number": "x"}), "validation_type"),
        (json!({"text": "y", "created_at": "2023-01-01"}), "validation_type"),
        (json!({"text": null}), "validation_type"),
        (json!({"text": ["y", "z"]}), "validation_type"),
    ] {
        for reply in [
            api.add_entry(&company, values.clone()),
            api.assert_entry(&company, values.clone()),
            api.append_entry(&id, values.clone()),
            api.overwrite_entry(&id, values.clone()),
        ] {
            reply.refused(400, code);
        }
    }
    assert_eq!(api.entry_values(&id)["text"][0]["value"], "x");
    assert_eq!(api.attio.entry_ids("pipeline").len(), 1);
}

#[test]
fn a_unique_value_conflicts_with_another_entry() {
    let api = Api::with_pipeline();
    let company = api.company();
    let id = entry_id(&api.added(&company, json!({"code": "c"})));
    let other = api.entry(json!({"code": "d"}));
    let refused = |reply: crate::support::Reply| {
        let message = reply.message(400, "uniqueness_conflict");
        assert!(message.contains("\"code\"") && message.ends_with(&id), "{message}");
    };
    // Even for the same record.
    refused(api.add_entry(&company, json!({"code": "c"})));
    refused(api.assert_entry(&api.company(), json!({"code": "c"})));
    refused(api.append_entry(&other, json!({"code": "c"})));
    refused(api.overwrite_entry(&other, json!({"code": "c", "text": "x"})));
    assert_eq!(api.entry_values(&other)["text"], json!([]));
    api.assert_entry(&company, json!({"code": "c", "text": "x"})).data();
    // A record may have the same value.
    api.add_things();
    api.created("things", json!({"code": "c"}));
    // A deleted entry no longer has it.
    assert_eq!(api.delete(&entry_path(&id)).text, "{}");
    api.append_entry(&other, json!({"code": "c"})).data();
}

#[test]
fn required_attributes_and_defaults() {
    let api = Api::with_pipeline();
    for (slug, kind, default) in [
        ("seats", "number", json!({"type": "static", "template": [{"value": 5}]})),
        ("due", "date", json!({"type": "dynamic", "template": "P1M"})),
        ("seller", "actor-reference", json!({"type": "dynamic", "template": "current-user"})),
    ] {
        let data = json!({
            "api_slug": slug, "type": kind, "is_required": true, "default_value": default,
        });
        api.attio.create_attribute(PIPELINE, &data).unwrap();
    }
    let company = api.company();
    let entry = api.added(&company, json!({"seats": 6})).clone();
    let values = &entry["entry_values"];
    assert_eq!(values["seats"][0]["value"], 6);
    assert_eq!(values["due"].as_array().unwrap().len(), 1);
    assert_eq!(values["seller"][0]["referenced_actor_type"], "api-token");
    let put = api.assert_entry(&api.company(), json!({})).data();
    assert_eq!(put["entry_values"]["seats"][0]["value"], 5);
    // An assert of an entry adds no defaults.
    let again = api.assert_entry(&company, json!({"text": "x"})).data();
    assert_eq!(again["entry_values"]["seats"][0]["value"], 6);
    let seats = api.attio.attribute_id(PIPELINE, "seats").unwrap();
    let message = format!("Required value for attribute with ID \"{seats}\" was not provided.");
    let id = entry_id(&entry);
    for reply in [
        api.append_entry(&id, json!({"seats": []})),
        api.overwrite_entry(&id, json!({"seats": []})),
        api.assert_entry(&company, json!({"seats": []})),
    ] {
        assert_eq!(reply.message(400, "missing_value"), message);
    }
}

#[test]
fn a_required_attribute_without_a_default() {
    let builder = attio_emulator::Emulator::builder()
        .required_without_default(attio_emulator::RequiredWithoutDefault::Allow);
    let api = Api::with_pipeline_of(builder);
    let data = json!({"api_slug": "seats", "type": "number", "is_required": true});
    let id = api.attio.create_attribute(PIPELINE, &data).unwrap();
    let message = format!("Required value for attribute with ID \"{id}\" was not provided.");
    let company = api.company();
    for reply in [api.add_entry(&company, json!({})), api.assert_entry(&company, json!({}))] {
        assert_eq!(reply.message(400, "missing_value"), message);
    }
    api.added(&company, json!({"seats": 1}));
    api.assert_entry(&company, json!({})).data();
}
