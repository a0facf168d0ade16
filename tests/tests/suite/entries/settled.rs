//! Creates of entries whose response is lost, and what counts as this call's entry.

use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use attio_core::{AttioEntry, AttioRecord, Client, Clock, Error, Outcome, Reconciled, RecordId};
use attio_emulator::{Actor, CannedResponse, Fault, Operation, Seed};
use attio_tests::pipeline::{Company, Opportunity, company, make};
use attio_tests::{Attio, FastClock, client_of};
use serde_json::{Value, json};
use uuid::Uuid;

const LIST: &str = "sales_pipeline";
const HOUR: Duration = Duration::from_secs(3_600);

/// An emulator with the list and two companies, and a client whose waits take no time.
fn start() -> (Attio, RecordId<Company>, RecordId<Company>) {
    let (attio, _) = Attio::with_clock();
    make(&attio.emulator);
    let [acme, globex] = ["Acme", "Globex"].map(|name| company(&attio.emulator, name));
    (attio, acme, globex)
}

fn entries(attio: &Attio) -> Vec<Uuid> {
    attio.emulator.entry_ids(LIST)
}

fn lose(attio: &Attio, fault: Fault) {
    attio.emulator.inject(fault.once().on(Operation::Create));
}

fn assert_unknown(error: &Error, candidates: &[Uuid]) {
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(!error.is_retryable(), "{error}");
    assert_eq!(error.conflicting_records(), candidates, "{error}");
}

#[tokio::test]
async fn a_lost_create_is_found_by_its_unique_attribute_and_its_parent() {
    for fault in [Fault::ApplyThenDrop, Fault::ApplyThenStatus(503), Fault::DropBeforeApplying] {
        let (attio, acme, _) = start();
        lose(&attio, fault.clone());
        let settled = Opportunity::coded("A-1").create_or_reconcile(&attio.client, acme).await;
        let settled = settled.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!(entries(&attio), [settled.id().uuid()], "{fault}");
        assert_eq!(settled.is_created(), fault == Fault::DropBeforeApplying, "{fault}");
        assert_eq!(settled.entry().parent, acme);
        assert!(!settled.is_settled(), "the first attempt may still arrive");
    }
}

#[tokio::test]
async fn a_lost_create_without_a_unique_value_stays_unknown_and_is_sent_once() {
    // `code` is not written, or the call does not settle.
    let (attio, acme, _) = start();
    lose(&attio, Fault::ApplyThenDrop);
    let error = Opportunity::in_talks().create_or_reconcile(&attio.client, acme).await;
    let error = error.expect_err("nothing tells it from others");
    assert_unknown(&error, &[]);
    assert!(error.to_string().contains("the entry has no value of a unique attribute"), "{error}");
    lose(&attio, Fault::ApplyThenDrop);
    let error = Opportunity::coded("A-1").create(&attio.client, acme).await.expect_err("lost");
    assert_unknown(&error, &[]);
    assert_eq!(error.attempts(), 1);
    assert_eq!(entries(&attio).len(), 2, "each was sent once");
    let pairs = [(1, (acme, Opportunity::in_talks()))];
    lose(&attio, Fault::ApplyThenDrop);
    let mut job = Opportunity::bulk_create(&attio.client).run(pairs);
    let (_, result) = job.next().await.expect("a result");
    assert_unknown(&result.expect_err("lost"), &[]);
    assert_eq!(entries(&attio).len(), 3);
}

#[tokio::test]
async fn a_lost_assert_by_parent_is_retried() {
    for fault in [Fault::ApplyThenDrop, Fault::ApplyThenStatus(503), Fault::DropBeforeApplying] {
        let (attio, acme, _) = start();
        attio.emulator.inject(fault.clone().once().on(Operation::Assert));
        let asserted = Opportunity::in_talks().assert(&attio.client, acme).detailed().await;
        let asserted = asserted.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!((asserted.attempts_made, asserted.is_settled), (2, false), "{fault}");
        assert_eq!(entries(&attio), [asserted.value.id.entry_id.uuid()], "{fault}");
        // If every attempt fails, the same call can be made again.
        attio.emulator.inject(fault.clone().always().on(Operation::Assert));
        let error = Opportunity::in_talks().assert(&attio.client, acme).await.expect_err("lost");
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert!(error.is_retryable() && error.attempts() == 5, "{error}");
        assert_eq!(entries(&attio).len(), 1);
    }
}

/// An entry of another parent with the code.
fn taken(attio: &Attio, parent: RecordId<Company>, seed: &Seed) -> Uuid {
    let values = json!({"code": "A-1"});
    let seeded = attio.emulator.seed_entry_with(LIST, parent.uuid(), &values, seed);
    seeded.expect("another entry")
}

#[tokio::test]
async fn an_entry_of_another_parent_is_not_this_calls() {
    // Older than the first attempt: certainly another one.
    let (attio, acme, globex) = start();
    let old = Seed::new().created_at(SystemTime::now() - HOUR);
    let other = taken(&attio, globex, &old);
    lose(&attio, Fault::DropBeforeApplying);
    let error = Opportunity::coded("A-1").create_or_reconcile(&attio.client, acme).await;
    let error = error.expect_err("taken");
    assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
    assert_eq!(error.conflicting_records(), [other]);

    // Created just now by this token: it may be this call's, moved by a merge of the parents.
    let (attio, acme, globex) = start();
    let own = Seed::new().by(Actor::token(attio.emulator.token_id()));
    let other = taken(&attio, globex, &own);
    lose(&attio, Fault::DropBeforeApplying);
    let error = Opportunity::coded("A-1").create_or_reconcile(&attio.client, acme).await;
    let error = error.expect_err("taken");
    assert_unknown(&error, &[other]);
    let text = error.to_string();
    assert!(text.contains(&format!("created entry {other}")), "{text}");
    assert!(text.contains("its parent merged with another record"), "{text}");

    // Created just now by somebody else, which the creator of an entry proves.
    let (attio, acme, globex) = start();
    Opportunity::in_talks().create(&attio.client, globex).await.expect("shows the creator");
    let other = taken(&attio, globex, &Seed::new());
    lose(&attio, Fault::DropBeforeApplying);
    let error = Opportunity::coded("A-1").create_or_reconcile(&attio.client, acme).await;
    let error = error.expect_err("taken");
    assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
    assert_eq!(error.conflicting_records(), [other]);
    assert_eq!(entries(&attio).len(), 2);
}

#[tokio::test]
async fn an_entry_of_another_parent_is_not_that_of_an_earlier_process() {
    let (attio, acme, globex) = start();
    let other = Opportunity::coded("A-1").create(&attio.client, globex).await.expect("created");
    let error = Opportunity::coded("A-1").reconcile(&attio.client, acme).await;
    assert_unknown(&error.expect_err("taken"), &[other.id.entry_id.uuid()]);
    let mut job = Opportunity::bulk_create(&attio.client)
        .run([(1, (acme, Opportunity::coded("A-1"))), (2, (globex, Opportunity::coded("A-2")))]);
    let (key, result) = job.next().await.expect("a result");
    assert!(key == 2 || result.is_err_and(|error| error.outcome() == Outcome::NotApplied));
}

/// After a merge, the entries have the new record as their parent.
#[tokio::test]
async fn after_a_merge_of_the_parents_an_entry_is_that_of_the_new_record() {
    let (attio, acme, globex) = start();
    let client = &attio.client;
    let entry = Opportunity::coded("A-1").create(client, acme).await.expect("created");
    let id = entry.id.entry_id.uuid();
    let merged = Company::merge(client, acme, globex).await.expect("merged").record_id;
    let found = Opportunity::coded("A-1").reconcile(client, merged).await.expect("found");
    assert_eq!((found.id().uuid(), found.entry().parent), (id, merged));

    // An earlier process created it for the parent that no longer exists.
    let error = Opportunity::coded("A-1").reconcile(client, acme).await.expect_err("moved");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    // For another parent, it is a candidate.
    let initech = company(&attio.emulator, "Initech");
    let error = Opportunity::coded("A-1").reconcile(client, initech).await.expect_err("taken");
    assert_unknown(&error, &[id]);
    assert_eq!(entries(&attio), [id]);
}

/// A clock whose first wait lasts until the parents are merged.
#[derive(Debug)]
struct Merging {
    clock: FastClock,
    client: Client,
    parents: Mutex<Option<(RecordId<Company>, RecordId<Company>)>>,
}

impl Clock for Merging {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn time(&self) -> SystemTime {
        self.clock.time()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let parents = self.parents.lock().expect("no panic").take();
        Box::pin(async move {
            if let Some((one, two)) = parents {
                Company::merge(&self.client, one, two).await.expect("merged");
            }
            self.clock.sleep(duration).await;
        })
    }
}

#[tokio::test]
async fn a_merge_of_the_parents_during_the_call_leaves_it_unknown() {
    for applied in [true, false] {
        let (attio, acme, globex) = start();
        let clock = Merging {
            clock: FastClock::default(),
            client: client_of(&attio.emulator).build().expect("a client"),
            parents: Mutex::new(Some((acme, globex))),
        };
        let client = client_of(&attio.emulator).clock(clock).build().expect("a client");
        let fault = if applied { Fault::ApplyThenDrop } else { Fault::DropBeforeApplying };
        lose(&attio, fault);
        // The first lookup fails, so that a wait follows.
        attio.emulator.inject(Fault::Status(503).once().on(Operation::Query));
        let call = Opportunity::coded("A-1").create_or_reconcile(&client, acme);
        let error = call.await.expect_err("the parent no longer exists");
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
        assert_eq!(entries(&attio).len(), usize::from(applied));
    }
}

/// The body of a page with this entry.
fn page(entry: Value) -> CannedResponse {
    CannedResponse::json(200, &json!({"data": [entry]}))
}

/// The parent is compared by its ID, however the response names the object.
#[tokio::test]
async fn a_found_entry_with_a_parent_of_another_object_is_an_error_with_its_id() {
    let (attio, acme, _) = start();
    let client = &attio.client;
    let entry = Opportunity::coded("A-1").create(client, acme).await.expect("created");
    let id = entry.id.entry_id.uuid();
    let mut found = serde_json::to_value(&entry).expect("JSON");
    let path = format!("/v2/lists/{LIST}/entries/query");
    found["parent_object"] = json!(attio.emulator.object_id("companies").expect("an ID"));
    attio.emulator.stub("POST", &path, page(found.clone()));
    let same: Reconciled<Opportunity> =
        Opportunity::coded("A-1").reconcile(client, acme).await.expect("found");
    assert_eq!((same.id().uuid(), same.entry().parent), (id, acme));

    found["parent_object"] = json!("people");
    attio.emulator.stub("POST", &path, page(found));
    let error = Opportunity::coded("A-1").reconcile(client, acme).await.expect_err("people");
    assert_eq!((error.id(), error.outcome()), (Some(id), Outcome::Applied(Some(id))), "{error}");
    assert!(error.to_string().contains("parent = AnyRecord"), "{error}");
}

#[tokio::test]
async fn uniqueness_is_read_from_the_list() {
    let (attio, acme, _) = start();
    lose(&attio, Fault::ApplyThenDrop);
    let path = format!("/v2/lists/{LIST}/attributes/code");
    let attribute = attio.client.request(attio_core::Method::GET, &path).await.expect("one");
    let mut not_unique: Value = attribute.json().expect("JSON");
    not_unique["data"]["is_unique"] = false.into();
    attio.emulator.stub("GET", &path, CannedResponse::json(200, &not_unique).always());
    let error = Opportunity::coded("A-1").create_or_reconcile(&attio.client, acme).await;
    let error = error.expect_err("it cannot be settled");
    assert_unknown(&error, &[]);
    assert!(error.to_string().contains("`code` is not unique in the workspace"), "{error}");
    assert_eq!(entries(&attio).len(), 1);
}
