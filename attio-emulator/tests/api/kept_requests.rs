//! How much of the received requests is kept.

use attio_emulator::Emulator;
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, send};

fn kept(api: &Api) -> usize {
    api.attio.requests().iter().map(|request| request.body.len()).sum()
}

#[test]
fn the_bodies_of_strangers_are_cut() {
    let api = Api::start();
    let body = "x".repeat(9_000_000);
    for i in 0..12 {
        let path = ["/v2/objects/people/records", "/v2/nothing", "/oauth/token"][i % 3];
        let request = api.anonymous(Method::POST, path).body(body.clone());
        let request = match i % 2 {
            0 => request,
            _ => request.bearer_auth("x".repeat(64)),
        };
        let status = send(request).status;
        assert_eq!(status, [401, 404, 413][i % 3], "{path}");
    }
    assert_eq!(api.attio.requests().len(), 12);
    assert_eq!(kept(&api), 12 * 64 * 1024);
    // With the token, nothing is cut.
    send(api.request(Method::POST, "/v2/nothing").body(body.clone()));
    assert_eq!(api.attio.requests().pop().unwrap().body.len(), body.len());
}

#[test]
fn a_stranger_is_refused_before_the_size_of_the_body() {
    let api = Api::with(Emulator::builder().body_limit(1000));
    let body = "x".repeat(100_000);
    let request = api.anonymous(Method::POST, "/v2/objects/people/records").body(body.clone());
    assert_eq!(send(request).status, 401);
    assert_eq!(kept(&api), 1000);
    let request = api.request(Method::POST, "/v2/objects/people/records").body(body);
    assert_eq!(send(request).status, 413);
}

#[test]
fn the_oldest_requests_are_forgotten_when_the_bodies_are_large() {
    let api = Api::with(Emulator::builder().kept_bytes(1_000_000));
    for i in 0..20 {
        let text = format!("{i}{}", "x".repeat(300_000));
        api.created("people", json!({"description": text}));
    }
    let requests = api.attio.requests();
    assert_eq!(requests.len(), 3);
    assert!(kept(&api) <= 1_000_000 && requests.iter().all(|request| request.applied()));
    assert!(requests[2].body_text().contains("\"19x"));
    // The last request stays, whatever its size.
    api.created("people", json!({"description": "y".repeat(2_000_000)}));
    assert_eq!(api.attio.requests().len(), 1);
    assert!(api.attio.requests()[0].applied());
    api.get("/v2/self");
    assert_eq!(api.attio.requests().len(), 1);
    api.attio.reset();
    api.get("/v2/self");
    assert_eq!((api.attio.requests().len(), kept(&api)), (1, 0));
}
