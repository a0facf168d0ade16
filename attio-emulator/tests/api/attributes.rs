//! Creating and updating attributes.

use serde_json::{Value, json};

use crate::support::Api;

const THINGS: &str = "/v2/objects/things/attributes";

fn data(changes: Value) -> Value {
    let mut data = json!({
        "title": "Colour", "description": null, "api_slug": "colour", "type": "text",
        "is_required": false, "is_unique": false, "is_multiselect": false, "config": {},
    });
    for (name, value) in changes.as_object().unwrap() {
        if value == "absent" {
            data.as_object_mut().unwrap().remove(name);
        } else {
            data[name] = value.clone();
        }
    }
    json!({"data": data})
}

#[test]
fn a_new_attribute_is_returned_with_all_sixteen_members() {
    let api = Api::with_things();
    let attribute = api.post(THINGS, &data(json!({"description": "Of the paint"}))).data();
    assert_eq!(attribute.as_object().unwrap().len(), 16);
    assert_eq!(attribute["title"], "Colour");
    assert_eq!(attribute["description"], "Of the paint");
    assert_eq!(attribute["is_writable"], true);
    assert_eq!(attribute["is_system_attribute"], false);
    assert_eq!(api.get(&format!("{THINGS}/colour")).data(), attribute);
    let id = attribute["id"]["attribute_id"].as_str().unwrap();
    assert_eq!(api.get(&format!("{THINGS}/{id}")).data(), attribute);
    assert_eq!(api.thing("colour", json!("red"))[0]["value"], "red");
}

#[test]
fn every_member_is_required() {
    let api = Api::with_things();
    let members = [
        "title",
        "description",
        "api_slug",
        "type",
        "is_required",
        "is_unique",
        "is_multiselect",
        "config",
    ];
    for member in members {
        let reply = api.post(THINGS, &data(json!({member: "absent"})));
        let error = reply.refused(400, "validation_type");
        assert_eq!(error["message"], "Body payload validation error.");
        assert_eq!(error["validation_errors"][0]["path"], json!(["data", member]));
    }
    let error = api.post(THINGS, &data(json!({"x": 1}))).refused(400, "validation_type");
    assert_eq!(error["validation_errors"][0]["code"], "unrecognized_keys");
}

#[test]
fn types_have_their_limits() {
    let api = Api::with_things();
    for changes in [
        json!({"type": "colour"}),
        json!({"type": "personal-name"}),
        json!({"type": "interaction"}),
        json!({"type": "text", "is_multiselect": true}),
        json!({"type": "select", "is_unique": true}),
        json!({"type": "checkbox", "is_unique": true}),
        json!({"type": "currency"}),
        json!({"type": "currency", "config": {"currency": {"default_currency_code": "USD"}}}),
        json!({"type": "currency", "config": {"currency": {"default_currency_code": "TWD", "display_type": "code"}}}),
        json!({"type": "text", "config": {"currency": {"default_currency_code": "USD", "display_type": "code"}}}),
        json!({"type": "record-reference", "config": {"record_reference": {"allowed_objects": []}}}),
        json!({"api_slug": "No Slug"}),
        json!({"type": "text", "relationship": {"object": "people", "title": "x", "api_slug": "x", "is_multiselect": false}}),
    ] {
        api.post(THINGS, &data(changes)).refused(400, "validation_type");
    }
}

#[test]
fn people_and_companies_have_limits_of_their_own() {
    let api = Api::start();
    for object in ["people", "companies"] {
        let path = format!("/v2/objects/{object}/attributes");
        let reply = api.post(&path, &data(json!({"is_unique": true})));
        assert_eq!(reply.message(400, "validation_type"), "Cannot set attribute as unique.");
        api.post(&path, &data(json!({"type": "status"}))).refused(400, "validation_type");
    }
    api.post("/v2/objects/deals/attributes", &data(json!({"is_unique": true}))).data();
}

#[test]
fn slugs_are_unique_in_an_object_archived_ones_included() {
    let api = Api::with_things();
    api.post(THINGS, &data(json!({}))).data();
    api.patch(&format!("{THINGS}/colour"), &json!({"data": {"is_archived": true}})).data();
    let message = api.post(THINGS, &data(json!({}))).message(409, "slug_conflict");
    assert!(message.starts_with("An attribute with the same API slug already exists on this "));
}

#[test]
fn a_relationship_makes_both_sides() {
    let api = Api::with_things();
    let relationship = json!({
        "object": "people", "title": "Things", "api_slug": "things", "is_multiselect": true,
    });
    let changes =
        json!({"api_slug": "keeper", "type": "record-reference", "relationship": relationship});
    let keeper = api.post(THINGS, &data(changes)).data();
    let things = api.get("/v2/objects/people/attributes/things").data();
    assert_eq!(keeper["relationship"]["id"], things["id"]);
    assert_eq!(things["relationship"]["api_slug"], "keeper");
    assert_eq!(things["is_multiselect"], true);
    let people = api.attio.object_id("people").unwrap().to_string();
    assert_eq!(keeper["config"]["record_reference"]["allowed_object_ids"], json!([people]));

    let relationship = json!({
        "object": "people", "title": "Other", "api_slug": "other", "is_multiselect": true,
    });
    let config = json!({"record_reference": {"allowed_objects": ["companies"]}});
    let changes =
        json!({"type": "record-reference", "relationship": relationship, "config": config});
    api.post(THINGS, &data(changes)).refused(400, "validation_type");
}

#[test]
fn unknown_objects_in_the_body_are_values_not_found() {
    let api = Api::with_things();
    let config = json!({"record_reference": {"allowed_objects": ["nothing"]}});
    let changes = json!({"type": "record-reference", "config": config});
    let message = api.post(THINGS, &data(changes)).message(400, "value_not_found");
    assert_eq!(message, "Object with slug/ID \"nothing\" not found.");
    api.post("/v2/objects/nothing/attributes", &data(json!({}))).refused(404, "not_found");
}

#[test]
fn an_attribute_can_be_changed() {
    let api = Api::with_things();
    api.post(THINGS, &data(json!({}))).data();
    let changes = json!({"data": {"title": "Tint", "api_slug": "tint", "description": "x", "is_unique": true}});
    let attribute = api.patch(&format!("{THINGS}/colour"), &changes).data();
    assert_eq!(attribute["title"], "Tint");
    assert_eq!(attribute["is_unique"], true);
    api.get(&format!("{THINGS}/colour")).refused(404, "not_found");
    for changes in
        [json!({"type": "number"}), json!({"is_multiselect": true}), json!({"relationship": null})]
    {
        let reply = api.patch(&format!("{THINGS}/tint"), &json!({"data": changes}));
        reply.refused(400, "validation_type");
    }
    api.patch(&format!("{THINGS}/tint"), &json!({"data": {}})).refused(400, "validation_type");
    let taken = json!({"data": {"api_slug": "text"}});
    api.patch(&format!("{THINGS}/tint"), &taken).refused(409, "slug_conflict");
}

#[test]
fn a_system_attribute_cannot_be_changed() {
    let api = Api::start();
    let path = "/v2/objects/people/attributes/job_title";
    let reply = api.patch(path, &json!({"data": {"title": "x"}}));
    let message = reply.message(400, "system_edit_unauthorized");
    assert_eq!(message, "Cannot update a System attribute.");
}

#[test]
fn an_archived_attribute_is_hidden_and_cannot_be_written() {
    let api = Api::with_things();
    let id = api.created("things", json!({"text": "x"}));
    let path = format!("{THINGS}/text");
    api.patch(&path, &json!({"data": {"is_archived": true}})).data();
    assert!(api.values("things", &id).get("text").is_none());
    let message = api.create("things", json!({"text": "x"})).message(400, "value_not_found");
    assert_eq!(message, "Cannot find attribute with slug/ID \"text\".");
    let count = |path: &str| api.get(path).data().as_array().unwrap().len();
    assert_eq!(count(THINGS) + 1, count(&format!("{THINGS}?show_archived=true")));
    api.patch(&path, &json!({"data": {"is_archived": false}})).data();
    assert_eq!(api.values("things", &id)["text"][0]["value"], "x");
}

#[test]
fn attributes_are_listed_in_pages() {
    let api = Api::start();
    let all = api.get("/v2/objects/people/attributes").data();
    let path = "/v2/objects/people/attributes?limit=10";
    let mut listed = Vec::new();
    for offset in [0, 10, 20, 30] {
        let page = api.get(&format!("{path}&offset={offset}")).data();
        listed.extend(page.as_array().unwrap().clone());
    }
    assert_eq!(Value::Array(listed), all);
    api.get("/v2/objects/people/attributes?limit=0").refused(400, "validation_type");
}

#[test]
fn an_unknown_attribute_is_404() {
    let api = Api::start();
    let path = "/v2/objects/people/attributes/my-attribute";
    let message = "Attribute with slug/ID \"my-attribute\" not found.";
    assert_eq!(api.get(path).message(404, "not_found"), message);
    let reply = api.patch(path, &json!({"data": {"title": "x"}}));
    assert_eq!(reply.message(404, "not_found"), message);
    api.get("/v2/objects/nothing/attributes").refused(404, "not_found");
}
