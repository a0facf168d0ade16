//! A conflicting record counts as another writer's only with proof.

use std::pin::Pin;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use attio_core::{AttioRecord, Clock, DynamicRecord, Error, Method, Outcome, RetryPolicy};
use attio_emulator::{Actor, CannedResponse, Fault, Operation, Seed, TokenLevel};
use attio_tests::people::Company;
use attio_tests::{Attio, FastClock, client_of, emulator_builder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{HOUR, KEYS, create_one, long_ago, make_orders, order, others, person};

/// A clock that is fast or slow by a fixed time.
#[derive(Debug)]
struct WrongClock {
    clock: FastClock,
    ahead: bool,
}

impl Clock for WrongClock {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn time(&self) -> SystemTime {
        let time = self.clock.time();
        if self.ahead { time + HOUR } else { time - HOUR }
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.clock.sleep(duration)
    }
}

/// Creates a person whose first attempt is lost before it is applied, while another person has one
/// of the two addresses.
async fn conflict(attio: &Attio) -> Error {
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let person = person(&["ada@example.com", "ada@lovelace.org"]);
    person.create_or_reconcile(&attio.client).await.expect_err("another has an address")
}

fn shared_address() -> Value {
    json!({"email_addresses": ["ada@example.com"]})
}

fn assert_unknown(error: &Error, candidate: Uuid) {
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(error.is_uniqueness_conflict() && !error.is_retryable(), "{error}");
    assert_eq!(error.conflicting_records(), [candidate]);
    assert!(error.to_string().contains(&candidate.to_string()), "{error}");
}

#[tokio::test]
async fn a_record_is_anothers_if_both_its_times_are_before_the_first_attempt() {
    let second = Duration::from_secs(1);
    let now = SystemTime::now();
    let ago = |seconds: u32| now - second * seconds;
    // The record's time, the attribute's time, and whether they prove anything.
    for (record, attribute, is_proof) in [
        (ago(3_600), ago(3_600), true),
        (ago(30), ago(30), true),
        (ago(3_600), now, false),
        (now, ago(3_600), false),
        (ago(4), ago(4), false),
        (now + HOUR, now + HOUR, false),
    ] {
        let (attio, _) = Attio::with_clock();
        let seed = Seed::new().created_at(record).attribute_created_at(attribute);
        let other = attio.emulator.seed_with("people", &shared_address(), &seed);
        let other = other.expect("a person");
        let error = conflict(&attio).await;
        if is_proof {
            assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
            assert_eq!(error.conflicting_records(), [other]);
        } else {
            assert_unknown(&error, other);
        }
    }
}

#[tokio::test]
async fn a_wrong_clock_of_this_machine_proves_nothing_and_hides_nothing() {
    for ahead in [true, false] {
        for (created_at, outcome) in
            [(long_ago(), Outcome::NotApplied), (SystemTime::now(), Outcome::Unknown)]
        {
            let (mut attio, _) = Attio::with_clock();
            let clock = WrongClock { clock: FastClock::default(), ahead };
            attio.client = client_of(&attio.emulator).clock(clock).build().expect("a client");
            attio.emulator.seed_at("people", &shared_address(), created_at).expect("a person");
            let error = conflict(&attio).await;
            assert_eq!(error.outcome(), outcome, "ahead: {ahead}; {error}");
        }
    }
}

#[tokio::test]
async fn a_record_is_anothers_if_it_has_another_creator() {
    let member = |attio: &Attio| Actor::member(attio.emulator.member_id());
    let token = |_: &Attio| Actor::token(Uuid::from_u128(77));
    let app = |_: &Attio| Actor::app(Uuid::from_u128(78));
    let creators: [&dyn Fn(&Attio) -> Actor; 4] = [&member, &token, &app, &|_| Actor::system()];
    for creator in creators {
        let (attio, _) = Attio::with_clock();
        create_one(&attio).await;
        let creator = creator(&attio);
        let other = attio.emulator.seed_as("people", &shared_address(), creator);
        let error = conflict(&attio).await;
        assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
        assert_eq!(error.conflicting_records(), [other.expect("a person")]);
    }
}

#[tokio::test]
async fn its_creator_proves_nothing_if_this_tokens_own_is_unknown() {
    // No create has shown the creator.
    let (attio, _) = Attio::with_clock();
    let other = attio.emulator.seed_as("people", &shared_address(), Actor::system());
    assert_unknown(&conflict(&attio).await, other.expect("a person"));

    // The token acts as a member, who also uses the app.
    let emulator = emulator_builder().token_level(TokenLevel::User).start_blocking();
    let attio = Attio::of(emulator.expect("started"));
    create_one(&attio).await;
    let other = attio.emulator.seed_as("people", &shared_address(), Actor::system());
    assert_unknown(&conflict(&attio).await, other.expect("a person"));

    // Whether it acts as a member cannot be read.
    let (attio, _) = Attio::with_clock();
    create_one(&attio).await;
    let other = attio.emulator.seed_as("people", &shared_address(), Actor::system());
    attio.emulator.inject(Fault::Status(503).always().path("/v2/self"));
    assert_unknown(&conflict(&attio).await, other.expect("a person"));

    // It is this token's own record.
    let (attio, _) = Attio::with_clock();
    create_one(&attio).await;
    let own = person(&["ada@example.com"]).create(&attio.client).await.expect("a record");
    assert_unknown(&conflict(&attio).await, own.id.record_id.uuid());
}

#[tokio::test]
async fn values_that_are_stored_in_another_form_are_this_ones_or_unknown() {
    // A name of which the client knows two forms.
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let company = Company {
        domains: vec!["bücher.example".parse().expect("a domain")],
        ..Company::default()
    };
    let settled = company.create_or_reconcile(&attio.client).await.expect("its own record");
    assert_eq!(attio.emulator.record_ids("companies"), [settled.id().uuid()]);

    // An unknown form, of one value and of two.
    for texts in [["ab-1 ", "c-1"], [" ab-1", "ﬁve"]] {
        let emulator = emulator_builder().stores_other_forms(true).start_blocking();
        let attio = Attio::of(emulator.expect("started"));
        make_orders(&attio);
        attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
        let order = order(texts[0], texts[1]);
        match order.create_or_reconcile(&attio.client, KEYS).await {
            Ok(settled) => assert_eq!(others(&attio, &[]), [settled.id().uuid()]),
            Err(error) => assert_unknown(&error, others(&attio, &[])[0]),
        }
        assert_eq!(others(&attio, &[]).len(), 1);
    }
}

#[tokio::test]
async fn a_record_edited_before_the_retry_is_not_mistaken_for_anothers() {
    let (attio, _) = Attio::with_clock();
    make_orders(&attio);
    let edit = Fault::EditAfter { attribute: "email".to_owned(), value: "new@x.com".to_owned() };
    attio.emulator.inject(edit.once().on(Operation::Create));
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let error = order("info@x.com", "c-1").create_or_reconcile(&attio.client, KEYS).await;
    assert_unknown(&error.expect_err("edited"), others(&attio, &[])[0]);

    let (attio, _) = Attio::with_clock();
    make_orders(&attio);
    let edit = Fault::EditAfter { attribute: "email".to_owned(), value: "new@x.com".to_owned() };
    attio.emulator.inject(edit.once().on(Operation::Create));
    attio.emulator.inject(Fault::ApplyThenStatus(500).once().on(Operation::Create));
    let bulk = DynamicRecord::bulk_create(&attio.client, "orders", KEYS);
    let mut results = bulk.run([(1, order("info@x.com", "c-1"))]);
    let (_, result) = results.next().await.expect("one result");
    assert_unknown(&result.expect_err("edited"), others(&attio, &[])[0]);
}

#[tokio::test]
async fn a_value_that_cannot_be_looked_up_is_not_ignored() {
    for (attribute, fault) in [
        ("customer_id", Fault::Status(503)),
        ("customer_id", Fault::Status(403)),
        ("email", Fault::Status(503)),
    ] {
        let (attio, _) = Attio::with_clock();
        make_orders(&attio);
        // Its age would prove that it is another writer's, if everything else were known.
        let values = json!({"email": ["info@x.com"], "customer_id": ["c-1"]});
        let other = attio.emulator.seed_at("orders", &values, long_ago()).expect("another order");
        attio.emulator.inject(Fault::Status(500).once().on(Operation::Create));
        let path = format!("/v2/objects/orders/attributes/{attribute}");
        attio.emulator.inject(fault.clone().always().path(path));
        let error = order("info@x.com", "c-2").create_or_reconcile(&attio.client, KEYS).await;
        let error = error.expect_err("it is unknown");
        assert_eq!(error.outcome(), Outcome::Unknown, "{attribute}, {fault:?}: {error}");
        assert!(others(&attio, &[other]).is_empty());
        if error.is_uniqueness_conflict() {
            assert_eq!(error.conflicting_records(), [other], "{attribute}, {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_conflict_that_names_no_record_proves_nothing() {
    let (attio, _) = Attio::with_clock();
    let other = attio.emulator.seed("people", &shared_address()).expect("a person");
    let conflict = json!({
        "status_code": 400, "type": "invalid_request_error", "code": "uniqueness_conflict",
        "message": "A value is taken.",
    });
    let path = "/v2/objects/people/records";
    attio.emulator.stub("POST", path, CannedResponse::new(503));
    attio.emulator.stub("POST", path, CannedResponse::json(400, &conflict));
    let person = person(&["ada@example.com", "ada@lovelace.org"]);
    let error = person.create_or_reconcile(&attio.client).await.expect_err("a conflict");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(error.conflicting_records(), [other], "found by its value: {error}");
}

#[tokio::test]
async fn nothing_is_certain_while_an_attempt_that_ran_out_of_time_may_arrive() {
    let (mut attio, _) = Attio::with_clock();
    let timeout = Duration::from_millis(150);
    attio.client = client_of(&attio.emulator)
        .timeout(timeout)
        .retry(RetryPolicy::new().base_delay(Duration::from_millis(1)))
        .build()
        .expect("a client");
    let other = attio.emulator.seed_at("people", &shared_address(), long_ago()).expect("a person");
    let stall = Fault::StallThenApply(4 * timeout);
    attio.emulator.inject(stall.once().on(Operation::Create));
    let person = person(&["ada@example.com", "ada@lovelace.org"]);
    let error = person.create_or_reconcile(&attio.client).await.expect_err("a conflict");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(error.conflicting_records(), [other]);
    assert!(error.to_string().contains("an earlier attempt timed out"), "{error}");
    // The other record is removed, and the first attempt arrives.
    DynamicRecord::delete(&attio.client, "people", other).await.expect("deleted");
    attio.emulator.all_worked().await;
    assert_eq!(attio.emulator.record_ids("people").len(), 1, "it was applied after all");
}

#[tokio::test]
async fn uniqueness_is_checked_again_before_a_create_is_retried() {
    let (attio, _) = Attio::with_clock();
    make_orders(&attio);
    let path = "/v2/objects/orders/attributes/customer_id";
    let live = attio.client.request(Method::GET, path).await.expect("a response");
    let mut not_unique: Value = live.json().expect("JSON");
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let order_of = |email: &str| order(email, "c-9");
    order_of("a@x.com").create_or_reconcile(&attio.client, ["customer_id"]).await.expect("settled");

    // Someone removes the uniqueness while the process runs.
    not_unique["data"]["is_unique"] = false.into();
    attio.emulator.stub("GET", path, CannedResponse::json(200, &not_unique).always());
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let error = order_of("b@x.com").create_or_reconcile(&attio.client, ["customer_id"]).await;
    let error = error.expect_err("it cannot be settled any more");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(error.to_string().contains("`customer_id` is not unique"), "{error}");
    assert_eq!(others(&attio, &[]).len(), 1);
}

#[tokio::test]
async fn the_creator_proves_nothing_about_an_attempt_before_this_call() {
    let (attio, _) = Attio::with_clock();
    make_orders(&attio);
    create_one(&attio).await;
    // The previous token created the record, and someone has edited one value since.
    let values = json!({"email": ["new@x.com"], "customer_id": ["c-1"]});
    let own = attio.emulator.seed_as("orders", &values, Actor::token(Uuid::from_u128(77)));
    let error = order("info@x.com", "c-1").reconcile(&attio.client, KEYS).await;
    assert_unknown(&error.expect_err("edited"), own.expect("an order"));
}

/// A create that is applied and loses its response, and whose record then loses one value.
fn edit_and_lose(attio: &Attio) {
    let edit = Fault::EditAfter { attribute: "email".to_owned(), value: "new@x.com".to_owned() };
    attio.emulator.inject(edit.once().on(Operation::Create));
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
}

#[tokio::test]
async fn a_date_in_the_future_makes_no_record_older() {
    let (attio, _) = Attio::with_clock();
    make_orders(&attio);
    let ahead = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60));
    let response = CannedResponse::json(200, &json!({"data": []})).header("date", ahead);
    attio.emulator.stub("GET", "/v2/workspace_members", response);
    attio.client.request(Method::GET, "/v2/workspace_members").await.expect("members");
    edit_and_lose(&attio);
    let error = order("info@x.com", "c-1").create_or_reconcile(&attio.client, KEYS).await;
    assert_unknown(&error.expect_err("edited"), others(&attio, &[])[0]);
}

/// A clock that stands still while the machine is paused, unless a wait moves it.
#[derive(Debug)]
struct Stalled(Mutex<(Instant, SystemTime)>);

impl Clock for Stalled {
    fn now(&self) -> Instant {
        self.0.lock().expect("no panic").0
    }

    fn time(&self) -> SystemTime {
        self.0.lock().expect("no panic").1
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut both = self.0.lock().expect("no panic");
        *both = (both.0 + duration, both.1 + duration);
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn a_machine_that_is_paused_makes_no_record_older() {
    let (mut attio, _) = Attio::with_clock();
    make_orders(&attio);
    let clock = Stalled(Mutex::new((Instant::now(), SystemTime::now())));
    attio.client = client_of(&attio.emulator).clock(clock).build().expect("a client");
    attio.client.whoami().await.expect("a response before");
    edit_and_lose(&attio);
    // The lookups arrive when the server's clock is an hour ahead.
    let later = httpdate::fmt_http_date(SystemTime::now() + HOUR);
    let query = CannedResponse::json(200, &json!({"data": []})).header("date", later);
    attio.emulator.stub("POST", "/v2/objects/orders/records/query", query.always());
    let error = order("info@x.com", "c-1").create_or_reconcile(&attio.client, KEYS).await;
    assert_unknown(&error.expect_err("edited"), others(&attio, &[])[0]);
}

#[tokio::test]
async fn a_value_in_an_unknown_form_is_not_ignored() {
    let (attio, _) = Attio::with_clock();
    make_orders(&attio);
    let number = json!({"api_slug": "number", "type": "number", "is_unique": true});
    attio.emulator.create_attribute("orders", &number).expect("an attribute");
    let values = json!({"email": ["info@x.com"], "number": [1]});
    let other = attio.emulator.seed("orders", &values).expect("an order");
    attio.emulator.inject(Fault::Status(500).once().on(Operation::Create));
    let order = DynamicRecord::new("orders")
        .set("email", &["info@x.com"])
        .set("number", &[json!({"amount": 2})]);
    let error = order.create_or_reconcile(&attio.client, ["email", "number"]).await;
    let error = error.expect_err("it cannot be compared");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(others(&attio, &[other]).is_empty());
}

#[tokio::test]
async fn a_conflict_about_an_attribute_that_is_not_compared_proves_nothing() {
    let (attio, _) = Attio::with_clock();
    make_orders(&attio);
    let values = json!({"email": ["old@x.com"], "customer_id": ["c-1"]});
    let other = attio.emulator.seed_at("orders", &values, long_ago()).expect("an order");
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let error = order("info@x.com", "c-1").create_or_reconcile(&attio.client, ["email"]).await;
    assert_unknown(&error.expect_err("a conflict of `customer_id`"), other);
}

#[tokio::test]
async fn an_attribute_is_compared_whichever_way_it_was_written() {
    let number = |attio: &Attio| {
        let number = json!({"api_slug": "number", "type": "number", "is_unique": true});
        attio.emulator.create_attribute("orders", &number).expect("an attribute");
    };
    let id_of = |attio: &Attio| {
        let id = attio.emulator.attribute_id("orders", "customer_id");
        id.expect("an attribute").to_string()
    };
    let base = || DynamicRecord::new("orders").set("email", &["info@x.com"]);
    let large = 9_007_199_254_740_992_u64;
    for (n, key) in ["customer_id", "customer_id", "customer_id", "number"].into_iter().enumerate()
    {
        let (attio, _) = Attio::with_clock();
        make_orders(&attio);
        number(&attio);
        let values = json!({"email": ["info@x.com"], "customer_id": ["c-1"], "number": [large]});
        let other = attio.emulator.seed("orders", &values).expect("another order");
        attio.emulator.inject(Fault::Status(500).once().on(Operation::Create));
        let (order, key) = match n {
            // By ID but named by slug; the reverse; as a bare value; beyond the range of a double.
            0 => (base().set(id_of(&attio), &["c-2"]), key.to_owned()),
            1 => (base().set(key, &["c-2"]), id_of(&attio).to_uppercase()),
            2 => (base().set(key, &"c-2"), key.to_owned()),
            _ => (base().set(key, &[large + 1]), key.to_owned()),
        };
        let error = order.create_or_reconcile(&attio.client, ["email".to_owned(), key]).await;
        let error = error.expect_err("another has the address");
        assert_eq!(error.outcome(), Outcome::Unknown, "{n}: {error}");
        assert!(others(&attio, &[other]).is_empty(), "{n}");
    }
}
