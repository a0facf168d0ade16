//! Lists and their attributes.

use attio_emulator::{Emulator, ListChoiceIds};
use reqwest::Method;
use serde_json::{Value, json};

use crate::lists::{NOBODY, PIPELINE, mistakes};
use crate::oauth::Scene;
use crate::support::{Api, in_order, send};

const BODY: &str = "Body payload validation error.";

/// The `data` of a list with other values of some members.
fn list(changes: Value) -> Value {
    let mut data = json!({
        "name": "Hiring", "api_slug": "hiring", "parent_object": "people",
        "workspace_access": "full-access", "workspace_member_access": [],
    });
    for (name, value) in changes.as_object().unwrap() {
        data[name] = value.clone();
    }
    json!({"data": data})
}

fn full_access(member: &str) -> Value {
    json!([{"workspace_member_id": member, "level": "full-access"}])
}

#[test]
fn captured_the_members_of_a_list_have_an_order() {
    let api = Api::start();
    let reply = api.post("/v2/lists", &list(json!({})));
    let members = [
        "id",
        "workspace_id",
        "list_id",
        "api_slug",
        "created_at",
        "name",
        "workspace_access",
        "workspace_member_access",
        "parent_object",
        "created_by_actor",
    ];
    in_order(&reply.text, &members);
    let created = reply.data();
    assert_eq!(created["parent_object"], json!(["people"]));
    assert_eq!(created["workspace_access"], "full-access");
    assert_eq!(created["workspace_member_access"], json!([]));
    let id = created["id"]["list_id"].as_str().unwrap();
    for name in ["hiring", id] {
        assert_eq!(api.get(&format!("/v2/lists/{name}")).data(), created);
    }
    assert_eq!(api.get("/v2/lists").data(), json!([created]));
}

#[test]
fn captured_a_list_is_created_by_the_token_or_the_app() {
    let api = Api::start();
    let created = api.post("/v2/lists", &list(json!({}))).data();
    let actor = json!({"type": "api-token", "id": api.attio.token_id()});
    assert_eq!(created["created_by_actor"], actor);
    let app = "5d4e2a1c-7b0f-4a55-9f0e-0c6f3e2b1a99";
    let (scene, token) = Scene::granted_to(app);
    let request = scene.api.anonymous(Method::POST, "/v2/lists").bearer_auth(token);
    let created = send(request.json(&list(json!({})))).data();
    assert_eq!(created["created_by_actor"], json!({"type": "app", "id": app}));
}

#[test]
fn captured_a_private_list_has_no_access_of_the_workspace() {
    let api = Api::start();
    let member = api.attio.member_id().to_string();
    let access = full_access(&member);
    let private = json!({"workspace_access": null, "workspace_member_access": access});
    let created = api.post("/v2/lists", &list(private)).data();
    assert_eq!(created["workspace_access"], json!(null));
    assert_eq!(created["workspace_member_access"], access);
}

#[test]
fn captured_lists_come_in_the_order_of_their_creation() {
    let api = Api::start();
    let slugs = ["m", "a", "z", "b", "y", "c"];
    for slug in slugs {
        api.post("/v2/lists", &list(json!({"api_slug": slug}))).data();
    }
    let lists = api.get("/v2/lists").data();
    let found = lists.as_array().unwrap().iter().map(|list| list["api_slug"].as_str().unwrap());
    assert_eq!(found.collect::<Vec<_>>(), slugs);
}

#[test]
fn captured_a_parent_is_a_string_in_a_request() {
    let api = Api::start();
    let reply = api.post("/v2/lists", &list(json!({"parent_object": ["people"]})));
    let error = reply.refused(400, "validation_type");
    assert_eq!(error["message"], BODY);
    let expected = json!([{
        "code": "invalid_type", "path": ["data", "parent_object"],
        "message": "Expected string, received array", "expected": "string", "received": "array",
    }]);
    assert_eq!(error["validation_errors"], expected);
    let people = api.attio.object_id("people").unwrap();
    let created = api.post("/v2/lists", &list(json!({"parent_object": people}))).data();
    assert_eq!(created["parent_object"], json!(["people"]));
}

#[test]
fn document_a_list_needs_five_members() {
    let api = Api::start();
    let error = api.post("/v2/lists", &json!({"data": {}})).refused(400, "validation_type");
    assert_eq!(error["message"], BODY);
    let required = |name: &str, kind: &str| {
        json!({
            "code": "invalid_type", "path": ["data", name], "message": "Required",
            "expected": kind, "received": "undefined",
        })
    };
    let expected = json!([
        required("name", "string"),
        required("api_slug", "string"),
        required("parent_object", "string"),
        required("workspace_access", "string"),
        required("workspace_member_access", "array"),
    ]);
    assert_eq!(error["validation_errors"], expected);
    let error = api.post("/v2/lists", &json!({})).refused(400, "validation_type");
    assert_eq!(mistakes(&error), [json!(["data"])]);
}

#[test]
fn document_the_messages_of_lists() {
    let api = Api::start();
    let access = json!({"workspace_member_access": full_access(NOBODY)});
    let message = format!("Workspace member with ID \"{NOBODY}\" not found.");
    let reply = api.post("/v2/lists", &list(access.clone()));
    assert_eq!(reply.message(400, "value_not_found"), message);
    let message = "Parent object with slug/ID \"nothing\" not found.";
    let reply = api.post("/v2/lists", &list(json!({"parent_object": "nothing"})));
    assert_eq!(reply.message(404, "not_found"), message);
    api.post("/v2/lists", &list(json!({}))).data();
    let reply = api.post("/v2/lists", &list(json!({"name": "Other"})));
    let message = "A list with api_slug \"hiring\" already exists.";
    assert_eq!(reply.message(409, "slug_conflict"), message);

    let message = "List with slug/ID \"enterprise_sales\" not found.";
    let path = "/v2/lists/enterprise_sales";
    let change = json!({"data": {"name": "Other"}});
    for reply in [api.get(path), api.patch(path, &change), api.get(&format!("{path}/views"))] {
        assert_eq!(reply.message(404, "not_found"), message);
    }
    let reply = api.patch("/v2/lists/hiring", &json!({"data": access}));
    let message = format!("Workspace member with ID \"{NOBODY}\" not found.");
    assert_eq!(reply.message(400, "value_not_found"), message);
    assert_eq!(api.get("/v2/lists").data().as_array().unwrap().len(), 1);
}

#[test]
fn document_somebody_has_full_access() {
    let api = Api::start();
    let member = api.attio.member_id();
    let levels = [json!("read-and-write"), json!("read-only"), json!(null)];
    for level in &levels {
        for own in [json!([]), json!([{"workspace_member_id": member, "level": "read-and-write"}])]
        {
            let access = json!({"workspace_access": level, "workspace_member_access": own});
            api.post("/v2/lists", &list(access)).refused(400, "validation_type");
        }
        let access = full_access(&member.to_string());
        let access = json!({"workspace_access": level, "workspace_member_access": access});
        let slug = format!("of_{}", level.as_str().unwrap_or("nobody").replace('-', "_"));
        let mut body = list(access);
        body["data"]["api_slug"] = json!(slug);
        api.post("/v2/lists", &body).data();
        // An update may not take it away either.
        let change = json!({"data": {"workspace_member_access": []}});
        api.patch(&format!("/v2/lists/{slug}"), &change).refused(400, "validation_type");
    }
    assert_eq!(api.get("/v2/lists").data().as_array().unwrap().len(), levels.len());
}

#[test]
fn chosen_an_update_is_refused_like_a_create() {
    let api = Api::start();
    api.post("/v2/lists", &list(json!({}))).data();
    api.post("/v2/lists", &list(json!({"api_slug": "other"}))).data();
    let path = "/v2/lists/hiring";
    let message = "You passed an empty payload. Please ensure you are updating at least one property \
                   in your request.";
    // The document leaves `data` open: other members are ignored, so the parent cannot change.
    for data in [json!({}), json!({"parent_object": "companies"}), json!({"x": 1})] {
        let reply = api.patch(path, &json!({"data": data}));
        assert_eq!(reply.message(400, "validation_type"), message);
    }
    let message = "A list with api_slug \"other\" already exists.";
    let reply = api.patch(path, &json!({"data": {"api_slug": "other"}}));
    assert_eq!(reply.message(409, "slug_conflict"), message);
    let data = json!({"name": 1, "api_slug": "No Slug", "workspace_access": "all",
        "workspace_member_access": [1, {"level": "full-access"}, {"workspace_member_id": "x",
        "level": 1}]});
    let error = api.patch(path, &json!({"data": data})).refused(400, "validation_type");
    let at = |steps: Value| {
        let steps = steps.as_array().unwrap().clone();
        Value::Array([vec![json!("data")], steps].concat())
    };
    let expected = [
        at(json!(["name"])),
        at(json!(["api_slug"])),
        at(json!(["workspace_access"])),
        at(json!(["workspace_member_access", 0])),
        at(json!(["workspace_member_access", 1, "workspace_member_id"])),
        at(json!(["workspace_member_access", 2, "workspace_member_id"])),
    ];
    assert_eq!(mistakes(&error), expected);
    let options = json!(["full-access", "read-and-write", "read-only"]);
    assert_eq!(error["validation_errors"][2]["options"], options);
    assert_eq!(api.get(path).data()["name"], "Hiring");
}

#[test]
fn captured_the_views_of_a_list() {
    let api = Api::with_pipeline();
    let view = api.attio.add_view(PIPELINE, "All", &json!({})).unwrap();
    let reply = api.get("/v2/lists/pipeline/views").json();
    assert_eq!(reply["pagination"], json!({"next_cursor": null}));
    let expected = json!({
        "workspace_id": api.attio.workspace_id(), "list_id": api.attio.list_id("pipeline"),
        "view_id": view,
    });
    assert_eq!(reply["data"][0]["id"], expected);
    assert_eq!(reply["data"][0]["title"], "All");
}

#[test]
fn captured_the_attributes_of_a_list_begin_with_three_that_are_not_writable() {
    let api = Api::with_pipeline();
    let attributes = api.get("/v2/lists/pipeline/attributes").data();
    let of = |attribute: &Value| {
        let (slug, kind) = (&attribute["api_slug"], &attribute["type"]);
        (slug.clone(), kind.clone(), attribute["is_writable"].clone())
    };
    let first: Vec<_> = attributes.as_array().unwrap()[..4].iter().map(of).collect();
    let row = |slug: &str, kind: &str, writable: bool| (json!(slug), json!(kind), json!(writable));
    let expected = [
        row("entry_id", "text", false),
        row("created_at", "timestamp", false),
        row("created_by", "actor-reference", false),
        row("text", "text", true),
    ];
    assert_eq!(first, expected);
    assert_eq!(attributes[0]["is_system_attribute"], true);
    let change = json!({"data": {"title": "Other"}});
    let reply = api.patch("/v2/lists/pipeline/attributes/entry_id", &change);
    let message = "Cannot update a System attribute.";
    assert_eq!(reply.message(400, "system_edit_unauthorized"), message);
}

/// The `data` of an attribute with other values of some members.
fn attribute(changes: Value) -> Value {
    let mut data = json!({
        "title": "Seats", "description": null, "api_slug": "seats", "type": "number",
        "is_required": false, "is_unique": false, "is_multiselect": false, "config": {},
    });
    for (name, value) in changes.as_object().unwrap() {
        data[name] = value.clone();
    }
    json!({"data": data})
}

#[test]
fn document_the_attributes_of_a_list() {
    let api = Api::with_pipeline();
    let path = "/v2/lists/pipeline/attributes";
    let error = api.post(path, &json!({"data": {}})).refused(400, "validation_type");
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
    assert_eq!(mistakes(&error), members.map(|name| json!(["data", name])));
    let created = api.post(path, &attribute(json!({}))).data();
    assert_eq!(created["id"]["object_id"], json!(api.attio.list_id("pipeline")));
    assert_eq!(created["relationship"], json!(null));
    let message = "An attribute with the same API slug already exists on this list. Please choose a \
                   different API slug.";
    // The slug of an archived attribute stays taken.
    for archived in [false, true] {
        let change = json!({"data": {"is_archived": archived}});
        api.patch(&format!("{path}/seats"), &change).data();
        let reply = api.post(path, &attribute(json!({})));
        assert_eq!(reply.message(409, "slug_conflict"), message);
    }
    let reply = api.get(&format!("{path}/my-attribute"));
    let message = "Attribute with slug/ID \"my-attribute\" not found.";
    assert_eq!(reply.message(404, "not_found"), message);
    let nowhere = "/v2/lists/33ebdbe9-e529-47c9-b894-0ba25e9c15c0/attributes";
    let message = "List with slug/ID \"33ebdbe9-e529-47c9-b894-0ba25e9c15c0\" not found.";
    let reply = api.post(nowhere, &attribute(json!({})));
    assert_eq!(reply.message(404, "not_found"), message);
    assert_eq!(api.get(nowhere).message(404, "not_found"), message);
    // Archiving is the only way to remove an attribute.
    let endpoint = format!("{path}/seats");
    let message = format!("Could not find endpoint \"DELETE {endpoint}\".");
    assert_eq!(api.delete(&endpoint).message(404, "not_found"), message);
}

#[test]
fn document_a_status_takes_one_value() {
    let api = Api::with_pipeline();
    let many = json!({"type": "status", "is_multiselect": true});
    let reply = api.post("/v2/lists/pipeline/attributes", &attribute(many));
    let error = reply.refused(400, "validation_type");
    assert_eq!(mistakes(&error), [json!(["data", "is_multiselect"])]);
}

#[test]
fn chosen_an_attribute_of_a_list_has_no_relationship() {
    let api = Api::with_pipeline();
    let relationship = json!({
        "object": "companies", "title": "Back", "api_slug": "back", "is_multiselect": true,
    });
    let data = attribute(json!({"type": "record-reference", "relationship": relationship}));
    let reply = api.post("/v2/lists/pipeline/attributes", &data);
    let error = reply.refused(400, "validation_type");
    assert_eq!(mistakes(&error), [json!(["data", "relationship"])]);
    let companies = api.get("/v2/objects/companies/attributes").data();
    assert!(companies.as_array().unwrap().iter().all(|other| other["api_slug"] != "back"));
}

/// A path reaches the parent by this name.
#[test]
fn chosen_the_slug_parent_record_is_taken_on_every_list() {
    let api = Api::with_pipeline();
    let path = "/v2/lists/pipeline/attributes";
    let slug = json!({"api_slug": "parent_record"});
    api.post(path, &attribute(slug.clone())).refused(409, "slug_conflict");
    api.patch(&format!("{path}/text"), &json!({"data": slug})).refused(409, "slug_conflict");
    // It is free on an object.
    api.post("/v2/objects/deals/attributes", &attribute(slug)).data();
}

#[test]
fn document_options_and_statuses_of_a_list_have_its_id_as_that_of_an_object() {
    for (rule, member, other) in [
        (ListChoiceIds::ObjectId, "object_id", "list_id"),
        (ListChoiceIds::ListId, "list_id", "object_id"),
    ] {
        let api = Api::with_pipeline_of(Emulator::builder().list_choice_ids(rule));
        let list = json!(api.attio.list_id("pipeline"));
        let values = api.added(&api.company(), json!({"status": "Done", "tags": ["Small"]}));
        let attributes = "/v2/lists/pipeline/attributes";
        let option = format!("{attributes}/select/options");
        let status = format!("{attributes}/status/statuses");
        let new = json!({"data": {"title": "New"}});
        let change = json!({"data": {"title": "Newer"}});
        for id in [
            &values["entry_values"]["status"][0]["status"]["id"],
            &values["entry_values"]["tags"][0]["option"]["id"],
            &api.get(&option).data()[0]["id"],
            &api.get(&status).data()[0]["id"],
            &api.post(&option, &new).data()["id"],
            &api.post(&status, &new).data()["id"],
            &api.patch(&format!("{option}/New"), &change).data()["id"],
            &api.patch(&format!("{status}/New"), &change).data()["id"],
        ] {
            assert_eq!((&id[member], &id[other]), (&list, &json!(null)), "{rule:?}: {id}");
        }
        // The switch is about lists only.
        api.add_things();
        let values = api.create("things", json!({"status": "Done"})).data();
        let id = &values["values"]["status"][0]["status"]["id"];
        assert_eq!(id["object_id"], json!(api.attio.object_id("things")));
        // An attribute has the member `object_id` either way.
        let attribute = api.get(&format!("{attributes}/status")).data();
        assert_eq!(attribute["id"]["object_id"], list);
    }
}
