//! A server's strings can enter an error in other ways than through its body.

use attio_core::{AttioRecord, Client, Error, Method, Scope};
use attio_emulator::CannedResponse;
use attio_tests::people::Person;
use attio_tests::{Attio, FastClock, client_of};
use serde_json::{Value, json};
use uuid::Uuid;

use super::person;

const TOKEN: &str = "9c1f4e7ab20d58e3c6b91f7aa4d2e80b5c3f6d1e9a7b4c8d2f0e1a3b5c7d9e6f";

fn client(attio: &Attio) -> Client {
    let builder = client_of(&attio.emulator).api_key(TOKEN).clock(FastClock::default());
    builder.build().expect("a client")
}

fn assert_hidden<T>(result: Result<T, Error>, what: &str) {
    if let Err(error) = result {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(TOKEN), "{what}: {shown}");
    }
}

#[tokio::test]
async fn the_reason_why_a_create_cannot_be_settled_holds_no_token() {
    let (attio, _) = Attio::with_clock();
    let path = "/v2/objects/people/attributes/email_addresses";
    let live = attio.client.request(Method::GET, path).await.expect("an attribute");
    let live: Value = live.json().expect("JSON");
    for member in ["is_unique", "api_slug", "is_archived", "type", "config", "id", "title"] {
        attio.emulator.reset();
        let mut live = live.clone();
        live["data"][member] = json!(format!("Bearer {TOKEN}"));
        attio.emulator.stub("GET", path, CannedResponse::json(200, &live).always());
        attio.emulator.stub("POST", "/v2/objects/people/records", CannedResponse::new(503));
        let client = client(&attio);
        assert_hidden(person(&["x@x.com"]).create_or_reconcile(&client).await, member);
        attio.emulator.stub("POST", "/v2/objects/people/records", CannedResponse::new(503));
        let mut results = Person::bulk_create(&client).run([(1, person(&["x@x.com"]))]);
        let (_, result) = results.next().await.expect("a result");
        assert_hidden(result, member);
    }
}

#[tokio::test]
async fn the_action_of_an_error_holds_no_token() {
    let (attio, _) = Attio::with_clock();
    let client = client(&attio);
    let quoted = json!(format!("Bearer {TOKEN}"));
    for path in ["/v2/objects", "/v2/lists", "/v2/objects/people/attributes", "/v2/self"] {
        for body in [
            json!({"data": [quoted]}),
            json!({"data": [{"id": quoted}]}),
            json!({"data": [{"api_slug": quoted}]}),
            json!({"data": [{"id": {"object_id": quoted}, "api_slug": quoted}]}),
            json!({"active": true, "scope": quoted, "workspace_id": quoted}),
        ] {
            attio.emulator.reset();
            attio.emulator.stub("*", path, CannedResponse::json(200, &body).always());
            assert_hidden(client.pull_schema().await, path);
            assert_hidden(client.schema_facts().await, path);
            assert_hidden(client.whoami().await, path);
            assert_hidden(client.require_scopes(Scope::WRITE_RECORDS).await, path);
        }
    }
}

#[tokio::test]
async fn headers_of_a_refusal_hold_no_token() {
    let (attio, _) = Attio::with_clock();
    let response = CannedResponse::json(400, &json!({"code": "x", "message": "?"}))
        .header("www-authenticate", format!("Bearer token=\"{TOKEN}\""))
        .header("x-more", "kept");
    attio.emulator.stub("GET", "/v2/x", response);
    let error = client(&attio).request(Method::GET, "/v2/x").await.expect_err("refused");
    let api = error.api().expect("an API error");
    assert_eq!((api.header("www-authenticate"), api.header("x-more")), (None, Some("kept")));
}

#[tokio::test]
async fn a_record_that_was_not_requested_ends_get_many() {
    let (attio, _) = Attio::with_clock();
    let id = attio.emulator.seed("people", &json!({})).expect("a person");
    let page = attio.client.request(Method::POST, "/v2/objects/people/records/query");
    let page: Value =
        page.json(&json!({})).read_only().await.expect("a page").json().expect("JSON");
    let path = "/v2/objects/people/records/query";
    attio.emulator.stub("POST", path, CannedResponse::json(200, &page).always());
    let asked = [Uuid::from_u128(1).into()];
    let error = Person::get_many(&attio.client, asked).await.expect_err("another record");
    assert!(error.to_string().contains(&id.to_string()), "{error}");
}
