//! The defaults that README and guide name. Times are virtual, so that no test waits for them.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use attio_core::rate_limit::{LocalRateLimiter, RateLimit, RateLimiter, RequestKind};
use attio_core::{AttioRecord, Client, Outcome};
use attio_emulator::{Emulator, Fault, Operation, RetryAfter};
use attio_tests::people::{Contact, Person};
use attio_tests::{Attio, client_of};
use futures_util::FutureExt;
use tokio::time::{Instant, pause, resume};

/// An emulator in plain text, whose client has a connection. HTTP/2 would send PINGs in virtual time.
async fn connected() -> Attio {
    let attio = Attio::of(Emulator::start_blocking().expect("the emulator starts"));
    attio.client.whoami().await.expect("a connection");
    attio
}

#[tokio::test]
async fn an_attempt_has_thirty_seconds() {
    let attio = connected().await;
    attio.emulator.inject(Fault::ApplyThenStall(Duration::from_secs(3_600)).always());
    pause();
    let began = Instant::now();
    let error = Contact::numbered(1).create(&attio.client).attempts(1).await;
    let error = error.expect_err("no response");
    assert!(error.is_timeout() && error.outcome() == Outcome::Unknown, "{error}");
    assert_eq!(began.elapsed().as_secs(), 30);
}

#[tokio::test]
async fn a_call_has_two_minutes() {
    let (attio, clock) = Attio::with_clock();
    for (wait, fits) in [(110, true), (120, false)] {
        attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(wait)).once());
        let waits = clock.waits().len();
        let called = attio.client.whoami().await;
        assert_eq!((called.is_ok(), clock.waits().len() - waits), (fits, usize::from(fits)));
        let Err(error) = called else { continue };
        assert_eq!(error.retry_after(), Some(Duration::from_secs(wait)));
        assert!(error.to_string().contains("the deadline leaves 1"), "{error}");
    }
}

#[tokio::test]
async fn a_call_has_five_attempts() {
    let (attio, _clock) = Attio::with_clock();
    attio.emulator.inject(Fault::Status(503).always());
    let error = attio.client.whoami().await.expect_err("503");
    assert_eq!((error.attempts(), attio.emulator.requests().len()), (5, 5));
}

/// TLS never begins: the server accepts the connection and sends nothing.
#[tokio::test]
async fn connecting_has_ten_seconds_and_at_most_half_of_the_timeout() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = server.local_addr().expect("an address");
    for (timeout, connecting) in [(None, 10), (Some(60), 10), (Some(8), 4)] {
        let client = Client::builder().api_key("k").base_url(format!("https://{address}"));
        let client = match timeout {
            Some(timeout) => client.timeout(Duration::from_secs(timeout)),
            None => client,
        };
        let client = client.build().expect("a client");
        pause();
        let began = Instant::now();
        let error = Contact::numbered(1).create(&client).attempts(1).await;
        let error = error.expect_err("no connection");
        assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
        assert_eq!(began.elapsed().as_secs(), connecting, "{timeout:?}: {error}");
        resume();
    }
}

/// A fifth of each limit is sent at once; the others follow at the limit.
#[tokio::test(start_paused = true)]
async fn the_limit_is_100_reads_and_25_writes_per_second() {
    let limit = RateLimit::default();
    assert_eq!((limit.reads(), limit.writes()), (100, 25));
    for (kind, per_second) in [(RequestKind::Read, 100), (RequestKind::Write, 25)] {
        let limiter = LocalRateLimiter::new(limit);
        let began = Instant::now();
        let mut at_once = 0;
        for _ in 0..per_second + 1 {
            limiter.acquire(kind).await;
            let request = limiter.started(kind);
            limiter.finished(kind, request);
            at_once += u32::from(began.elapsed().is_zero());
        }
        assert_eq!(at_once, per_second / 5);
        let elapsed = began.elapsed();
        let expected = Duration::from_millis(800)..Duration::from_millis(1_100);
        assert!(expected.contains(&elapsed), "{kind:?}: {elapsed:?}");
    }
}

/// The guide says about 2,900.
#[tokio::test(start_paused = true)]
async fn within_the_deadline_about_2900_writes_get_a_permit() {
    let limiter = LocalRateLimiter::new(RateLimit::default());
    let began = Instant::now();
    let mut permits = 0;
    while began.elapsed() < Duration::from_secs(119) {
        limiter.acquire(RequestKind::Write).await;
        let request = limiter.started(RequestKind::Write);
        limiter.finished(RequestKind::Write, request);
        permits += 1;
    }
    assert!((2_850..2_950).contains(&permits), "{permits}");
}

#[tokio::test]
async fn a_bulk_job_takes_32_records_ahead() {
    let attio = connected().await;
    let client = client_of(&attio.emulator).build().expect("a client");
    let stall = Fault::ApplyThenStall(Duration::from_secs(3_600));
    attio.emulator.inject(stall.always().on(Operation::Create));
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let records = (0..100).map(|number| (number, Contact::numbered(number))).inspect(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let mut results = Contact::bulk_create(&client).run(records);
    while attio.emulator.requests().iter().filter(|it| it.method == "POST").count() < 32 {
        assert!(results.next().now_or_never().is_none(), "no create has a response");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for _ in 0..100 {
        assert!(results.next().now_or_never().is_none(), "no create has a response");
        tokio::task::yield_now().await;
    }
    assert_eq!(taken.load(Ordering::SeqCst), 32);
}

#[tokio::test]
async fn clones_share_connections() {
    let attio = connected().await;
    for number in 0..20 {
        let client = attio.client.clone();
        Contact::numbered(number).create(&client).await.expect("created");
    }
    Person::query().all(&attio.client.clone()).await.expect("records");
    assert_eq!(attio.emulator.connections(), 1);
}
