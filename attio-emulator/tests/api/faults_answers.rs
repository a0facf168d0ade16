//! Responses that are spoiled in transit.

use std::io::Read;
use std::time::{Duration, Instant, SystemTime};

use attio_emulator::{Fault, RetryAfter};
use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::support::Api;

const PATH: &str = "/v2/objects/people/records";

fn create(api: &Api) -> reqwest::blocking::Response {
    let body = json!({"data": {"values": {"job_title": "CTO"}}});
    api.request(Method::POST, PATH).json(&body).send().unwrap()
}

/// An emulator with this fault for one request.
fn with(fault: Fault) -> Api {
    let api = Api::start();
    api.attio.inject(fault.once());
    api
}

#[test]
fn a_truncated_response_declares_a_longer_body() {
    let api = with(Fault::Truncated);
    let response = create(&api);
    assert_eq!(response.status(), 200);
    let length = response.content_length().unwrap();
    let mut half = Vec::new();
    assert!(response.take(length).read_to_end(&mut half).is_err());
    assert_eq!(half.len() as u64, length / 2);
    assert_eq!(create(&api).bytes().unwrap().len() as u64, length);
    assert_eq!(api.attio.record_ids("people").len(), 2);
}

#[test]
fn invalid_json_has_the_right_status_and_type() {
    let api = with(Fault::InvalidJson);
    let response = create(&api);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    let text = response.text().unwrap();
    assert!(text.starts_with("{\"data\"") && serde_json::from_str::<Value>(&text).is_err());
    assert_eq!(api.attio.record_ids("people").len(), 1);
}

#[test]
fn a_wrong_content_type_has_the_right_body() {
    let api = with(Fault::WrongContentType);
    let response = create(&api);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    let record: Value = response.json().unwrap();
    let id = api.attio.record_ids("people")[0].to_string();
    assert_eq!(record["data"]["id"]["record_id"], id);
}

#[test]
fn an_oversized_response_is_chunked_and_valid() {
    let api = with(Fault::Oversized(3_000_000));
    let response = create(&api);
    assert!(!response.headers().contains_key("content-length"));
    let text = response.text().unwrap();
    assert!((3_000_000..3_010_000).contains(&text.len()), "{}", text.len());
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert!(answer["data"]["id"]["record_id"].is_string());
    assert_eq!(answer["padding"].as_str().unwrap().len(), 3_000_000);
}

#[test]
fn a_nested_response_has_the_requested_depth() {
    let api = with(Fault::DeepNesting(100));
    let answer: Value = serde_json::from_str(&create(&api).text().unwrap()).unwrap();
    let mut depth = 0;
    let mut nested = &answer["nested"];
    while nested.is_array() {
        (depth, nested) = (depth + 1, &nested[0]);
    }
    assert_eq!(depth, 100);
    api.attio.inject(Fault::DeepNesting(200_000).once());
    let text = create(&api).text().unwrap();
    assert_eq!(text.matches('[').count() - text.matches(']').count(), 0);
    assert!(serde_json::from_str::<Value>(&text).is_err(), "deeper than serde_json goes");
}

#[test]
fn a_slow_response_is_complete() {
    let time = Duration::from_millis(160);
    let api = with(Fault::SlowDrip(time));
    let start = Instant::now();
    let answer: Value = create(&api).json().unwrap();
    assert!(start.elapsed() >= time);
    assert!(answer["data"]["id"]["record_id"].is_string());
    // A spoiled response can be slow too.
    api.attio.inject(Fault::SlowDrip(time).once());
    api.attio.inject(Fault::Truncated.once());
    assert!(create(&api).bytes().is_err());
}

#[test]
fn a_redirect_leads_to_the_same_path_on_another_host() {
    let api = with(Fault::Redirect("http://localhost:1/".to_owned()));
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let url = format!("{}/v2/objects?x=1", api.attio.base_url());
    let response = client.build().unwrap().get(url).send().unwrap();
    assert_eq!(response.status(), 307);
    assert_eq!(response.headers()["location"], "http://localhost:1/v2/objects?x=1");
}

#[test]
fn retry_after_is_as_requested() {
    let hour = Duration::from_secs(3600);
    let header = |retry_after| {
        let api = with(Fault::RateLimited(retry_after));
        let response = create(&api);
        assert_eq!(response.status(), 429);
        let header = response.headers().get("retry-after").map(|v| v.to_str().unwrap().to_owned());
        assert_eq!(response.json::<Value>().unwrap()["code"], "rate_limit_exceeded");
        assert!(api.attio.record_ids("people").is_empty());
        header
    };
    // Seconds from now, with tolerance for a slow machine.
    let near = |header: Option<String>, expected: i64| {
        let date = httpdate::parse_http_date(&header.unwrap()).unwrap();
        let ahead = match date.duration_since(SystemTime::now()) {
            Ok(ahead) => ahead.as_secs().cast_signed(),
            Err(error) => -error.duration().as_secs().cast_signed(),
        };
        assert!((expected - 20..=expected + 1).contains(&ahead), "{ahead}");
    };
    near(header(RetryAfter::NextSecond), 1);
    near(header(RetryAfter::Date(hour)), 3600);
    near(header(RetryAfter::PastDate(hour)), -3600);
    assert_eq!(header(RetryAfter::Seconds(8)).as_deref(), Some("8"));
    assert_eq!(header(RetryAfter::Text("soon".to_owned())).as_deref(), Some("soon"));
    assert_eq!(header(RetryAfter::Absent), None);
    // Beyond the range of an HTTP date.
    let last = header(RetryAfter::Date(Duration::MAX));
    assert_eq!(last.as_deref(), Some("Fri, 31 Dec 9999 23:59:59 GMT"));
}
