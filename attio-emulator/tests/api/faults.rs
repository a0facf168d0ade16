//! Faults: whether the request is applied, what the client sees, and which requests they select.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use attio_emulator::{Fault, Foreign, Operation, RetryAfter};
use reqwest::Method;
use serde_json::json;

use crate::support::{Api, send};

/// The number of people.
fn people(api: &Api) -> usize {
    api.attio.record_ids("people").len()
}

/// Creates a person and returns the status, or `None` without a response.
fn create(api: &Api) -> Option<u16> {
    let request = api.request(Method::POST, "/v2/objects/people/records");
    let body = json!({"data": {"values": {"job_title": "CTO"}}});
    request.json(&body).send().ok().map(|response| response.status().as_u16())
}

/// Sends a create over a separate connection.
fn send_raw(api: &Api) -> TcpStream {
    let address = api.attio.base_url().strip_prefix("http://").unwrap();
    let body = r#"{"data":{"values":{}}}"#;
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /v2/objects/people/records HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\
         content-type: application/json\r\nauthorization: Bearer {}\r\n\r\n{body}",
        body.len(),
        api.attio.api_key(),
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// Waits until the emulator has received a request.
fn wait_for_a_request(api: &Api) {
    while api.attio.requests().is_empty() {
        std::thread::yield_now();
    }
}

#[test]
fn a_dropped_connection_returns_no_byte() {
    for (fault, applied) in
        [(Fault::DropBeforeReading, 0), (Fault::DropBeforeApplying, 0), (Fault::ApplyThenDrop, 1)]
    {
        let api = Api::start();
        api.attio.inject(fault.clone().once());
        let mut answer = Vec::new();
        // A reset also counts as an end.
        let _ = send_raw(&api).read_to_end(&mut answer);
        assert_eq!(answer, b"", "{fault}");
        assert_eq!(people(&api), applied, "{fault}");
        let request = &api.attio.requests()[0];
        assert_eq!(request.faults, std::slice::from_ref(&fault));
        assert_eq!(request.applied(), applied == 1, "{fault}");
        assert_eq!(request.body.is_empty(), fault == Fault::DropBeforeReading);
        // The fault occurs once: the next request is served.
        assert_eq!(create(&api), Some(200));
        assert!(api.attio.requests()[1].applied());
    }
}

#[test]
fn errors_come_with_and_without_effect_and_json() {
    for status in [500, 502, 503] {
        for (fault, applied, html) in [
            (Fault::Status(status), 0, false),
            (Fault::ApplyThenStatus(status), 1, false),
            (Fault::Foreign(Foreign::Html(status)), 0, true),
            (Fault::ApplyThenForeign(Foreign::Html(status)), 1, true),
        ] {
            let api = Api::start();
            api.attio.inject(fault.once());
            let reply = api.create("people", json!({}));
            assert_eq!((reply.status, people(&api)), (status, applied));
            let content_type = reply.headers["content-type"].to_str().unwrap();
            assert_eq!(content_type.starts_with("text/html"), html);
            assert_eq!(serde_json::from_str::<serde_json::Value>(&reply.text).is_err(), html);
            if !html {
                assert_eq!(reply.json()["status_code"], status);
            }
        }
    }
}

#[test]
fn a_refused_request_is_not_applied_by_a_fault() {
    let api = Api::start();
    api.attio.inject(Fault::ApplyThenStatus(503).once());
    assert_eq!(api.create("people", json!({"nothing": 1})).status, 503);
    let request = &api.attio.requests()[0];
    assert_eq!((people(&api), request.worked, request.applied()), (0, Some(400), false));
}

#[test]
fn a_request_stalls_before_or_after_it_is_applied() {
    // Longer than any test.
    let stall = Duration::from_secs(3600);
    for (fault, applied) in [(Fault::StallThenApply(stall), 0), (Fault::ApplyThenStall(stall), 1)] {
        let api = Api::start();
        api.attio.inject(fault.clone().once());
        let mut stream = send_raw(&api);
        wait_for_a_request(&api);
        let end = Instant::now() + Duration::from_secs(20);
        while people(&api) < applied && Instant::now() < end {
            std::thread::yield_now();
        }
        assert_eq!(people(&api), applied, "{fault}");
        stream.set_nonblocking(true).unwrap();
        let error = stream.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock, "no answer yet: {fault}");
    }
}

#[test]
fn after_a_stall_a_request_is_applied_and_gets_its_response() {
    let stall = Duration::from_millis(300);
    for fault in [Fault::StallThenApply(stall), Fault::ApplyThenStall(stall)] {
        let api = Api::start();
        api.attio.inject(fault.once());
        let start = Instant::now();
        assert_eq!(create(&api), Some(200));
        assert!(start.elapsed() >= stall);
        assert_eq!(people(&api), 1);
    }
}

#[test]
fn a_stalled_request_is_applied_though_the_client_went_away() {
    let api = Api::start();
    api.attio.inject(Fault::StallThenApply(Duration::from_millis(200)).once());
    let stream = send_raw(&api);
    wait_for_a_request(&api);
    drop(stream);
    let end = Instant::now() + Duration::from_secs(20);
    while people(&api) == 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(people(&api), 1);
}

#[test]
fn a_reset_releases_stalled_requests() {
    let api = Api::start();
    api.attio.inject(Fault::StallThenApply(Duration::from_millis(200)).once());
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| create(&api));
        wait_for_a_request(&api);
        api.attio.reset();
        assert_eq!(answer.join().unwrap(), None);
    });
    assert_eq!(people(&api), 0);
}

#[test]
fn faults_choose_their_requests() {
    let api = Api::start();
    let gone = |status| Fault::Status(status).always();
    api.attio.inject(gone(501).on(Operation::Query));
    api.attio.inject(gone(502).method("delete"));
    api.attio.inject(gone(503).path("/v2/objects/companies/**"));
    api.attio.inject(gone(504).path("/v2/objects/*/records").method("PUT"));
    assert_eq!(api.query("people", json!({})).status, 501);
    assert_eq!(api.delete("/v2/objects/people/records/x").status, 502);
    assert_eq!(api.create("companies", json!({})).status, 503);
    assert_eq!(api.assert("people", "email_addresses", json!({})).status, 504);
    assert_eq!(api.create("people", json!({})).status, 200);
    assert_eq!(api.get("/v2/objects").status, 200);
    api.attio.clear_faults();
    assert_eq!(api.query("people", json!({})).status, 200);
}

#[test]
fn a_fault_by_rate_is_the_same_in_each_run() {
    let statuses = || {
        let api = Api::start();
        api.attio.inject(Fault::ApplyThenStatus(500).with_probability(0.3).seed(7));
        let statuses: Vec<_> = (0..60).map(|_| api.create("people", json!({})).status).collect();
        assert_eq!(people(&api), 60);
        statuses
    };
    let first = statuses();
    let failed = first.iter().filter(|status| **status == 500).count();
    assert!((6..36).contains(&failed), "{failed}");
    assert_eq!(first, statuses());
}

#[test]
fn a_burst_of_429_applies_nothing() {
    let api = Api::start();
    api.attio.inject(Fault::RateLimited(RetryAfter::Seconds(1)).times(3));
    let answers: Vec<_> = (0..4).map(|_| create(&api)).collect();
    assert_eq!(answers, [Some(429), Some(429), Some(429), Some(200)]);
    assert_eq!(people(&api), 1);
}

#[test]
fn a_reset_removes_faults() {
    let api = Api::start();
    api.attio.inject(Fault::Unauthorized.always());
    assert_eq!(api.get("/v2/objects").message(401, "unauthorized").split(' ').next(), Some("The"));
    api.attio.reset();
    assert_eq!(api.get("/v2/objects").status, 200);
    // A plain fault applies to one request.
    api.attio.inject(Fault::Unauthorized);
    assert_eq!([api.get("/v2/objects").status, api.get("/v2/objects").status], [401, 200]);
}

#[test]
fn canned_responses_do_not_use_up_a_fault() {
    let api = Api::start();
    api.attio.inject(Fault::Unauthorized.once());
    api.attio.stub("*", "/v2/", attio_emulator::CannedResponse::new(503));
    let statuses: Vec<u16> = (0..3).map(|_| api.get("/v2/objects").status).collect();
    assert_eq!(statuses, [503, 401, 200]);
}

#[test]
fn delays_and_a_failure_combine() {
    let api = Api::start();
    let time = Duration::from_millis(60);
    api.attio.inject(Fault::StallThenApply(time).once());
    api.attio.inject(Fault::ApplyThenStall(time).once());
    api.attio.inject(Fault::ApplyThenForeign(Foreign::Html(502)).once());
    let start = Instant::now();
    let reply = send(api.request(Method::POST, "/v2/objects/people/records").json(&json!({
        "data": {"values": {}}
    })));
    assert!(start.elapsed() >= 2 * time);
    assert_eq!((reply.status, people(&api)), (502, 1));
    assert_eq!(api.attio.requests()[0].faults.len(), 3);
}
