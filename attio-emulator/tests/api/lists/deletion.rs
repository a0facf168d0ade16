//! Deleting what entries depend on.

use attio_emulator::{Emulator, TargetName};
use serde_json::{Value, json};

use super::new_entry;
use crate::support::Api;

/// With the object `things`, and lists of things.
fn with_lists_of_things() -> Api {
    let api = Api::with_things();
    for slug in ["one", "two"] {
        api.attio.create_list(&json!({"api_slug": slug, "parent_object": "things"})).unwrap();
        let stage = json!({"api_slug": "stage", "type": "select"});
        api.attio.create_attribute(TargetName::List(slug), &stage).unwrap();
    }
    api
}

fn slugs(api: &Api) -> Vec<Value> {
    let lists = api.get("/v2/lists").data();
    lists.as_array().unwrap().iter().map(|list| list["api_slug"].clone()).collect()
}

/// Chosen: a list without a parent object makes no sense.
#[test]
fn the_lists_of_a_deleted_object_are_deleted() {
    let api = with_lists_of_things();
    api.add_list("companies_too");
    let id = api.attio.list_id("one").unwrap();
    let thing = api.created("things", json!({}));
    let mut body = new_entry(&thing, json!({}));
    body["data"]["parent_object"] = json!("things");
    let entry = api.post("/v2/lists/one/entries", &body).data()["id"]["entry_id"].clone();
    let view = api.attio.add_view(TargetName::List("one"), "All", &json!({})).unwrap();
    assert_eq!(api.delete("/v2/objects/things").text, "{}");
    assert_eq!(slugs(&api), ["companies_too"]);
    for path in ["", "/attributes", "/attributes/stage/options", "/views"] {
        api.get(&format!("/v2/lists/one{path}")).refused(404, "not_found");
    }
    api.get(&format!("/v2/lists/one/entries/{}", entry.as_str().unwrap()))
        .refused(404, "not_found");

    // Another list with the slug begins without anything of the former one.
    api.attio.create_list(&json!({"api_slug": "one", "parent_object": "companies"})).unwrap();
    assert_eq!(api.attio.list_id("one"), Some(id));
    assert_eq!(api.get("/v2/lists/one/views").data(), json!([]));
    let query = json!({"filter_view_id": view});
    api.post("/v2/lists/one/entries/query", &query).refused(400, "value_not_found");
    assert!(api.attio.entry_ids("one").is_empty());
    assert_eq!(api.get("/v2/lists/one/attributes").data().as_array().unwrap().len(), 3);
}

#[test]
fn the_views_of_a_deleted_object_are_deleted() {
    let api = Api::with_things();
    let view = api.attio.add_view("things", "All", &json!({})).unwrap();
    api.delete("/v2/objects/things");
    api.add_things();
    assert_eq!(api.get("/v2/objects/things/views").data(), json!([]));
    api.query("things", json!({"filter_view_id": view})).refused(400, "value_not_found");
}

#[test]
fn a_list_with_another_parent_stays() {
    let things = with_lists_of_things();
    // Only a schema can have several parents.
    let mut schema = things.attio.snapshot();
    let lists = schema.lists.as_mut().unwrap();
    lists[0].parent_objects = vec!["companies".to_owned(), "things".to_owned()];
    let api = Api::with(Emulator::builder().workspace(schema));
    let list = api.get("/v2/lists/one").data();
    assert_eq!(list["parent_object"], json!(["companies", "things"]));
    let (company, thing) = (api.company(), api.created("things", json!({})));
    let mut body = new_entry(&thing, json!({}));
    body["data"]["parent_object"] = json!("things");
    let of_thing = api.post("/v2/lists/one/entries", &body).data();
    assert_eq!(of_thing["parent_object"], "things");
    let stays = api.post("/v2/lists/one/entries", &new_entry(&company, json!({}))).data();
    let path = |object: &str| json!([["one", "parent_record"], [object, "record_id"]]);
    let found = |object: &str, id: &str| {
        let filter = json!({"path": path(object), "constraints": {"value": id}});
        let body = json!({"filter": filter});
        api.post("/v2/lists/one/entries/query", &body).data().as_array().unwrap().len()
    };
    assert_eq!(found("things", &thing), 1);
    assert_eq!(found("companies", &company), 1);
    assert_eq!(found("companies", &thing), 0);
    assert_eq!(api.delete("/v2/objects/things").text, "{}");
    assert_eq!(slugs(&api), ["one"]);
    assert_eq!(api.get("/v2/lists/one").data()["parent_object"], json!(["companies"]));
    let left = api.post("/v2/lists/one/entries/query", &json!({})).data();
    assert_eq!(left, json!([stays]));
}

#[test]
fn references_to_a_deleted_record_leave_its_referring_entries() {
    let api = Api::with_pipeline();
    let gone = api.company();
    let to = json!({"target_object": "companies", "target_record_id": gone});
    let id = api.entry(json!({"company": to, "text": "x"}));
    assert_eq!(api.delete(&format!("/v2/objects/companies/records/{gone}")).text, "{}");
    let values = api.entry_values(&id);
    assert_eq!(values["company"], json!([]));
    assert_eq!(values["text"][0]["value"], "x");
}

#[test]
fn the_attributes_of_a_list_that_allow_a_deleted_object_allow_none() {
    let api = Api::with_pipeline();
    api.add_things();
    let config = json!({"record_reference": {"allowed_objects": ["things"]}});
    let data = json!({"api_slug": "thing", "type": "record-reference", "config": config});
    api.attio.create_attribute(super::PIPELINE, &data).unwrap();
    let thing = api.created("things", json!({}));
    let to = json!({"target_object": "things", "target_record_id": thing});
    let id = api.entry(json!({"thing": to}));
    api.delete("/v2/objects/things");
    assert_eq!(api.entry_values(&id)["thing"], json!([]));
    let attribute = api.get("/v2/lists/pipeline/attributes/thing").data();
    assert_eq!(attribute["config"]["record_reference"]["allowed_object_ids"], json!([]));
}
