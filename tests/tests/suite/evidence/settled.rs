//! A call reports whether one of its earlier attempts can still be applied.

use std::time::Duration;

use attio_core::{AttioRecord, Client, RetryPolicy};
use attio_emulator::{Fault, Foreign, Operation, RetryAfter};
use attio_tests::people::Person;
use attio_tests::{Attio, client_of, start_emulator};
use serde_json::json;

use super::person;

const TIMEOUT: Duration = Duration::from_millis(200);

/// Attempts have a short timeout, and a stalled one arrives later.
fn impatient() -> Attio {
    let emulator = start_emulator();
    let policy = RetryPolicy::new().base_delay(Duration::from_millis(1));
    let client = client_of(&emulator).timeout(TIMEOUT).retry(policy).build().expect("a client");
    Attio { emulator, client }
}

fn late() -> Fault {
    Fault::StallThenApply(3 * TIMEOUT)
}

async fn title(attio: &Attio, client: &Client) -> Option<String> {
    let id = attio.emulator.record_ids("people")[0];
    let record = Person::get(client, id.into()).await.expect("a record");
    record.decode().expect("a person").job_title
}

fn titled(title: &str) -> Person {
    Person { job_title: Some(title.to_owned()), ..person(&["ada@example.com"]) }
}

#[tokio::test]
async fn a_late_overwrite_wins_and_was_not_settled() {
    let attio = impatient();
    let id = attio.emulator.seed("people", &json!({})).expect("a person").into();
    attio.emulator.inject(late().once());
    let first = titled("A").overwrite(&attio.client, id).await.expect("by the second attempt");
    assert!(!first.is_settled());
    let second = titled("B").overwrite(&attio.client, id).await.expect("at once");
    assert!(second.is_settled());
    attio.emulator.all_worked().await;
    assert_eq!(title(&attio, &attio.client).await.as_deref(), Some("A"), "the late one");

    // With one attempt, the caller gets an error instead.
    attio.emulator.inject(late().once());
    let error = titled("C").overwrite(&attio.client, id).attempts(1).await.expect_err("too late");
    assert!(error.may_have_applied());
}

#[tokio::test]
async fn a_late_assert_can_revive_a_deleted_record() {
    let attio = impatient();
    attio.emulator.inject(late().once());
    let asserted = titled("A").assert(&attio.client, Person::EMAILS).await.expect("a record");
    assert!(!asserted.is_settled());
    Person::delete(&attio.client, asserted.id.record_id).await.expect("deleted");
    attio.emulator.all_worked().await;
    assert_eq!(attio.emulator.record_ids("people").len(), 1, "it is back");
}

#[tokio::test]
async fn a_single_attempt_is_settled() {
    let (attio, _) = Attio::with_clock();
    let created = person(&["a@x.com"]).create(&attio.client).await.expect("a record");
    let id = created.id.record_id;
    assert!(created.is_settled());
    assert!(Person::get(&attio.client, id).await.expect("a record").is_settled());
    let all: Vec<_> = Person::query().all(&attio.client).await.expect("records");
    assert!(all.iter().all(attio_core::Record::is_settled));
    let asserted = person(&["a@x.com"]).assert(&attio.client, Person::EMAILS).await;
    assert!(asserted.expect("a record").is_settled());
    let patched = Person::patch(id).set(Person::JOB_TITLE, "CTO").append(&attio.client).await;
    assert!(patched.expect("a record").is_settled());
    let settled = person(&["b@x.com"]).create_or_reconcile(&attio.client).await.expect("made");
    assert!(settled.is_settled() && settled.record().is_settled());
}

#[tokio::test]
async fn it_is_settled_if_every_earlier_attempt_was_refused_or_not_sent() {
    for (fault, is_settled) in [
        (Fault::RateLimited(RetryAfter::Seconds(1)), true),
        (Fault::Status(409), true),
        (Fault::Status(503), false),
        (Fault::Status(408), false),
        (Fault::Foreign(Foreign::Html(429)), false),
        (Fault::DropBeforeApplying, false),
        (Fault::ApplyThenDrop, false),
        (Fault::ApplyThenStatus(500), false),
    ] {
        let (attio, _) = Attio::with_clock();
        attio.emulator.inject(fault.clone().once());
        let call = person(&["a@x.com"]).assert(&attio.client, Person::EMAILS).detailed();
        let asserted = match call.await {
            Ok(asserted) => asserted,
            // Only Attio's own 409 of two writes that raced is retried.
            Err(error) if fault == Fault::Status(409) => {
                assert!(!error.may_have_applied());
                continue;
            }
            Err(error) => panic!("{fault:?}: {error}"),
        };
        assert_eq!(asserted.is_settled, is_settled, "{fault:?}");
        assert_eq!(asserted.value.is_settled(), is_settled, "{fault:?}");
    }
}

#[tokio::test]
async fn a_reconciled_create_is_settled_only_if_no_attempt_is_open() {
    for (fault, is_settled) in [
        // The response names the created record.
        (Fault::Truncated, true),
        (Fault::InvalidJson, true),
        (Fault::ApplyThenDrop, false),
        (Fault::Status(500), false),
        (Fault::DropBeforeApplying, false),
    ] {
        let (attio, _) = Attio::with_clock();
        attio.emulator.inject(fault.clone().once().on(Operation::Create));
        let settled = person(&["a@x.com"]).create_or_reconcile(&attio.client).detailed().await;
        let settled = settled.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(settled.is_settled, is_settled, "{fault:?}");
        assert_eq!(settled.value.is_settled(), is_settled, "{fault:?}");
    }
    // The create before this call may still be in flight.
    let (attio, _) = Attio::with_clock();
    let reconciled = person(&["a@x.com"]).reconcile(&attio.client).await.expect("made");
    assert!(reconciled.is_created() && !reconciled.is_settled());
}

/// A delete names a record by its ID, which no later record has.
#[tokio::test]
async fn a_late_delete_has_no_further_effect() {
    let attio = impatient();
    let id = titled("A").create(&attio.client).await.expect("a record").id.record_id;
    attio.emulator.inject(late().once().on(Operation::Delete));
    Person::delete(&attio.client, id).await.expect("by the second attempt");
    let again = titled("B").create(&attio.client).await.expect("the address is free again");
    attio.emulator.all_worked().await;
    let late = attio.emulator.requests().into_iter().find(|request| !request.faults.is_empty());
    assert_eq!(late.and_then(|request| request.worked), Some(404), "it arrived, and found nothing");
    assert_eq!(attio.emulator.record_ids("people"), [again.id.record_id.uuid()]);
}
