//! Changing the name, the slug and the access of a list.

use serde_json::json;

use super::{PIPELINE, new_entry};
use crate::support::Api;

#[test]
fn a_list_is_renamed() {
    let api = Api::with_pipeline();
    let id = api.attio.list_id("pipeline").unwrap();
    let entry = api.entry(json!({"text": "x"}));
    let before = api.get("/v2/lists/pipeline").data();
    let change = json!({"data": {"name": "Customers", "api_slug": "customers"}});
    let after = api.patch("/v2/lists/pipeline", &change).data();
    assert_eq!((&after["name"], &after["api_slug"]), (&json!("Customers"), &json!("customers")));
    for stays in ["id", "created_at", "parent_object", "workspace_access", "created_by_actor"] {
        assert_eq!(after[stays], before[stays], "{stays}");
    }
    for name in ["customers".to_owned(), id.to_string(), id.to_string().to_uppercase()] {
        assert_eq!(api.get(&format!("/v2/lists/{name}")).data(), after);
        api.get(&format!("/v2/lists/{name}/entries/{entry}")).data();
    }
    api.get("/v2/lists/pipeline").refused(404, "not_found");
    // The former slug is free, and its list is another one.
    api.add_list("pipeline");
    assert_ne!(api.attio.list_id("pipeline"), Some(id));
    assert!(api.attio.entry_ids("pipeline").is_empty());
    assert_eq!(api.attio.entry_ids("customers").len(), 1);
}

#[test]
fn a_list_keeps_its_own_slug() {
    let api = Api::with_pipeline();
    let change = json!({"data": {"api_slug": "pipeline", "name": "Pipeline"}});
    assert_eq!(api.patch("/v2/lists/pipeline", &change).data()["name"], "Pipeline");
}

#[test]
fn a_list_and_an_object_can_have_the_same_slug() {
    let api = Api::start();
    api.add_list("companies");
    let company = api.company();
    api.post("/v2/lists/companies/entries", &new_entry(&company, json!({}))).data();
    api.attio
        .create_attribute(
            attio_emulator::TargetName::List("companies"),
            &json!({"api_slug": "stage", "type": "text"}),
        )
        .unwrap();
    let of = |target: &str| api.get(&format!("/v2/{target}/companies/attributes/stage"));
    assert_eq!(of("lists").data()["api_slug"], "stage");
    of("objects").refused(404, "not_found");
    assert_eq!(api.found("companies", json!({})), [company]);
}

#[test]
fn an_object_is_no_list_and_a_list_is_no_object() {
    let api = Api::with_pipeline();
    for path in [
        "/v2/lists/companies",
        "/v2/lists/companies/attributes",
        "/v2/lists/companies/views",
        "/v2/objects/pipeline",
        "/v2/objects/pipeline/attributes",
        "/v2/objects/pipeline/views",
    ] {
        api.get(path).refused(404, "not_found");
    }
    api.query("pipeline", json!({})).refused(404, "not_found");
    api.create("pipeline", json!({})).refused(404, "not_found");
    let id = api.attio.list_id("pipeline").unwrap();
    api.get(&format!("/v2/objects/{id}")).refused(404, "not_found");
    let reference = json!({
        "title": "x", "description": null, "api_slug": "x", "type": "record-reference",
        "is_required": false, "is_unique": false, "is_multiselect": false,
        "config": {"record_reference": {"allowed_objects": ["pipeline"]}},
    });
    let reply = api.post("/v2/objects/deals/attributes", &json!({"data": reference}));
    reply.refused(400, "value_not_found");
}

#[test]
fn the_ids_of_a_list_are_the_same_in_every_run() {
    let (one, two) = (Api::with_pipeline(), Api::with_pipeline());
    assert_eq!(one.attio.list_id("pipeline"), two.attio.list_id("pipeline"));
    for slug in ["entry_id", "created_at", "status", "tags"] {
        let id = one.attio.attribute_id(PIPELINE, slug);
        assert!(id.is_some());
        assert_eq!(id, two.attio.attribute_id(PIPELINE, slug));
    }
    let statuses = |api: &Api| api.get("/v2/lists/pipeline/attributes/status/statuses").data();
    assert_eq!(statuses(&one), statuses(&two));
}

#[test]
fn a_reset_removes_lists() {
    let api = Api::with_pipeline();
    api.entry(json!({}));
    api.attio.reset();
    assert_eq!(api.get("/v2/lists").data(), json!([]));
    assert_eq!(api.attio.list_id("pipeline"), None);
    assert!(api.attio.entry_ids("pipeline").is_empty());
}
