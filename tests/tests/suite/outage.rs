//! An outage: the number of requests that a client sends while the server fails all of them.

use std::time::Duration;

use attio_core::{AttioRecord, Client};
use attio_emulator::{Fault, Operation};
use attio_tests::people::{Contact, Worker};
use attio_tests::{Attio, FastClock, client_of};
use futures_util::stream::{self, StreamExt};
use uuid::Uuid;

const CALLS: usize = 1000;
/// The retry budget of a client, according to the docs of `RetryPolicy`.
const BUDGET: usize = 500;

/// Has a deadline that the waits of all these calls cannot reach, because they share a clock.
fn attio() -> Attio {
    let emulator = Attio::start().emulator;
    let client = client_of(&emulator).clock(FastClock::default());
    let client = client.deadline(Duration::from_secs(1_000_000)).build();
    Attio { client: client.expect("the settings are right"), emulator }
}

fn sent(attio: &Attio) -> usize {
    attio.emulator.requests().len()
}

/// Makes all calls, 100 at a time, because each opens a connection and a process may have few.
async fn all(calls: impl Iterator<Item = impl Future<Output = ()>>) {
    stream::iter(calls).buffer_unordered(100).collect::<()>().await;
}

async fn get(client: &Client) {
    let error = Contact::get(client, Uuid::nil().into()).await.expect_err("down");
    assert_eq!(error.status(), Some(503));
}

#[tokio::test]
async fn a_thousand_concurrent_calls_have_five_hundred_retries() {
    let attio = attio();
    attio.emulator.inject(Fault::Status(503).always());
    all((0..CALLS).map(|_| get(&attio.client))).await;
    assert_eq!(sent(&attio), CALLS + BUDGET);
    // The outage continues: now each call is one request.
    all((0..CALLS).map(|_| get(&attio.client))).await;
    assert_eq!(sent(&attio), 2 * CALLS + BUDGET);
}

#[tokio::test]
async fn all_kinds_of_calls_share_one_budget() {
    let attio = attio();
    let Attio { client, emulator } = &attio;
    emulator.inject(Fault::Status(503).always());
    all((0..CALLS as u64).map(|number| async move {
        let contact = Contact::numbered(number);
        let failed = match number % 5 {
            0 => contact.assert(client, Contact::EMAILS).await.is_err(),
            1 => Contact::delete(client, Uuid::nil().into()).await.is_err(),
            2 => Contact::query().first(client).await.is_err(),
            3 => contact.overwrite(client, Uuid::nil().into()).await.is_err(),
            // Sent once, regardless of the budget.
            _ => Worker::numbered(number).create(client).await.is_err(),
        };
        assert!(failed);
    }))
    .await;
    assert_eq!(sent(&attio), CALLS + BUDGET);
}

#[tokio::test]
async fn settled_creates_add_a_lookup_per_create() {
    let attio = attio();
    let Attio { client, emulator } = &attio;
    // Settles one create, so that the client knows which attribute is unique.
    emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    Contact::numbered(0).create_or_reconcile(client).await.expect("settled");
    let before = sent(&attio);
    emulator.inject(Fault::Status(503).always());
    all((1..=CALLS as u64).map(|number| async move {
        let error = Contact::numbered(number).create_or_reconcile(client).await;
        assert!(error.expect_err("down").may_have_applied());
    }))
    .await;
    let sent = sent(&attio) - before;
    // Each create and each of its retries is looked up once; retries of lookups use the same
    // budget.
    assert!((2 * CALLS..=2 * CALLS + 2 * BUDGET).contains(&sent), "{sent}");
}

#[tokio::test]
async fn a_bulk_job_does_not_cause_a_storm_either() {
    let attio = attio();
    attio.emulator.inject(Fault::Status(503).always());
    let workers = (0..CALLS as u64).map(|number| (number, Contact::numbered(number)));
    let job = Contact::bulk_assert(&attio.client, Contact::EMAILS).concurrency(64);
    let mut results = job.run(workers);
    let mut failed = 0;
    while let Some((_, result)) = results.next().await {
        assert!(result.expect_err("down").may_have_applied());
        failed += 1;
    }
    assert_eq!((failed, sent(&attio)), (CALLS, CALLS + BUDGET));
}
