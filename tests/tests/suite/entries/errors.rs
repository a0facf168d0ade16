//! Errors of entries: what they say, and what a program can ask them.

use attio_core::{
    AttioEntry, AttioOption, DynamicEntry, EntryId, Error, Method, Outcome, RecordId, Target,
};
use attio_emulator::{CannedResponse, Fault, Operation, TargetName};
use attio_tests::pipeline::{Company, Opportunity, company, start};
use serde_json::json;
use uuid::Uuid;

#[derive(AttioEntry, Debug)]
#[attio(list = "nowhere", parent = Company)]
struct Nowhere {
    note: String,
}

/// The error is about the list, and nothing was written.
fn assert_no_list(error: &Error) {
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
    assert_eq!(error.target(), Some(Target::List("nowhere")), "{error}");
    let text = error.to_string();
    assert!(text.contains("`nowhere`") && text.contains("ist with slug/ID"), "{text}");
}

#[tokio::test]
async fn a_list_that_does_not_exist_is_named() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let entry = Nowhere { note: "x".to_owned() };
    let id = EntryId::from(Uuid::new_v4());
    let dynamic = || DynamicEntry::new("nowhere", "companies", acme.uuid());
    let patch = Nowhere::patch(id).set(Nowhere::NOTE, "y");
    for error in [
        entry.create(client, acme).await.map(drop),
        entry.assert(client, acme).await.map(drop),
        entry.append(client, id).await.map(drop),
        patch.overwrite(client).await.map(drop),
        Nowhere::get(client, id).await.map(drop),
        Nowhere::of(client, acme).await.map(drop),
        Nowhere::query().first(client).await.map(drop),
        Nowhere::delete(client, id).await,
        Nowhere::history(client, id, Nowhere::NOTE).await.map(drop),
        dynamic().create(client).await.map(drop),
        dynamic().create_or_reconcile(client, ["code"]).await.map(drop),
    ] {
        assert_no_list(&error.expect_err("no list"));
    }
    let mut job = Nowhere::bulk_assert(client).run([(1, (acme, entry))]);
    let (_, result) = job.next().await.expect("a result");
    assert_no_list(&result.expect_err("no list"));
}

#[tokio::test]
async fn an_entry_that_does_not_exist_is_named() {
    let attio = start();
    let client = &attio.client;
    let id: EntryId<Opportunity> = Uuid::new_v4().into();
    for error in [
        Opportunity::get(client, id).await.map(drop),
        Opportunity::in_talks().overwrite(client, id).await.map(drop),
        Opportunity::delete(client, id).await,
    ] {
        let error = error.expect_err("no entry");
        assert!(error.is_not_found(), "{error}");
        assert_eq!(error.id(), Some(id.uuid()), "{error}");
        assert_eq!(error.target(), Some(Target::List("sales_pipeline")));
        let text = error.to_string();
        assert!(text.contains(&format!("entry {id} of `sales_pipeline`")), "{text}");
    }
}

#[tokio::test]
async fn a_parent_that_does_not_exist_is_named() {
    let attio = start();
    let client = &attio.client;
    let text = json!({"api_slug": "note", "type": "text"});
    attio.emulator.create_attribute(TargetName::List("sales_pipeline"), &text).expect("a note");
    let missing: RecordId<Company> = Uuid::new_v4().into();
    // The ID is a value too, and still the parent is at fault.
    let dynamic = DynamicEntry::new("sales_pipeline", "companies", missing.uuid())
        .set("note", missing.to_string());
    for error in [
        Opportunity::in_talks().create(client, missing).await.map(drop),
        Opportunity::in_talks().assert(client, missing).await.map(drop),
        Opportunity::coded("A-1").create_or_reconcile(client, missing).await.map(drop),
        dynamic.create(client).await.map(drop),
    ] {
        let error = error.expect_err("no parent");
        assert_eq!(error.code(), Some("value_not_found"), "{error}");
        assert_eq!((error.outcome(), error.attribute()), (Outcome::NotApplied, None), "{error}");
        let text = error.to_string();
        assert!(text.contains(&format!("Parent record with slug/ID \"{missing}\"")), "{text}");
        assert!(text.contains("create that record first"), "{text}");
    }
    // A missing parent has no entries.
    assert!(Opportunity::of(client, missing).await.expect("none").is_empty());
}

#[tokio::test]
async fn a_parent_of_an_object_that_the_list_does_not_take_is_refused() {
    let attio = start();
    let client = &attio.client;
    let ada = attio.emulator.seed("people", &json!({})).expect("a person");
    let entry = DynamicEntry::new("sales_pipeline", "people", ada);
    for error in [entry.create(client).await, entry.assert(client).await] {
        let error = error.expect_err("a person");
        assert_eq!((error.status(), error.outcome()), (Some(400), Outcome::NotApplied), "{error}");
        let text = error.to_string();
        assert!(text.contains("parent_object") && text.contains("\"people\""), "{text}");
    }
    // Its ID with the list's own object.
    let entry = DynamicEntry::new("sales_pipeline", "companies", ada);
    let error = entry.create(client).await.expect_err("no company");
    assert!(error.to_string().contains("create that record first"), "{error}");
    assert!(attio.emulator.entry_ids("sales_pipeline").is_empty());
}

#[tokio::test]
async fn an_update_never_sends_a_parent() {
    let attio = start();
    let client = &attio.client;
    let [acme, globex] = ["Acme", "Globex"].map(|name| company(&attio.emulator, name));
    let entry = Opportunity::in_talks().create(client, acme).await.expect("created");
    let id = entry.id.entry_id;
    let dynamic = DynamicEntry::new("sales_pipeline", "companies", globex.uuid());
    let dynamic = dynamic.set("stage", ["Won"]);
    Opportunity::in_talks().append(client, id).await.expect("appended");
    Opportunity::in_talks().overwrite(client, id).await.expect("overwritten");
    dynamic.append(client, id.uuid()).await.expect("appended");
    let last = dynamic.overwrite(client, id.uuid()).await.expect("overwritten");
    assert_eq!(last.parent.record_id(), acme.uuid(), "it did not move");
    let requests = attio.emulator.requests();
    let updates = requests.iter().filter(|request| request.path.ends_with(&id.to_string()));
    let updates: Vec<_> = updates.map(|request| request.body_json()).collect();
    assert_eq!(updates.len(), 4);
    for body in updates {
        let members: Vec<_> = body["data"].as_object().expect("an object").keys().collect();
        assert_eq!(members, ["entry_values"]);
    }

    // The words of the error, for a request by hand.
    let moved = json!({"data": {
        "parent_record_id": globex.uuid(), "parent_object": "companies", "entry_values": {}}});
    let path = format!("/v2/lists/sales_pipeline/entries/{id}");
    let error =
        client.request(Method::PATCH, &path).json(&moved).await.expect_err("it cannot move");
    assert_eq!((error.code(), error.outcome()), (Some("immutable_value"), Outcome::NotApplied));
    assert!(error.to_string().contains("cannot be updated once created"), "{error}");
}

#[derive(AttioOption, Clone, Copy, Debug, PartialEq)]
enum OtherStage {
    Lost,
}

#[derive(AttioEntry, Debug)]
#[attio(list = "sales_pipeline", parent = Company, partial)]
struct Misread {
    stage: Option<OtherStage>,
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_named_with_its_entry() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let entry = Opportunity::in_talks().create(client, acme).await.expect("created");
    let id = entry.id.entry_id.uuid();
    let read = Misread::get(client, id.into()).await.expect("it can be read");
    let query = Misread::query();
    let of_page = query.decode_all(client).await.map(drop);
    for error in [read.decode().map(drop), read.value(Misread::STAGE).map(drop), of_page] {
        let error = error.expect_err("it does not fit");
        assert!(error.is_decode(), "{error}");
        assert_eq!((error.id(), error.attribute()), (Some(id), Some("stage")), "{error}");
        assert_eq!(error.target(), Some(Target::List("sales_pipeline")));
        let text = error.to_string();
        assert!(text.contains(&format!("entry {id} of `sales_pipeline`")), "{text}");
        assert!(text.contains("In talks"), "{text}");
        assert_eq!(error.outcome(), Outcome::NotApplied);
    }
    // After a write, the entry exists nevertheless.
    let patched = Misread::patch(id.into()).clear(Misread::STAGE).append(client).await;
    assert!(patched.expect("cleared").decode().expect("nothing left").stage.is_none());
    let dynamic = DynamicEntry::new("sales_pipeline", "companies", acme.uuid());
    let won = dynamic.set("stage", "Won").append(client, id).await.expect("appended");
    let error = won.values.read::<Option<OtherStage>>("stage").expect_err("it does not fit");
    assert!(error.to_string().contains(&format!("entry {id}")), "{error}");
}

#[derive(AttioEntry, Debug)]
#[attio(list = "sales_pipeline", parent = Company)]
struct Scored {
    score: f64,
}

#[tokio::test]
async fn a_value_that_cannot_be_written_is_named_with_the_call() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let scored = Scored { score: f64::NAN };
    let id = EntryId::from(Uuid::new_v4());
    let text = |error: Error| {
        assert!(error.is_encode() && error.attribute() == Some("score"), "{error}");
        assert_eq!(error.target(), Some(Target::List("sales_pipeline")), "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotApplied, 0), "{error}");
        error.to_string()
    };
    let created = text(scored.create(client, acme).await.expect_err("not a number"));
    assert!(created.starts_with("cannot create an entry of `sales_pipeline`"), "{created}");
    let asserted = text(scored.assert(client, acme).await.expect_err("not a number"));
    assert!(asserted.starts_with("cannot assert an entry of `sales_pipeline`"), "{asserted}");
    let updated = text(scored.append(client, id).await.expect_err("not a number"));
    assert!(updated.starts_with(&format!("cannot update entry {id} of")), "{updated}");
    let mut job = Scored::bulk_assert(client).run([(1, (acme, scored))]);
    let (_, result) = job.next().await.expect("a result");
    let asserted = text(result.expect_err("not a number"));
    assert!(asserted.starts_with("cannot assert an entry of `sales_pipeline`"), "{asserted}");
    assert!(attio.emulator.requests().is_empty());
}

#[tokio::test]
async fn a_title_that_does_not_exist_is_named_with_its_attribute() {
    let attio = start();
    let acme = company(&attio.emulator, "Acme").uuid();
    let entry = DynamicEntry::new("sales_pipeline", "companies", acme).set("stage", "Wno");
    for error in [entry.create(&attio.client).await, entry.assert(&attio.client).await] {
        let error = error.expect_err("no such stage");
        assert_eq!(error.attribute(), Some("stage"), "{error}");
        assert!(error.to_string().contains("use a title that exists"), "{error}");
    }
}

#[tokio::test]
async fn a_taken_unique_value_is_a_conflict_with_an_entry() {
    let attio = start();
    let client = &attio.client;
    let [acme, globex] = ["Acme", "Globex"].map(|name| company(&attio.emulator, name));
    let first = Opportunity::coded("A-1").create(client, acme).await.expect("created");
    let id = first.id.entry_id.uuid();
    for error in [
        Opportunity::coded("A-1").create(client, globex).await.map(drop),
        Opportunity::coded("A-1").assert(client, globex).await.map(drop),
    ] {
        let error = error.expect_err("taken");
        assert!(error.is_uniqueness_conflict(), "{error}");
        assert_eq!(error.conflicting_records(), [id], "{error}");
        assert_eq!((error.outcome(), error.attribute()), (Outcome::NotApplied, Some("code")));
    }
    // Attio may write `entry` in the message.
    for noun in ["entry", "list entry"] {
        let conflict = json!({
            "status_code": 400, "type": "invalid_request_error", "code": "uniqueness_conflict",
            "message": format!("A value is taken. Conflicting {noun} IDs: {id}"),
        });
        let path = "/v2/lists/sales_pipeline/entries";
        attio.emulator.stub("POST", path, CannedResponse::json(400, &conflict));
        let error = Opportunity::coded("A-1").create(client, globex).await.expect_err("taken");
        assert_eq!(error.conflicting_records(), [id], "{error}");
    }
}

#[tokio::test]
async fn attio_keeps_no_history_of_other_attributes() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let entry = Opportunity::coded("A-1").create(client, acme).await.expect("created");
    let history = Opportunity::history(client, entry.id.entry_id, Opportunity::CODE).await;
    let error = history.expect_err("a text has none");
    assert_eq!(error.status(), Some(400), "{error}");
    assert_eq!(error.id(), Some(entry.id.entry_id.uuid()));
}

#[tokio::test]
async fn an_entry_deleted_by_a_lost_attempt_is_deleted() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let entry = Opportunity::in_talks().create(client, acme).await.expect("created");
    attio.emulator.inject(Fault::ApplyThenDrop.once().on(Operation::Delete));
    let deleted = Opportunity::delete(client, entry.id.entry_id).detailed().await;
    assert_eq!(deleted.expect("deleted").attempts_made, 2);
    assert!(attio.emulator.entry_ids("sales_pipeline").is_empty());

    // A 404 that may be about the list proves nothing, unless the list exists.
    let not_found = json!({
        "status_code": 404, "type": "invalid_request_error", "code": "not_found",
        "message": "It was not found.",
    });
    for list_exists in [true, false] {
        let id = EntryId::<Opportunity>::from(Uuid::new_v4());
        let path = format!("/v2/lists/sales_pipeline/entries/{id}");
        attio.emulator.stub("DELETE", &path, CannedResponse::new(503));
        attio.emulator.stub("DELETE", &path, CannedResponse::json(404, &not_found));
        if !list_exists {
            let path = "/v2/lists/sales_pipeline";
            attio.emulator.stub("GET", path, CannedResponse::json(404, &not_found).always());
        }
        let deleted = Opportunity::delete(client, id).await;
        match list_exists {
            true => deleted.expect("deleted"),
            false => {
                assert_eq!(deleted.expect_err("unclear").outcome(), Outcome::Unknown);
            }
        }
    }
}
