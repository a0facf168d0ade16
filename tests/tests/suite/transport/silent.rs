//! A connection that goes silent is detected and replaced.

use std::time::Duration;

use attio_core::{AttioRecord, Client, Outcome};
use attio_emulator::{Emulator, Fault, Operation};
use attio_tests::client_of;
use attio_tests::people::{Contact, Worker};
use futures_util::stream::{self, StreamExt};
use uuid::Uuid;

use super::{at_once, client, emulator, quick};

const CREATES: u64 = 200;

/// The connection goes silent after this many creates.
const AFTER: u64 = 50;

async fn about_to_go_silent() -> (Emulator, Client) {
    let emulator = emulator();
    let client = client(&emulator);
    client.whoami().await.expect("a connection");
    emulator.inject(Fault::GoSilent.once().after(AFTER).on(Operation::Create));
    (emulator, client)
}

/// All creates are stored, and their callers have received the IDs.
fn assert_stored_and_reported(emulator: &Emulator, mut ids: Vec<Uuid>) {
    let mut stored = emulator.record_ids("people");
    ids.sort_unstable();
    stored.sort_unstable();
    assert_eq!(ids, stored);
    assert_eq!(stored.len() as u64, CREATES);
}

#[tokio::test]
async fn a_plain_create_is_unknown_only_if_it_was_in_flight() {
    let (emulator, client) = about_to_go_silent().await;
    let first = at_once(CREATES / 2, |number| Worker::numbered(number).create(&client)).await;
    let mut unknown = 0;
    for error in first.iter().filter_map(|end| end.as_ref().err()) {
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        // It is the PING that ended the connection, not the timeout of each attempt.
        assert!(!error.is_timeout(), "{error}");
        unknown += 1;
    }
    assert!((1..=CREATES / 2 - AFTER + 1).contains(&unknown), "{unknown} of {}", CREATES / 2);
    // The connection is replaced: no further call fails.
    let second = |number| Worker::numbered(CREATES / 2 + number).create(&client);
    for end in at_once(CREATES / 2, second).await {
        end.expect("over another connection");
    }
    assert!(emulator.record_ids("people").len() as u64 >= CREATES - unknown);
}

#[tokio::test]
async fn an_idle_connection_that_died_is_not_used() {
    let emulator = emulator();
    let client = client(&emulator);
    emulator.inject(Fault::ApplyThenGoSilent.once().on(Operation::Create));
    let lost = Worker::numbered(1).create(&client).timeout(Duration::from_millis(1_200)).await;
    assert_eq!(lost.expect_err("no response").outcome(), Outcome::Unknown);
    // A timeout without any response is enough to replace it.
    let call = Worker::numbered(2).create(&client).attempts(1).timeout(Duration::from_secs(5));
    call.await.expect("over another connection");
}

#[tokio::test]
async fn every_create_or_reconcile_is_settled() {
    let (emulator, client) = about_to_go_silent().await;
    let each = stream::iter(0..CREATES).map(|number| {
        let client = client.clone();
        async move { Contact::numbered(number).create_or_reconcile(&client).await }
    });
    let ended: Vec<_> = each.buffer_unordered(CREATES as usize).collect().await;
    let mut ids = Vec::new();
    for end in ended {
        ids.push(end.expect("settled").record().id.record_id.uuid());
    }
    assert_stored_and_reported(&emulator, ids);
}

#[tokio::test]
async fn every_create_of_a_bulk_job_is_stored_and_reported() {
    let (emulator, client) = about_to_go_silent().await;
    let records = (0..CREATES).map(|number| (number, Contact::numbered(number)));
    let mut results = Contact::bulk_create(&client).concurrency(64).run(records);
    let mut ids = Vec::new();
    while let Some((_, result)) = results.next().await {
        ids.push(result.expect("stored").id.uuid());
    }
    assert_stored_and_reported(&emulator, ids);
}

/// A silent HTTP/1.1 connection loses one request.
#[tokio::test]
async fn a_silent_plain_text_connection_is_replaced_too() {
    let emulator = Emulator::start_blocking().expect("started");
    let client = client_of(&emulator).retry(quick()).timeout(Duration::from_secs(3));
    let client = client.build().expect("a client");
    emulator.inject(Fault::GoSilent.once().after(AFTER).on(Operation::Create));
    let mut unknown = Vec::new();
    for number in 0..CREATES {
        if let Err(error) = Worker::numbered(number).create(&client).await {
            assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
            unknown.push(number);
        }
    }
    assert_eq!(unknown, [AFTER]);
    assert_eq!(emulator.record_ids("people").len() as u64, CREATES - 1);
}

/// One slow response is not silence, however short the timeout: a new connection may take longer.
#[tokio::test]
async fn a_slow_response_leaves_its_connection_in_the_pool() {
    let emulator = emulator();
    let client = client(&emulator);
    client.whoami().await.expect("a connection");
    emulator.inject(Fault::StallThenApply(Duration::from_secs(2)).once().on(Operation::Create));
    let call = Worker::numbered(1).create(&client).attempts(1).timeout(Duration::from_millis(300));
    call.await.expect_err("too slow");
    for number in 2..20 {
        Worker::numbered(number).create(&client).await.expect("created");
    }
    assert_eq!(emulator.connections(), 1);
}

/// In virtual time: a PING two seconds after the last sign of the server, and six more for its response.
#[tokio::test]
async fn a_silent_connection_is_given_up_long_before_the_timeout() {
    let emulator = emulator();
    let client = client(&emulator);
    client.whoami().await.expect("a connection");
    emulator.inject(Fault::GoSilent.once().on(Operation::Create));
    let call = tokio::spawn(Worker::numbered(1).create(&client));
    while emulator.requests().len() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // The server has read it, and is silent from now on.
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    let error = call.await.expect("no panic").expect_err("no response");
    assert_eq!((error.outcome(), error.is_timeout()), (Outcome::Unknown, false), "{error}");
    // A last frame of the server may be read only at the first or second timer of two seconds.
    assert!(began.elapsed() < Duration::from_millis(12_100), "{:?}", began.elapsed());
}
