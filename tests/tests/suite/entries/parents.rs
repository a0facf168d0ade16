//! Responses with a parent of another object, without a parent, or of another entry.

use attio_core::{
    AnyRecord, AnyRecordRef, AttioEntry, DynamicEntry, Entry, EntryId, Error, Outcome, Target,
};
use attio_emulator::CannedResponse;
use attio_tests::pipeline::{Opportunity, Person, Stage, company, make, start};
use attio_tests::{Attio, client_of, emulator_builder};
use serde_json::{Value, json};
use uuid::Uuid;

const PATH: &str = "/v2/lists/sales_pipeline/entries";

/// A list that takes companies and people.
fn of_two_objects() -> Attio {
    let first = start();
    let mut workspace = first.emulator.snapshot();
    let list = workspace.lists.as_mut().and_then(|lists| lists.first_mut()).expect("the list");
    list.parent_objects.push("people".to_owned());
    Attio::of(emulator_builder().workspace(workspace).start_blocking().expect("it starts"))
}

#[derive(AttioEntry, Debug)]
#[attio(list = "sales_pipeline", parent = AnyRecord)]
struct OfAnything {
    stage: Option<Stage>,
}

fn assert_of_another_object(error: &Error, id: Uuid) {
    assert!(error.is_decode(), "{error}");
    assert_eq!((error.id(), error.attribute()), (Some(id), None), "{error}");
    assert_eq!(error.target(), Some(Target::List("sales_pipeline")), "{error}");
    let text = error.to_string();
    for part in [&format!("entry {id} of"), "`people`", "`companies`", "write `parent = AnyRecord`"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let value = error.value_error().expect("the reason");
    assert_eq!(value.given(), "a parent of `people`");
}

#[tokio::test]
async fn a_parent_of_another_object_is_an_error_that_names_the_way_out() {
    let attio = of_two_objects();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let ada = attio.emulator.seed("people", &json!({})).expect("a person");
    Opportunity::in_talks().create(client, acme).await.expect("created");
    let won = OfAnything { stage: Some(Stage::Won) };
    let of_ada = AnyRecordRef::new("people", ada);
    let entry = won.create(client, of_ada.clone()).await.expect("any object");
    assert_eq!(entry.parent, of_ada);
    assert_eq!(OfAnything::query().all(client).await.expect("both").len(), 2);

    let id = entry.id.entry_id.uuid();
    for error in [
        Opportunity::get(client, id.into()).await.map(drop),
        Opportunity::query().all(client).await.map(drop),
        Opportunity::query()
            .filter(Opportunity::STAGE.eq(Stage::Won))
            .first(client)
            .await
            .map(drop),
    ] {
        let error = error.expect_err("a person");
        assert_of_another_object(&error, id);
        assert_eq!(error.outcome(), Outcome::NotApplied);
    }
    let mut stream = Opportunity::query().stream(client);
    let error = stream.next_record().await.expect("an item").expect_err("a person");
    assert_of_another_object(&error, id);

    // A struct of a page has no parent, so all its values can be read.
    let decoded = Opportunity::query().decode_all(client).await.expect("values alone");
    assert_eq!(decoded.len(), 2);

    // A write was applied nevertheless.
    let update = Opportunity::in_talks().overwrite(client, id.into()).await;
    let error = update.expect_err("a person");
    assert_of_another_object(&error, id);
    assert_eq!(error.outcome(), Outcome::Applied(Some(id)));
    let read = OfAnything::get(client, id.into()).await.expect("got").decode().expect("decoded");
    assert_eq!(read.stage, Some(Stage::InTalks));
}

/// A response with an entry.
fn response(attio: &Attio, id: Uuid, object: &str, record: Uuid) -> Value {
    json!({"data": {
        "id": {"workspace_id": attio.emulator.workspace_id(),
               "list_id": attio.emulator.list_id("sales_pipeline"), "entry_id": id},
        "parent_object": object, "parent_record_id": record,
        "created_at": "2026-05-16T21:43:50.114000000Z",
        "entry_values": {},
    }})
}

/// Makes every call that adds an entry, with this response to each. Returns the errors.
async fn added(attio: &Attio, response: &Value) -> Vec<Error> {
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    for method in ["POST", "PUT"] {
        attio.emulator.stub(method, PATH, CannedResponse::json(200, response).always());
    }
    let opportunity = Opportunity::coded("A-1");
    let created = opportunity.create(client, acme).await.map(drop);
    let asserted = opportunity.assert(client, acme).await.map(drop);
    let settled = opportunity.create_or_reconcile(client, acme).await.map(drop);
    [created, asserted, settled].map(|call| call.expect_err("it cannot be read")).into()
}

#[tokio::test]
async fn an_entry_with_a_parent_of_another_object_was_written_nevertheless() {
    let attio = start();
    let id = Uuid::new_v4();
    let wrong = response(&attio, id, "people", Uuid::new_v4());
    for error in added(&attio, &wrong).await {
        assert_of_another_object(&error, id);
        assert_eq!(error.outcome(), Outcome::Applied(Some(id)), "{error}");
        assert!(!error.is_retryable());
    }
    let globex = company(&attio.emulator, "Globex");
    for job in [Opportunity::bulk_create(&attio.client), Opportunity::bulk_assert(&attio.client)] {
        let mut results = job.run([(1, (globex, Opportunity::coded("A-2")))]);
        let (_, stored) = results.next().await.expect("a result");
        let stored = stored.expect("the ID is known");
        assert_eq!((stored.id.uuid(), stored.record.is_none()), (id, true));
    }
}

#[tokio::test]
async fn an_object_by_its_id_is_the_same_object() {
    let attio = start();
    let acme = company(&attio.emulator, "Acme");
    let object = attio.emulator.object_id("companies").expect("an ID").to_string();
    let response = response(&attio, Uuid::new_v4(), &object, acme.uuid());
    attio.emulator.stub("POST", PATH, CannedResponse::json(200, &response));
    let entry = Opportunity::in_talks().create(&attio.client, acme).await.expect("created");
    assert_eq!(entry.parent, acme);
}

#[tokio::test]
async fn an_entry_without_its_parent_is_unreadable_and_was_written() {
    for (member, value) in [
        ("parent_object", None),
        ("parent_record_id", None),
        ("parent_object", Some(json!(null))),
        ("parent_record_id", Some(json!(null))),
        ("parent_record_id", Some(json!("no UUID"))),
        ("parent_object", Some(json!(["companies"]))),
    ] {
        let attio = start();
        let id = Uuid::new_v4();
        let mut response = response(&attio, id, "companies", Uuid::new_v4());
        let data = response["data"].as_object_mut().expect("an object");
        data.remove(member);
        data.extend(value.map(|value| (member.to_owned(), value)));
        // The first stub whose path begins alike is sent.
        let page = CannedResponse::json(200, &json!({"data": [Value::Object(data.clone())]}));
        attio.emulator.stub("POST", format!("{PATH}/query"), page);
        for error in added(&attio, &response).await {
            assert!(error.is_decode(), "{error}");
            assert_eq!(error.outcome(), Outcome::Applied(Some(id)), "{error}");
            assert!(error.to_string().contains(&format!("`{member}`")), "{error}");
        }
        attio.emulator.stub("GET", format!("{PATH}/{id}"), CannedResponse::json(200, &response));
        let error = Opportunity::get(&attio.client, id.into()).await.expect_err("no parent");
        assert!(error.to_string().contains(&format!("`{member}`")), "{error}");
        assert_eq!((error.id(), error.outcome()), (Some(id), Outcome::NotApplied));
        let error = Opportunity::query().all(&attio.client).await.expect_err("no parent");
        assert!(error.is_decode() && error.to_string().contains(member), "{error}");
        let mut job = Opportunity::bulk_create(&attio.client)
            .run([(1, (company(&attio.emulator, "Globex"), Opportunity::coded("A-2")))]);
        let (_, stored) = job.next().await.expect("a result");
        assert_eq!(stored.expect("the ID is known").id.uuid(), id);
    }
}

#[tokio::test]
async fn a_response_about_another_entry_is_not_taken_for_it() {
    let attio = start();
    let (asked, other) = (Uuid::new_v4(), Uuid::new_v4());
    let acme = company(&attio.emulator, "Acme").uuid();
    let response = response(&attio, other, "companies", acme);
    let path = format!("{PATH}/{asked}");
    for method in ["GET", "PATCH"] {
        attio.emulator.stub(method, &path, CannedResponse::json(200, &response));
    }
    let id: EntryId<Opportunity> = asked.into();
    let error = Opportunity::get(&attio.client, id).await.expect_err("another entry");
    let text = error.to_string();
    assert!(text.contains(&asked.to_string()) && text.contains(&other.to_string()), "{text}");
    let error = Opportunity::in_talks().append(&attio.client, id).await.expect_err("another");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
}

#[tokio::test]
async fn values_may_be_missing_and_other_members_are_ignored() {
    let attio = start();
    let acme = company(&attio.emulator, "Acme");
    let id = Uuid::new_v4();
    for values in [None, Some(json!(null)), Some(json!({}))] {
        let mut response = response(&attio, id, "companies", acme.uuid());
        let data = response["data"].as_object_mut().expect("an object");
        data.remove("entry_values");
        data.extend(values.map(|values| ("entry_values".to_owned(), values)));
        // The values of the parent, which entries do not have.
        data.insert("values".to_owned(), json!({"stage": [{"value": 1}]}));
        data.insert("web_url".to_owned(), json!("https://app.attio.com"));
        let entry = Value::Object(data.clone());
        attio.emulator.stub("POST", PATH, CannedResponse::json(200, &response));
        let created = Opportunity::in_talks().create(&attio.client, acme).await.expect("created");
        assert_eq!(created.decode().expect("empty").stage, None);
        let page = json!({"data": [entry]});
        for _ in 0..2 {
            let page = CannedResponse::json(200, &page);
            attio.emulator.stub("POST", format!("{PATH}/query"), page);
        }
        let first = Opportunity::query().decode_page(&attio.client, 500, 0).await.expect("a page");
        assert_eq!((first.len(), first[0].stage), (1, None));
        let all = Opportunity::query().page(&attio.client, 500, 0).await.expect("a page");
        assert_eq!(all[0].parent, acme);
    }
}

/// A server that writes the token where an object belongs.
#[tokio::test]
async fn no_error_about_a_parent_shows_the_token() {
    let attio = start();
    let id = Uuid::new_v4();
    let token = attio.emulator.api_key().to_owned();
    let shown = |error: &Error| {
        let source = std::error::Error::source(error).map(ToString::to_string);
        format!("{error} {error:?} {:?} {source:?}", error.value_error())
    };
    for object in [token.clone(), format!("x{token}"), token.repeat(50)] {
        let response = response(&attio, id, &object, Uuid::new_v4());
        let page = CannedResponse::json(200, &json!({"data": [response["data"]]}));
        attio.emulator.stub("POST", format!("{PATH}/query"), page);
        let mut errors = added(&attio, &response).await;
        attio.emulator.stub("GET", format!("{PATH}/{id}"), CannedResponse::json(200, &response));
        errors.push(Opportunity::get(&attio.client, id.into()).await.expect_err("a wrong parent"));
        errors.push(Opportunity::query().all(&attio.client).await.expect_err("a wrong parent"));
        for error in errors {
            let shown = shown(&error);
            assert!(!shown.contains(&token[..12]), "{shown}");
            assert!(shown.len() < 4_000, "{} bytes", shown.len());
        }
        attio.emulator.reset();
        make(&attio.emulator);
    }
}

#[tokio::test]
async fn an_object_that_nobody_has_is_cut_and_escaped_in_messages() {
    let attio = start();
    let acme = company(&attio.emulator, "Acme");
    let object = "\u{1b}[31mpeople\n".repeat(1_000);
    let response = response(&attio, Uuid::new_v4(), &object, acme.uuid());
    attio.emulator.stub("POST", PATH, CannedResponse::json(200, &response));
    let error = Opportunity::in_talks().create(&attio.client, acme).await.expect_err("wrong");
    let text = error.to_string();
    assert!(text.len() < 1_500 && !text.contains(char::is_control), "{text}");
}

#[tokio::test]
async fn a_filter_by_people_finds_their_entries_alone() {
    let attio = of_two_objects();
    let client = client_of(&attio.emulator).build().expect("a client");
    let acme = company(&attio.emulator, "Acme");
    let ada = json!({"name": [{"first_name": "Ada", "last_name": "L", "full_name": "Ada L"}]});
    let ada = attio.emulator.seed("people", &ada).expect("a person");
    let entry = |object: &str, id: Uuid| DynamicEntry::new("sales_pipeline", object, id);
    let of_ada: Entry<_> = entry("people", ada).create(&client).await.expect("created");
    entry("companies", acme.uuid()).create(&client).await.expect("created");
    let ids = |entries: Vec<Entry<OfAnything>>| {
        entries.iter().map(|entry| entry.id.entry_id.uuid()).collect::<Vec<_>>()
    };
    let id = of_ada.id.entry_id.uuid();
    let by_ref = OfAnything::of(&client, AnyRecordRef::new("people", ada)).await.expect("found");
    assert_eq!(ids(by_ref), [id]);
    let by_name =
        OfAnything::query().filter(OfAnything::PARENT.via(Person::NAME).first_name().eq("Ada"));
    assert_eq!(ids(by_name.all(&client).await.expect("found")), [id]);
    let of_company = Opportunity::of(&client, acme).await.expect("found");
    assert_eq!((of_company.len(), of_company[0].parent), (1, acme));
    // The type of the parent is certain for a filter by it.
    let query = Opportunity::query().filter(Opportunity::PARENT.eq(acme));
    assert_eq!(query.all(&client).await.expect("found").len(), 1);
    let none = Opportunity::query().filter(Opportunity::PARENT.is_in([]));
    assert!(none.all(&client).await.expect("nothing").is_empty());
}
