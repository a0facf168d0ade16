//! The behaviour that all calls share: each is a future with settings, and sends nothing before it is polled.

use std::future::{Future, IntoFuture};
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};
use std::time::Duration;

use attio_core::query::ValueKind;
use attio_core::schema::Plan;
use attio_core::telemetry::CALL;
use attio_core::value::{ReadValue, ValueReader, kind};
use attio_core::{
    AttioRecord, Call, Clock, Error, Method, Outcome, Reconciled, RecordId, Scope, Target,
    ValueError,
};
use attio_emulator::{CannedResponse, Fault, Operation, RetryAfter};
use attio_tests::Attio;
use attio_tests::people::{Company, Contact, Person};
use futures_util::FutureExt;
use serde_json::json;
use tracing::info_span;
use tracing_subscriber::filter::LevelFilter;
use uuid::Uuid;

use crate::spans::capture::Capture;

/// Accepts anything that fulfils the promises of a call.
fn is_a_call<T: Send + 'static>(
    call: Call<T>,
) -> impl Future<Output = Result<T, Error>> + Send + Unpin + 'static {
    call
}

/// A call without its value, so that all kinds of calls fit into one list.
fn named<T: Send + 'static>(
    name: &'static str,
    make: impl Fn(&Attio) -> Call<T> + 'static,
    set: impl Fn(Call<T>) -> Call<T> + 'static,
) -> Named {
    (
        name,
        Box::new(move |attio| {
            let call = set(make(attio));
            Box::pin(async move { call.await.map(drop) })
        }),
    )
}

/// The name of a call, and a function that creates and awaits it.
type Named = (&'static str, Box<dyn Fn(&Attio) -> Run>);

type Run = std::pin::Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// One call of each reading kind, with its own setting.
macro_rules! reads {
    ($set:expr) => {
        vec![
            named("whoami", |attio: &Attio| attio.client.whoami(), $set),
            named(
                "require_scopes",
                |a: &Attio| a.client.require_scopes([Scope::RecordsRead]),
                $set,
            ),
            named("request", |a: &Attio| a.client.request(Method::GET, "/v2/objects").call(), $set),
            named("search", |a: &Attio| a.client.search("ada", ["people"]).call(), $set),
            named("get", |a: &Attio| Person::get(&a.client, Uuid::nil().into()), $set),
            named("get_many", |a: &Attio| Person::get_many(&a.client, [Uuid::nil().into()]), $set),
            named(
                "history",
                |a: &Attio| Person::history(&a.client, Uuid::nil().into(), Person::JOB_TITLE),
                $set,
            ),
            named("entries", |a: &Attio| Person::entries(&a.client, Uuid::nil().into()), $set),
            named("page", |a: &Attio| Person::query().page(&a.client, 10, 0), $set),
            named("decode_page", |a: &Attio| Person::query().decode_page(&a.client, 10, 0), $set),
            named("first", |a: &Attio| Person::query().first(&a.client), $set),
            named("all", |a: &Attio| Person::query().all(&a.client), $set),
            named("decode_all", |a: &Attio| Person::query().decode_all(&a.client), $set),
            named("pull_schema", |a: &Attio| a.client.pull_schema().call(), $set),
            named("check", |a: &Attio| a.client.check::<Person>(), $set),
            named("plan", |a: &Attio| a.client.ensure::<Person>().plan(), $set),
            named("ensure", |a: &Attio| a.client.ensure::<Person>().call(), $set),
            named("schema_facts", |a: &Attio| a.client.schema_facts(), $set),
        ]
    };
}

#[tokio::test]
async fn a_call_sends_nothing_before_it_is_polled() {
    let attio = Attio::start();
    for (name, make) in reads!(|call| call) {
        drop(make(&attio));
        assert!(attio.emulator.requests().is_empty(), "{name} sent a request");
    }
    let create = is_a_call(Contact::numbered(1).create(&attio.client));
    let settled = is_a_call(Contact::numbered(2).create_or_reconcile(&attio.client));
    assert!(attio.emulator.requests().is_empty());
    let (created, settled) = futures_util::future::join(create, settled).await;
    created.expect("created");
    settled.expect("created");
    assert_eq!(attio.emulator.requests().len(), 2);
    let spawned = tokio::spawn(Contact::numbered(3).create(&attio.client));
    spawned.await.expect("no panic").expect("created");
    let mut select = pin!(Contact::numbered(4).create(&attio.client));
    tokio::select! {
        created = &mut select => drop(created.expect("created")),
        () = tokio::time::sleep(Duration::from_secs(60)) => panic!("it takes no minute"),
    }
    assert_eq!(attio.emulator.record_ids("people").len(), 4);
}

#[tokio::test]
async fn a_call_that_has_ended_returns_an_error() {
    let attio = Attio::start();
    let mut call = attio.client.whoami();
    (&mut call).await.expect("identified");
    let error = (&mut call).await.expect_err("it has ended");
    assert_eq!(error.to_string(), "cannot poll the call: it has ended");
}

#[tokio::test]
async fn every_call_accepts_a_number_of_attempts() {
    for (name, make) in reads!(|call| call.attempts(1)) {
        let (attio, _clock) = Attio::with_clock();
        attio.emulator.inject(Fault::Status(503).always());
        let error = make(&attio).await.expect_err(name);
        assert_eq!((error.status(), error.attempts()), (Some(503), 1), "{name}");
        assert_eq!(attio.emulator.requests().len(), 1, "{name}");
    }
    let (attio, _clock) = Attio::with_clock();
    attio.emulator.inject(Fault::Status(503).always());
    let id: RecordId<Contact> = Uuid::nil().into();
    let overwritten = Contact::numbered(1).overwrite(&attio.client, id).attempts(2).await;
    assert_eq!(overwritten.expect_err("503").attempts(), 2);
    // Zero counts as one.
    let overwritten = Contact::numbered(1).overwrite(&attio.client, id).attempts(0).await;
    assert_eq!(overwritten.expect_err("503").attempts(), 1);
}

#[tokio::test]
async fn every_call_accepts_a_timeout() {
    for (name, make) in reads!(|call| call.timeout(Duration::from_millis(50)).attempts(1)) {
        let attio = Attio::start();
        attio.emulator.inject(Fault::ApplyThenStall(Duration::from_secs(60)).always());
        let error = make(&attio).await.expect_err(name);
        assert!(error.is_timeout(), "{name}: {error}");
    }
}

#[tokio::test]
async fn every_call_accepts_a_deadline() {
    for (name, make) in reads!(|call| call.deadline(Duration::from_secs(5))) {
        let (attio, _clock) = Attio::with_clock();
        attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(60)).always());
        let error = make(&attio).await.expect_err(name);
        assert_eq!(error.status(), Some(429), "{name}");
        assert!(error.to_string().contains("the deadline leaves"), "{name}: {error}");
    }
}

#[tokio::test]
async fn all_requests_of_a_call_share_its_deadline() {
    let (attio, _clock) = Attio::with_clock();
    for number in 0..3 {
        attio.emulator.seed("people", &json!({"job_title": format!("{number}")})).expect("stored");
    }
    // Each request waits for four seconds: two fit into ten, and the third does not.
    let refuse = || {
        attio.emulator.clear_faults();
        attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(4)).once());
        attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(4)).once().after(2));
        attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(4)).once().after(4));
    };
    let pull = || attio.client.pull_schema().objects(["people", "companies"]).call();
    refuse();
    let error = pull().deadline(Duration::from_secs(10)).await.expect_err("no time is left");
    assert_eq!(error.status(), Some(429), "{error}");
    refuse();
    // By default, each request has the client's deadline.
    pull().await.expect("read");
}

#[tokio::test]
async fn every_call_accepts_a_correlation_id() {
    for (name, make) in reads!(|call| call.correlation_id("request-17")) {
        let attio = Attio::start();
        let (capture, guard) = Capture::start(LevelFilter::INFO);
        // Some of them find nothing.
        drop(make(&attio).await);
        drop(guard);
        let calls = capture.named(CALL);
        assert!(!calls.is_empty(), "{name}");
        for call in calls {
            assert_eq!(call.field("attio.correlation_id"), "request-17", "{name}");
        }
    }
}

#[tokio::test]
async fn the_spans_of_a_call_are_children_of_the_span_in_which_it_was_made() {
    for (name, make) in reads!(|call| call) {
        let attio = Attio::start();
        let (capture, guard) = Capture::start(LevelFilter::INFO);
        let call = info_span!("handler").in_scope(|| make(&attio));
        let elsewhere = info_span!("elsewhere");
        drop(tracing::Instrument::instrument(call, elsewhere).await);
        drop(guard);
        let handler = capture.one("handler").id;
        let calls = capture.named(CALL);
        assert!(!calls.is_empty(), "{name}");
        for call in calls {
            assert_eq!(call.parent, Some(handler), "{name}: {}", call.field("attio.operation"));
            assert_ne!(call.field("attio.operation"), "", "{name}");
            if name != "request" {
                assert_ne!(call.field("attio.operation"), "request", "{name}");
            }
        }
    }
    // A call made outside of all spans is a child of the span in which it is polled.
    let attio = Attio::start();
    let (capture, _guard) = Capture::start(LevelFilter::INFO);
    let call = attio.client.whoami();
    drop(tracing::Instrument::instrument(call, info_span!("elsewhere")).await);
    assert_eq!(capture.one(CALL).parent, Some(capture.one("elsewhere").id));
}

#[tokio::test]
async fn the_body_of_a_call_of_one_request_can_be_shown() {
    let attio = Attio::start();
    let create = Contact::numbered(1).create(&attio.client);
    assert_eq!(
        create.body(),
        Some(
            r#"{"data":{"values":{"email_addresses":[{"email_address":"contact-1@example.com"}]}}}"#
        )
    );
    assert_eq!(attio.client.whoami().body(), Some(""), "the request has none");
    assert_eq!(Person::query().all(&attio.client).body(), None, "it sends several requests");
    assert_eq!(Contact::numbered(1).create_or_reconcile(&attio.client).body(), None);
    let mut begun = attio.client.whoami();
    let polled = std::pin::Pin::new(&mut begun).poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending());
    assert_eq!(begun.body(), None, "it has begun");
}

#[tokio::test]
async fn a_builder_becomes_a_call() {
    let attio = Attio::start();
    let calls = (
        is_a_call(attio.client.request(Method::GET, "/v2/objects").into_future()),
        is_a_call(attio.client.search("ada", ["people"]).into_future()),
        is_a_call(attio.client.pull_schema().into_future()),
        is_a_call(attio.client.ensure::<Person>().into_future()),
        is_a_call(attio.client.apply(&Plan::default())),
    );
    calls.0.await.expect("a response");
    calls.1.await.expect("searched");
    calls.2.await.expect("read");
    calls.3.await.expect("nothing to create");
    assert_eq!(calls.4.await.expect("nothing to create"), 0);
}

#[tokio::test]
async fn a_detailed_call_describes_its_response() {
    let (attio, _clock) = Attio::with_clock();
    let time = "2026-11-29T12:00:00.000000000Z";
    attio.emulator.stub(
        "GET",
        "/v2/self",
        CannedResponse::json(200, &json!({"active": true}))
            .header("x-attio-execution-id", "17f7a1ae-45b4-4c4c-8b0a-2b7a3a3d2a11")
            .header("x-accurate-at", time),
    );
    let identity = attio.client.whoami().detailed().await.expect("identified");
    assert!(identity.value.active);
    assert_eq!(identity.attempts_made, 1);
    assert_eq!(identity.execution_id.as_deref(), Some("17f7a1ae-45b4-4c4c-8b0a-2b7a3a3d2a11"));
    assert_eq!(identity.accurate_at, Some(time.parse().expect("a time")));
    assert!(identity.is_settled);
    // A call of several requests counts all attempts, and has the last response's ID.
    attio.emulator.inject(Fault::Status(503).times(2));
    let schema = attio.client.pull_schema().objects(["companies"]).call().detailed().await;
    let schema = schema.expect("read");
    assert_eq!(schema.attempts_made as usize, attio.emulator.requests().len() - 1);
    assert!(schema.execution_id.is_some());
}

#[tokio::test]
async fn a_detailed_call_reports_whether_an_attempt_may_still_be_applied() {
    for (fault, is_settled) in [
        // It was not processed.
        (Fault::RateLimited(RetryAfter::Seconds(1)), true),
        // The effect of the first attempt is unknown.
        (Fault::ApplyThenDrop, false),
        (Fault::DropBeforeApplying, false),
        (Fault::Status(500), false),
    ] {
        let (attio, _clock) = Attio::with_clock();
        let id = attio.emulator.seed("people", &json!({})).expect("stored");
        let person = Person { job_title: Some("CTO".into()), ..Person::default() };
        attio.emulator.inject(fault.clone().once());
        let id: RecordId<Person> = id.into();
        let written = person.overwrite(&attio.client, id).detailed().await.expect("written");
        assert_eq!((written.attempts_made, written.is_settled), (2, is_settled), "{fault:?}");
        // A read changes nothing, so no attempt of it can still be applied.
        attio.emulator.inject(fault.clone().once());
        let read = Person::get(&attio.client, id).detailed().await.expect("read");
        assert_eq!((read.attempts_made, read.is_settled), (2, true), "{fault:?}");
        // A delete whose first response was lost is also open if the next attempt finds nothing.
        attio.emulator.inject(fault.clone().once());
        let deleted = Person::delete(&attio.client, id).detailed().await.expect("deleted");
        assert_eq!((deleted.attempts_made, deleted.is_settled), (2, is_settled), "{fault:?}");
    }
    // A record with its unique values exists, but nothing shows that this create made it.
    let (attio, _clock) = Attio::with_clock();
    attio.emulator.inject(Fault::ApplyThenDrop.once());
    let created = Contact::numbered(1).create_or_reconcile(&attio.client).detailed().await;
    let created = created.expect("settled");
    assert!(!created.is_settled && !created.value.is_created());
    // The response of the create names the record.
    attio.emulator.inject(Fault::Truncated.once());
    let created = Contact::numbered(3).create_or_reconcile(&attio.client).detailed().await;
    let created = created.expect("settled");
    assert!(created.is_settled && created.value.is_created());
    // A second create succeeded, and the first may still arrive: uniqueness does not settle it,
    // because the record can lose its value.
    attio.emulator.inject(Fault::DropBeforeApplying.once());
    let created = Contact::numbered(2).create_or_reconcile(&attio.client).detailed().await;
    let created = created.expect("settled");
    assert!(!created.is_settled && created.value.is_created());
}

#[tokio::test]
async fn an_error_names_the_target_and_the_record() {
    let (attio, _clock) = Attio::with_clock();
    let id: RecordId<Person> = Uuid::from_u128(17).into();
    let error = Person::get(&attio.client, id).await.expect_err("not found");
    assert_eq!((error.target(), error.id()), (Some(Target::Object("people")), Some(id.uuid())));
    let error = Person::history(&attio.client, id, Person::JOB_TITLE).await.expect_err("none");
    assert_eq!((error.target(), error.id()), (Some(Target::Object("people")), Some(id.uuid())));
    let update = Person { job_title: Some("CTO".into()), ..Person::default() };
    let error = update.append(&attio.client, id).await.expect_err("not found");
    assert_eq!((error.target(), error.id()), (Some(Target::Object("people")), Some(id.uuid())));
    let error = Person::delete(&attio.client, id).await.expect_err("not found");
    assert_eq!(error.id(), Some(id.uuid()));
    // A create has no record before one exists.
    attio.emulator.inject(Fault::Status(400).once());
    let error = Company::default().create(&attio.client).await.expect_err("refused");
    assert_eq!((error.target(), error.id()), (Some(Target::Object("companies")), None));
    attio.emulator.inject(Fault::Truncated.once());
    let error = Company::default().create(&attio.client).await.expect_err("it broke off");
    let Outcome::Applied(Some(created)) = error.outcome() else { panic!("{error}") };
    assert_eq!(error.id(), Some(created));
    assert_eq!(attio.emulator.record_ids("companies"), [created]);
    // Other calls have no target.
    attio.emulator.inject(Fault::Status(400).once());
    let error = attio.client.whoami().await.expect_err("refused");
    assert_eq!((error.target(), error.id()), (None, None));
}

#[tokio::test]
async fn schema_facts_are_read_once_in_ten_minutes() {
    let (attio, clock) = Attio::with_clock();
    let facts = attio.client.schema_facts().await.expect("read");
    let people = Target::Object("people");
    let id = attio.emulator.object_id("people").expect("an object");
    let title = attio.emulator.attribute_id("people", "job_title").expect("an attribute");
    let by_id = id.to_string();
    let by_id = Target::Object(&by_id);
    assert_eq!([facts.id(people), facts.id(by_id)], [Some(id); 2]);
    assert_eq!([facts.slug(people), facts.slug(by_id)], [Some("people"); 2]);
    for people in [people, by_id] {
        assert_eq!(facts.attribute_id(people, "job_title"), Some(title));
        assert_eq!(facts.attribute_slug(people, &title.to_string()), Some("job_title"));
        assert_eq!(facts.is_unique(people, "email_addresses"), Some(true));
        assert_eq!(facts.is_unique(people, "job_title"), Some(false));
        assert_eq!(facts.is_unique(people, "no_attribute"), None);
    }
    assert_eq!(facts.id(Target::Object("nothing")), None);
    // An object is neither a list nor an activity.
    assert_eq!([facts.id(Target::List("people")), facts.id(Target::Activity("people"))], [None; 2]);
    // The client caches the facts and shares them with its clones.
    let sent = attio.emulator.requests().len();
    attio.client.clone().schema_facts().await.expect("kept");
    clock.sleep(Duration::from_secs(599)).await;
    attio.client.schema_facts().await.expect("kept");
    assert_eq!(attio.emulator.requests().len(), sent);
    let added = json!({
        "title": "Shoe size", "description": null, "api_slug": "shoe_size", "type": "number",
        "is_required": false, "is_unique": true, "is_multiselect": false, "config": {},
    });
    attio
        .emulator
        .create_object(&json!({
            "api_slug": "shoes", "singular_noun": "Shoe", "plural_noun": "Shoes",
        }))
        .expect("created");
    attio.emulator.create_attribute("shoes", &added).expect("created");
    clock.sleep(Duration::from_secs(1)).await;
    let facts = attio.client.schema_facts().await.expect("read again");
    assert_eq!(facts.is_unique(Target::Object("shoes"), "shoe_size"), Some(true));
}

#[tokio::test]
async fn schema_facts_without_the_scope_of_lists_include_the_objects() {
    let attio = Attio::start();
    attio.emulator.stub(
        "GET",
        "/v2/lists",
        CannedResponse::json(
            403,
            &json!({
                "status_code": 403, "type": "auth_error", "code": "unauthorized", "message": "No."
            }),
        ),
    );
    let facts = attio.client.schema_facts().await.expect("read");
    assert!(facts.id(Target::Object("people")).is_some());
}

#[tokio::test]
async fn schema_facts_include_lists() {
    let attio = Attio::start();
    let (list, stage) = (Uuid::from_u128(1), Uuid::from_u128(2));
    attio.emulator.stub(
        "GET",
        "/v2/lists",
        CannedResponse::json(
            200,
            &json!({"data": [
                {"id": {"workspace_id": Uuid::nil(), "list_id": list}, "api_slug": "sales"}
            ]}),
        ),
    );
    let attribute = json!({
        "id": {"workspace_id": Uuid::nil(), "object_id": list, "attribute_id": stage},
        "title": "Stage", "description": null, "api_slug": "stage", "type": "status",
        "is_system_attribute": false, "is_writable": true, "is_required": false,
        "is_unique": false, "is_multiselect": false, "is_default_value_enabled": false,
        "is_archived": false, "default_value": null, "relationship": null,
        "created_at": "2026-11-29T12:00:00.000000000Z", "config": {},
    });
    let path = format!("/v2/lists/{list}/attributes");
    attio.emulator.stub("GET", &path, CannedResponse::json(200, &json!({"data": [attribute]})));
    attio.emulator.stub("GET", &path, CannedResponse::json(200, &json!({"data": []})));
    let facts = attio.client.schema_facts().await.expect("read");
    let sales = Target::List("sales");
    assert_eq!(facts.id(sales), Some(list));
    assert_eq!(facts.attribute_id(sales, "stage"), Some(stage));
    assert_eq!(facts.id(Target::Object("sales")), None);
}

#[tokio::test]
async fn a_create_that_may_have_been_applied_is_not_retryable() {
    let (attio, _clock) = Attio::with_clock();
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let refused = Fault::RateLimited(RetryAfter::Seconds(600)).always();
    attio.emulator.inject(refused.on(Operation::Create));
    let error = Contact::numbered(1).create_or_reconcile(&attio.client).await.expect_err("refused");
    assert!(error.is_rate_limited() && error.may_have_applied(), "{error}");
    assert!(!error.is_retryable(), "the first attempt may have created the record");
    // A refusal of the first attempt is retryable.
    let error = Contact::numbered(2).create(&attio.client).await.expect_err("refused");
    assert!(error.is_rate_limited() && error.is_retryable());
}

/// Which page ends a listing depends on the endpoint. A server that ignores the offset is an error.
#[tokio::test]
async fn a_listing_ends_as_its_endpoint_requires() {
    let attio = Attio::start();
    let entry = json!({
        "list_id": Uuid::from_u128(1), "list_api_slug": "sales", "entry_id": Uuid::from_u128(2),
        "created_at": "2026-11-29T12:00:00.000000000Z",
    });
    let sent = || attio.emulator.requests().len();
    let stub = |id: u128, rest: &str, data: serde_json::Value| {
        let path = format!("/v2/objects/people/records/{}/{rest}", Uuid::from_u128(id));
        let page = CannedResponse::json(200, &json!({ "data": data })).always();
        attio.emulator.stub("GET", &path, page);
        RecordId::<Person>::from(Uuid::from_u128(id))
    };
    let repeats = |error: &Error| error.is_decode() && error.to_string().contains("repeats a page");

    // The entries of a record: a page that is shorter than its `limit`, because 1,000 are allowed.
    let id = stub(17, "entries", json!(vec![&entry; 499]));
    let entries = Person::entries(&attio.client, id).await.expect("listed");
    assert_eq!((entries.len(), sent()), (499, 1));
    let id = stub(18, "entries", json!(vec![&entry; 500]));
    let error = Person::entries(&attio.client, id).await.expect_err("more may follow");
    assert!(repeats(&error), "{error}");
    // Values have no documented maximum, so only an empty page is the end.
    let title = json!({"value": "CTO", "attribute_type": "text",
        "active_from": "2026-11-29T12:00:00.000000000Z", "active_until": null,
        "created_by_actor": {"type": "system", "id": null}});
    for count in [1, 3, 500] {
        let id =
            stub(20 + count as u128, "attributes/job_title/values", json!(vec![&title; count]));
        let before = sent();
        let error = Person::history(&attio.client, id, Person::JOB_TITLE).await;
        let error = error.expect_err("more may follow");
        assert!(repeats(&error) && sent() - before < 35, "{error}");
    }
    let id = RecordId::<Person>::from(Uuid::from_u128(19));
    let path = format!("/v2/objects/people/records/{}/attributes/job_title/values", id.uuid());
    for data in [json!([title]), json!([])] {
        let page = CannedResponse::json(200, &json!({ "data": data }));
        attio.emulator.stub("GET", &path, page);
    }
    let before = sent();
    let titles = Person::history(&attio.client, id, Person::JOB_TITLE).await.expect("listed");
    assert_eq!((titles.len(), sent() - before), (1, 2));
}

/// Attributes have no documented maximum either.
#[tokio::test]
async fn repeated_attributes_are_an_error() {
    let attio = Attio::start();
    let attribute = json!({
        "id": {"workspace_id": Uuid::nil(), "object_id": Uuid::nil(), "attribute_id": Uuid::from_u128(1)},
        "title": "Code", "description": null, "api_slug": "code", "type": "text",
        "is_system_attribute": false, "is_writable": true, "is_required": false,
        "is_unique": false, "is_multiselect": false, "is_default_value_enabled": false,
        "is_archived": false, "default_value": null, "relationship": null,
        "created_at": "2026-11-29T12:00:00.000000000Z", "config": {},
    });
    let page = CannedResponse::json(200, &json!({"data": [attribute]})).always();
    attio.emulator.stub("GET", "/v2/objects/people/attributes", page);
    let error = attio.client.schema_facts().await.expect_err("more may follow");
    assert!(error.is_decode() && error.to_string().contains("repeats a page"), "{error}");
    let error = attio.client.pull_schema().await.expect_err("more may follow");
    assert!(error.is_decode() && error.to_string().contains("repeats a page"), "{error}");
}

/// A panic in user code of a read, and another poll.
#[derive(Debug)]
struct Bomb;

impl ValueKind for Bomb {
    type Kind = kind::TextKind;
}

impl ReadValue for Bomb {
    fn read(_: ValueReader<'_>) -> Result<Self, ValueError> {
        panic!("a bomb")
    }
}

#[derive(AttioRecord, Debug)]
#[attio(object = "people")]
struct Bombs {
    #[attio(read_only)]
    #[allow(dead_code)]
    job_title: Option<Bomb>,
}

/// The create is stalled, another record is found and deleted, and then the create is applied.
#[tokio::test]
async fn a_settled_create_is_not_applied_any_more() {
    let attio = Attio::start();
    let other = attio
        .emulator
        .seed("people", &json!({"email_addresses": [Contact::email(1)]}))
        .expect("stored");
    attio
        .emulator
        .inject(Fault::StallThenApply(Duration::from_millis(1500)).once().on(Operation::Create));
    let call =
        Contact::numbered(1).create_or_reconcile(&attio.client).timeout(Duration::from_millis(300));
    let settled = call.detailed().await.expect("settled");
    assert!(matches!(settled.value, Reconciled::AlreadyExists(_)));
    assert_eq!(settled.value.id().uuid(), other);
    Contact::delete(&attio.client, settled.value.id()).await.expect("deleted");
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let later = attio.emulator.record_ids("people");
    assert!(
        !settled.is_settled || later.is_empty(),
        "is_settled is {}, and an attempt of the call made {later:?} later",
        settled.is_settled
    );
}

/// Two creates of unknown outcome, one of which created the record: the other may still arrive.
#[tokio::test]
async fn two_open_creates_are_not_settled_by_one_record() {
    let attio = Attio::start();
    attio
        .emulator
        .inject(Fault::StallThenApply(Duration::from_millis(2000)).once().on(Operation::Create));
    attio.emulator.inject(Fault::ApplyThenDrop.once().after(1).on(Operation::Create));
    let call =
        Contact::numbered(1).create_or_reconcile(&attio.client).timeout(Duration::from_millis(200));
    let settled = call.detailed().await.expect("settled");
    let creates = attio
        .emulator
        .requests()
        .iter()
        .filter(|r| r.method == "POST" && r.path.ends_with("records"))
        .count();
    Contact::delete(&attio.client, settled.value.id()).await.expect("deleted");
    tokio::time::sleep(Duration::from_millis(3000)).await;
    let later = attio.emulator.record_ids("people");
    assert!(
        !settled.is_settled || later.is_empty(),
        "is_settled after {creates} creates, and another one made {later:?} later"
    );
}

/// The same for a create whose response was cut off, after one that is still in flight.
#[tokio::test]
async fn a_named_record_does_not_settle_an_earlier_create() {
    let attio = Attio::start();
    attio
        .emulator
        .inject(Fault::StallThenApply(Duration::from_millis(2000)).once().on(Operation::Create));
    attio.emulator.inject(Fault::Truncated.once().after(1).on(Operation::Create));
    let call =
        Contact::numbered(1).create_or_reconcile(&attio.client).timeout(Duration::from_millis(200));
    let settled = call.detailed().await.expect("settled");
    Contact::delete(&attio.client, settled.value.id()).await.expect("deleted");
    tokio::time::sleep(Duration::from_millis(3000)).await;
    let later = attio.emulator.record_ids("people");
    assert!(!settled.is_settled || later.is_empty(), "another create made {later:?} later");
}

#[tokio::test]
async fn after_a_panic_a_call_has_ended() {
    let attio = Attio::start();
    attio.emulator.seed("people", &json!({"job_title": "CTO"})).expect("stored");
    let mut call = Bombs::query().decode_page(&attio.client, 1, 0);
    AssertUnwindSafe(&mut call).catch_unwind().await.expect_err("a panic");
    let again = AssertUnwindSafe(&mut call).catch_unwind().await;
    assert!(again.expect("no panic").is_err());
}

/// The error of an ended call does not claim that nothing was applied.
#[tokio::test]
async fn an_ended_create_is_not_reported_as_not_applied() {
    let attio = Attio::start();
    let mut call = Contact::numbered(1).create(&attio.client);
    (&mut call).await.expect("created");
    let error = (&mut call).await.expect_err("it has ended");
    assert_ne!(error.outcome(), Outcome::NotApplied, "the record exists");
}

/// Details requested after the first poll.
#[tokio::test]
async fn details_can_be_requested_of_a_begun_call_of_several_requests() {
    let (attio, _clock) = Attio::with_clock();
    attio.emulator.inject(Fault::DropBeforeApplying.once());
    let mut call = Contact::numbered(1).create_or_reconcile(&attio.client);
    assert!(Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let detailed = call.detailed().await.expect("created");
    let creates = attio
        .emulator
        .requests()
        .iter()
        .filter(|r| r.method == "POST" && r.path.ends_with("/records"))
        .count();
    assert_eq!(creates, 2);
    assert!(
        !detailed.is_settled && detailed.attempts_made > 0,
        "is_settled {} after {} attempts",
        detailed.is_settled,
        detailed.attempts_made
    );
}

/// The same for a call of one request.
#[tokio::test]
async fn details_can_be_requested_of_a_begun_call_of_one_request() {
    let (attio, _clock) = Attio::with_clock();
    attio.emulator.inject(Fault::DropBeforeApplying.once());
    let mut call = Contact::numbered(1).assert(&attio.client, Contact::EMAILS);
    assert!(Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let detailed = call.detailed().await.expect("asserted");
    assert_eq!((detailed.is_settled, detailed.attempts_made), (false, 2));
}

/// An archived attribute may share its slug with one that is not.
#[tokio::test]
async fn facts_prefer_unarchived_attributes() {
    let attio = Attio::start();
    let attribute = |n: u128, archived: bool, unique: bool| {
        json!({
            "id": {"workspace_id": Uuid::nil(), "object_id": Uuid::nil(), "attribute_id": Uuid::from_u128(n)},
            "title": "Code", "description": null, "api_slug": "code", "type": "text",
            "is_system_attribute": false, "is_writable": true, "is_required": false,
            "is_unique": unique, "is_multiselect": false, "is_default_value_enabled": false,
            "is_archived": archived, "default_value": null, "relationship": null,
            "created_at": "2026-11-29T12:00:00.000000000Z", "config": {},
        })
    };
    let body = json!({"data": [attribute(1, true, true), attribute(2, false, false)]});
    for body in [body, json!({"data": []})] {
        let page = CannedResponse::json(200, &body);
        attio.emulator.stub("GET", "/v2/objects/people/attributes", page);
    }
    let facts = attio.client.schema_facts().await.expect("read");
    let people = Target::Object("people");
    assert_eq!(
        (facts.attribute_id(people, "code"), facts.is_unique(people, "code")),
        (Some(Uuid::from_u128(2)), Some(false)),
        "the archived one was taken"
    );
}

/// A call that has ended releases the span in which it was made.
#[tokio::test]
async fn an_ended_call_holds_no_span() {
    let attio = Attio::start();
    let (capture, guard) = Capture::start(LevelFilter::INFO);
    let mut call = info_span!("handler").in_scope(|| attio.client.whoami());
    (&mut call).await.expect("identified");
    let closed = capture.one("handler").closed;
    drop(guard);
    drop(call);
    assert!(closed, "the span stays open while the call exists");
}

/// The last request of a delete whose first response was lost has an ID too.
#[tokio::test]
async fn a_delete_with_a_lost_response_has_the_id_of_its_last_request() {
    let (attio, _clock) = Attio::with_clock();
    let id = attio.emulator.seed("people", &json!({"job_title": "CTO"})).expect("stored");
    let created = Contact::numbered(1).create(&attio.client).detailed().await.expect("created");
    assert!(created.execution_id.is_some(), "the emulator returns IDs");
    attio.emulator.inject(Fault::ApplyThenDrop.once());
    let deleted = Person::delete(&attio.client, id.into()).detailed().await.expect("deleted");
    assert_eq!(deleted.attempts_made, 2);
    assert!(deleted.execution_id.is_some());
}

/// One list without a UUID, or one object deleted in the meantime, must not remove all other facts.
#[tokio::test]
async fn an_odd_list_does_not_hide_other_facts() {
    let attio = Attio::start();
    let lists = json!({"data": [{"id": {"workspace_id": Uuid::nil(), "list_id": "sales"}, "api_slug": "sales"}]});
    attio.emulator.stub("GET", "/v2/lists", CannedResponse::json(200, &lists));
    let facts = attio.client.schema_facts().await;
    assert!(facts.is_ok(), "{:?}", facts.map_err(|error| error.to_string()));
}

/// The response headers of an endpoint without a typed call can be read, even of a refusal.
#[tokio::test]
async fn a_response_of_any_endpoint_has_its_headers() {
    let attio = Attio::start();
    let date = "Sun, 29 Nov 2026 12:00:00 GMT";
    let stub = |status| {
        CannedResponse::json(status, &json!({"code": "not_found", "message": "-"}))
            .header("x-attio-record-query-score", "84")
            .header("last-modified", date)
    };
    attio.emulator.stub("GET", "/v2/notes", stub(200));
    attio.emulator.stub("GET", "/v2/notes", stub(404));
    let response = attio.client.request(Method::GET, "/v2/notes").await.expect("a success");
    assert_eq!(response.header("X-Attio-Record-Query-Score"), Some("84"));
    assert_eq!(response.header("last-modified"), Some(date));
    assert_eq!(response.header("retry-after"), None);
    let error = attio.client.request(Method::GET, "/v2/notes").await.expect_err("a refusal");
    let api = error.api().expect("Attio's error");
    assert_eq!(api.header("Last-Modified"), Some(date));
    assert!(!format!("{error} {error:?}").contains(date), "headers are never shown");
}
