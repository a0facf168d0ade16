//! The headers of responses.

use attio_emulator::Emulator;
use regex::Regex;
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, Reply, send};

fn has(reply: &Reply, name: &str) -> bool {
    reply.headers.contains_key(name)
}

#[test]
fn captured_responses_can_be_read_by_every_page_errors_too() {
    let api = Api::start();
    let replies = [
        api.get("/v2/self"),
        api.get("/v2/objects"),
        api.create("people", json!({})),
        api.get("/v2/objects/nothing"),
        send(api.anonymous(Method::GET, "/v2/objects")),
    ];
    for reply in replies {
        assert_eq!(reply.headers["access-control-allow-origin"], "*");
        let exposed = reply.headers["access-control-expose-headers"].to_str().unwrap();
        assert!(exposed.ends_with("WWW-Authenticate"), "{exposed}");
        assert!(exposed.contains("x-attio-execution-id"), "{exposed}");
        assert!(has(&reply, "vary") && has(&reply, "x-attio-execution-id"));
    }
}

#[test]
fn captured_reads_and_writes_say_when_they_were_accurate() {
    let api = Api::start();
    let time = Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$").unwrap();
    let id = api.created("people", json!({}));
    let record = format!("/v2/objects/people/records/{id}");
    let body = json!({"data": {"values": {}}});
    for reply in [
        api.get("/v2/objects"),
        api.get("/v2/objects/people"),
        api.get("/v2/lists"),
        api.create("people", json!({})),
        api.assert("people", "email_addresses", json!({"email_addresses": ["a@example.com"]})),
        api.query("people", json!({})),
        api.get(&record),
        api.patch(&record, &body),
        api.put(&record, &body),
        api.get(&format!("{record}/attributes/name/values")),
        api.delete(&record),
    ] {
        let at = reply.headers["x-accurate-at"].to_str().unwrap();
        assert!(time.is_match(at), "{at}");
    }
    for reply in [
        api.get("/v2/self"),
        api.get(&record),
        api.create("people", json!({"nothing": 1})),
        api.get("/v2/objects/people/attributes"),
    ] {
        assert!(!has(&reply, "x-accurate-at"), "{reply:?}");
    }
}

#[test]
fn captured_queries_have_a_score() {
    let api = Api::with(Emulator::builder());
    let score = |body| {
        let reply = api.query("people", body);
        reply.headers["x-attio-record-query-score"].to_str().unwrap().parse::<u64>().unwrap()
    };
    for _ in 0..5 {
        api.attio.seed("people", &json!({})).unwrap();
    }
    assert_eq!(score(json!({})), 0);
    let sorts = json!([{"attribute": "created_at", "direction": "asc"}]);
    assert_eq!(score(json!({"sorts": sorts})), 84);
    let reply = api.get("/v2/objects");
    assert!(!has(&reply, "x-attio-record-query-score"));
}
