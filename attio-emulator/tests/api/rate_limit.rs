//! Limits on requests per second.

use std::time::{Duration, SystemTime};

use attio_emulator::{Emulator, RateLimit};
use serde_json::json;

use crate::support::Api;

/// Creates until one is refused: a slow machine may need more than the limit.
fn until_refused(api: &Api) -> (usize, crate::support::Reply) {
    for passed in 0..1000 {
        let reply = api.create("people", json!({}));
        if reply.status != 200 {
            return (passed, reply);
        }
    }
    panic!("never refused");
}

#[test]
fn requests_over_the_limit_are_429_and_not_applied() {
    for limit in [
        RateLimit::fixed_window(100, 2),
        RateLimit::sliding_window(100, 2),
        RateLimit::token_bucket(100, 2),
    ] {
        let api = Api::with(Emulator::builder().rate_limit(limit));
        let (passed, reply) = until_refused(&api);
        assert!(passed >= 2, "{passed} {limit:?}");
        assert_eq!(reply.status, 429);
        assert_eq!(
            reply.json(),
            json!({
                "status_code": 429,
                "type": "rate_limit_error",
                "code": "rate_limit_exceeded",
                "message": "Rate limit exceeded, please try again later",
            })
        );
        let date = reply.headers["retry-after"].to_str().unwrap();
        let date = httpdate::parse_http_date(date).unwrap();
        assert!(date < SystemTime::now() + Duration::from_secs(1));
        assert_eq!(api.attio.record_ids("people").len(), passed);
        let counts = api.attio.rate_limit_counts();
        assert_eq!((counts.writes, counts.refused_writes), (passed as u64, 1));
        assert!(!api.attio.requests().last().unwrap().applied());
    }
}

#[test]
fn reads_and_writes_are_counted_apart() {
    let api = Api::with(Emulator::builder().rate_limit(RateLimit::sliding_window(1_000_000, 0)));
    assert_eq!(api.create("people", json!({})).status, 429);
    assert_eq!(api.get("/v2/objects").status, 200);
    assert_eq!(api.query("people", json!({})).status, 200);
    let search = json!({"query": "x", "objects": ["people"], "request_as": {"type": "workspace"}});
    assert_eq!(api.post("/v2/objects/records/search", &search).status, 200);
    let counts = api.attio.rate_limit_counts();
    assert_eq!((counts.reads, counts.refused_reads), (3, 0));
    assert_eq!((counts.writes, counts.refused_writes), (0, 1));
    api.attio.reset();
    assert_eq!(api.attio.rate_limit_counts(), Default::default());
}

#[test]
fn only_requests_with_the_token_count() {
    let api = Api::with(Emulator::builder().rate_limit(RateLimit::token_bucket(0, 0)));
    let anonymous = crate::support::send(api.anonymous(reqwest::Method::GET, "/v2/objects"));
    assert_eq!(anonymous.status, 401);
    assert_eq!(api.get("/v2/objects").status, 429);
    assert_eq!(api.get("/").status, 200, "a page of the record browser");
    assert_eq!(api.attio.rate_limit_counts().refused_reads, 1);
}

#[test]
fn a_refused_request_does_not_use_up_a_fault() {
    let api = Api::with(Emulator::builder().rate_limit(RateLimit::token_bucket(1_000_000, 0)));
    api.attio.inject(attio_emulator::Fault::Unauthorized.once());
    assert_eq!(api.create("people", json!({})).status, 429);
    assert_eq!(api.get("/v2/objects").status, 401);
}
