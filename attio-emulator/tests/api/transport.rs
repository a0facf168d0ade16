//! Routes, bodies and headers.

use attio_emulator::Emulator;
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, send};

#[test]
fn an_unknown_route_is_named_with_its_method() {
    let api = Api::start();
    for (method, path) in [
        (Method::GET, "/v2/objects/companies/records"),
        (Method::GET, "/v2/nothing"),
        (Method::GET, "/v2/objects/"),
        (Method::DELETE, "/v2/objects/people/attributes/name"),
        (Method::PUT, "/v2/objects"),
    ] {
        let message = send(api.request(method.clone(), path)).message(404, "not_found");
        assert_eq!(message, format!("Could not find endpoint \"{method} {path}\"."));
    }
}

#[test]
fn a_body_that_is_not_json_is_refused() {
    let api = Api::start();
    for body in ["", "{", "{\"data\":{}} x", "\u{7b}'data': 1}"] {
        let request = api.request(Method::POST, "/v2/objects/people/records");
        let request = request.header("content-type", "application/json").body(body);
        let reply = send(request);
        assert_eq!(reply.message(400, "validation_type"), "Body payload validation error.");
        assert!(reply.json()["validation_errors"].is_array());
    }
}

#[test]
fn another_content_type_is_refused() {
    let api = Api::start();
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let request = api.request(Method::POST, "/v2/objects/people/records");
        let request = request.header("content-type", content_type).body("{\"data\":{}}");
        send(request).refused(400, "validation_type");
    }
    let request = api.request(Method::POST, "/v2/objects/people/records");
    let request = request.header("content-type", "application/json; charset=utf-8");
    assert_eq!(send(request.body(r#"{"data":{"values":{}}}"#)).status, 200);
}

#[test]
fn a_body_over_the_limit_is_413() {
    let api = Api::with(Emulator::builder().body_limit(1000));
    let reply = api.create("people", json!({"description": "x".repeat(2_000_000)}));
    reply.refused(413, "validation_type");
    assert_eq!(api.create("people", json!({"description": "x"})).status, 200);
}

#[test]
fn every_response_has_an_execution_id() {
    let api = Api::start();
    for path in ["/v2/self", "/v2/objects", "/nowhere"] {
        let id = api.get(path).headers["x-attio-execution-id"].to_str().unwrap().to_owned();
        assert_eq!(id.len(), 36);
    }
}

#[test]
fn wrong_shapes_are_reported_with_their_position() {
    let api = Api::start();
    for (body, path, message) in [
        (json!([]), json!([]), "Expected object, received array"),
        (json!({}), json!(["data"]), "Required"),
        (json!({"data": 1}), json!(["data"]), "Expected object, received number"),
        (json!({"data": {}}), json!(["data", "values"]), "Required"),
        (
            json!({"data": {"values": []}}),
            json!(["data", "values"]),
            "Expected object, received array",
        ),
        (
            json!({"data": {"values": {}, "x": 1}}),
            json!(["data", "x"]),
            "Unrecognized key(s) in object: 'x'",
        ),
    ] {
        let reply = api.post("/v2/objects/people/records", &body);
        let error = reply.refused(400, "validation_type");
        assert_eq!(error["message"], "Body payload validation error.");
        assert_eq!(error["validation_errors"][0]["path"], path);
        assert_eq!(error["validation_errors"][0]["message"], message);
    }
    let error = api.post("/v2/objects/people/records", &json!({"data": {}})).json();
    let violation = &error["validation_errors"][0];
    assert_eq!(violation["code"], "invalid_type");
    assert_eq!(violation["expected"], "object");
    assert_eq!(violation["received"], "undefined");
}

#[test]
fn an_id_in_a_path_must_be_a_uuid() {
    let api = Api::start();
    let error = api.get("/v2/objects/people/records/ada").refused(400, "validation_type");
    assert_eq!(error["validation_errors"][0]["path"], json!(["record_id"]));
    api.get("/v2/workspace_members/ada").refused(400, "validation_type");
}

#[test]
fn invalid_percent_encoding_does_not_panic() {
    let api = Api::start();
    api.get("/v2/objects/%ff").refused(404, "not_found");
}
