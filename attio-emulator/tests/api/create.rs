//! Creating, reading and deleting records.

use serde_json::json;

use crate::support::{Api, record_id};

#[test]
fn a_record_has_four_members() {
    let api = Api::start();
    let reply = api.create("companies", json!({"name": "Acme"}));
    let record = reply.data();
    let members: Vec<&String> = record.as_object().unwrap().keys().collect();
    assert_eq!(members.len(), 4, "{members:?}");
    assert_eq!(record["id"]["workspace_id"], api.attio.workspace_id().to_string());
    assert_eq!(record["id"]["object_id"], api.attio.object_id("companies").unwrap().to_string());
    let created_at = record["created_at"].as_str().unwrap();
    assert_eq!((created_at.len(), created_at.ends_with('Z')), (30, true), "{created_at}");
    let url = format!("{}/emulator/company/{}", api.attio.base_url(), record_id(&record));
    assert_eq!(record["web_url"], url);
    // The order of the members, as captured.
    let order = ["\"id\"", "\"created_at\"", "\"web_url\"", "\"values\""];
    let found: Vec<usize> = order.iter().map(|name| reply.text.find(name).unwrap()).collect();
    assert!(found.is_sorted());
}

#[test]
fn every_object_has_its_page_address() {
    let api = Api::with_things();
    let owner = "ada@example.com";
    for (object, path, values) in [
        ("people", "person", json!({})),
        ("companies", "company", json!({})),
        ("deals", "deals/record", json!({"name": "x", "stage": "Lead", "owner": owner})),
        ("users", "users/record", json!({"user_id": "1", "primary_email_address": "u@acme.com"})),
        ("workspaces", "workspaces/record", json!({"workspace_id": "1"})),
        ("things", "custom/things/record", json!({})),
    ] {
        let record = api.create(object, values).data();
        let url = record["web_url"].as_str().unwrap();
        assert!(url.contains(&format!("/emulator/{path}/")), "{url}");
    }
}

#[test]
fn every_attribute_is_a_key_and_every_value_an_array() {
    let api = Api::start();
    let values = api.create("people", json!({})).data()["values"].clone();
    let attributes = api.get("/v2/objects/people/attributes").data();
    let slugs = attributes.as_array().unwrap();
    assert_eq!(values.as_object().unwrap().len(), slugs.len());
    for attribute in slugs {
        let slug = attribute["api_slug"].as_str().unwrap();
        assert!(values[slug].is_array(), "{slug}");
    }
    assert_eq!(values["job_title"], json!([]));
}

#[test]
fn a_value_has_its_start_and_author() {
    let api = Api::start();
    let reply = api.create("people", json!({"job_title": "CEO"}));
    let record = reply.data();
    let value = &record["values"]["job_title"][0];
    assert_eq!(value["active_from"], record["created_at"]);
    assert_eq!(value["active_until"], json!(null));
    let token = api.attio.token_id().to_string();
    assert_eq!(value["created_by_actor"], json!({"type": "api-token", "id": token}));
    assert_eq!(value["attribute_type"], "text");
    let captured = r#""job_title":[{"active_from":"#;
    assert!(reply.text.contains(captured));
    assert!(reply.text.contains(r#""value":"CEO","attribute_type":"text"}"#));
}

#[test]
fn the_system_attributes_have_values() {
    let api = Api::start();
    let record = api.create("companies", json!({})).data();
    let values = &record["values"];
    assert_eq!(values["record_id"][0]["value"], record["id"]["record_id"]);
    assert_eq!(values["created_at"][0]["value"], record["created_at"]);
    assert_eq!(values["created_by"][0]["referenced_actor_type"], "api-token");
}

#[test]
fn keys_are_slugs_or_ids_and_responses_have_slugs() {
    let api = Api::start();
    let id = api.attio.attribute_id("companies", "name").unwrap().to_string();
    let object = api.attio.object_id("companies").unwrap().to_string();
    let record = api.create(&object, json!({id.clone(): "Acme"})).data();
    assert_eq!(record["values"]["name"][0]["value"], "Acme");
    assert!(record["values"].get(&id).is_none());
    let upper = record_id(&record).to_uppercase();
    let path = format!("/v2/objects/{}/records/{upper}", object.to_uppercase());
    assert_eq!(api.get(&path).data(), record);
}

#[test]
fn the_same_attribute_twice_is_refused() {
    let api = Api::start();
    let id = api.attio.attribute_id("companies", "name").unwrap().to_string();
    let reply = api.create("companies", json!({"name": "A", id: "B"}));
    reply.refused(400, "validation_type");
}

#[test]
fn an_unknown_attribute_is_a_value_not_found() {
    let api = Api::start();
    let message = api.create("people", json!({"x": 1})).message(400, "value_not_found");
    assert_eq!(message, "Cannot find attribute with slug/ID \"x\".");
}

#[test]
fn an_unknown_object_is_404() {
    let api = Api::start();
    let message = api.create("nothing", json!({})).message(404, "not_found");
    assert_eq!(message, "Object with slug/ID \"nothing\" not found.");
}

#[test]
fn an_unknown_record_is_404() {
    let api = Api::start();
    let id = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let path = format!("/v2/objects/people/records/{id}");
    let message = format!("Record with ID \"{id}\" not found.");
    assert_eq!(api.get(&path).message(404, "not_found"), message);
    assert_eq!(api.delete(&path).message(404, "not_found"), message);
    assert_eq!(api.append("people", id, json!({})).message(404, "not_found"), message);
    assert_eq!(api.overwrite("people", id, json!({})).message(404, "not_found"), message);
}

#[test]
fn a_record_is_found_under_its_own_object_only() {
    let api = Api::start();
    let id = api.created("people", json!({}));
    api.get(&format!("/v2/objects/companies/records/{id}")).refused(404, "not_found");
}

#[test]
fn read_only_attributes_are_refused() {
    let api = Api::start();
    for slug in ["record_id", "created_at", "created_by", "last_interaction", "avatar_url"] {
        let error = api.create("people", json!({slug: "x"})).refused(400, "validation_type");
        let message = format!("An invalid value was passed to attribute with slug \"{slug}\".");
        assert_eq!(error["message"], message);
    }
}

#[test]
fn read_only_attributes_can_be_ignored() {
    use attio_emulator::{Emulator, ReadOnlyWrites};
    let builder = Emulator::builder().read_only_writes(ReadOnlyWrites::Ignore);
    let api = Api::with(builder);
    let record = api.create("people", json!({"avatar_url": "x", "job_title": "CEO"})).data();
    assert_eq!(record["values"]["avatar_url"], json!([]));
    assert_eq!(record["values"]["job_title"][0]["value"], "CEO");
}

#[test]
fn a_deleted_record_is_gone() {
    let api = Api::start();
    let id = api.created("people", json!({"email_addresses": ["ada@acme.com"]}));
    let path = format!("/v2/objects/people/records/{id}");
    let reply = api.delete(&path);
    assert_eq!((reply.status, reply.text.as_str()), (200, "{}"));
    api.get(&path).refused(404, "not_found");
    api.delete(&path).refused(404, "not_found");
    api.created("people", json!({"email_addresses": ["ada@acme.com"]}));
}

#[test]
fn a_refused_record_is_not_stored() {
    let api = Api::start();
    let refused = json!({"email_addresses": ["ada@acme.com"], "job_title": 1});
    api.create("people", refused).refused(400, "validation_type");
    api.created("people", json!({"email_addresses": ["ada@acme.com"]}));
}
