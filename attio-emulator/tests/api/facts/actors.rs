//! The author of a value.

use attio_emulator::{Emulator, TokenLevel};
use reqwest::Method;
use serde_json::json;

use crate::oauth::Scene;
use crate::support::{Api, send};

#[test]
fn captured_a_token_is_the_actor_of_what_it_writes() {
    let api = Api::start();
    let actor = json!({"type": "api-token", "id": api.attio.token_id()});
    let id = api.created("people", json!({"job_title": "CTO"}));
    let values = api.values("people", &id);
    for slug in ["job_title", "record_id", "created_at", "created_by"] {
        assert_eq!(values[slug][0]["created_by_actor"], actor, "{slug}");
    }
    let created_by = &values["created_by"][0];
    assert_eq!(created_by["referenced_actor_type"], "api-token");
    assert_eq!(created_by["referenced_actor_id"], api.attio.token_id().to_string());
}

#[test]
fn chosen_a_token_of_a_member_writes_as_the_member() {
    let api = Api::with(Emulator::builder().token_level(TokenLevel::User));
    let id = api.created("people", json!({"job_title": "CTO"}));
    let actor = json!({"type": "workspace-member", "id": api.attio.member_id()});
    assert_eq!(api.values("people", &id)["job_title"][0]["created_by_actor"], actor);
}

#[test]
fn captured_an_app_is_the_actor_of_what_it_writes() {
    let id = "9f9d1b5e-1d7c-4c1e-9a51-0a3f0f6f1c11";
    let (scene, token) = Scene::granted_to(id);
    let request = scene.api.anonymous(Method::POST, "/v2/objects/people/records");
    let body = json!({"data": {"values": {"job_title": "Analyst"}}});
    let values = send(request.bearer_auth(token).json(&body)).data()["values"].clone();
    let actor = json!({"type": "app", "id": id});
    assert_eq!(values["job_title"][0]["created_by_actor"], actor);
    assert_eq!(values["created_by"][0]["created_by_actor"], actor);
    assert_eq!(values["created_by"][0]["referenced_actor_type"], "app");
    assert_eq!(values["created_by"][0]["referenced_actor_id"], id);
}
