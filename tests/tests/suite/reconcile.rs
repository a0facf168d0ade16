//! Settled creates: whatever fails, the record exists once, or the error says why that is unknown.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use attio_core::rate_limit::{RateLimiter, RequestKind};
use attio_core::{
    AttioRecord, Client, DynamicRecord, Method, Outcome, PhoneNumber, Reconciled, RetryPolicy,
};
use attio_emulator::{CannedResponse, Fault, Foreign, Operation, RetryAfter};
use attio_tests::people::Person;
use attio_tests::{Attio, FastClock, client_of, emulator_builder, invoices, start_emulator};
use futures_util::future::{BoxFuture, join_all};
use serde_json::{Value, json};
use uuid::Uuid;

fn person(emails: &[&str]) -> Person {
    let emails = emails.iter().map(|email| email.parse().expect("an address")).collect();
    Person { emails, job_title: Some("Analyst".into()), ..Person::default() }
}

fn ada() -> Person {
    person(&["Ada@Example.com", "ada@lovelace.org"])
}

fn count_of(attio: &Attio, method: &str, path: &str) -> usize {
    let requests = attio.emulator.requests();
    requests.iter().filter(|r| r.method == method && r.path == path).count()
}

fn creates(attio: &Attio) -> usize {
    count_of(attio, "POST", "/v2/objects/people/records")
}

fn only(attio: &Attio) -> Uuid {
    let ids = attio.emulator.record_ids("people");
    assert_eq!(ids.len(), 1, "exactly one record");
    ids[0]
}

#[tokio::test]
async fn after_any_single_fault_the_record_is_stored_once() {
    // (fault, whether the create claims to have made the record, creates)
    for (fault, is_created, count) in [
        (Fault::ApplyThenDrop, false, 1),
        (Fault::ApplyThenStatus(500), false, 1),
        (Fault::ApplyThenForeign(Foreign::Html(502)), false, 1),
        (Fault::ApplyThenStatus(503), false, 1),
        (Fault::DropBeforeReading, true, 2),
        (Fault::DropBeforeApplying, true, 2),
        (Fault::Status(500), true, 2),
        (Fault::Foreign(Foreign::Html(503)), true, 2),
        (Fault::RateLimited(RetryAfter::Seconds(40)), true, 2),
        // A success that cannot be read is still a success.
        (Fault::Truncated, true, 1),
        (Fault::InvalidJson, true, 1),
        (Fault::WrongContentType, true, 1),
        (Fault::Oversized(100 << 20), true, 1),
        (Fault::DeepNesting(100_000), true, 1),
        (Fault::SlowDrip(Duration::from_millis(200)), true, 1),
    ] {
        let (attio, _) = Attio::with_clock();
        attio.emulator.inject(fault.clone().once().on(Operation::Create));
        let settled = ada().create_or_reconcile(&attio.client).await;
        let settled = settled.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(settled.id().uuid(), only(&attio), "{fault:?}");
        assert_eq!((settled.is_created(), creates(&attio)), (is_created, count), "{fault:?}");
        let read = settled.into_record().decode().expect("the record");
        assert_eq!(read.job_title.as_deref(), Some("Analyst"), "{fault:?}");
    }
}

#[tokio::test]
async fn a_first_attempt_that_is_applied_late_is_refused() {
    let emulator = start_emulator();
    let client = client_of(&emulator)
        .clock(FastClock::default())
        .timeout(Duration::from_millis(700))
        .build()
        .expect("a client");
    let attio = Attio { emulator, client };
    let stall = Fault::StallThenApply(Duration::from_millis(1500));
    attio.emulator.inject(stall.once().on(Operation::Create));
    let settled = ada().create_or_reconcile(&attio.client).await.expect("made by the second one");
    assert!(matches!(settled, Reconciled::Created(_)));
    let first = loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let mut requests = attio.emulator.requests().into_iter();
        let first = requests.find(|request| !request.faults.is_empty()).expect("it came");
        if let Some(status) = first.worked {
            break status;
        }
    };
    assert_eq!(first, 400, "the late one is refused");
    assert_eq!(settled.id().uuid(), only(&attio));
}

#[tokio::test]
async fn a_hundred_creates_with_lost_responses_make_a_hundred_records() {
    let (attio, _) = Attio::with_clock();
    // Over HTTP/2 the others on the same connection get their responses.
    attio.emulator.inject(Fault::ApplyThenReset.times(100).on(Operation::Create));
    let people: Vec<_> = (0..100).map(|i| person(&[&format!("p{i}@example.com")])).collect();
    let settled = join_all(people.iter().map(|p| p.create_or_reconcile(&attio.client))).await;
    let ids: HashSet<_> =
        settled.into_iter().map(|settled| settled.expect("settled").id().uuid()).collect();
    assert_eq!(ids, attio.emulator.record_ids("people").into_iter().collect());
    assert_eq!(ids.len(), 100);
    // Creates in flight before the first response also send this request.
    let asked = count_of(&attio, "GET", "/v2/objects/people/attributes/email_addresses");
    assert!(asked > 0);
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    ada().create_or_reconcile(&attio.client).await.expect("settled");
    let again = count_of(&attio, "GET", "/v2/objects/people/attributes/email_addresses");
    assert!(again > asked, "uniqueness is read again before a create is retried");
}

#[tokio::test]
async fn a_conflict_of_the_first_attempt_is_another_record() {
    let (attio, _) = Attio::with_clock();
    let other = json!({"email_addresses": ["ada@example.com", "ada@lovelace.org"]});
    let other = attio.emulator.seed("people", &other).expect("a person");
    // An earlier refusal is not an attempt that may have been applied.
    attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(8)).once());
    let error = ada().create_or_reconcile(&attio.client).await.expect_err("there before");
    assert!(error.is_uniqueness_conflict() && !error.may_have_applied());
    assert_eq!(error.conflicting_records(), [other]);
    assert_eq!(creates(&attio), 2);
    let remedy = "; if an earlier call may have created it, call `reconcile`";
    assert!(error.to_string().ends_with(remedy), "{error}");
}

#[tokio::test]
async fn a_record_with_all_the_unique_values_already_exists() {
    let (attio, _) = Attio::with_clock();
    let values = json!({"email_addresses": ["ada@lovelace.org", "ada@example.com"]});
    let id = attio.emulator.seed("people", &values).expect("a person");
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let settled = ada().create_or_reconcile(&attio.client).await.expect("there");
    assert!(
        matches!(&settled, Reconciled::AlreadyExists(record) if record.id.record_id == id.into())
    );
    assert_eq!(creates(&attio), 1, "the look-up showed it");
}

#[tokio::test]
async fn a_record_with_some_of_the_unique_values_is_a_conflict() {
    let (attio, _) = Attio::with_clock();
    let long_ago = SystemTime::now() - Duration::from_secs(3_600);
    let values = json!({"email_addresses": ["ada@example.com"]});
    let other = attio.emulator.seed_at("people", &values, long_ago);
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let error = ada().create_or_reconcile(&attio.client).await.expect_err("another's address");
    assert!(error.is_uniqueness_conflict());
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(error.conflicting_records(), [other.expect("a person")]);
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn a_record_without_unique_values_ends_as_unknown() {
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::ApplyThenDrop.once());
    let error = person(&[]).create_or_reconcile(&attio.client).await.expect_err("dropped");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("no value of a unique attribute"), "{error}");
    assert_eq!(creates(&attio), 1, "it is not sent again");
}

#[tokio::test]
async fn a_false_claim_of_uniqueness_is_not_trusted() {
    /// The job title is not unique.
    #[derive(AttioRecord)]
    #[attio(object = "deals")]
    struct Deal {
        #[attio(unique)]
        name: String,
        stage: String,
    }
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::ApplyThenDrop.once());
    let deal = Deal { name: "Engine".into(), stage: "Lead".into() };
    let error = deal.create_or_reconcile(&attio.client).await.expect_err("it cannot be settled");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("`name` is not unique in the workspace"), "{error}");
    assert_eq!(count_of(&attio, "POST", "/v2/objects/deals/records"), 1);
}

#[tokio::test]
async fn without_the_scope_to_read_uniqueness_it_ends_as_unknown() {
    let emulator = emulator_builder().scopes(["record_permission:read-write"]).start_blocking();
    let attio = Attio::of(emulator.expect("started"));
    attio.emulator.inject(Fault::ApplyThenDrop.once());
    let error = ada().create_or_reconcile(&attio.client).await.expect_err("it cannot be settled");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("cannot read whether"), "{error}");
    assert!(error.to_string().contains("scope"), "{error}");
    assert_eq!(creates(&attio), 1);
}

#[tokio::test]
async fn without_any_response_it_ends_as_unknown() {
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::DropBeforeApplying.always().on(Operation::Create));
    let error = ada().create_or_reconcile(&attio.client).await.expect_err("no response");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!((error.attempts(), creates(&attio)), (5, 5));
    assert!(error.to_string().contains("no retries are left"), "{error}");
    // There is at least one retry, and the deadline bounds them.
    let client = client_of(&attio.emulator).clock(FastClock::default()).retry(RetryPolicy::off());
    let client = client.build().expect("a client");
    let error = ada().create_or_reconcile(&client).await.expect_err("no response");
    assert_eq!((error.attempts(), error.outcome()), (2, Outcome::Unknown));
    attio.emulator.clear_faults();
    ada().reconcile(&client).await.expect("now it can be settled");
    only(&attio);
}

/// A client with many attempts and a deadline of ten seconds, whose clock advances only by waits.
fn within_ten_seconds() -> (Attio, FastClock) {
    let emulator = start_emulator();
    let clock = FastClock::default();
    let second = Duration::from_secs(1);
    let policy = RetryPolicy::new().max_attempts(400).base_delay(second).max_delay(second);
    let client = client_of(&emulator).clock(clock.clone()).retry(policy).deadline(10 * second);
    (Attio { client: client.build().expect("a client"), emulator }, clock)
}

fn waited(clock: &FastClock) -> Duration {
    clock.waits().iter().sum()
}

#[tokio::test]
async fn all_steps_share_the_deadline() {
    let (attio, clock) = within_ten_seconds();
    attio.emulator.inject(Fault::DropBeforeApplying.always().on(Operation::Create));
    let error = ada().create_or_reconcile(&attio.client).await.expect_err("no response");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("the deadline"), "{error}");
    assert!(waited(&clock) < Duration::from_secs(10), "{:?}", clock.waits());

    // A lookup that must wait may use the remaining time, not a new deadline.
    let (attio, clock) = within_ten_seconds();
    attio.emulator.inject(Fault::DropBeforeApplying.always().on(Operation::Create));
    let refused = Fault::RateLimited(RetryAfter::Seconds(7));
    attio.emulator.inject(refused.always().on(Operation::Query));
    let error = ada().create_or_reconcile(&attio.client).await.expect_err("no response");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(waited(&clock) < Duration::from_secs(10), "{:?}", clock.waits());
    assert!(clock.waits().iter().any(|wait| *wait >= Duration::from_secs(7)), "it waited once");
}

#[tokio::test]
async fn a_refused_retry_leaves_the_first_attempt_unknown() {
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    attio.emulator.inject(Fault::Status(400).once().on(Operation::Create));
    let error = ada().create_or_reconcile(&attio.client).await.expect_err("refused");
    assert_eq!((error.status(), error.outcome()), (Some(400), Outcome::Unknown));
}

#[tokio::test]
async fn unreadable_intermediate_responses_are_requested_again() {
    let attribute = "/v2/objects/people/attributes/*";
    for spoil in [Fault::InvalidJson, Fault::Truncated, Fault::Oversized(100 << 20)] {
        let (attio, _) = Attio::with_clock();
        let Attio { client, emulator } = &attio;
        // The create is stored without a response. Then the requests for the unique attribute and
        // the lookup fail, and finally the refusal of the retry is not recognised as a conflict.
        emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
        emulator.inject(spoil.clone().once().path(attribute));
        emulator.inject(spoil.clone().times(1).on(Operation::Query));
        emulator.inject(spoil.clone().once().on(Operation::Create));
        let settled = ada().create_or_reconcile(client).await;
        let settled = settled.unwrap_or_else(|error| panic!("{spoil:?}: {error}"));
        assert_eq!(settled.id().uuid(), only(&attio), "{spoil:?}");
    }
}

#[tokio::test]
async fn an_applied_record_is_looked_up_until_found_and_not_sent_again() {
    let (attio, _) = Attio::with_clock();
    let Attio { client, emulator } = &attio;
    let values = json!({"email_addresses": ["ada@example.com", "ada@lovelace.org"]});
    let id = emulator.seed("people", &values).expect("a person");
    let answer = CannedResponse::new(201).body("created");
    emulator.stub("POST", "/v2/objects/people/records", answer);
    emulator.inject(Fault::InvalidJson.times(2).on(Operation::Query));
    let settled = ada().create_or_reconcile(client).await.expect("found by the third look-up");
    assert_eq!((settled.id().uuid(), settled.is_created()), (id, true));
    assert_eq!(
        (creates(&attio), count_of(&attio, "POST", "/v2/objects/people/records/query")),
        (1, 3)
    );
    // The search also ends.
    emulator.stub("POST", "/v2/objects/people/records", CannedResponse::new(201).body("created"));
    emulator.inject(Fault::InvalidJson.always().on(Operation::Query));
    let error = ada().create_or_reconcile(client).await.expect_err("never readable");
    assert_eq!(error.outcome(), Outcome::Applied(None));
    assert!(error.to_string().contains("no retries are left"), "{error}");
    assert_eq!(creates(&attio), 2);
}

#[tokio::test]
async fn an_earlier_create_is_settled() {
    let (attio, _) = Attio::with_clock();
    let first = ada().reconcile(&attio.client).await.expect("made");
    assert!(first.is_created());
    let second = ada().reconcile(&attio.client).await.expect("found");
    assert!(!second.is_created());
    assert_eq!((second.id(), creates(&attio)), (first.id(), 1));
    // A create that conflicts with another record reports that here too.
    let error = person(&["ada@example.com", "new@example.com"]).reconcile(&attio.client).await;
    let error = error.expect_err("another's address");
    assert!(error.is_uniqueness_conflict());
    // The other record may be that of the earlier create, edited since.
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn unique_strings_that_differ_in_case_are_different() {
    let (attio, _) = Attio::with_clock();
    invoices::make(&attio.emulator);
    let invoice = |text: &str| invoices::Invoice {
        text: Some(invoices::Number(text.into())),
        ..invoices::Invoice::default()
    };
    let upper = invoice("INV-1").create(&attio.client).await.expect("made");
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let lower = invoice("inv-1").create_or_reconcile(&attio.client).await.expect("made");
    assert!(lower.is_created() && lower.id() != upper.id.record_id);
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let third = invoice("Inv-1").create_or_reconcile(&attio.client).await.expect("made");
    assert_eq!(attio.emulator.record_ids("invoices").len(), 3);
    assert_eq!(
        third.record().value(invoices::Invoice::TEXT).expect("a text").expect("one").0,
        "Inv-1"
    );
}

#[tokio::test]
async fn every_type_that_can_be_unique_is_found_again() {
    let (attio, _) = Attio::with_clock();
    invoices::make(&attio.emulator);
    for (kind, value) in [
        ("text", json!("a \"quoted\" 🎉")),
        ("text", json!({"value": "an object"})),
        ("number", json!(42.5)),
        ("domain", json!("https://App.Attio.com/pricing")),
        ("email-address", json!({"email_address": "Ada@Example.com"})),
        ("phone-number", json!("+1 555 867 5309")),
        ("phone-number", json!({"original_phone_number": "5558675310", "country_code": "US"})),
    ] {
        let slug = format!("unique_{}", Uuid::new_v4().simple());
        let attribute = json!({"api_slug": slug, "type": kind, "is_unique": true});
        attio.emulator.create_attribute("invoices", &attribute).expect("an attribute");
        let before = attio.emulator.record_ids("invoices").len();
        attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
        let record = DynamicRecord::new("invoices").set(slug.as_str(), &[&value]);
        let settled = record.create_or_reconcile(&attio.client, [slug.as_str()]).await;
        let settled = settled.unwrap_or_else(|error| panic!("{kind} {value}: {error}"));
        assert!(!settled.is_created(), "{kind} {value}");
        assert_eq!(attio.emulator.record_ids("invoices").len(), before + 1, "{kind} {value}");
    }
}

#[tokio::test]
async fn a_merged_record_is_found_by_its_kept_values() {
    let (attio, _) = Attio::with_clock();
    let first = ada().create(&attio.client).await.expect("made").id.record_id;
    let other = attio.emulator.seed("people", &json!({"email_addresses": ["bea@example.com"]}));
    Person::merge(&attio.client, first, other.expect("a person").into()).await.expect("merged");
    let settled = ada().reconcile(&attio.client).await.expect("found");
    assert!(!settled.is_created() && settled.id() != first);
    assert_eq!(settled.id().uuid(), only(&attio));
}

#[tokio::test]
async fn a_deleted_record_is_created_again() {
    let (attio, _) = Attio::with_clock();
    let first = ada().create(&attio.client).await.expect("made").id.record_id;
    Person::delete(&attio.client, first).await.expect("deleted");
    let settled = ada().reconcile(&attio.client).await.expect("made");
    assert!(settled.is_created());
    assert_eq!(settled.id().uuid(), only(&attio));
}

#[tokio::test]
async fn unwritable_values_are_not_sent() {
    #[derive(AttioRecord)]
    #[attio(object = "people")]
    struct Numbered {
        #[attio(unique)]
        number: Option<f64>,
        phone_numbers: Vec<PhoneNumber>,
    }
    let (attio, _) = Attio::with_clock();
    let wrong = Numbered { number: Some(f64::NAN), phone_numbers: Vec::new() };
    let error = wrong.create_or_reconcile(&attio.client).await.expect_err("no number");
    assert!(error.is_encode() && !error.may_have_applied());
    assert_eq!(attio.emulator.requests().len(), 0);
}

#[tokio::test]
async fn an_empty_value_protects_no_retry() {
    for (slug, values) in [
        ("text", json!([""])),
        ("text", json!([{"value": " "}])),
        ("text", json!([null])),
        ("text", json!([{"value": null}])),
        ("mail", json!([{"email_address": ""}])),
    ] {
        let (attio, _) = Attio::with_clock();
        invoices::make(&attio.emulator);
        let email = json!({"api_slug": "mail", "type": "email-address", "is_unique": true});
        attio.emulator.create_attribute("invoices", &email).expect("an attribute");
        let path = "/v2/objects/invoices/records";
        attio.emulator.stub("POST", path, CannedResponse::new(503).always());
        let record = DynamicRecord::new("invoices").set(slug, &values);
        let error = record.create_or_reconcile(&attio.client, [slug]).await.expect_err("503");
        assert_eq!(error.outcome(), Outcome::Unknown, "{values}");
        assert!(error.to_string().contains("no value of a unique attribute"), "{values}: {error}");
        assert_eq!(count_of(&attio, "POST", path), 1, "{values} is not sent again");
    }
}

#[tokio::test]
async fn a_conflict_with_values_that_cannot_be_compared_ends_as_unknown() {
    let (attio, _) = Attio::with_clock();
    let Attio { client, emulator } = &attio;
    let path = "/v2/objects/people/attributes/email_addresses";
    let live = client.request(Method::GET, path).await.expect("a response");
    let mut live: Value = live.json().expect("JSON");
    live["data"]["type"] = "hologram".into();
    emulator.stub("GET", path, CannedResponse::json(200, &live).always());
    // It was stored, so the retry is refused because of a conflict with the record itself.
    emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let error = ada().create_or_reconcile(client).await.expect_err("nothing to compare");
    assert!(error.is_uniqueness_conflict(), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("cannot be compared"), "{error}");
    assert_eq!(error.conflicting_records(), [only(&attio)]);
    assert_eq!((error.attempts(), creates(&attio)), (2, 2), "it becomes no clearer");
}

#[tokio::test]
async fn a_record_edited_since_is_not_mistaken_for_another() {
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let error = ada().create(&attio.client).await.expect_err("no response");
    assert_eq!(error.outcome(), Outcome::Unknown);
    let id = only(&attio).into();
    person(&["ada@lovelace.org"]).overwrite(&attio.client, id).await.expect("an edit");
    let error = ada().reconcile(&attio.client).await.expect_err("it has lost an address");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(error.to_string().contains("another form, or edited since"), "{error}");
    only(&attio);
}

/// A record with two unique attributes of one value.
#[derive(AttioRecord, Debug)]
#[attio(object = "orders")]
struct Order {
    #[attio(unique)]
    email: Option<String>,
    #[attio(unique)]
    customer_id: Option<String>,
}

impl Order {
    fn new() -> Self {
        Self { email: Some("info@x.com".to_owned()), customer_id: Some("c-1".to_owned()) }
    }
}

/// Makes a change before the third request of a client.
struct Meddler(Mutex<(usize, Option<Change>)>);

type Change = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

impl std::fmt::Debug for Meddler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meddler")
    }
}

impl RateLimiter for Meddler {
    fn acquire(&self, _: RequestKind) -> BoxFuture<'_, ()> {
        let (requests, change) = &mut *self.0.lock().expect("no panic");
        *requests += 1;
        match change.take_if(|_| *requests == 3) {
            Some(change) => change(),
            None => Box::pin(std::future::ready(())),
        }
    }

    fn refused(&self, _: RequestKind) {}
}

/// A client that knows the server's time. Its first create is stored without a response, and the
/// change happens before the retry.
async fn meddled<F: Future<Output = ()> + Send + 'static>(
    attio: &Attio,
    change: impl FnOnce(Client) -> F + Send + 'static,
) -> Client {
    let object = json!({"api_slug": "orders", "singular_noun": "Order", "plural_noun": "Orders"});
    attio.emulator.create_object(&object).expect("an object");
    for slug in ["email", "customer_id"] {
        let attribute = json!({"api_slug": slug, "type": "text", "is_unique": true});
        attio.emulator.create_attribute("orders", &attribute).expect("an attribute");
    }
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let other = attio.client.clone();
    let change: Change = Box::new(move || Box::pin(change(other)));
    let meddler = Meddler(Mutex::new((0, Some(change))));
    let client = client_of(&attio.emulator).clock(FastClock::default());
    let client = client.rate_limiter(Arc::new(meddler)).build().expect("a client");
    client.whoami().await.expect("identified");
    client
}

/// Merged values keep their times in the emulator, so that the conflict proves nothing.
#[tokio::test]
async fn a_lost_record_that_is_merged_before_the_retry_is_unknown() {
    let attio = Attio::start();
    let client = meddled(&attio, |client| async move {
        let all = Order::query().sort(Order::EMAIL.asc()).all(&client).await.expect("both");
        let [lost, older] = &all[..] else { panic!("{all:?}") };
        let merged = Order::merge(&client, older.id.record_id, lost.id.record_id).await;
        merged.expect("merged");
    })
    .await;
    let hour_ago = SystemTime::now() - Duration::from_secs(3_600);
    let older = json!({"email": "older@x.com"});
    attio.emulator.seed_at("orders", &older, hour_ago).expect("an order");
    let error = Order::new().create_or_reconcile(&client).await.expect_err("a conflict");
    assert!(error.is_uniqueness_conflict(), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(error.conflicting_records(), attio.emulator.record_ids("orders"));
}

/// Nothing of the lost record is left to be found.
#[tokio::test]
async fn a_lost_record_that_loses_its_unique_values_before_the_retry_is_made_again() {
    let attio = Attio::start();
    let client = meddled(&attio, |client| async move {
        let lost = Order::query().first(&client).await.expect("a page").expect("it is stored");
        let patch = Order::patch(lost.id.record_id).clear(Order::EMAIL).clear(Order::CUSTOMER_ID);
        patch.append(&client).await.expect("emptied");
    })
    .await;
    let settled = Order::new().create_or_reconcile(&client).await.expect("made");
    assert!(settled.is_created());
    assert_eq!(attio.emulator.record_ids("orders").len(), 2);
}
