//! Responses that are not Attio's, and the header that identifies Attio's.

use attio_emulator::{CannedResponse, Emulator, Fault, Foreign, RateLimit, RetryAfter};
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, Reply, send};

const EXECUTION_ID: &str = "x-attio-execution-id";

/// Sends a request whose response is not checked against the document.
fn sent(api: &Api, method: Method, path: &str) -> Reply {
    let response = api.request(method, path).json(&json!({"data": {"values": {}}})).send().unwrap();
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: response.text().unwrap(),
    }
}

fn is_foreign(reply: &Reply) -> bool {
    reply.headers.keys().all(|name| !name.as_str().starts_with("x-"))
}

#[test]
fn foreign_responses_have_no_header_of_attio_and_every_status() {
    let api = Api::start();
    for status in [200, 201, 403, 404, 409, 429, 500, 502, 503] {
        for foreign in [Foreign::Html(status), Foreign::Empty(status)] {
            for (fault, stored) in
                [(Fault::Foreign(foreign), 0), (Fault::ApplyThenForeign(foreign), 1)]
            {
                api.attio.reset();
                api.attio.inject(fault.clone().once());
                let reply = sent(&api, Method::POST, "/v2/objects/people/records");
                assert_eq!(reply.status, status, "{fault}");
                assert!(is_foreign(&reply), "{fault}: {:?}", reply.headers);
                assert_eq!(reply.text.is_empty(), matches!(foreign, Foreign::Empty(_)));
                assert_eq!(api.attio.record_ids("people").len(), stored, "{fault}");
                assert_eq!(api.attio.requests()[0].applied(), stored == 1, "{fault}");
            }
        }
    }
}

#[test]
fn no_content_and_the_envelope_of_another_status() {
    let api = Api::start();
    let records = "/v2/objects/people/records";
    api.attio.inject(Fault::ApplyThenForeign(Foreign::NoContent).once());
    let reply = sent(&api, Method::POST, records);
    assert!(reply.status == 204 && reply.text.is_empty() && is_foreign(&reply));
    let id = api.attio.record_ids("people")[0];
    let record = format!("{records}/{id}");
    api.attio.inject(Fault::Foreign(Foreign::Envelope).times(2));
    let reply = sent(&api, Method::DELETE, &record);
    assert!(reply.status == 200 && is_foreign(&reply));
    let body = reply.json();
    assert_eq!((&body["status_code"], &body["code"]), (&json!(404), &json!("not_found")));
    assert_eq!(body["message"], format!("Record with ID \"{id}\" not found."));
    let reply = sent(&api, Method::POST, records);
    assert_eq!((reply.status, &reply.json()["status_code"]), (200, &json!(400)));
    assert_eq!(api.attio.record_ids("people").len(), 1);
}

#[test]
fn attios_own_responses_have_an_execution_id_errors_too() {
    let limit = RateLimit::fixed_window(1000, 1);
    let api = Api::with(Emulator::builder().body_limit(1000).rate_limit(limit));
    let has = |reply: Reply| assert!(reply.headers.contains_key(EXECUTION_ID), "{reply:?}");
    has(api.get("/v2/self"));
    has(api.get("/v2/objects/people/records/not-a-uuid"));
    has(api.get("/v2/nothing"));
    has(send(api.anonymous(Method::GET, "/v2/objects")));
    has(api.create("people", json!({})));
    has(send(api.request(Method::POST, "/v2/objects").body("x".repeat(2000))));
    for _ in 0..3 {
        has(api.create("people", json!({})));
    }
    for fault in [
        Fault::Status(503),
        Fault::ApplyThenStatus(500),
        Fault::Unauthorized,
        Fault::RateLimited(RetryAfter::NextSecond),
        Fault::WrongContentType,
    ] {
        api.attio.inject(fault.once());
        let path = "/v2/objects/people/records/query";
        let reply = sent(&api, Method::POST, path);
        assert!(reply.headers.contains_key(EXECUTION_ID), "{reply:?}");
    }
}

#[test]
fn a_canned_response_is_attios_unless_it_says_otherwise() {
    let api = Api::start();
    api.attio.stub("*", "/v2/", CannedResponse::new(503));
    api.attio.stub("*", "/v2/", CannedResponse::new(503).foreign());
    let own = CannedResponse::new(503).foreign().header(EXECUTION_ID, "mine");
    api.attio.stub("*", "/v2/", own);
    assert!(!is_foreign(&sent(&api, Method::GET, "/v2/self")));
    assert!(is_foreign(&sent(&api, Method::GET, "/v2/self")));
    assert_eq!(sent(&api, Method::GET, "/v2/self").headers[EXECUTION_ID], "mine");
}
