//! The messages of refused requests.

use attio_emulator::{Emulator, Fault};
use reqwest::Method;
use serde_json::json;

use crate::lists::NOBODY;
use crate::openapi::served;
use crate::support::{Api, send};

#[test]
fn captured_an_assert_without_a_matching_attribute() {
    let api = Api::start();
    let reply = api.put("/v2/objects/people/records", &json!({"data": {"values": {}}}));
    let error = reply.refused(400, "validation_type");
    assert_eq!(error["message"], "Query params validation error.");
    assert_eq!(error["validation_errors"][0]["path"], json!(["matching_attribute"]));
}

#[test]
fn captured_a_bare_value_for_a_multi_select() {
    let api = Api::start();
    let error = api.create("companies", json!({"domains": "acme.com"}));
    let error = error.refused(400, "validation_type");
    let message = "Multi-select attribute expects an array but received a single value";
    assert_eq!(error["validation_errors"][0]["message"], message);
}

#[test]
fn captured_a_malformed_uuid_in_the_path_is_400() {
    let api = Api::start();
    let body = json!({"data": {"values": {}}});
    let path = "/v2/objects/people/records/not-a-uuid";
    for reply in [api.get(path), api.patch(path, &body), api.put(path, &body), api.delete(path)] {
        reply.refused(400, "validation_type");
    }
    api.get(&format!("{path}/attributes/name/values")).refused(400, "validation_type");
    api.get("/v2/workspace_members/x").refused(400, "validation_type");
}

#[test]
fn captured_id_is_not_an_attribute_of_a_filter() {
    let api = Api::start();
    let reply = api.query("people", json!({"filter": {"id": "x"}}));
    let error = reply.refused(400, "unknown_filter_attribute_slug");
    assert!(error["message"].as_str().unwrap().starts_with("Unknown attribute slug: id"));
    assert_eq!(error["path"], json!(["id"]));
    let id = api.created("people", json!({}));
    assert_eq!(api.found("people", json!({"filter": {"record_id": id}})), [id]);
}

#[test]
fn captured_a_search_without_its_context() {
    let api = Api::start();
    let body = json!({"query": "x", "objects": ["people"]});
    let error = api.post("/v2/objects/records/search", &body).refused(400, "validation_type");
    let expected = json!([{"code": "invalid", "path": ["request_as"], "message": "Invalid input"}]);
    assert_eq!(error["validation_errors"], expected);
}

#[test]
fn captured_the_record_endpoint_that_does_not_exist() {
    let api = Api::start();
    let message = "Could not find endpoint \"GET /v2/objects/companies/records\".";
    assert_eq!(api.get("/v2/objects/companies/records").message(404, "not_found"), message);
}

/// The same order for each operation that is served.
#[test]
fn chosen_the_order_of_the_checks() {
    let api = Api::start();
    let bare = Api::with(Emulator::builder().scopes(["note:read"]));
    let mut seen = 0;
    for operation in served() {
        if operation.path == "/v2/self" {
            continue;
        }
        for target in ["objects", "lists"] {
            let path = operation.path.replace("{target}", target);
            // An unknown name and a malformed ID; the same with an ID that nothing has.
            let with = |id: &str| {
                let named = path.split('/').map(|part| match part {
                    "{record_id}" | "{entry_id}" | "{workspace_member_id}" => id,
                    part if part.starts_with('{') => "nothing",
                    part => part,
                });
                named.collect::<Vec<_>>().join("/")
            };
            let (malformed, unknown) = (with("x"), with(NOBODY));
            let has_body = operation.body().is_some();
            let ask = |api: &Api, path: &str, body: &'static str| {
                let request = api.request(operation.http_method(), path);
                let json = "application/json";
                send(if has_body {
                    request.header("content-type", json).body(body)
                } else {
                    request
                })
            };
            let at = format!("{} {path}", operation.method);
            let request = bare.anonymous(operation.http_method(), &malformed);
            assert_eq!(send(request).status, 401, "{at}: the token comes first");
            assert_eq!(ask(&bare, &malformed, "{").status, 403, "{at}: then the scopes");
            if malformed != unknown {
                let error = ask(&api, &malformed, "{").refused(400, "validation_type");
                assert_eq!(error["message"], "Query params validation error.", "{at}");
            }
            if has_body {
                let error = ask(&api, &unknown, "{").refused(400, "validation_type");
                let message = error["validation_errors"][0]["message"].as_str().unwrap();
                assert!(message.starts_with("Invalid JSON"), "{at}: {message}");
            }
            if operation.path.contains('{') {
                ask(&api, &unknown, "[]").refused(404, "not_found");
                seen += 1;
            } else if has_body {
                ask(&api, &unknown, "[]").refused(400, "validation_type");
            }
        }
    }
    assert!(seen >= 60, "{seen}");
}

#[test]
fn document_missing_permissions() {
    let api = Api::with_things();
    let body = json!({"data": {"values": {}}});
    let record = format!("/v2/objects/things/records/{}", api.created("things", json!({})));
    let attributes = "/v2/objects/things/attributes";
    for (method, path, action) in [
        (Method::POST, "/v2/objects/things/records", "create this record"),
        (Method::PUT, "/v2/objects/things/records", "update this record"),
        (Method::PATCH, record.as_str(), "update this record"),
        (Method::PUT, record.as_str(), "update this record"),
        (Method::DELETE, record.as_str(), "delete this record"),
        (Method::POST, "/v2/objects/things/records/merge", "merge these records"),
        (Method::POST, "/v2/objects", "create objects in this workspace"),
        (Method::POST, attributes, "create this attribute"),
        (Method::POST, &format!("{attributes}/select/options"), "create this select option"),
        (Method::POST, &format!("{attributes}/status/statuses"), "create this status"),
    ] {
        api.attio.inject(Fault::Forbidden.once());
        let reply = send(api.request(method.clone(), path).json(&body));
        let message = format!("You do not have the necessary permissions to {action}.");
        assert_eq!(reply.message(403, "unauthorized"), message, "{method} {path}");
        assert!(reply.headers.contains_key("x-attio-execution-id"));
        assert!(!api.attio.requests().pop().unwrap().applied());
    }
    assert_eq!(api.attio.record_ids("things").len(), 1);
}

#[test]
fn document_a_write_that_another_one_overtook_is_not_applied() {
    let api = Api::start();
    api.attio.inject(Fault::ConcurrentWrite.once());
    let message = "The record was modified by another request while this write was being validated. \
                   Please try again.";
    assert_eq!(api.create("people", json!({})).message(409, "concurrent_write_conflict"), message);
    assert!(api.attio.record_ids("people").is_empty());
}

#[test]
fn document_deleting_objects() {
    let api = Api::start();
    let message = api.delete("/v2/objects/people").message(400, "system_edit_unauthorized");
    assert_eq!(message, "Only deleting custom objects is allowed.");
    let message = api.delete("/v2/objects/nothing").message(404, "not_found");
    assert_eq!(message, "Object with slug/ID \"nothing\" not found.");
}

#[test]
fn document_the_message_of_a_404_has_the_id_that_was_sent() {
    let api = Api::start();
    let id = "891dcbfc-9141-415d-9b2a-2238a6cc012d";
    let path = format!("/v2/objects/people/records/{id}");
    let message = format!("Record with ID \"{id}\" not found.");
    assert_eq!(api.get(&path).message(404, "not_found"), message);
    assert_eq!(api.delete(&path).message(404, "not_found"), message);
}

#[test]
fn captured_a_uniqueness_conflict_is_400_and_names_the_record_in_its_text_only() {
    let api = Api::start();
    let id = api.created("companies", json!({"domains": ["acme.com"]}));
    let error = api.create("companies", json!({"domains": ["acme.com"]}));
    let error = error.refused(400, "uniqueness_conflict");
    let message = format!(
        "A value provided for attribute with slug \"domains\" conflicts with one already in the \
         system. This attribute has a uniqueness constraint. Please ensure all values for this \
         attribute do not exist on another record. Conflicting record IDs: {id}"
    );
    assert_eq!(error["message"], message);
    assert_eq!(error.as_object().unwrap().len(), 4);
}
