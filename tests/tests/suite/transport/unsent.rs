//! Requests that were never sent, whatever their timeout.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use attio_core::{AttioRecord, Client, ClientBuilder, Outcome, RetryPolicy};
use attio_emulator::{Fault, Operation};
use attio_tests::people::{Contact, Worker};
use attio_tests::{Attio, client_of, random, size, start_emulator};
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};

use super::{assert_not_sent, at_once, client, emulator, quick, settings};

/// A server that accepts connections and sends nothing: TLS never begins.
fn mute() -> (TcpListener, ClientBuilder) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let client = Client::builder().api_key("k").base_url(format!("https://{address}"));
    (listener, client.no_rate_limit())
}

#[tokio::test]
async fn a_stalled_handshake_sends_nothing_however_short_the_timeout() {
    for timeout in [20, 100, 900] {
        let (_listener, settings) = mute();
        let settings = settings.timeout(Duration::from_millis(timeout)).retry(RetryPolicy::off());
        let client = settings.build().expect("a client");
        for error in at_once(20, |number| Worker::numbered(number).create(&client)).await {
            let error = error.expect_err("no connection");
            assert_not_sent(&error);
            assert!(error.is_timeout() && error.is_retryable(), "{error}");
            assert_eq!(error.attempts(), 1);
        }
    }
    // A call with its own timeout, over a client with a longer one.
    let (_listener, settings) = mute();
    let client = settings.retry(quick()).build().expect("a client");
    let error = Worker::numbered(1).create(&client).timeout(Duration::from_millis(50)).await;
    let error = error.expect_err("no connection");
    assert_not_sent(&error);
    assert!(error.to_string().contains("tried 5 times, and never sent"), "{error}");
    assert!(error.to_string().contains("the request was not sent within 50ms"), "{error}");
}

/// A server that reads the head of a request and part of its body, and then closes the connection.
#[tokio::test]
async fn a_truncated_request_is_not_applied() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut part = [0; 64 * 1024];
            let _ = stream.expect("a connection").read(&mut part);
        }
    });
    let client = Client::builder().api_key("k").base_url(format!("http://{address}"));
    let client = client.retry(quick()).build().expect("a client");
    let long = Worker { job_title: "x".repeat(9 << 20) };
    let error = long.create(&client).await.expect_err("cut off");
    assert_not_sent(&error);
    assert_eq!((error.attempts(), error.is_retryable()), (5, true), "{error}");
    assert!(error.to_string().contains("failed before it took the request"), "{error}");
}

#[tokio::test]
async fn a_stalled_tcp_handshake_sends_nothing() {
    let emulator = emulator();
    emulator.stall_connects().expect("this system can");
    let client = settings(&emulator).timeout(Duration::from_millis(300)).build().expect("a client");
    for error in at_once(200, |number| Worker::numbered(number).create(&client).attempts(1)).await {
        assert_not_sent(&error.expect_err("no connection"));
    }
    emulator.resume_connects().expect("this system can");
    Worker::numbered(1).create(&client).timeout(Duration::from_secs(30)).await.expect("it goes on");
    assert_eq!(emulator.record_ids("people").len(), 1);
}

#[tokio::test]
async fn waiting_for_a_stream_sends_nothing() {
    let emulator = emulator();
    emulator.inject(Fault::FewStreams(1).always());
    let client = client(&emulator);
    client.whoami().await.expect("a connection");
    emulator.inject(Fault::StallThenApply(Duration::from_secs(3)).once().on(Operation::Create));
    let call = |number| {
        // The first request holds the stream for longer than the others wait.
        let timeout = Duration::from_millis(if number == 0 { 30_000 } else { 500 });
        Worker::numbered(number).create(&client).attempts(1).timeout(timeout)
    };
    let mut ended = at_once(100, call).await.into_iter();
    ended.next().expect("the first one").expect("created");
    for end in ended {
        let error = end.expect_err("no stream");
        assert_not_sent(&error);
        assert!(error.is_timeout() && error.is_retryable(), "{error}");
    }
    assert_eq!(emulator.record_ids("people").len(), 1);
}

#[tokio::test]
async fn no_request_is_sent_into_a_closed_window() {
    let emulator = emulator();
    emulator.inject(Fault::ClosedWindow.always());
    let client = client(&emulator);
    // A first request may be sent before the server's settings arrive.
    client.whoami().await.expect("it has no body");
    // Long enough to count against the connection.
    let timeout = Duration::from_millis(1_200);
    let call = |number| Worker::numbered(number).create(&client).attempts(1).timeout(timeout);
    for error in at_once(20, call).await {
        assert_not_sent(&error.expect_err("no byte of the body can be sent"));
    }
    assert!(emulator.record_ids("people").is_empty());
    // The next call uses a new connection, because nothing arrived over this one.
    emulator.clear_faults();
    Worker::numbered(1).create(&client).await.expect("over another connection");
}

/// A delete has no body, so its head is the whole request.
#[tokio::test]
async fn a_request_without_a_body_counts_as_sent_once_on_a_connection() {
    for attio in [Attio::of(emulator()), Attio::start()] {
        let created = Worker::numbered(1).create(&attio.client).await.expect("created");
        attio
            .emulator
            .inject(Fault::ApplyThenStall(Duration::from_secs(2)).once().on(Operation::Delete));
        let call = Worker::delete(&attio.client, created.id.record_id).attempts(1);
        let error = call.timeout(Duration::from_millis(300)).await.expect_err("too late");
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert!(error.is_timeout() && !error.is_connect(), "{error}");
        assert!(attio.emulator.record_ids("people").is_empty());
    }
    // It is not sent if no connection is established.
    let (_listener, settings) = mute();
    let client = settings.timeout(Duration::from_millis(200)).build().expect("a client");
    let id = uuid::Uuid::new_v4().into();
    let call = Worker::delete(&client, id).attempts(1);
    assert_not_sent(&call.await.expect_err("no connection"));
}

/// The timeout may strike at any instant of an attempt: a request reported as not applied never is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timeout_never_reports_a_stored_record_as_unsent() {
    for emulator in [emulator(), start_emulator()] {
        let attio = Attio::of(emulator);
        let client =
            client_of(&attio.emulator).retry(RetryPolicy::off()).build().expect("a client");
        let creates = size(20_000, 1_500);
        let mut random = random(7);
        let calls = (0..creates).map(|number| {
            let timeout = Duration::from_micros(random.u64(0..6_000));
            let call = Contact::numbered(number).create(&client).timeout(timeout);
            async move { (number, call.await) }
        });
        let ended: Vec<_> = stream::iter(calls).buffer_unordered(16).collect().await;
        let mut unsent = Vec::new();
        for (number, end) in &ended {
            match end {
                Err(error) if error.outcome() == Outcome::NotApplied => unsent.push(*number),
                _ => {}
            }
        }
        assert!(!unsent.is_empty() && (unsent.len() as u64) < creates, "{}", unsent.len());
        // Requests still in flight arrive in the meantime.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let found = unsent.iter().map(|number| {
            let email = Contact::email(*number).parse::<attio_core::EmailAddress>();
            let filter = Contact::EMAILS.eq(email.expect("an address"));
            Contact::query().filter(filter).first(&attio.client)
        });
        for found in join_all(found).await {
            assert!(found.expect("a response").is_none(), "it was stored");
        }
    }
}
