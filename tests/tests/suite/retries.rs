//! Which failed requests are retried, when, and when no longer.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use attio_core::rate_limit::{RateLimiter, RequestKind};
use attio_core::{AttioRecord, Client, Clock, Method, Outcome, Record, RecordId, RetryPolicy};
use attio_emulator::{CannedResponse, Emulator, Fault, Foreign, Operation, RetryAfter};
use attio_tests::people::Person;
use attio_tests::people::Worker;
use attio_tests::{Attio, FastClock, Transport, client_of, settings_of, start_emulator};
use futures_util::future::BoxFuture;
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

fn person() -> Person {
    Person {
        emails: vec!["ada@example.com".parse().expect("an address")],
        job_title: Some("Analyst".into()),
        ..Person::default()
    }
}

fn seed(attio: &Attio) -> RecordId<Person> {
    let id = attio.emulator.seed("people", &json!({"email_addresses": ["bea@example.com"]}));
    id.expect("a person").into()
}

fn client_with(emulator: &Emulator, policy: RetryPolicy) -> Client {
    client_of(emulator).clock(FastClock::default()).retry(policy).build().expect("a client")
}

fn sent(attio: &Attio) -> usize {
    attio.emulator.requests().len()
}

const SECOND: Duration = Duration::from_secs(1);
/// The tolerance for late retries.
const SPREAD: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_refusal_with_seconds_is_retried_after_them() {
    for seconds in [1, 8, 20, 40] {
        let (attio, clock) = Attio::with_clock();
        attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(seconds)).once());
        person().create(&attio.client).await.expect("the second one is accepted");
        let asked = Duration::from_secs(seconds);
        let waits = clock.waits();
        assert!(
            matches!(waits[..], [wait] if (asked..=asked + SPREAD).contains(&wait)),
            "{waits:?}"
        );
        assert_eq!(attio.emulator.record_ids("people").len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_with_a_date_is_retried_at_that_date_and_never_before() {
    for seconds in [1, 8, 20, 40] {
        let (attio, clock) = Attio::with_clock();
        // One second more, because the header has whole seconds.
        let date = SystemTime::now() + Duration::from_secs(seconds + 1);
        let header = httpdate::fmt_http_date(date);
        let date = httpdate::parse_http_date(&header).expect("a date");
        let refused = CannedResponse::new(429).header("retry-after", header);
        attio.emulator.stub("POST", "/v2/objects/people/records", refused);
        let began = clock.time();
        person().create(&attio.client).await.expect("the second one is accepted");
        assert!(clock.time() >= date, "never before");
        // One second more if this machine was so busy that its clock seemed wrong.
        let most = date.duration_since(began).expect("ahead") + SPREAD + SECOND;
        assert!(matches!(clock.waits()[..], [wait] if wait <= most), "{:?}", clock.waits());
    }
}

/// A clock whose time of day is wrong by this many milliseconds. Waits take no time, but they
/// count.
#[derive(Clone, Debug)]
struct WrongClock(FastClock, i64);

impl Clock for WrongClock {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn time(&self) -> SystemTime {
        let wrong = Duration::from_millis(self.1.unsigned_abs());
        if self.1 < 0 { self.0.time() - wrong } else { self.0.time() + wrong }
    }

    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.sleep(duration)
    }
}

/// The server's time is derived from its own `Date`, whatever this machine's clock shows.
#[tokio::test]
async fn a_wait_for_a_date_uses_the_servers_clock() {
    let emulator = start_emulator();
    for wrong in [-3_600_000, -2_500, -1_500, -400, 0, 400, 1_500, 2_500, 3_600_000] {
        for requests_before in [0, 1, 20] {
            let clock = FastClock::default();
            let wrong_clock = WrongClock(clock.clone(), wrong);
            let client = client_of(&emulator).clock(wrong_clock).no_rate_limit().build();
            let client = client.expect("a client");
            for _ in 0..requests_before {
                client.whoami().await.expect("a token");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let header = httpdate::fmt_http_date(SystemTime::now() + 4 * SECOND);
            let date = httpdate::parse_http_date(&header).expect("a date");
            let refused = CannedResponse::new(429).header("retry-after", header);
            emulator.stub("POST", "/v2/objects/people/records", refused);
            let began = clock.time();
            Person::default().create(&client).await.expect("the second one is accepted");
            let is_late_enough = clock.time() >= date;
            assert!(is_late_enough, "{wrong}, {requests_before}: {:?}", clock.waits());
            let most = date.duration_since(began).expect("ahead") + SPREAD + SECOND;
            assert!(matches!(clock.waits()[..], [wait] if wait <= most), "{wrong}: {clock:?}");
        }
    }
}

/// Responses received when the server's second changed show the rest of the wait.
#[tokio::test]
async fn earlier_responses_make_the_wait_exact() {
    let emulator = start_emulator();
    let clock = FastClock::default();
    let client = client_of(&emulator).clock(WrongClock(clock.clone(), 3_600_000)).no_rate_limit();
    let client = client.build().expect("a client");
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(1_200) {
        client.whoami().await.expect("a token");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let header = httpdate::fmt_http_date(SystemTime::now() + 4 * SECOND);
    let date = httpdate::parse_http_date(&header).expect("a date");
    let refused = CannedResponse::new(429).header("retry-after", header);
    emulator.stub("POST", "/v2/objects/people/records", refused);
    let most = date.duration_since(clock.time()).expect("ahead") + SPREAD + SECOND / 2;
    Person::default().create(&client).await.expect("the second one is accepted");
    assert!(clock.time() >= date);
    assert!(matches!(clock.waits()[..], [wait] if wait <= most), "{clock:?}, not {most:?}");
}

#[tokio::test]
async fn a_refusal_without_a_future_time_is_retried_after_a_backoff() {
    for retry_after in [
        RetryAfter::Absent,
        RetryAfter::PastDate(Duration::from_secs(60)),
        RetryAfter::Seconds(0),
        RetryAfter::Text("soon".into()),
        RetryAfter::Text("Tue, 99 May 2023 14:42:01 GMT".into()),
    ] {
        let (attio, clock) = Attio::with_clock();
        attio.emulator.inject(Fault::RateLimited(retry_after.clone()).times(8));
        person().create(&attio.client).await.expect("the ninth one is accepted");
        let waits = clock.waits();
        assert_eq!(waits.len(), 8, "refusals do not count as attempts");
        for (wait, longest) in waits.iter().zip([100, 200, 400, 800, 1600, 3200, 6400, 10_000]) {
            let longest = Duration::from_millis(longest);
            assert!((longest / 2..=longest).contains(wait), "{retry_after:?} {waits:?}");
        }
    }
}

#[tokio::test]
async fn a_refusal_for_an_hour_ends_at_once_and_says_so() {
    for retry_after in
        [RetryAfter::Seconds(3600), RetryAfter::Date(3600 * SECOND), RetryAfter::Seconds(u64::MAX)]
    {
        let (attio, clock) = Attio::with_clock();
        attio.emulator.inject(Fault::RateLimited(retry_after).always());
        let error = person().create(&attio.client).await.expect_err("no call takes an hour");
        assert!(error.is_rate_limited() && error.is_retryable() && !error.may_have_applied());
        assert!(error.retry_after().is_some_and(|wait| wait > 3590 * SECOND));
        let text = error.to_string();
        assert!(
            text.contains("asks for a wait of") && text.contains("the deadline leaves"),
            "{text}"
        );
        assert_eq!((clock.waits().len(), sent(&attio), error.attempts()), (0, 1, 1));
    }
}

#[tokio::test]
async fn refusals_end_with_the_deadline() {
    let (attio, clock) = Attio::with_clock();
    attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(25)).always());
    let error = person().create(&attio.client).await.expect_err("refused to the end");
    assert!(error.is_rate_limited());
    // Four waits of 25 seconds fit into 120.
    assert_eq!((clock.waits().len(), error.attempts()), (4, 5));
    assert!(error.to_string().contains("sent 5 times"), "{error}");
    // A call may have its own deadline.
    let error = person().create(&attio.client).deadline(30 * SECOND).await.expect_err("refused");
    assert_eq!(error.attempts(), 2);
}

/// Makes one call of each kind after `spoil`. Returns the number of requests of each, and the
/// outcome of its error.
async fn each_call(spoil: impl Fn(&Emulator)) -> Vec<(&'static str, usize, Option<Outcome>)> {
    let mut all = Vec::new();
    for call in [
        "create",
        "append",
        "merge",
        "post",
        "get",
        "query",
        "search",
        "assert",
        "overwrite",
        "delete",
    ] {
        let (attio, _) = Attio::with_clock();
        let id = seed(&attio);
        let Attio { client, emulator } = &attio;
        let other = emulator.seed("people", &json!({"email_addresses": ["carl@example.com"]}));
        let other: Uuid = other.expect("a person");
        spoil(emulator);
        let error = match call {
            "create" => person().create(client).await.err(),
            "append" => person().append(client, id).await.err(),
            "merge" => Person::merge(client, id, other.into()).await.err(),
            "post" => {
                let path = "/v2/objects/people/records";
                let body = json!({"data": {"values": {"email_addresses": ["dora@example.com"]}}});
                client.request(Method::POST, path).json(&body).await.err()
            }
            "get" => Person::get(client, id).await.err(),
            "query" => Person::query().all(client).await.err(),
            "search" => client.search("bea", ["people"]).await.err(),
            "assert" => person().assert(client, Person::EMAILS).await.err(),
            "overwrite" => person().overwrite(client, id).await.err(),
            _ => Person::delete(client, id).await.err(),
        };
        // A successful query requests one more page.
        let extra = usize::from(call == "query" && error.is_none());
        all.push((call, sent(&attio) - extra, error.map(|error| error.outcome())));
    }
    all
}

#[tokio::test]
async fn unprocessed_requests_are_retried_for_every_call() {
    let conflict = json!({
        "status_code": 409, "type": "invalid_request_error", "code": "concurrent_write_conflict",
        "message": "Two writes raced."
    });
    let conflict = |emulator: &Emulator| {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            emulator.stub(method, "/v2", CannedResponse::json(409, &conflict).times(2));
        }
    };
    let refuse = |emulator: &Emulator| {
        emulator.inject(Fault::RateLimited(RetryAfter::NextSecond).times(2));
    };
    for (call, sent, outcome) in
        each_call(conflict).await.into_iter().chain(each_call(refuse).await)
    {
        assert_eq!((sent, outcome), (3, None), "{call}");
    }
}

#[tokio::test]
async fn possibly_processed_requests_are_retried_if_idempotent() {
    for fault in [
        Fault::Status(500),
        Fault::Foreign(Foreign::Html(502)),
        Fault::ApplyThenStatus(503),
        Fault::ApplyThenForeign(Foreign::Html(503)),
        Fault::ApplyThenDrop,
        Fault::DropBeforeApplying,
    ] {
        for (call, sent, outcome) in
            each_call(|emulator| emulator.inject(fault.clone().times(2))).await
        {
            match call {
                "create" | "append" | "merge" | "post" => {
                    assert_eq!((sent, outcome), (1, Some(Outcome::Unknown)), "{call} {fault:?}");
                }
                // The second attempt finds that the first was applied.
                "delete" => assert!(outcome.is_none() && sent >= 2, "{fault:?} {outcome:?}"),
                _ => assert_eq!((sent, outcome), (3, None), "{call} {fault:?}"),
            }
        }
    }
}

#[tokio::test]
async fn deleting_a_missing_record_is_still_an_error() {
    let (attio, _) = Attio::with_clock();
    let nobody: RecordId<Person> = Uuid::new_v4().into();
    let error = Person::delete(&attio.client, nobody).await.expect_err("nobody");
    assert!(error.is_not_found());
    // An earlier refusal does not make it a success either: it was not processed.
    attio.emulator.inject(Fault::RateLimited(RetryAfter::NextSecond).once());
    let error = Person::delete(&attio.client, nobody).await.expect_err("nobody");
    assert!(error.is_not_found() && error.attempts() == 2);
}

#[tokio::test]
async fn the_possible_effect_of_an_earlier_attempt_is_not_forgotten() {
    let (attio, _) = Attio::with_clock();
    let id = seed(&attio);
    attio.emulator.inject(Fault::ApplyThenDrop.once());
    attio.emulator.inject(Fault::Status(400).once());
    let error = person().overwrite(&attio.client, id).await.expect_err("refused at last");
    assert_eq!((error.status(), error.outcome()), (Some(400), Outcome::Unknown));
    assert!(error.to_string().contains("sent 2 times"), "{error}");
}

#[tokio::test]
async fn a_create_waits_for_the_server_to_start() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let clock = FastClock::default();
    let started: Arc<Mutex<Option<Emulator>>> = Arc::default();
    let (keep, waits) = (Arc::clone(&started), AtomicUsize::new(0));
    clock.on_wait(move || {
        if waits.fetch_add(1, Ordering::Relaxed) == 1 {
            let emulator = Emulator::builder().api_key("k").port(free.port()).start_blocking();
            *keep.lock().expect("no panic") = Some(emulator.expect("the port is free"));
        }
    });
    let client = Client::builder()
        .api_key("k")
        .base_url(format!("http://{free}"))
        .clock(clock.clone())
        .build()
        .expect("a client");
    let created = person().create(&client).await.expect("it came up");
    assert_eq!(clock.waits().len(), 2);
    let started = started.lock().expect("no panic").take().expect("started");
    assert_eq!(started.record_ids("people"), [created.id.record_id.uuid()]);
}

#[tokio::test]
async fn a_request_that_cannot_be_built_is_not_a_lost_connection() {
    let (attio, clock) = Attio::with_clock();
    // Longer than the maximum length of a URL.
    let call = attio.client.request(Method::GET, "/v2/objects").query("x", "y".repeat(70_000));
    let error = call.await.expect_err("no URL");
    assert!(!error.is_retryable() && !error.may_have_applied() && !error.is_timeout(), "{error}");
    assert!(error.to_string().contains("cannot be built"), "{error}");
    assert!(error.to_string().len() < 1000);
    assert_eq!((clock.waits().len(), sent(&attio)), (0, 0));
}

#[tokio::test]
async fn a_408_is_retried_and_reported_as_retryable_consistently() {
    let (attio, _) = Attio::with_clock();
    let late = CannedResponse::new(408).always();
    attio.emulator.stub("GET", "/v2/objects/people/records", late.clone());
    attio.emulator.stub("POST", "/v2/objects/people/records", late);
    let error = Person::get(&attio.client, Uuid::new_v4().into()).await.expect_err("408");
    assert_eq!((error.attempts(), error.is_retryable()), (5, true));
    let error = person().create(&attio.client).await.expect_err("408");
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn attempts_are_bounded_and_the_error_counts_them() {
    let (attio, clock) = Attio::with_clock();
    let id = seed(&attio);
    attio.emulator.inject(Fault::Status(503).always());
    let error = Person::get(&attio.client, id).await.expect_err("down");
    assert_eq!((error.attempts(), sent(&attio), error.status()), (5, 5, Some(503)));
    assert!(error.to_string().contains("sent 5 times"), "{error}");
    for (wait, longest) in clock.waits().iter().zip([100, 200, 400, 800]) {
        assert!(*wait <= Duration::from_millis(longest));
    }
}

#[tokio::test]
async fn retries_can_be_fewer_or_off() {
    for (policy, attempts) in [(RetryPolicy::new().max_attempts(2), 2), (RetryPolicy::off(), 1)] {
        let emulator = start_emulator();
        let client = client_with(&emulator, policy.clone());
        emulator.inject(Fault::Status(503).always());
        let error = Person::query().first(&client).await.expect_err("down");
        assert_eq!(error.attempts(), attempts, "{policy:?}");
    }
    let emulator = start_emulator();
    let client = client_with(&emulator, RetryPolicy::off());
    emulator.inject(Fault::RateLimited(RetryAfter::NextSecond).once());
    let error = person().create(&client).await.expect_err("refused");
    assert!(error.is_rate_limited() && error.retry_after().is_some());
}

#[tokio::test]
async fn without_retries_nothing_is_sent_again_anywhere() {
    let emulator = start_emulator();
    let client = client_with(&emulator, RetryPolicy::off());
    emulator.inject(Fault::RefuseStream.always());
    let workers: Vec<_> = (0..200).map(Worker::numbered).collect();
    for result in join_all(workers.iter().map(|worker| worker.create(&client))).await {
        let error = result.expect_err("each is refused");
        assert_eq!(error.attempts(), 1, "{error}");
        // HTTP/2 has a code for it, while HTTP/1.1 only closes the connection.
        let is_https = Transport::of_the_process() == Transport::Https;
        assert_eq!(error.may_have_applied(), !is_https, "{error}");
    }
    assert_eq!(emulator.requests().len(), 200);
}

#[tokio::test]
async fn requests_unprocessed_according_to_http2_are_retried_and_counted() {
    if Transport::of_the_process() == Transport::Http {
        return;
    }
    for fault in [Fault::RefuseStream, Fault::GoAway] {
        let (attio, clock) = Attio::with_clock();
        attio.emulator.inject(fault.clone().times(3));
        let created =
            person().create(&attio.client).detailed().await.expect("the fourth is accepted");
        assert_eq!((created.attempts_made, sent(&attio)), (4, 4), "{fault}");
        assert_eq!(clock.waits().len(), 3, "{fault}");
        assert_eq!(attio.emulator.record_ids("people").len(), 1, "{fault}");
    }
}

#[tokio::test]
async fn a_token_that_worked_is_retried_once() {
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::Unauthorized.once());
    let error = person().create(&attio.client).await.expect_err("an unknown token");
    assert!(error.is_auth() && error.attempts() == 1);
    // A revoked token gets the same response.
    attio.client.whoami().await.expect("it is known");
    attio.client.request(Method::GET, "/v2/self").await.expect("the same");
    attio.emulator.inject(Fault::Unauthorized.once());
    let error = person().create(&attio.client).await.expect_err("still unknown");
    assert!(error.is_auth() && error.attempts() == 1);
    Person::query().first(&attio.client).await.expect("it works");
    attio.emulator.inject(Fault::Unauthorized.once());
    person().create(&attio.client).await.expect("Attio was wrong");
    attio.emulator.inject(Fault::Unauthorized.always());
    let error = Person::query().first(&attio.client).await.expect_err("revoked");
    assert!(error.is_auth() && error.attempts() == 2);
}

#[tokio::test]
async fn a_wait_requested_by_a_failed_server_is_bounded_too() {
    let (attio, clock) = Attio::with_clock();
    let down = CannedResponse::new(503).header("retry-after", "500").always();
    attio.emulator.stub("POST", "/v2/objects/people/records/query", down);
    let error = Person::query().first(&attio.client).await.expect_err("down");
    assert_eq!((error.status(), error.attempts(), clock.waits().len()), (Some(503), 1, 0));
    assert!(error.to_string().contains("a wait of 500 s"), "{error}");
}

#[tokio::test]
async fn an_outage_does_not_cause_a_storm() {
    let (attio, _) = Attio::with_clock();
    let id = seed(&attio);
    attio.emulator.inject(Fault::Status(503).always());
    for call in 0..200 {
        let error = Person::get(&attio.client, id).await.expect_err("down");
        assert_eq!(error.attempts() == 1, call >= 125, "500 retries, four per call");
    }
    assert_eq!(sent(&attio), 200 + 500);
    let error = Person::get(&attio.client, id).await.expect_err("down");
    assert!(error.to_string().contains("too many retries"), "{error}");
    attio.emulator.clear_faults();
    for _ in 0..10 {
        Person::get(&attio.client, id).await.expect("up again");
    }
    attio.emulator.inject(Fault::Status(503).once());
    Person::get(&attio.client, id).await.expect("one retry for ten successful calls");
}

#[tokio::test]
async fn streams_and_the_schema_are_read_through_failures() {
    let (attio, _) = Attio::with_clock();
    for i in 0..25 {
        let values = json!({"email_addresses": [format!("p{i}@example.com")]});
        attio.emulator.seed("people", &values).expect("a person");
    }
    attio.emulator.inject(Fault::Status(500).with_probability(0.3).seed(5));
    attio.emulator.inject(Fault::RateLimited(RetryAfter::NextSecond).times(3));
    let mut people = Person::query().page_size(5).stream(&attio.client);
    let mut count = 0;
    while let Some(person) = people.next_record().await {
        let _: Record<Person> = person.expect("retried until it exists");
        count += 1;
    }
    assert_eq!(count, 25);
    attio.emulator.inject(Fault::DropBeforeApplying.times(3));
    let report = attio.client.check::<Person>().await.expect("read at last");
    assert!(report.is_ok(), "{report}");
}

/// Grants no permit, or every permit, and counts the requests.
#[derive(Debug, Default)]
struct Gate {
    is_closed: bool,
    asked: Mutex<Vec<RequestKind>>,
    refused: AtomicUsize,
}

impl RateLimiter for Gate {
    fn acquire(&self, kind: RequestKind) -> BoxFuture<'_, ()> {
        self.asked.lock().expect("no panic").push(kind);
        let is_closed = self.is_closed;
        Box::pin(async move {
            if is_closed {
                std::future::pending::<()>().await;
            }
        })
    }

    fn refused(&self, kind: RequestKind) {
        assert_eq!(kind, RequestKind::Write);
        self.refused.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn the_limiter_is_called_before_each_attempt_and_after_refusals() {
    let gate = Arc::new(Gate::default());
    let emulator = start_emulator();
    let client = client_of(&emulator)
        .clock(FastClock::default())
        .rate_limiter(Arc::clone(&gate) as Arc<dyn RateLimiter>)
        .build()
        .expect("a client");
    emulator.inject(Fault::RateLimited(RetryAfter::NextSecond).times(2).on(Operation::Write));
    person().create(&client).await.expect("let in");
    Person::query().first(&client).await.expect("read");
    let asked = gate.asked.lock().expect("no panic").clone();
    assert_eq!(
        asked,
        [RequestKind::Write, RequestKind::Write, RequestKind::Write, RequestKind::Read]
    );
    assert_eq!(gate.refused.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_wait_that_leaves_no_time_for_an_attempt_is_not_begun() {
    let (attio, clock) = Attio::with_clock();
    // Half a second of the 120 would be left for the create, which needs no more here.
    let refused = CannedResponse::new(429).header("retry-after", "119");
    attio.emulator.stub("POST", "/v2/objects/people/records", refused.always());
    let error = person().create(&attio.client).await.expect_err("too late");
    assert!(error.is_rate_limited() && !error.may_have_applied());
    assert_eq!((clock.waits().len(), error.attempts(), sent(&attio)), (0, 1, 1));
    assert!(error.to_string().contains("too little for an attempt"), "{error}");
}

/// Grants the permit after this time.
#[derive(Debug)]
struct Late(FastClock, Duration);

impl RateLimiter for Late {
    fn acquire(&self, _: RequestKind) -> BoxFuture<'_, ()> {
        self.0.sleep(self.1)
    }

    fn refused(&self, _: RequestKind) {}
}

#[tokio::test]
async fn a_permit_too_late_for_an_attempt_is_not_used() {
    let deadline = Duration::from_secs(120);
    for (late, is_sent) in [(Duration::from_millis(500), false), (10 * SECOND, true)] {
        let (clock, emulator) = (FastClock::default(), start_emulator());
        let limiter = Arc::new(Late(clock.clone(), deadline - late));
        let client = client_of(&emulator).clock(clock).rate_limiter(limiter).deadline(deadline);
        let result = person().create(&client.build().expect("a client")).await;
        assert_eq!((result.is_ok(), emulator.requests().len()), (is_sent, usize::from(is_sent)));
        let Err(error) = result else { continue };
        assert!(error.is_timeout() && error.is_retryable() && !error.may_have_applied());
        assert!(error.to_string().contains("too little for an attempt"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
}

#[tokio::test]
async fn by_default_a_client_and_its_clones_share_a_limiter() {
    let emulator = start_emulator();
    let client = settings_of(&emulator).api_key(emulator.api_key()).build().expect("a client");
    let clone = client.clone();
    let workers: Vec<_> = (0..30).map(Worker::numbered).collect();
    let began = Instant::now();
    let creates = workers.iter().zip([&client, &clone].into_iter().cycle());
    for created in join_all(creates.map(|(worker, client)| worker.create(client))).await {
        created.expect("a record");
    }
    // At 25 writes per second, the thirtieth is never sent within the first second.
    assert!(began.elapsed() >= SECOND, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_the_wait_for_the_limiter() {
    let emulator = start_emulator();
    let gate = Gate { is_closed: true, ..Gate::default() };
    let client = client_of(&emulator)
        .rate_limiter(Arc::new(gate))
        .deadline(Duration::from_millis(50))
        .build()
        .expect("a client");
    let began = tokio::time::Instant::now();
    let error = person().create(&client).await.expect_err("it gets no permit");
    // In paused time, in which the timer rounds up to the millisecond.
    assert!(began.elapsed() <= Duration::from_millis(51), "{:?}", began.elapsed());
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotApplied, 0));
    assert!(error.to_string().contains("limiter"), "{error}");
    assert_eq!(emulator.requests().len(), 0);
}
