//! Who wrote a value.

use attio_emulator::{Emulator, TokenLevel};
use serde_json::json;

use crate::support::Api;

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
