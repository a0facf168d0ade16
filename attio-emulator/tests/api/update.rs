//! PATCH and PUT on a record.

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
fn overwrite_sets_exactly_the_given_values() {
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

#[test]
fn append_adds_no_duplicates_for_any_type() {
    let api = Api::with_things();
    let acme = api.created("companies", json!({"domains": ["acme.com"]}));
    let to_acme = json!({"target_object": "companies", "target_record_id": acme});
    let values = json!({
        "tags": ["Small", "Large"], "phones": ["+15558675309"], "crew": ["ada@example.com"],
        "anything": [to_acme],
    });
    let id = api.created("things", values);
    let before = api.values("things", &id);
    let same = json!({
        "tags": ["Large", "Small", "Large"], "phones": ["+1 555 867 5309"],
        "crew": [{"workspace_member_email_address": "ADA@example.com"}],
        "anything": [{"target_object": "companies", "domains": [{"domain": "ACME.com"}]}],
    });
    assert_eq!(api.append("things", &id, same).data()["values"], before);
}

#[test]
fn append_replaces_a_single_value_and_keeps_the_old_one_as_history() {
    let api = Api::with_things();
    let id = api.created("things", json!({"status": "To do", "number": 1}));
    api.append("things", &id, json!({"status": "Done", "number": 2})).data();
    for slug in ["status", "number"] {
        let path =
            format!("/v2/objects/things/records/{id}/attributes/{slug}/values?show_historic=true");
        let all = api.get(&path).data();
        assert_eq!(all.as_array().unwrap().len(), 2, "{slug}");
        assert_eq!(all[0]["active_until"], all[1]["active_from"]);
    }
}

#[test]
fn equal_values_add_no_history() {
    let api = Api::start();
    let values = json!({
        "name": "Lovelace, Ada", "email_addresses": ["a@acme.com", "b@acme.com"],
        "job_title": "CEO",
    });
    let id = api.created("people", values.clone());
    let before = api.values("people", &id);
    api.overwrite("people", &id, values.clone()).data();
    api.append("people", &id, values.clone()).data();
    api.assert("people", "email_addresses", values).data();
    assert_eq!(api.values("people", &id), before);
    for slug in ["name", "email_addresses", "job_title"] {
        let path =
            format!("/v2/objects/people/records/{id}/attributes/{slug}/values?show_historic=true");
        assert_eq!(api.get(&path).data(), before[slug], "{slug}");
    }
}

#[test]
fn a_refused_value_stores_nothing_of_the_request() {
    let api = Api::start();
    let id = api.created("people", json!({"job_title": "CEO"}));
    for bad in [
        json!({"job_title": "CTO", "email_addresses": ["x"]}),
        json!({"job_title": "CTO", "my-attribute": 1}),
        json!({"job_title": "CTO", "company": "acme.com"}),
        json!({"job_title": "CTO", "created_at": "2023-01-01"}),
    ] {
        for reply in
            [api.append("people", &id, bad.clone()), api.overwrite("people", &id, bad.clone())]
        {
            assert_eq!(reply.status, 400, "{}", reply.text);
        }
    }
    assert_eq!(api.values("people", &id)["job_title"][0]["value"], "CEO");
}

#[test]
fn unknown_names_are_404() {
    let api = Api::start();
    let none = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let company = api.created("companies", json!({}));
    for id in [none, &company] {
        for reply in [api.append("people", id, json!({})), api.overwrite("people", id, json!({}))] {
            let message = format!("Record with ID \"{id}\" not found.");
            assert_eq!(reply.message(404, "not_found"), message);
        }
    }
    let message = api.append("nothing", none, json!({})).message(404, "not_found");
    assert_eq!(message, "Object with slug/ID \"nothing\" not found.");
}

#[test]
fn both_sides_of_a_relationship_within_one_record_can_be_written_at_once() {
    let api = Api::with_things();
    let data = json!({
        "api_slug": "parts", "type": "record-reference", "is_multiselect": true,
        "relationship": {
            "object": "things", "title": "Whole", "api_slug": "wholes", "is_multiselect": true,
        },
    });
    api.attio.create_attribute("things", &data).unwrap();
    let to = |id: &str| json!([{"target_object": "things", "target_record_id": id}]);
    let other = api.created("things", json!({}));
    let old = api.created("things", json!({}));
    let id = api.created("things", json!({"wholes": to(&old)}));
    let values = json!({"parts": to(&id), "wholes": to(&other)});
    let values = api.append("things", &id, values).data()["values"].clone();
    let targets = |slug: &str| -> Vec<&str> {
        let list = values[slug].as_array().unwrap().iter();
        list.map(|value| value["target_record_id"].as_str().unwrap()).collect()
    };
    assert_eq!(targets("parts"), [id.as_str()]);
    let (mut wholes, mut all) = (targets("wholes"), [other.as_str(), old.as_str(), id.as_str()]);
    wholes.sort_unstable();
    all.sort_unstable();
    assert_eq!(wholes, all);
}

#[test]
fn a_duplicate_older_than_the_uniqueness_is_not_a_conflict() {
    let api = Api::with_things();
    let id = api.created("things", json!({"text": "x"}));
    api.created("things", json!({"text": "x"}));
    let unique = json!({"data": {"is_unique": true}});
    api.patch("/v2/objects/things/attributes/text", &unique).data();
    api.append("things", &id, json!({"text": "x", "number": 1})).data();
    api.assert("things", "text", json!({"text": "x"})).refused(400, "multiple_match_results");
}
