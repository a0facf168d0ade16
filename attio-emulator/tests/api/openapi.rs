//! Checks every operation of the emulator against Attio's OpenAPI document.
//!
//! [`send`](crate::support::send) checks each request and response of all the tests. The tests here
//! prove that this covers each operation, and that it detects mistakes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::document::{Document, Exchange, Operation};
use crate::lists::{PIPELINE, entry_id, entry_path};
use crate::support::Api;

/// The operations of the document that the emulator serves.
pub(crate) fn served() -> Vec<Operation<'static>> {
    let probed = Api::start();
    let is_served = |operation: &Operation<'_>| {
        let path = operation.path.replace("{target}", "objects").replace(['{', '}'], "");
        let response = probed.request(operation.http_method(), &path).send().unwrap();
        !response.text().unwrap().contains("Could not find endpoint")
    };
    Document::get().operations().filter(is_served).collect()
}

#[test]
fn every_served_operation_is_checked() {
    let document = Document::get();
    let expected: BTreeSet<_> = served().iter().map(|found| (found.method, found.path)).collect();
    assert!(expected.len() >= 40, "{expected:?}");

    let api = Api::with_things();
    schema_endpoints(&api);
    list_endpoints(&api);
    entry_endpoints(&api);
    record_endpoints(&api);
    life_of_a_record(&api);
    let successes = api.attio.requests();
    let successes = successes.iter().filter(|request| matches!(request.worked, Some(200 | 202)));
    let checked =
        successes.filter_map(|request| document.operation(&request.method, &request.path));
    let checked: BTreeSet<_> = checked.map(|found| (found.method, found.path)).collect();
    assert_eq!(checked, expected, "the checked operations, and the served ones");
}

fn schema_endpoints(api: &Api) {
    api.get("/v2/self");
    api.get("/v2/objects").data();
    let data = json!({"data": {"api_slug": "xs", "singular_noun": "X", "plural_noun": "Xs"}});
    api.post("/v2/objects", &data).data();
    api.get("/v2/objects/xs").data();
    api.patch("/v2/objects/xs", &json!({"data": {"singular_noun": "Y"}})).data();
    assert_eq!(api.delete("/v2/objects/xs").text, "{}");

    for object in ["people", "companies", "deals", "users", "workspaces", "things"] {
        api.get(&format!("/v2/objects/{object}/attributes")).data();
    }
    for (slug, kind, default) in [
        ("d1", "number", json!({"type": "static", "template": [{"value": 5}]})),
        ("d2", "timestamp", json!({"type": "dynamic", "template": "P1M"})),
        (
            "d3",
            "email-address",
            json!({"type": "static", "template": [{"email_address": "a@acme.com"}]}),
        ),
    ] {
        let data = json!({"data": {
            "title": "x", "description": null, "api_slug": slug, "type": kind, "is_required": true,
            "is_unique": false, "is_multiselect": false, "config": {}, "default_value": default,
        }});
        api.post("/v2/objects/things/attributes", &data).data();
        let data = json!({"data": {"is_required": false}});
        api.patch(&format!("/v2/objects/things/attributes/{slug}"), &data).data();
    }
    api.get("/v2/objects/people/attributes/company").data();

    let path = "/v2/objects/things/attributes/select/options";
    api.get(path).data();
    api.post(path, &json!({"data": {"title": "XL"}})).data();
    api.patch(&format!("{path}/XL"), &json!({"data": {"is_archived": true}})).data();
    let path = "/v2/objects/things/attributes/status/statuses";
    api.get(path).data();
    let data = json!({"data": {"title": "Stuck", "target_time_in_status": "P1D"}});
    api.post(path, &data).data();
    api.patch(&format!("{path}/Stuck"), &json!({"data": {"is_archived": true}})).data();

    api.get("/v2/workspace_members").data();
    api.get(&format!("/v2/workspace_members/{}", api.attio.member_id())).data();
}

/// The same attributes as an object, and settings that only a list has.
fn list_endpoints(api: &Api) {
    let data = json!({
        "name": "Pipeline", "api_slug": "pipeline", "parent_object": "companies",
        "workspace_access": null, "workspace_member_access": [
            {"workspace_member_id": api.attio.member_id(), "level": "full-access"},
        ],
    });
    api.post("/v2/lists", &json!({"data": data})).data();
    let list = "/v2/lists/pipeline";
    api.patch(list, &json!({"data": {"workspace_access": "read-only"}})).data();
    api.get(list).data();
    api.get("/v2/lists").data();
    api.add_attributes(PIPELINE);
    api.attio.add_view(PIPELINE, "All", &json!({})).unwrap();
    api.get(&format!("{list}/views")).data();

    let attributes = format!("{list}/attributes");
    let default = json!({"type": "static", "template": [{"value": 5}]});
    let data = json!({"data": {
        "title": "x", "description": null, "api_slug": "seats", "type": "number",
        "is_required": true, "is_unique": false, "is_multiselect": false, "config": {},
        "default_value": default,
    }});
    api.post(&attributes, &data).data();
    api.patch(&format!("{attributes}/seats"), &json!({"data": {"is_archived": true}})).data();
    api.get(&format!("{attributes}?show_archived=true")).data();
    for (slug, choices) in [("select", "options"), ("status", "statuses")] {
        let path = format!("{attributes}/{slug}/{choices}");
        api.get(&path).data();
        api.post(&path, &json!({"data": {"title": "XL"}})).data();
        api.patch(&format!("{path}/XL"), &json!({"data": {"is_archived": true}})).data();
        api.get(&format!("{attributes}/{slug}")).data();
    }
}

/// A value of each type is written, and read back with its history.
fn entry_endpoints(api: &Api) {
    let person = api.created("people", json!({}));
    let company = api.created("companies", json!({"domains": ["entries.com"]}));
    let mut values = one_of_each(&person);
    values["company"] = json!("entries.com");
    let slugs: Vec<String> = values.as_object().unwrap().keys().cloned().collect();
    let id = entry_id(&api.added(&company, values.clone()));
    api.assert_entry(&company, values).data();
    api.assert_entry(&api.company(), json!({})).data();
    api.get_entry(&id).data();
    api.append_entry(&id, json!({"tags": ["Medium"]})).data();
    api.overwrite_entry(&id, json!({"tags": ["Medium"]})).data();
    for slug in slugs.iter().map(String::as_str).chain(["entry_id", "created_at", "created_by"]) {
        let path = format!("{}/attributes/{slug}/values", entry_path(&id));
        assert_ne!(api.get(&path).data(), json!([]), "{slug}");
    }
    let path = format!("{}/attributes/status/values?show_historic=true", entry_path(&id));
    assert_ne!(api.get(&path).data(), json!([]));
    let filter = json!({
        "path": [["pipeline", "parent_record"], ["companies", "record_id"]],
        "constraints": {"value": company},
    });
    let sorts = json!([{"direction": "desc", "attribute": "created_at"}]);
    assert_eq!(api.found_entries(json!({"filter": filter, "sorts": sorts})), [id.as_str()]);
    assert_eq!(api.entries_of(&company), [id.as_str()]);
    assert_eq!(api.delete(&entry_path(&id)).text, "{}");
}

/// A value of each type except references to companies.
fn one_of_each(person: &str) -> Value {
    json!({
        "text": "x", "number": 1.5, "checkbox": true, "currency": "12.3456", "date": "2023",
        "timestamp": "2023", "rating": 5, "status": "Done", "select": "Small",
        "tags": ["Small", "Large"], "owner": "ada@example.com",
        "anything": [{"target_object": "people", "target_record_id": person}],
        "location": {
            "line_1": null, "line_2": null, "line_3": null, "line_4": null, "locality": null,
            "region": null, "postcode": null, "country_code": "DE", "latitude": "1.5",
            "longitude": "-2.5",
        },
        "domain": "attio.com", "email": "a@attio.com", "phone": "+15558675309",
    })
}

/// A value of each type is written, and read back with its history.
fn record_endpoints(api: &Api) {
    let company = json!({"domains": ["acme.com"], "name": "Acme", "categories": ["SAAS"]});
    api.create("companies", company).data();
    let person = json!({
        "name": "Lovelace, Ada", "email_addresses": ["ada@acme.com"], "company": "acme.com",
        "phone_numbers": ["+15558675309"], "primary_location": "London",
    });
    let person = api.created("people", person);
    let mut thing = one_of_each(&person);
    thing["company"] = json!("acme.com");
    let slugs: Vec<String> = thing.as_object().unwrap().keys().cloned().collect();
    let thing = api.created("things", thing);
    api.get(&format!("/v2/objects/things/records/{thing}")).data();
    api.append("things", &thing, json!({"tags": ["Medium"]})).data();
    api.overwrite("things", &thing, json!({"tags": ["Medium"]})).data();
    for slug in slugs.iter().map(String::as_str).chain(["created_at", "created_by"]) {
        let path = format!("/v2/objects/things/records/{thing}/attributes/{slug}/values");
        let values = api.get(&format!("{path}?show_historic=true")).data();
        assert_ne!(values, json!([]), "{slug}");
    }
    assert_eq!(api.delete(&format!("/v2/objects/things/records/{thing}")).text, "{}");
}

fn life_of_a_record(api: &Api) {
    for _ in 0..2 {
        api.assert("companies", "domains", json!({"domains": ["sun.com"], "name": "Sun"})).data();
    }
    let deal = json!({"name": "Engine", "stage": "Lead", "owner": "ada@example.com", "value": 5});
    api.created("deals", deal);
    api.created("things", json!({}));
    for object in ["people", "companies", "deals", "things"] {
        let sorts = json!([{"direction": "desc", "attribute": "created_at"}]);
        let body = json!({"filter": {"record_id": {"$contains": "-"}}, "sorts": sorts});
        assert!(!api.found(object, body).is_empty(), "{object}");
    }
    for object in ["people", "companies", "deals"] {
        let view = api.attio.add_view(object, "All", &json!({})).unwrap();
        api.query(object, json!({"filter_view_id": view})).data();
    }
    api.get("/v2/objects/people/views").data();
    api.get("/v2/objects/things/views").data();
    let id = api.attio.record_ids("people")[0];
    api.get(&format!("/v2/objects/people/records/{id}/entries")).data();
    let body = json!({
        "query": "", "objects": ["people", "companies", "deals", "things"],
        "request_as": {"type": "workspace"},
    });
    let found = api.post("/v2/objects/records/search", &body).data();
    assert_eq!(found.as_array().unwrap().len(), 8);
    for status in [200, 202] {
        let (one, two) = (api.created("people", json!({})), api.created("people", json!({})));
        let data = json!({"primary_record_id": one, "secondary_record_id": two});
        if status == 202 {
            api.attio.delay_next_merge();
        }
        let reply = api.post("/v2/objects/people/records/merge", &json!({"data": data}));
        assert_eq!(reply.status, status, "{}", reply.text);
    }
}

#[test]
fn mistakes_are_detected() {
    let api = Api::start();
    let body = json!({"data": {"values": {"job_title": [{"value": "CEO"}]}}});
    let path = "/v2/objects/people/records";
    let record = api.post(path, &body).json();
    let check = |body: &Value, status: u16, response: &Value| {
        let exchange = Exchange { method: "POST", path, body: Some(body), status, response };
        Document::get().check(&exchange)
    };
    assert_eq!(check(&body, 200, &record), Ok(()));

    for (pointer, wrong) in [
        ("/data/id/record_id", json!("no uuid")),
        ("/data/web_url", json!("no URL")),
        ("/data/created_at", json!(1)),
        ("/data/values/job_title", json!("CEO")),
        ("/data/values/job_title/0/value", json!(1)),
        ("/data/values/job_title/0/active_from", json!("yesterday")),
        ("/data/values/job_title/0/created_by_actor/type", json!("ghost")),
    ] {
        let mut changed = record.clone();
        *changed.pointer_mut(pointer).unwrap() = wrong;
        let wrong = check(&body, 200, &changed).unwrap_err();
        assert!(wrong.contains(&format!("the response: {pointer}:")), "{pointer}: {wrong}");
    }
    let mut changed = record.clone();
    changed["data"]["values"]["job_title"][0]["attribute_type"] = json!("hologram");
    let wrong = check(&body, 200, &changed).unwrap_err();
    assert!(wrong.contains("/data/values/job_title/0: is of no kind of oneOf"), "{wrong}");
    for (host, member) in [
        ("", "data"),
        ("/data", "web_url"),
        ("/data/id", "workspace_id"),
        ("/data/values/job_title/0", "active_until"),
    ] {
        let mut changed = record.clone();
        changed.pointer_mut(host).unwrap().as_object_mut().unwrap().remove(member).unwrap();
        let wrong = check(&body, 200, &changed).unwrap_err();
        assert!(wrong.contains(&format!("{host}/{member}: it is required")), "{member}: {wrong}");
    }
    for pointer in objects_of(&record) {
        let mut changed = record.clone();
        let host = changed.pointer_mut(&pointer).unwrap().as_object_mut().unwrap();
        host.insert("extra".to_owned(), json!(1));
        let wrong = check(&body, 200, &changed).unwrap_err();
        assert!(wrong.contains(&format!("{pointer}/extra:")), "{pointer}: {wrong}");
    }

    let wrong = check(&json!({"data": {"value": {}}}), 200, &record).unwrap_err();
    assert!(wrong.starts_with("the request: /data/values: "), "{wrong}");
    let wrong = check(&body, 201, &record).unwrap_err();
    assert_eq!(wrong, "the document has no response 201");
}

#[test]
fn a_wrong_error_is_detected() {
    let check = |status: u16, response: &Value| {
        let (method, path) = ("GET", "/v2/objects/people");
        Document::get().check(&Exchange { method, path, body: None, status, response })
    };
    let error = |status: u16, kind: &str, code: &str| json!({"status_code": status, "type": kind, "code": code, "message": "x"});
    let request = "invalid_request_error";
    assert_eq!(check(404, &error(404, request, "not_found")), Ok(()));
    // The document does not list it for this operation.
    assert_eq!(check(401, &error(401, "auth_error", "unauthorized")), Ok(()));

    let mut bare = error(404, request, "not_found");
    bare.as_object_mut().unwrap().remove("message");
    let mut more = error(404, request, "not_found");
    more["validation_errors"] = json!([{"code": "invalid", "path": [], "message": "x", "line": 1}]);
    for (status, response) in [
        (404, error(400, request, "not_found")),
        (404, error(404, "auth_error", "not_found")),
        (404, error(404, request, "value_not_found")),
        (404, json!({"data": {}})),
        (404, bare),
        (404, more),
        (401, error(400, "auth_error", "unauthorized")),
        (401, error(401, "api_error", "unauthorized")),
        (409, error(409, request, "slug_conflict")),
        (418, error(418, request, "teapot")),
    ] {
        assert!(check(status, &response).is_err(), "{status} {response}");
    }
}

#[test]
fn an_operation_is_found_by_its_path() {
    let found = |method: &str, path: &str| {
        Document::get().operation(method, path).map(|operation| operation.path)
    };
    for (method, path, expected) in [
        ("POST", "/v2/objects/records/search", Some("/v2/objects/records/search")),
        ("POST", "/v2/objects/people/records", Some("/v2/objects/{object}/records")),
        ("GET", "/v2/lists/x/attributes", Some("/v2/{target}/{identifier}/attributes")),
        ("GET", "/v2/files/x/attributes", None),
        ("DELETE", "/v2/self", None),
        ("GET", "/v2/self/", None),
        ("GET", "/scim/v2/Users", None),
    ] {
        assert_eq!(found(method, path), expected, "{method} {path}");
    }
}

/// The positions of the objects in a value, as JSON pointers.
fn objects_of(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, child)| (name.clone(), child)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect()
        }
        _ => Vec::new(),
    };
    let below = children.iter().flat_map(|(name, child)| {
        objects_of(child).into_iter().map(move |pointer| format!("/{name}{pointer}"))
    });
    value.is_object().then(String::new).into_iter().chain(below).collect()
}
