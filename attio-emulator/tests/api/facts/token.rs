//! Tokens: 401, and `GET /v2/self`.

use attio_emulator::{Emulator, TokenLevel};
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, Reply, send};

fn with_token(api: &Api, path: &str, token: &str) -> Reply {
    send(api.anonymous(Method::GET, path).bearer_auth(token))
}

#[test]
fn captured_a_token_of_the_wrong_length() {
    let api = Api::start();
    let message = "The API Key provided was invalid because it was the wrong length (API Keys should be \
                   64 characters long). You might not have copied the entire API key from your Admin \
                   panel?";
    for token in ["short", &"x".repeat(63), &"x".repeat(65)] {
        let reply = with_token(&api, "/v2/objects", token);
        assert_eq!(reply.message(401, "unauthorized"), message);
    }
    let message = "The API Key provided could not be found. This is most commonly caused by the token \
                   having been revoked.";
    let reply = with_token(&api, "/v2/objects", &"x".repeat(64));
    assert_eq!(reply.message(401, "unauthorized"), message);
}

#[test]
fn captured_self_does_not_return_401() {
    let api = Api::start();
    let key = api.attio.api_key().to_owned();
    for token in ["short", &key[..63], &format!("{key}x")] {
        let message = with_token(&api, "/v2/self", token).message(400, "missing_value");
        assert!(message.starts_with("Token was not recognised, "), "{message}");
    }
    let reply = send(api.anonymous(Method::GET, "/v2/self"));
    let message = reply.message(400, "missing_value");
    assert!(message.starts_with("Token was not recognised, "), "{message}");
    // Well-formed and unknown.
    let reply = with_token(&api, "/v2/self", &"x".repeat(64));
    assert_eq!((reply.status, reply.json()), (200, json!({"active": false})));
}

#[test]
fn document_self_has_the_level_of_the_token() {
    let identity = |api: &Api| api.get("/v2/self").json();
    let api = Api::start();
    let own = identity(&api);
    assert_eq!(own["token_level"], "workspace");
    assert_eq!(own["authorized_by_workspace_member_id"], api.attio.member_id().to_string());
    assert_eq!(own["client_id"], api.attio.token_id().to_string());
    assert_eq!((&own["aud"], &own["exp"]), (&own["client_id"], &json!(null)));
    let api = Api::with(Emulator::builder().token_level(TokenLevel::User));
    assert_eq!(identity(&api)["token_level"], "user");
}

#[test]
fn document_a_token_that_attio_made_has_no_author() {
    let api = Api::with(Emulator::builder().token_made_by_attio(true));
    let own = api.get("/v2/self").json();
    assert!(own.get("authorized_by_workspace_member_id").is_none(), "{own}");
    assert_eq!(own["active"], true);
}
