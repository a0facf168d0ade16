//! Requests that HTTP/2 says were not processed, and their retries.

use attio_core::rate_limit::RateLimit;
use attio_core::{AttioRecord, Outcome, RetryPolicy};
use attio_emulator::{Fault, Foreign, Operation};
use attio_tests::people::Worker;

use super::{at_once, client, emulator, settings};

#[tokio::test]
async fn a_refused_stream_is_sent_once_if_retries_are_off() {
    let emulator = emulator();
    emulator.inject(Fault::RefuseStream.always().on(Operation::Create));
    let client = settings(&emulator).retry(RetryPolicy::off()).build().expect("a client");
    for end in at_once(200, |number| Worker::numbered(number).create(&client)).await {
        let error = end.expect_err("refused");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotApplied, 1), "{error}");
        assert!(error.is_retryable() && !error.is_connect(), "{error}");
        assert!(error.to_string().contains("before it processed the request"), "{error}");
    }
    assert_eq!(emulator.requests().len(), 200);
}

#[tokio::test]
async fn a_refused_stream_is_retried_and_counted() {
    let emulator = emulator();
    emulator.inject(Fault::RefuseStream.times(4).on(Operation::Create));
    let client = client(&emulator);
    let created = Worker::numbered(1).create(&client).detailed().await.expect("created");
    assert_eq!((created.attempts_made, created.is_settled), (5, true));
    assert_eq!(emulator.requests().len(), 5);
    emulator.inject(Fault::RefuseStream.always().on(Operation::Create));
    let error = Worker::numbered(2).create(&client).await.expect_err("refused");
    assert_eq!((error.attempts(), error.outcome()), (5, Outcome::NotApplied));
    assert!(error.to_string().contains("sent 5 times"), "{error}");
    assert_eq!(emulator.requests().len(), 10);
}

#[tokio::test]
async fn retries_of_refused_streams_take_permits_of_the_limiter() {
    let emulator = emulator();
    emulator.inject(Fault::RefuseStream.always().on(Operation::Create));
    let limit = RateLimit::per_second(100, 25);
    let client = settings(&emulator).rate_limit(limit).build().expect("a client");
    // 3 attempts of each of 20 take 60 permits, of which a second has 25.
    let began = std::time::Instant::now();
    for end in at_once(20, |number| Worker::numbered(number).create(&client).attempts(3)).await {
        assert_eq!(end.expect_err("refused").attempts(), 3);
    }
    assert_eq!(emulator.requests().len(), 60);
    // Checks a lower bound of the time, not the speed.
    let seconds = began.elapsed().as_secs_f64();
    assert!(seconds > (60.0 - 5.0 - 25.0) / 25.0, "60 requests in {seconds} s");
}

#[tokio::test]
async fn streams_above_the_last_one_of_a_goaway_were_not_processed() {
    let emulator = emulator();
    let client = client(&emulator);
    client.whoami().await.expect("a connection");
    emulator.inject(Fault::GoAway.once().after(30).on(Operation::Create));
    let once = |number| Worker::numbered(number).create(&client).attempts(1);
    let ended = at_once(60, once).await;
    let stored = emulator.record_ids("people").len();
    let ok = ended.iter().filter(|end| end.is_ok()).count();
    assert_eq!(ok, stored);
    for error in ended.into_iter().filter_map(Result::err) {
        assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
        assert!(error.is_retryable(), "{error}");
    }
    assert!(ok < 60, "some streams were above it");
    // With retries, nobody notices.
    emulator.inject(Fault::GoAway.times(3).after(10).on(Operation::Create));
    for end in at_once(60, |number| Worker::numbered(1000 + number).create(&client)).await {
        end.expect("sent again over another connection");
    }
    assert_eq!(emulator.record_ids("people").len(), stored + 60);
}

#[tokio::test]
async fn a_graceful_goaway_loses_nothing() {
    let emulator = emulator();
    emulator.inject(Fault::ApplyThenGoAway.with_probability(0.1).on(Operation::Create));
    let client = client(&emulator);
    for end in at_once(200, |number| Worker::numbered(number).create(&client)).await {
        end.expect("created");
    }
    assert_eq!(emulator.record_ids("people").len(), 200);
}

#[tokio::test]
async fn a_reset_of_a_write_is_unknown_whether_it_was_applied_or_not() {
    let emulator = emulator();
    let client = client(&emulator);
    for (fault, stored) in [(Fault::ResetBeforeApplying, 0), (Fault::ApplyThenReset, 1)] {
        emulator.inject(fault.once().on(Operation::Create));
        let error = Worker::numbered(1).create(&client).await.expect_err("reset");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{error}");
        assert_eq!(emulator.record_ids("people").len(), stored);
    }
}

#[tokio::test]
async fn a_misdirected_request_goes_over_a_new_connection_once() {
    let emulator = emulator();
    let client = client(&emulator);
    client.whoami().await.expect("a connection");
    emulator.inject(Fault::Status(421).once());
    let created = Worker::numbered(1).create(&client).detailed().await.expect("created");
    assert_eq!((created.attempts_made, created.is_settled), (2, true));
    let on: Vec<_> = emulator.requests().iter().map(|request| request.connection).collect();
    assert_eq!(on, [1, 1, 2]);
    emulator.inject(Fault::Foreign(Foreign::Html(421)).always());
    let error = Worker::numbered(2).create(&client).await.expect_err("misdirected again");
    assert_eq!((error.attempts(), error.status()), (2, Some(421)), "{error}");
    assert_eq!(error.outcome(), Outcome::NotApplied);
}
