//! Tokens and scopes.

use attio_emulator::Emulator;
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, send};

#[test]
fn self_responds_without_a_wrapper() {
    let api = Api::start();
    let body = api.get("/v2/self").json();
    assert_eq!(body["active"], true);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["iss"], "attio.com");
    assert_eq!(body["workspace_id"], api.attio.workspace_id().to_string());
    assert_eq!(body["sub"], body["workspace_id"]);
    assert_eq!(body["aud"], body["client_id"]);
    assert_eq!(body["exp"], json!(null));
    assert!(body["scope"].as_str().unwrap().contains("record_permission:read-write"));
}

#[test]
fn self_does_not_refuse_a_token_that_is_gone() {
    let api = Api::start();
    let request = api.anonymous(Method::GET, "/v2/self").bearer_auth("x".repeat(64));
    let reply = send(request);
    assert_eq!((reply.status, reply.text.as_str()), (200, r#"{"active":false}"#));
}

#[test]
fn self_refuses_a_missing_and_a_malformed_token_as_a_missing_value() {
    let api = Api::start();
    for request in [
        api.anonymous(Method::GET, "/v2/self"),
        api.anonymous(Method::GET, "/v2/self").bearer_auth("short"),
    ] {
        let message = send(request).message(400, "missing_value");
        assert!(message.starts_with("Token was not recognised, "), "{message}");
    }
}

#[test]
fn a_missing_token_is_401() {
    let api = Api::start();
    let requests = [
        api.anonymous(Method::GET, "/v2/objects"),
        api.anonymous(Method::GET, "/v2/objects").header("authorization", "Bearer"),
        api.anonymous(Method::GET, "/v2/objects").header("authorization", "Digest x"),
        api.anonymous(Method::GET, "/v2/objects").header("authorization", "Basic ????"),
    ];
    for request in requests {
        send(request).refused(401, "unauthorized");
    }
}

#[test]
fn a_wrong_token_is_401_by_its_length() {
    let api = Api::start();
    let with = |token: &str| {
        send(api.anonymous(Method::GET, "/v2/objects").bearer_auth(token))
            .message(401, "unauthorized")
    };
    assert!(with("short").starts_with(
        "The API Key provided was invalid because it was the wrong length (API Keys should be 64 \
         characters long)"
    ));
    assert_eq!(
        with(&"x".repeat(64)),
        "The API Key provided could not be found. This is most commonly caused by the token having \
         been revoked."
    );
}

#[test]
fn basic_authentication_reads_the_token_from_the_user_name() {
    let api = Api::start();
    let key = api.attio.api_key().to_owned();
    let request = api.anonymous(Method::GET, "/v2/objects").basic_auth(&key, Some(""));
    assert_eq!(send(request).status, 200);
    let request = api.anonymous(Method::GET, "/v2/objects").basic_auth(&key, Some("password"));
    assert_eq!(send(request).status, 401);
}

#[test]
fn a_made_up_token_has_64_characters_and_differs_each_time() {
    let (one, two) = (Api::start(), Api::start());
    assert_eq!(one.attio.api_key().len(), 64);
    assert_ne!(one.attio.api_key(), two.attio.api_key());
}

#[test]
fn a_missing_scope_is_403_and_named() {
    let scopes = ["record_permission:read", "object_configuration:read"];
    let api = Api::with(Emulator::builder().scopes(scopes));
    assert_eq!(
        api.create("people", json!({})).message(403, "unauthorized"),
        "The API Key provided is not authorized to perform the requested action. This request \
         requires scopes: Read-Write access to the Records scope."
    );
    api.post("/v2/objects", &json!({})).refused(403, "unauthorized");
    api.get("/v2/workspace_members").refused(403, "unauthorized");
    api.get("/v2/lists").refused(403, "unauthorized");
    assert_eq!(api.get("/v2/objects").status, 200);
    assert_eq!(api.get("/v2/self").json()["scope"], scopes.join(" "));
}

#[test]
fn read_write_includes_read() {
    let scopes = ["object_configuration:read-write"];
    let api = Api::with(Emulator::builder().scopes(scopes));
    assert_eq!(api.get("/v2/objects").status, 200);
    let record = format!("/v2/objects/people/records/{}", api.attio.workspace_id());
    api.get(&record).refused(403, "unauthorized");
}

#[test]
fn deleting_an_object_needs_both_scopes() {
    let api = Api::with(Emulator::builder().scopes(["object_configuration:read-write"]));
    api.add_things();
    api.delete("/v2/objects/things").refused(403, "unauthorized");
}

#[test]
fn the_scopes_of_the_life_of_a_record() {
    let read = ["record_permission:read", "object_configuration:read"];
    let api = Api::with(Emulator::builder().scopes(read));
    let id = api.attio.seed("people", &json!({})).unwrap().to_string();
    let search = json!({"query": "", "objects": ["people"], "request_as": {"type": "workspace"}});
    api.query("people", json!({})).data();
    api.post("/v2/objects/records/search", &search).data();
    api.get("/v2/objects/people/views").data();
    // Entries belong to lists.
    api.get(&format!("/v2/objects/people/records/{id}/entries")).refused(403, "unauthorized");
    let data = json!({"data": {"primary_record_id": id, "secondary_record_id": id}});
    api.post("/v2/objects/people/records/merge", &data).refused(403, "unauthorized");
    let address = json!({"email_addresses": ["a@acme.com"]});
    api.assert("people", "email_addresses", address).refused(403, "unauthorized");
    api.append("people", &id, json!({})).refused(403, "unauthorized");
    api.overwrite("people", &id, json!({})).refused(403, "unauthorized");

    let api = Api::with(Emulator::builder().scopes(["record_permission:read-write"]));
    for reply in [
        api.query("people", json!({})),
        api.post("/v2/objects/records/search", &search),
        api.get("/v2/objects/people/views"),
    ] {
        reply.refused(403, "unauthorized");
    }
}
