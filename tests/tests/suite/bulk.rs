//! Bulk jobs: each record has one result, whatever fails.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use attio_core::bulk::{BulkResults, Disposition, Stored};
use attio_core::{AttioRecord, DynamicRecord, Error, Rows};
use attio_emulator::{Fault, Operation, RetryAfter};
use attio_tests::people::{Contact, Worker};
use attio_tests::{Attio, client_of};
use futures_util::stream::{self, StreamExt};
use serde_json::json;
use uuid::Uuid;

/// An emulator and a client without a limiter.
fn attio() -> Attio {
    let mut attio = Attio::start();
    attio.client = client_of(&attio.emulator).build().expect("a client");
    attio
}

type Results<R> = BTreeMap<u64, Result<Stored<R>, Error>>;

/// All results; each key has exactly one.
async fn all<R: Rows>(mut results: BulkResults<u64, R>) -> Results<R> {
    let mut all = BTreeMap::new();
    while let Some((key, result)) = results.next().await {
        assert!(all.insert(key, result).is_none(), "{key} has two results");
    }
    all
}

fn contacts(count: u64) -> impl Iterator<Item = (u64, Contact)> + Send {
    (0..count).map(|number| (number, Contact::numbered(number)))
}

/// The stored records by e-mail address or job title, which must be unique.
async fn stored<R: AttioRecord + 'static>(
    attio: &Attio,
    value: impl Fn(&attio_core::Record<R>) -> String,
) -> HashMap<String, Uuid> {
    let all = R::query().all(&attio.client).await.expect("all records");
    let by_value: HashMap<_, _> =
        all.iter().map(|record| (value(record), record.id.record_id.uuid())).collect();
    assert_eq!(by_value.len(), all.len(), "no record is stored twice");
    by_value
}

fn email(record: &attio_core::Record<Contact>) -> String {
    record.value(Contact::EMAILS).expect("e-mail addresses")[0].as_str().to_owned()
}

#[tokio::test]
async fn every_record_has_one_result_and_is_stored_once() {
    let attio = attio();
    let job = Contact::bulk_create(&attio.client).concurrency(8).run(contacts(50));
    let mut progress = job.progress();
    assert_eq!((progress.get().finished(), progress.get().in_flight), (0, 0));
    let results = all(job).await;
    assert_eq!(results.len(), 50);
    let records = stored(&attio, email).await;
    for (number, result) in results {
        let result = result.expect("a record");
        assert_eq!(result.disposition, Disposition::Created);
        assert_eq!(records[&Contact::email(number)], result.id.uuid());
        assert_eq!(result.record.expect("the record").id.record_id, result.id);
    }
    let end = progress.changed().await.expect("there were changes");
    assert_eq!((end.created, end.in_flight, end.finished()), (50, 0, 50));
    assert!(progress.changed().await.is_none(), "the job has ended");
}

#[tokio::test]
async fn a_stream_is_accepted_and_a_known_size_is_the_total() {
    let attio = attio();
    let records: Vec<_> = contacts(5).collect();
    let job = Contact::bulk_create(&attio.client).run_stream(stream::iter(records));
    assert_eq!(job.progress().get().total, Some(5));
    assert_eq!(all(job).await.len(), 5);
    let job = Contact::bulk_create(&attio.client).total(7).run(contacts(0));
    assert_eq!(job.progress().get().total, Some(7));
    assert!(all(job).await.is_empty());
}

#[tokio::test]
async fn the_input_is_read_only_as_far_as_the_window() {
    let attio = attio();
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let records = contacts(60).inspect(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let mut job = Contact::bulk_create(&attio.client).concurrency(4).run(records);
    assert_eq!(taken.load(Ordering::SeqCst), 0, "nothing is read before a result is requested");
    let mut given = 0;
    while job.next().await.is_some() {
        given += 1;
        // Let the engine run as far as it can.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert!(taken.load(Ordering::SeqCst) <= given + 4, "{taken:?} taken, {given} given out");
        assert!(job.progress().get().in_flight <= 4);
    }
    assert_eq!(given, 60);
}

#[tokio::test]
async fn a_failure_is_a_result_and_the_others_go_on() {
    let attio = attio();
    let id = attio
        .emulator
        .seed("people", &json!({"email_addresses": [Contact::email(3)]}))
        .expect("a record");
    let results = all(Contact::bulk_create(&attio.client).run(contacts(10))).await;
    assert_eq!(results.len(), 10);
    for (number, result) in results {
        match result {
            Ok(_) => assert_ne!(number, 3),
            Err(error) => {
                assert_eq!(number, 3);
                assert!(error.is_uniqueness_conflict() && !error.may_have_applied());
                assert_eq!(error.conflicting_records(), [id]);
            }
        }
    }
}

#[tokio::test]
async fn under_faults_a_unique_record_is_never_duplicated_lost_or_unknown() {
    let attio = attio();
    let emulator = &attio.emulator;
    let creates = |fault: Fault, share: f64, seed: u64| {
        emulator.inject(fault.with_probability(share).seed(seed).on(Operation::Create));
    };
    // Over HTTP/2 the others on the same connection get their responses.
    creates(Fault::ApplyThenReset, 0.08, 1);
    creates(Fault::ApplyThenStatus(500), 0.05, 2);
    creates(Fault::Status(503), 0.05, 3);
    creates(Fault::Truncated, 0.05, 4);
    let refused = Fault::RateLimited(RetryAfter::Seconds(0)).with_probability(0.02).seed(5);
    emulator.inject(refused.in_bursts_of(5));
    let job = Contact::bulk_create(&attio.client).run(contacts(1_000));
    let progress = job.progress();
    let results = all(job).await;
    assert_eq!(results.len(), 1_000);
    let records = stored(&attio, email).await;
    assert_eq!(records.len(), 1_000);
    for (number, result) in results {
        let result = result.expect("a record");
        assert_eq!(records[&Contact::email(number)], result.id.uuid());
    }
    let progress = progress.get();
    assert_eq!(progress.created + progress.already_existing, 1_000);
    assert!(progress.already_existing > 0, "faults came");
}

#[tokio::test]
async fn without_a_unique_attribute_uncertain_records_are_reported_as_unknown() {
    let attio = attio();
    let fault = Fault::ApplyThenReset.with_probability(0.1).seed(3);
    attio.emulator.inject(fault.on(Operation::Create));
    let fault = Fault::Status(500).with_probability(0.1).seed(4);
    attio.emulator.inject(fault.on(Operation::Create));
    let workers = (0..300).map(|number| (number, Worker::numbered(number)));
    let results = all(Worker::bulk_create(&attio.client).run(workers)).await;
    attio.emulator.clear_faults();
    let records = stored::<Worker>(&attio, |r| r.value(Worker::JOB_TITLE).expect("a title")).await;
    let mut unknown_and_stored = 0;
    let mut known = 0;
    for (number, result) in &results {
        let id = records.get(&Worker::numbered(*number).job_title);
        match result {
            Ok(result) => {
                assert_eq!(id, Some(&result.id.uuid()));
                known += 1;
            }
            Err(error) => {
                assert!(error.may_have_applied(), "{error}");
                unknown_and_stored += usize::from(id.is_some());
            }
        }
    }
    assert_eq!(results.len(), 300);
    assert_eq!(records.len(), known + unknown_and_stored);
    assert!(unknown_and_stored > 0 && known + unknown_and_stored < 300, "both faults came");
}

#[tokio::test]
async fn an_assert_is_retried_until_its_outcome_is_known() {
    let attio = attio();
    let fault = Fault::ApplyThenReset.with_probability(0.1).seed(3);
    attio.emulator.inject(fault.on(Operation::Assert));
    for _ in 0..2 {
        let job = Contact::bulk_assert(&attio.client, Contact::EMAILS).run(contacts(100));
        let results = all(job).await;
        assert!(
            results.values().all(|r| matches!(r, Ok(r) if r.disposition == Disposition::Asserted))
        );
    }
    assert_eq!(stored(&attio, email).await.len(), 100);
}

#[tokio::test]
async fn records_without_a_struct_can_be_sent_in_bulk() {
    let attio = attio();
    attio.emulator.inject(Fault::ApplyThenDrop.times(3).on(Operation::Create));
    let person = |number| {
        DynamicRecord::new("people").set("email_addresses", json!([Contact::email(number)]))
    };
    let mut records: Vec<_> = (0..10).map(|number| (number, person(number))).collect();
    records.push((10, DynamicRecord::new("companies")));
    let job = DynamicRecord::bulk_create(&attio.client, "people", ["email_addresses"]);
    let mut results = all(job.run(records)).await;
    let other = results.remove(&10).expect("a result").expect_err("another object");
    assert!(other.to_string().contains("companies") && !other.may_have_applied(), "{other}");
    assert!(results.values().all(Result::is_ok), "{results:?}");
    assert_eq!(stored(&attio, email).await.len(), 10);
}

#[tokio::test]
async fn dropping_the_results_stops_the_job() {
    let attio = attio();
    attio.emulator.inject(Fault::ApplyThenStall(Duration::from_secs(60)).always());
    let mut job = Contact::bulk_create(&attio.client).concurrency(4).run(contacts(1_000));
    let progress = job.progress();
    let begun = tokio::time::timeout(Duration::from_secs(20), async {
        while progress.get().in_flight < 4 {
            tokio::select! {
                _ = job.next() => panic!("no response arrives"),
                () = tokio::time::sleep(Duration::from_millis(1)) => {}
            }
        }
    });
    begun.await.expect("four are in flight");
    drop(job);
    attio.emulator.clear_faults();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(attio.emulator.record_ids("people").len() <= 4);
    assert!(attio.emulator.requests().len() <= 4);
}

#[tokio::test]
#[should_panic(expected = "the input ends here")]
async fn a_panic_in_the_input_does_not_end_the_job_silently() {
    let attio = attio();
    let records = contacts(10).inspect(|(number, _)| assert!(*number < 5, "the input ends here"));
    all(Contact::bulk_create(&attio.client).run(records)).await;
}

#[test]
#[should_panic(expected = "the runtime of a bulk job was shut down before its end")]
fn a_job_whose_runtime_is_gone_has_not_finished() {
    let attio = attio();
    let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
    let records = stream::iter(contacts(1)).chain(stream::pending());
    let mut job = Contact::bulk_create(&attio.client).run_stream(records);
    let first = runtime();
    first.block_on(job.next()).expect("a result").1.expect("a record");
    drop(first);
    runtime().block_on(job.next());
}
