//! The content of call spans, and what they never contain.

pub(crate) mod capture;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use attio_core::telemetry::{ATTEMPT, CALL, RECONCILE, TARGET};
use attio_core::{AttioRecord, Client, Method, RecordId};
use attio_emulator::{CannedResponse, Fault, Operation, RetryAfter};
use attio_tests::people::Person;
use attio_tests::{Attio, client_of};
use capture::{Capture, Captured};
use serde_json::json;
use tracing::Level;
use tracing_subscriber::filter::LevelFilter;
use uuid::Uuid;

const EMAIL: &str = "ada.secret@example.com";
const TITLE: &str = "Analyst of secrets";

fn person() -> Person {
    Person {
        emails: vec![EMAIL.parse().expect("an address")],
        job_title: Some(TITLE.into()),
        ..Person::default()
    }
}

/// The fields except Attio's ID of the call, which differs each time.
fn fields(span: &Captured) -> BTreeMap<&str, &str> {
    let mut fields: BTreeMap<_, _> = span.fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    if let Some(id) = fields.remove("attio.execution_id") {
        assert!(!id.is_empty());
        fields.insert("attio.execution_id", "some");
    }
    fields.remove("server.port");
    fields
}

#[tokio::test]
async fn a_call_is_a_span_with_a_child_for_its_attempt() {
    let attio = Attio::start();
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    person().create(&attio.client).await.expect("created");
    let (call, attempt) = (capture.one(CALL), capture.one(ATTEMPT));
    assert_eq!(attempt.parent, Some(call.id));
    assert_eq!(call.parent, None);
    for span in [&call, &attempt] {
        assert_eq!((span.target, span.level, span.closed), (TARGET, Level::INFO, true));
    }
    let expected = BTreeMap::from([
        ("attio.attempts", "1"),
        ("attio.execution_id", "some"),
        ("attio.object", "people"),
        ("attio.operation", "create"),
        ("attio.outcome", "ok"),
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("otel.kind", "internal"),
        ("server.address", "127.0.0.1"),
        ("url.template", "/v2/objects/{object}/records"),
    ]);
    assert_eq!(fields(&call), expected);
    let expected = BTreeMap::from([
        ("attio.execution_id", "some"),
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("otel.kind", "client"),
        ("otel.name", "POST /v2/objects/{object}/records"),
        ("server.address", "127.0.0.1"),
        ("url.template", "/v2/objects/{object}/records"),
    ]);
    assert_eq!(fields(&attempt), expected);
    let port = attio.client.base_url().port().expect("a port").to_string();
    assert_eq!(attempt.field("server.port"), port);
}

#[tokio::test]
async fn each_retry_is_a_counted_attempt() {
    let (attio, _clock) = Attio::with_clock();
    let id = attio.emulator.seed("people", &json!({})).expect("a person");
    attio.emulator.inject(Fault::Status(503).once());
    attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(3)).once());
    let (capture, _guard) = Capture::start(LevelFilter::DEBUG);
    Person::get(&attio.client, id.into()).await.expect("the third one succeeds");
    let call = capture.one(CALL);
    assert_eq!((call.field("attio.attempts"), call.field("attio.outcome")), ("3", "ok"));
    assert_eq!(call.field("url.template"), "/v2/objects/{object}/records/{record_id}");
    assert_eq!(call.field("error.type"), "", "the call ended well");
    let attempts = capture.named(ATTEMPT);
    let told: Vec<_> = attempts
        .iter()
        .map(|span| {
            assert_eq!(span.parent, Some(call.id));
            let field = |name| span.field(name);
            (
                field("http.request.resend_count"),
                field("http.response.status_code"),
                field("error.type"),
                field("otel.status_code"),
            )
        })
        .collect();
    let expected =
        [("", "503", "503", "ERROR"), ("1", "429", "429", "ERROR"), ("2", "200", "", "")];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_failure_has_its_kind_and_outcome() {
    // The fault, and `attio.outcome`, `error.type` and status of the call.
    let unreadable = CannedResponse::new(200).body("{");
    for (fault, outcome, kind, status) in [
        (Fault::ApplyThenDrop, "unknown", "transport", ""),
        (Fault::Status(500), "unknown", "500", "500"),
        (Fault::Truncated, "applied", "response_unreadable", "200"),
    ] {
        let (attio, _clock) = Attio::with_clock();
        attio.emulator.inject(fault.clone().once());
        let (capture, _guard) = Capture::start(LevelFilter::INFO);
        person().create(&attio.client).await.expect_err("it fails");
        let call = capture.one(CALL);
        let told = ["attio.outcome", "error.type", "http.response.status_code"];
        assert_eq!(told.map(|name| call.field(name)), [outcome, kind, status], "{fault:?}");
        assert_eq!(call.field("otel.status_code"), "ERROR");
        assert_eq!(call.field("attio.attempts"), "1");
    }
    // A complete response that turns out to be unreadable after the call's request is done.
    let attio = Attio::start();
    attio.emulator.stub("POST", "/v2/objects/people/records", unreadable);
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    person().create(&attio.client).await.expect_err("it cannot be read");
    let call = capture.one(CALL);
    assert_eq!(call.field("attio.outcome"), "applied");
    assert_eq!(call.field("error.type"), "response_unreadable");
    assert_eq!(call.field("http.response.status_code"), "200");
    drop(_guard);
    // A refusal, with Attio's code.
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    Person::get(&attio.client, Uuid::nil().into()).await.expect_err("not found");
    let call = capture.one(CALL);
    assert_eq!(call.field("attio.outcome"), "not_applied");
    assert_eq!(call.field("error.type"), "404");
    assert_eq!(call.field("attio.error_code"), "not_found");
    assert_ne!(call.field("attio.execution_id"), "");
    drop(_guard);
    // No connection.
    let client = Client::builder()
        .api_key("k")
        .base_url("http://127.0.0.1:1")
        .retry(attio_core::RetryPolicy::off())
        .build()
        .expect("settings");
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    person().create(&client).await.expect_err("no connection");
    let (call, attempt) = (capture.one(CALL), capture.one(ATTEMPT));
    assert_eq!(call.field("attio.outcome"), "not_applied");
    assert_eq!([call.field("error.type"), attempt.field("error.type")], ["connect", "connect"]);
}

#[tokio::test]
async fn a_call_is_a_child_of_the_span_in_which_it_began() {
    let attio = Attio::start();
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    let outer = tracing::info_span!("handler");
    let call = outer.in_scope(|| attio.client.whoami());
    tokio::spawn(call).await.expect("no panic").expect("identified");
    let handler = capture.one("handler");
    let call = capture.one(CALL);
    assert_eq!(call.parent, Some(handler.id));
    assert_eq!(call.field("attio.operation"), "whoami");
    assert_eq!(call.field("attio.object"), "");
    assert_eq!(capture.one(ATTEMPT).parent, Some(call.id));
}

#[tokio::test]
async fn a_dropped_call_is_recorded() {
    let attio = Attio::start();
    attio.emulator.inject(Fault::StallThenApply(Duration::from_secs(60)).once());
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    let call = person().create(&attio.client);
    tokio::time::timeout(Duration::from_millis(200), call).await.expect_err("it stalls");
    let (call, attempt) = (capture.one(CALL), capture.one(ATTEMPT));
    assert!(call.closed && attempt.closed);
    assert_eq!(call.field("error.type"), "cancelled");
    assert_eq!(call.field("attio.outcome"), "unknown");
}

#[tokio::test]
async fn settling_a_create_is_a_span_around_its_calls() {
    let (attio, _clock) = Attio::with_clock();
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    person().create_or_reconcile(&attio.client).await.expect("settled");
    let whole = capture.one(RECONCILE);
    assert_eq!([whole.field("attio.object"), whole.field("attio.outcome")], ["people", "ok"]);
    let calls = capture.named(CALL);
    assert!(calls.iter().all(|call| call.parent == Some(whole.id)), "{calls:?}");
    let operations: Vec<_> = calls.iter().map(|call| call.field("attio.operation")).collect();
    assert_eq!(operations.first(), Some(&"create"));
    assert!(operations.contains(&"query"), "{operations:?}");
}

#[tokio::test]
async fn spans_have_no_value_token_or_record_id() {
    let (attio, _clock) = Attio::with_clock();
    let client = &attio.client;
    let (capture, _guard) = Capture::start(LevelFilter::TRACE);
    let created = person().create(client).await.expect("created");
    let id: RecordId<Person> = created.id.record_id;
    Person::get(client, id).await.expect("read");
    person().assert(client, Person::EMAILS).await.expect("asserted");
    Person::patch(id).set(Person::JOB_TITLE, TITLE).append(client).await.expect("changed");
    Person::query().filter(Person::JOB_TITLE.eq(TITLE)).all(client).await.expect("found");
    Person::history(client, id, Person::JOB_TITLE).await.expect("read");
    person().create(client).await.expect_err("a conflict, whose message has the address");
    let path = format!("/v2/objects/people/records/{id}");
    client.request(Method::GET, &path).query("about", EMAIL).await.expect("read");
    client.request(Method::GET, format!("/v2/notes/{EMAIL}")).await.expect_err("no such note");
    attio.emulator.inject(Fault::Status(500).once());
    Person::delete(client, id).await.expect("the second one succeeds");
    let told = capture.text();
    assert!(told.contains("retrying") && told.contains("failed"), "events are checked: {told}");
    assert!(told.contains("uniqueness_conflict"), "{told}");
    for secret in [EMAIL, TITLE, attio.emulator.api_key(), &id.to_string(), "Bearer"] {
        assert!(!told.contains(secret), "{secret} is told: {told}");
    }
    let others: Vec<_> = capture
        .named(CALL)
        .into_iter()
        .filter(|call| call.field("attio.operation") == "request")
        .map(|call| {
            (call.field("url.template").to_owned(), call.fields.get("attio.object").cloned())
        })
        .collect();
    let record = "/v2/objects/{object}/records/{record_id}";
    assert_eq!(others, [(record.to_owned(), None), ("/v2/notes/{id}".to_owned(), None)]);
}

#[tokio::test]
async fn a_correlation_id_is_recorded_and_sent_only_in_a_configured_header() {
    let attio = Attio::start();
    let made = Arc::new(AtomicUsize::new(0));
    let counter = made.clone();
    let settings = client_of(&attio.emulator).correlation_id(move || {
        Some(format!("request-{}", counter.fetch_add(1, Ordering::Relaxed)))
    });
    let client = settings.build().expect("settings");
    {
        let (_capture, _guard) = Capture::start(LevelFilter::WARN);
        client.whoami().await.expect("identified");
        assert_eq!(made.load(Ordering::Relaxed), 0, "without a consumer no ID is generated");
    }
    {
        let (capture, _guard) = Capture::start(LevelFilter::INFO);
        client.whoami().await.expect("identified");
        client.whoami().correlation_id("mine").await.expect("identified");
        let calls = capture.named(CALL);
        let ids = calls.iter().map(|c| c.field("attio.correlation_id").to_owned());
        assert_eq!(ids.collect::<Vec<_>>(), ["request-0", "mine"]);
    }
    let sent = |emulator: &attio_emulator::Emulator| -> Vec<Option<String>> {
        let requests = emulator.requests();
        requests.iter().map(|r| r.header("x-request-id").map(str::to_owned)).collect()
    };
    assert_eq!(sent(&attio.emulator), [None, None, None]);

    let (attio, clock) = Attio::with_clock();
    let client = client_of(&attio.emulator)
        .clock(clock)
        .correlation_id(|| Some("one".into()))
        .correlation_header("X-Request-Id")
        .build()
        .expect("settings");
    attio.emulator.inject(Fault::Status(503).once());
    client.whoami().await.expect("the second one succeeds");
    assert_eq!(sent(&attio.emulator), [Some("one".to_owned()), Some("one".to_owned())]);
    let error = client.whoami().correlation_id("two\nlines").await.expect_err("no header");
    assert!(!error.may_have_applied() && error.to_string().contains("correlation"), "{error}");
    assert_eq!(attio.emulator.requests().len(), 2, "it was not sent");
    for name in ["authorization", "Content-Type", "user-agent", "with space", ""] {
        let builder = Client::builder().api_key("k").correlation_header(name);
        builder.build().expect_err("no header for an ID");
    }
}

#[tokio::test]
async fn a_subscriber_of_warnings_receives_nothing() {
    let attio = Attio::start();
    let (capture, _guard) = Capture::start(LevelFilter::WARN);
    person().create(&attio.client).await.expect("created");
    assert_eq!(capture.text().trim(), "[]");
}
