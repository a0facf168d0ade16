//! Entries in serde's formats, in spans, and as requests.

use std::collections::{BTreeMap, BTreeSet};

use attio_core::bulk::{Disposition, Stored};
use attio_core::telemetry::{ATTEMPT, CALL, RECONCILE};
use attio_core::{
    AnyEntry, AttioEntry, AttioRecord, DynamicEntry, Entry, EntryKey, Reconciled, RetryPolicy,
};
use attio_emulator::{Fault, Operation};
use attio_tests::pipeline::{Company, Opportunity, Person, Stage, company, start};
use attio_tests::{FastClock, client_of};
use serde_json::{Value, json};
use tracing_subscriber::filter::LevelFilter;
use uuid::Uuid;

use crate::openapi::document::Document;
use crate::spans::capture::Capture;

#[derive(AttioEntry, Debug)]
#[attio(list = "sales_pipeline", parent = Person)]
struct OfPerson {
    stage: Option<Stage>,
}

#[tokio::test]
async fn an_entry_can_be_stored_and_read_again() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let entry = Opportunity::coded("A-1").create(client, acme).await.expect("created");
    let stored = serde_json::to_value(&entry).expect("written");
    // As Attio returns it.
    let path = format!("/v2/lists/sales_pipeline/entries/{}", entry.id.entry_id);
    let response = client.request(attio_core::Method::GET, path).await.expect("a response");
    assert_eq!(stored, response.json::<Value>().expect("JSON")["data"]);

    let read: Entry<Opportunity> = serde_json::from_value(stored.clone()).expect("read");
    assert_eq!((read.id, read.parent, read.created_at), (entry.id, acme, entry.created_at));
    assert_eq!(read.values.as_json().len(), entry.values.as_json().len());
    assert_eq!(read.decode().expect("decoded").code.as_deref(), Some("A-1"));
    assert!(read.is_settled());
    assert_eq!(serde_json::to_value(&read).expect("written"), stored);
    let key: EntryKey<Opportunity> = serde_json::from_value(stored["id"].clone()).expect("read");
    assert_eq!(key, entry.id);

    let dynamic: Entry<AnyEntry> = serde_json::from_value(stored.clone()).expect("read");
    assert_eq!(dynamic.parent.object(), "companies");
    assert_eq!(serde_json::to_value(&dynamic).expect("written"), stored);

    // A value that does not fit has the entry's ID in its error, as before.
    let mut wrong = stored.clone();
    wrong["entry_values"]["code"][0]["value"] = json!(7);
    let wrong: Entry<Opportunity> = serde_json::from_value(wrong).expect("it is read on demand");
    let error = wrong.decode().expect_err("a number");
    assert_eq!(error.id(), Some(entry.id.entry_id.uuid()), "{error}");

    let error = serde_json::from_value::<Entry<OfPerson>>(stored.clone()).expect_err("a company");
    let text = error.to_string();
    assert!(text.contains("`companies`") && text.contains("parent = AnyRecord"), "{text}");
    for member in ["parent_object", "parent_record_id", "entry_values", "id"] {
        let mut lacking = stored.clone();
        lacking.as_object_mut().expect("an object").remove(member);
        let error = serde_json::from_value::<Entry<Opportunity>>(lacking).expect_err("it lacks it");
        assert!(error.to_string().contains(member), "{error}");
    }
}

#[tokio::test]
async fn an_unsettled_entry_stays_unsettled_when_it_is_stored() {
    let attio = start();
    let client = client_of(&attio.emulator).clock(FastClock::default()).build().expect("a client");
    let acme = company(&attio.emulator, "Acme");
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    let settled = Opportunity::coded("A-1").create_or_reconcile(&client, acme).await;
    let settled = settled.expect("settled");
    assert!(!settled.is_created() && !settled.is_settled());
    let stored = serde_json::to_value(&settled).expect("written");
    assert_eq!(stored["already_exists"]["is_settled"], json!(false), "{stored}");
    let read: Reconciled<Opportunity> = serde_json::from_value(stored.clone()).expect("read");
    assert!(!read.is_created() && !read.is_settled());
    assert_eq!((read.id(), read.entry().parent), (settled.id(), acme));
    assert_eq!(serde_json::to_value(&read).expect("written"), stored);

    let pairs = [(1, (acme, Opportunity::in_talks()))];
    let mut job = Opportunity::bulk_assert(&client).run(pairs);
    let (_, result) = job.next().await.expect("a result");
    let result = result.expect("stored");
    let stored = serde_json::to_value(&result).expect("written");
    let read: Stored<Opportunity> = serde_json::from_value(stored.clone()).expect("read");
    assert_eq!((read.id, read.disposition), (result.id, Disposition::Asserted));
    assert_eq!(read.record.as_ref().map(|entry| entry.parent), Some(acme));
    assert_eq!(serde_json::to_value(&read).expect("written"), stored);
}

/// Makes each call of entries, typed and dynamic.
async fn every_call(client: &attio_core::Client, acme: attio_core::RecordId<Company>) {
    let opportunity = Opportunity::coded("A-1");
    let id = opportunity.create(client, acme).await.expect("created").id.entry_id;
    opportunity.append(client, id).await.expect("appended");
    opportunity.overwrite(client, id).await.expect("overwritten");
    let empty = Opportunity { stage: None, ..Opportunity::in_talks() };
    empty.append(client, id).await.expect("nothing");
    let patch = || Opportunity::patch(id).set(Opportunity::STAGE, Stage::Won);
    patch().clear(Opportunity::SIZE).append(client).await.expect("patched");
    patch().clear(Opportunity::OWNERS).overwrite(client).await.expect("patched");
    Opportunity::get(client, id).await.expect("got");
    Opportunity::of(client, acme).await.expect("found");
    Opportunity::history(client, id, Opportunity::STAGE).await.expect("history");
    let query = Opportunity::query()
        .filter(
            Opportunity::STAGE.eq(Stage::Won)
                & Opportunity::PARENT.eq(acme)
                & Opportunity::PARENT.is_in([acme])
                & Opportunity::PARENT.via(Company::DOMAINS).root_domain().eq("acme.com"),
        )
        .sort(Opportunity::PARENT.via(Company::NAME).desc())
        .sort(Opportunity::CODE.asc());
    query.all(client).await.expect("found");
    Opportunity::query().by_created_at(client).next_record().await.expect("one").expect("one");
    Opportunity::query().decode_all(client).await.expect("found");
    opportunity.reconcile(client, acme).await.expect("found");
    Company::entries(client, acme).await.expect("its entries");
    opportunity.assert(client, acme).await.expect("asserted");
    empty.assert(client, acme).await.expect("asserted");
    let pairs = [(1, (acme, Opportunity::in_talks()))];
    Opportunity::bulk_assert(client).run(pairs).next().await.expect("one").1.expect("stored");
    let pairs = [(1, (acme, Opportunity::coded("A-2")))];
    Opportunity::bulk_create(client).run(pairs).next().await.expect("one").1.expect("stored");
    Opportunity::delete(client, id).await.expect("deleted");

    let dynamic = DynamicEntry::new("sales_pipeline", "companies", acme.uuid());
    let empty = dynamic.create(client).await.expect("created").id.entry_id.uuid();
    DynamicEntry::get(client, "sales_pipeline", empty).await.expect("got");
    let dynamic = dynamic.set("stage", ["Won"]).set("deal_size", 12);
    dynamic.append(client, empty).await.expect("appended");
    dynamic.overwrite(client, empty).await.expect("overwritten");
    let query = json!({"filter": {"stage": "Won"}, "limit": 1});
    DynamicEntry::query(client, "sales_pipeline", &query).await.expect("found");
    DynamicEntry::delete(client, "sales_pipeline", empty).await.expect("deleted");
}

#[tokio::test]
async fn every_request_fits_attios_document() {
    let attio = start();
    let client = client_of(&attio.emulator).clock(FastClock::default()).build().expect("a client");
    let acme = company(&attio.emulator, "Acme");
    every_call(&client, acme).await;
    // Lookups of lost creates.
    for fault in [Fault::ApplyThenDrop, Fault::DropBeforeApplying] {
        attio.emulator.inject(fault.clone().once().on(Operation::Create));
        let lost = Opportunity::coded(&format!("{fault}"));
        lost.create_or_reconcile(&client, acme).await.expect("settled");
    }
    let globex = company(&attio.emulator, "Globex");
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    let taken = Opportunity::coded("A-2").create_or_reconcile(&client, globex).await;
    taken.expect_err("taken by an entry of another parent");

    let document = Document::get();
    let mut operations = BTreeSet::new();
    for request in attio.emulator.requests() {
        let body = (!request.body.is_empty()).then(|| request.body_json());
        let checked = document.check_request(&request.method, &request.path, body.as_ref());
        let operation = checked.unwrap_or_else(|error| {
            panic!("{} {}: {error}: {}", request.method, request.path, request.body_text())
        });
        operations.insert((operation.method, operation.path));
    }
    let of_entries: BTreeSet<_> = document
        .operations()
        .map(|operation| (operation.method, operation.path))
        .filter(|(_, path)| {
            path.starts_with("/v2/lists/{list}/entries") || path.ends_with("/entries")
        })
        .collect();
    let missing: Vec<_> = of_entries.difference(&operations).collect();
    // The client does not write histories.
    let history = "/v2/lists/{list}/entries/{entry_id}/attributes/{attribute}/values";
    assert_eq!(missing, [&("put", history)], "the operations of entries without a request");
}

/// The check above can fail.
#[test]
fn a_wrong_request_does_not_fit_the_document() {
    let document = Document::get();
    let path = "/v2/lists/sales_pipeline/entries";
    let parent = json!({"parent_object": "companies", "parent_record_id": Uuid::nil()});
    for data in [json!({"values": {}}), json!({"entry_values": {}}), parent] {
        let body = json!({ "data": data });
        assert!(document.check_request("POST", path, Some(&body)).is_err(), "{body}");
    }
    assert!(document.check_request("GET", path, None).is_err());
}

#[tokio::test]
async fn spans_name_the_list_and_no_entry() {
    let attio = start();
    let client = client_of(&attio.emulator).clock(FastClock::default()).build().expect("a client");
    let acme = company(&attio.emulator, "Acme");
    let (capture, _guard) = Capture::start(LevelFilter::DEBUG);
    every_call(&client, acme).await;
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Create));
    Opportunity::coded("A-9").create_or_reconcile(&client, acme).await.expect("settled");
    let mut templates: BTreeMap<(String, String), usize> = BTreeMap::new();
    for span in capture.named(CALL) {
        let (operation, template) = (span.field("attio.operation"), span.field("url.template"));
        if template.starts_with("/v2/lists") {
            assert_eq!(span.field("attio.list"), "sales_pipeline", "{operation}");
            assert_eq!(span.field("attio.object"), "", "{operation}");
        }
        *templates.entry((operation.to_owned(), template.to_owned())).or_default() += 1;
    }
    let one = "/v2/lists/{list}/entries/{entry_id}";
    for (operation, template) in [
        ("create", "/v2/lists/{list}/entries"),
        ("assert", "/v2/lists/{list}/entries"),
        ("get", one),
        ("append", one),
        ("overwrite", one),
        ("delete", one),
        ("query", "/v2/lists/{list}/entries/query"),
        ("history", "/v2/lists/{list}/entries/{entry_id}/attributes/{attribute}/values"),
        ("entries", "/v2/objects/{object}/records/{record_id}/entries"),
        ("get_attribute", "/v2/lists/{list}/attributes/{attribute}"),
    ] {
        let key = (operation.to_owned(), template.to_owned());
        assert!(templates.contains_key(&key), "{operation} {template}: {templates:#?}");
    }
    assert!(capture.named(ATTEMPT).len() > 20);
    let reconcile = capture.named(RECONCILE);
    let last = reconcile.last().expect("a span");
    assert_eq!((last.field("attio.list"), last.field("attio.outcome")), ("sales_pipeline", "ok"));
    let text = capture.text();
    let mut secrets: Vec<_> =
        attio.emulator.entry_ids("sales_pipeline").iter().map(Uuid::to_string).collect();
    secrets.extend([acme.to_string(), "A-1".to_owned(), "In talks".to_owned()]);
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret} is in a span or an event");
    }
}

#[tokio::test]
async fn the_token_of_a_client_without_lists_gets_an_error_about_the_token() {
    let attio = start();
    let acme = company(&attio.emulator, "Acme");
    attio.emulator.inject(Fault::Forbidden.always());
    let client = client_of(&attio.emulator).retry(RetryPolicy::off()).build().expect("a client");
    let error = Opportunity::in_talks().create(&client, acme).await.expect_err("forbidden");
    assert!(error.is_auth(), "{error}");
    assert!(error.to_string().contains("create entries in this list"), "{error}");
}
