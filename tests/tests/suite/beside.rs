//! Features besides values: history, entries, search, merge, records without a struct, other calls.

use std::sync::Arc;
use std::time::Duration;

use attio_core::rate_limit::{LocalRateLimiter, RateLimit, RateLimiter, RequestKind};
use attio_core::{AnyRecord, AttioRecord, DynamicRecord, Method, Outcome, PersonalName, Record};
use attio_emulator::{CannedResponse, Fault, RetryAfter};
use attio_tests::people::{Company, Person};
use attio_tests::{Attio, client_of};
use serde_json::{Value, json};
use uuid::Uuid;

fn ada() -> Person {
    Person {
        name: Some(PersonalName::new("Ada", "Lovelace")),
        emails: vec!["ada@example.com".parse().expect("valid")],
        job_title: Some("Analyst".into()),
        company: None,
    }
}

#[tokio::test]
async fn the_history_of_an_attribute_is_typed_and_oldest_first() {
    let attio = Attio::start();
    let client = &attio.client;
    let id = ada().create(client).await.expect("created").id.record_id;
    for title in ["Lead", "CTO", "CTO"] {
        Person::patch(id).set(Person::JOB_TITLE, title).append(client).await.expect("patched");
    }
    Person::patch(id).clear(Person::JOB_TITLE).append(client).await.expect("patched");
    let history = Person::history(client, id, Person::JOB_TITLE).await.expect("a history");
    let titles: Vec<_> = history.iter().map(|tracked| tracked.value.as_str()).collect();
    assert_eq!(titles, ["Analyst", "Lead", "CTO"], "an equal write is not a change");
    for pair in history.windows(2) {
        assert_eq!(pair[0].active_until, Some(pair[1].active_from));
    }
    assert!(history[2].active_until.is_some(), "it was emptied");
    assert!(history.iter().all(|tracked| tracked.created_by.id.is_some()));

    let emails = Person::history(client, id, Person::EMAILS).await.expect("a history");
    assert_eq!(emails.len(), 1);
    assert_eq!(emails[0].value.as_str(), "ada@example.com");
    let error = Person::history(client, Uuid::nil().into(), Person::EMAILS).await;
    assert!(error.expect_err("no such record").is_not_found());
}

#[tokio::test]
async fn an_attribute_without_history_is_refused_and_entries_are_listed() {
    #[derive(AttioRecord)]
    #[attio(object = "people", partial)]
    #[expect(dead_code, reason = "the field is used only through its constant")]
    struct Seen {
        #[attio(read_only)]
        last_interaction: Option<attio_core::Interaction>,
    }
    let attio = Attio::start();
    let id = ada().create(&attio.client).await.expect("created").id.record_id;
    let seen = Seen::history(&attio.client, id.uuid().into(), Seen::LAST_INTERACTION).await;
    let error = seen.expect_err("no history");
    assert_eq!((error.status(), error.code()), (Some(400), Some("validation_type")));
    assert_eq!(Person::entries(&attio.client, id).await.expect("a list"), []);
    let entry = json!({
        "list_id": "33ebdbe9-e529-47c9-b894-0ba25e9c15c0", "list_api_slug": "sales",
        "entry_id": "2e6e29ea-c4e0-4f44-842d-78a891f8c156",
        "created_at": "2022-11-21T13:22:49.061281000Z", "more": 1
    });
    for data in [json!([entry, entry]), json!([])] {
        let answer = CannedResponse::json(200, &json!({ "data": data }));
        attio.emulator.stub("GET", "/v2/objects/people/records", answer);
    }
    let entries = Person::entries(&attio.client, id).await.expect("a list");
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].list_api_slug, "sales");
    assert_eq!(entries[0].created_at.subsec_nanos(), 61_281_000);
}

#[tokio::test]
async fn a_search_finds_records_of_several_objects() {
    let attio = Attio::start();
    let client = &attio.client;
    let id = ada().create(client).await.expect("created").id.record_id;
    let acme = Company {
        name: Some("Lovelace Ltd".into()),
        domains: vec!["lovelace.com".parse().expect("valid")],
    };
    let acme = acme.create(client).await.expect("created").id.record_id;
    let found = client.search("lovelace", ["people", "companies"]).limit(10).await.expect("found");
    assert_eq!(found.len(), 2);
    let person = found.iter().find(|found| found.object_slug == "people").expect("a person");
    assert_eq!(person.id_of::<Person>(), Some(id));
    assert_eq!(person.id_of::<Company>(), None);
    assert_eq!(person.record_text, "Ada Lovelace");
    assert_eq!(person.email_addresses, ["ada@example.com"]);
    let company = found.iter().find(|found| found.object_slug == "companies").expect("a company");
    assert_eq!(company.record_id(), acme.uuid());
    assert_eq!(company.domains, ["lovelace.com"]);
    let error = client.search("x", ["nothings"]).await.expect_err("no such object");
    assert_eq!((error.status(), error.code()), (Some(400), Some("value_not_found")));
    let body = attio.emulator.requests().pop().expect("a request").body_json();
    assert_eq!(body["request_as"], json!({"type": "workspace"}));
    let member = attio.emulator.member_id();
    client.search("ada", ["people"]).as_member(member).await.expect("found");
    let body = attio.emulator.requests().pop().expect("a request").body_json();
    assert_eq!(
        body["request_as"],
        json!({"type": "workspace-member", "workspace_member_id": member})
    );
}

#[tokio::test]
async fn two_records_become_one_with_a_new_id() {
    let attio = Attio::start();
    let client = &attio.client;
    let first = ada().create(client).await.expect("created").id.record_id;
    let second = Person { emails: vec!["b@example.com".parse().expect("valid")], ..ada() };
    let second = second.create(client).await.expect("created").id.record_id;
    let merged = Person::merge(client, first, second).await.expect("merged");
    assert!(!merged.is_pending);
    assert!(merged.record_id != first && merged.record_id != second);
    let read = Person::get(client, merged.record_id).await.expect("got").decode().expect("decoded");
    assert_eq!(read.name.expect("a name").full_name(), "Ada Lovelace");
    for gone in [first, second] {
        assert!(Person::get(client, gone).await.expect_err("gone").is_not_found());
    }
    let error = Person::merge(client, first, second).await.expect_err("gone");
    assert!(error.is_not_found() && !error.may_have_applied());
    let error =
        Person::merge(client, merged.record_id, merged.record_id).await.expect_err("itself");
    assert_eq!(error.code(), Some("self_merge"));
}

#[tokio::test]
async fn a_merge_that_is_applied_later_is_reported_as_such() {
    let attio = Attio::start();
    let client = &attio.client;
    let first = ada().create(client).await.expect("created").id.record_id;
    let second = Person { emails: Vec::new(), ..ada() };
    let second = second.create(client).await.expect("created").id.record_id;
    attio.emulator.delay_next_merge();
    let merged = Person::merge(client, first, second).await.expect("accepted");
    assert!(merged.is_pending);
    let error = Person::get(client, merged.record_id).await.expect_err("not yet");
    assert_eq!((error.status(), error.code()), (Some(404), Some("merge_in_progress")));
    attio.emulator.finish_merges();
    Person::get(client, merged.record_id).await.expect("there");

    attio.emulator.stub("POST", "/v2/objects/people/records/merge", CannedResponse::new(200));
    let error = Person::merge(client, first, second).await.expect_err("an unreadable response");
    assert_eq!(error.outcome(), Outcome::Applied(None));
    attio.emulator.stub("POST", "/v2/objects/people/records/merge", CannedResponse::new(500));
    let error = Person::merge(client, first, second).await.expect_err("a server error");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(!error.is_retryable(), "a merge is not idempotent");
}

#[tokio::test]
async fn records_without_a_struct_have_the_same_calls() {
    let attio = Attio::start();
    let client = &attio.client;
    let ada = DynamicRecord::new("people")
        .set("name", json!(["Lovelace, Ada"]))
        .set("email_addresses", ["ada@example.com"]);
    let created: Record<AnyRecord> = ada.create(client).await.expect("created");
    let emails: Vec<String> = created.values.read("email_addresses").expect("addresses");
    assert_eq!(emails, ["ada@example.com"]);
    let id = created.id.record_id.uuid();

    let titled = DynamicRecord::new("people")
        .set("email_addresses", ["ada@example.com"])
        .set("job_title", ["x"])
        .set("job_title", ["CTO"]);
    let asserted = titled.assert(client, "email_addresses").await.expect("asserted");
    assert_eq!(asserted.id.record_id.uuid(), id);
    let change = DynamicRecord::new("people").set("email_addresses", ["b@example.com"]);
    change.append(client, id).await.expect("appended");
    let got = DynamicRecord::get(client, "people", id).await.expect("got");
    assert_eq!(got.values.read::<Vec<String>>("email_addresses").expect("addresses").len(), 2);
    assert_eq!(got.values.read::<String>("job_title").expect("a title"), "CTO");
    change.overwrite(client, id).await.expect("overwritten");
    let query = json!({"filter": {"job_title": "cto"}});
    let found = DynamicRecord::query(client, "people", &query).await.expect("found");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].values.read::<Vec<String>>("email_addresses").expect("addresses").len(), 1);
    DynamicRecord::delete(client, "people", id).await.expect("deleted");
    let error = DynamicRecord::get(client, "people", id).await.expect_err("gone");
    assert!(error.is_not_found());
    let error = titled.assert(client, "job_title").await.expect_err("not unique");
    assert_eq!(error.code(), Some("matching_attribute_definition_not_unique"));
}

#[tokio::test]
async fn a_record_without_a_struct_takes_one_value_or_several_of_any_type() {
    fn body(record: DynamicRecord) -> Value {
        let json: Value = serde_json::from_slice(&record.to_json().expect("JSON")).expect("JSON");
        json["data"]["values"]["a"].clone()
    }
    let set = || DynamicRecord::new("people");
    assert_eq!(body(set().set("a", "Acme")), json!(["Acme"]));
    assert_eq!(body(set().set("a", String::from("Acme"))), json!(["Acme"]));
    let name = String::from("Acme");
    assert_eq!(body(set().set("a", &name)), json!([name]));
    assert_eq!(body(set().set("a", 5)), json!([5]));
    assert_eq!(body(set().set("a", true)), json!([true]));
    assert_eq!(body(set().set("a", Some("Acme"))), json!(["Acme"]));
    assert_eq!(body(set().set("a", json!({"domain": "x.com"}))), json!([{"domain": "x.com"}]));
    assert_eq!(body(set().set("a", ["x", "y"])), json!(["x", "y"]));
    assert_eq!(body(set().set("a", vec![1, 2])), json!([1, 2]));
    assert_eq!(body(set().set("a", &["x"][..])), json!(["x"]));
    assert_eq!(body(set().set("a", Vec::<&str>::new())), json!([]));
    let without = set().set("a", "x").set("a", None::<&str>).to_json().expect("JSON");
    assert_eq!(without, br#"{"data":{"values":{}}}"#, "as a field that is `None`");

    // Attio takes a bare value for single-value attributes only.
    let attio = Attio::start();
    let created = set()
        .set("name", "Lovelace, Ada")
        .set("email_addresses", "ada@example.com")
        .set("job_title", "Countess")
        .create(&attio.client)
        .await
        .expect("created");
    let emails: Vec<String> = created.values.read("email_addresses").expect("addresses");
    assert_eq!(emails, ["ada@example.com"]);
    let emptied = set().set("job_title", [(); 0]);
    let emptied = emptied.append(&attio.client, created.id.record_id.uuid()).await;
    let title = emptied.expect("emptied").values.read::<Option<String>>("job_title");
    assert_eq!(title.expect("read"), None);
}

#[tokio::test]
async fn any_endpoint_can_be_called() {
    let attio = Attio::start();
    let client = &attio.client;
    let answer = client
        .request(Method::GET, "/v2/objects/people/attributes")
        .query("limit", 2)
        .query("show_archived", true)
        .await
        .expect("a response");
    assert_eq!(answer.status(), 200);
    let body: Value = answer.json().expect("JSON");
    assert_eq!(body["data"].as_array().map(Vec::len), Some(2));
    let error = answer.json::<Vec<u8>>().expect_err("not an array");
    assert!(error.is_decode());
    let object = json!({"data": {"api_slug": "x", "singular_noun": "X", "plural_noun": "Xs"}});
    client.request(Method::POST, "v2/objects").json(&object).await.expect("made");
    let error = client.request(Method::POST, "/v2/objects").json(&object).await;
    assert_eq!(error.expect_err("taken").code(), Some("slug_conflict"));

    attio.emulator.stub("POST", "/v2/x", CannedResponse::new(500).times(2));
    attio.emulator.stub("POST", "/v2/x", CannedResponse::json(200, &json!({})));
    let error = client.request(Method::POST, "/v2/x").await.expect_err("a server error");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    let answer = client.request(Method::POST, "/v2/x").read_only().await.expect("sent again");
    assert_eq!(answer.status(), 200);
    let error = client.request(Method::GET, "/v2/nothing/here").await.expect_err("no such route");
    assert!(error.is_not_found());
    assert!(error.to_string().contains("/v2/nothing/here"), "{error}");
}

#[tokio::test]
async fn a_raw_request_has_the_limits_of_the_client() {
    let (attio, clock) = Attio::with_clock();
    attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(7)).once());
    attio.client.request(Method::GET, "/v2/lists").await.expect("after the wait");
    assert!(matches!(clock.waits()[..], [wait] if wait >= Duration::from_secs(7)), "{clock:?}");
    // The deadline of the client, and its limiter.
    attio.emulator.inject(Fault::RateLimited(RetryAfter::Seconds(600)).once());
    let error = attio.client.request(Method::GET, "/v2/lists").await.expect_err("too long");
    assert!(error.is_rate_limited() && error.to_string().contains("the deadline"), "{error}");
    let limiter = Arc::new(LocalRateLimiter::new(RateLimit::per_second(1, 1)));
    let counted = client_of(&attio.emulator).rate_limiter(limiter.clone());
    let counted = counted.build().expect("a client");
    counted.request(Method::GET, "/v2/lists").await.expect("lists");
    assert!(!limiter.try_acquire(RequestKind::Read), "it took the only permit");
}
