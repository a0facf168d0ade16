//! PATCH and PUT of a record.

use serde_json::{Value, json};

use crate::support::Api;

fn addresses(values: &Value) -> Vec<&str> {
    let list = values["email_addresses"].as_array().unwrap();
    list.iter().map(|value| value["email_address"].as_str().unwrap()).collect()
}

#[test]
fn append_puts_new_values_in_front_and_moves_nothing() {
    let api = Api::start();
    let id = api.created("people", json!({"email_addresses": ["a@acme.com", "b@acme.com"]}));
    let given = json!({"email_addresses": ["c@acme.com", "B@acme.com", "d@acme.com"]});
    let record = api.append("people", &id, given).data();
    let expected = ["c@acme.com", "d@acme.com", "a@acme.com", "b@acme.com"];
    assert_eq!(addresses(&record["values"]), expected);
}

#[test]
fn overwrite_sets_exactly_what_is_given() {
    let api = Api::start();
    let id = api.created("people", json!({"email_addresses": ["a@acme.com", "b@acme.com"]}));
    let given = json!({"email_addresses": ["c@acme.com", "b@acme.com"]});
    let record = api.overwrite("people", &id, given).data();
    assert_eq!(addresses(&record["values"]), ["c@acme.com", "b@acme.com"]);
}

#[test]
fn attributes_that_are_not_named_stay() {
    let api = Api::start();
    let id = api.created("people", json!({"job_title": "CEO", "description": "x"}));
    for reply in [
        api.append("people", &id, json!({"description": "y"})),
        api.overwrite("people", &id, json!({"description": "z"})),
    ] {
        assert_eq!(reply.data()["values"]["job_title"][0]["value"], "CEO");
    }
}

#[test]
fn an_empty_array_clears_except_when_appended_to_several_values() {
    let api = Api::start();
    let first = json!({"job_title": "CEO", "email_addresses": ["a@acme.com"]});
    let id = api.created("people", first);
    let empty = json!({"job_title": [], "email_addresses": []});
    let values = api.append("people", &id, empty.clone()).data()["values"].clone();
    assert_eq!(values["job_title"], json!([]));
    assert_eq!(addresses(&values), ["a@acme.com"]);
    let values = api.overwrite("people", &id, empty).data()["values"].clone();
    assert_eq!(values["email_addresses"], json!([]));
}

#[test]
fn null_does_not_clear() {
    let api = Api::start();
    let id = api.created("people", json!({"job_title": "CEO"}));
    let error = api.append("people", &id, json!({"job_title": null}));
    let error = error.refused(400, "validation_type");
    assert_eq!(error["validation_errors"][0]["message"], "Invalid input");
}

#[test]
fn a_required_attribute_cannot_be_emptied() {
    let api = Api::start();
    let values = json!({"workspace_id": "1"});
    let id = api.created("workspaces", values);
    let attribute = api.attio.attribute_id("workspaces", "workspace_id").unwrap();
    let message = format!("Required value for attribute with ID \"{attribute}\" was not provided.");
    for reply in [
        api.append("workspaces", &id, json!({"workspace_id": []})),
        api.overwrite("workspaces", &id, json!({"workspace_id": []})),
    ] {
        assert_eq!(reply.message(400, "missing_value"), message);
    }
    api.append("workspaces", &id, json!({"name": "x"})).data();
}
