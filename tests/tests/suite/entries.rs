//! Entries: every call, errors, queries by the parent.

mod errors;
mod forms;
mod parents;
mod settled;
mod streams;
mod types;

use attio_core::{
    AnyRecord, AnyRecordRef, AttioEntry, AttioRecord, Currency, DynamicEntry, Entry, EntryId,
    Outcome,
};
use attio_tests::pipeline::{Company, Opportunity, Stage, company, start};
use futures_util::TryStreamExt;
use uuid::Uuid;

#[tokio::test]
async fn an_entry_is_created_read_changed_and_deleted() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let entry: Entry<Opportunity> =
        Opportunity::in_talks().create(client, acme).await.expect("created");
    assert_eq!(entry.parent, acme);
    assert_eq!(entry.id.workspace_id, attio.emulator.workspace_id());
    assert_eq!(Some(entry.id.list_id), attio.emulator.list_id("sales_pipeline"));
    assert_eq!(entry.value(Opportunity::STAGE).expect("a value"), Some(Stage::InTalks));
    assert!(entry.is_settled());

    let id: EntryId<Opportunity> = entry.id.entry_id;
    let got = Opportunity::get(client, id).await.expect("got");
    assert_eq!((got.id, got.created_at, got.parent), (entry.id, entry.created_at, acme));
    assert_eq!(got.decode().expect("decoded").stage, Some(Stage::InTalks));

    let size = Currency::new(1200.into()).expect("an amount");
    let update = Opportunity { stage: None, size: Some(size), ..Opportunity::in_talks() };
    let changed = update.overwrite(client, id).await.expect("changed").decode().expect("decoded");
    assert_eq!(changed.stage, Some(Stage::InTalks), "an empty field changes nothing");
    let patched = Opportunity::patch(id)
        .set(Opportunity::STAGE, Stage::Won)
        .clear(Opportunity::SIZE)
        .append(client)
        .await
        .expect("patched");
    let patched = patched.decode().expect("decoded");
    assert_eq!((patched.stage, patched.size), (Some(Stage::Won), None));

    let history = Opportunity::history(client, id, Opportunity::STAGE).await.expect("history");
    let stages: Vec<_> = history.into_iter().map(|stage| stage.value).collect();
    assert_eq!(stages, [Stage::InTalks, Stage::Won]);

    Opportunity::delete(client, id).await.expect("deleted");
    assert!(Opportunity::get(client, id).await.expect_err("gone").is_not_found());
    assert!(Company::get(client, acme).await.is_ok(), "the parent stays");
}

#[tokio::test]
async fn an_assert_keeps_one_entry_per_parent_and_a_create_adds_another() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let first = Opportunity::in_talks().assert(client, acme).await.expect("asserted");
    let won = Opportunity { stage: Some(Stage::Won), ..Opportunity::in_talks() };
    let second = won.assert(client, acme).await.expect("asserted");
    assert_eq!(second.id, first.id);
    assert_eq!(second.value(Opportunity::STAGE).expect("a value"), Some(Stage::Won));

    Opportunity::in_talks().create(client, acme).await.expect("a second entry");
    let all = Opportunity::of(client, acme).await.expect("the entries of the company");
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].id, first.id, "the oldest first");
    let error = won.assert(client, acme).await.expect_err("ambiguous");
    assert!(error.is_multiple_matches(), "{error}");
    assert_eq!(error.outcome(), Outcome::NotApplied);

    let listed = Company::entries(client, acme).await.expect("the entries on all lists");
    let ids: Vec<_> = listed.iter().map(|entry| entry.id_of::<Opportunity>()).collect();
    assert_eq!(ids, all.iter().map(|entry| Some(entry.id.entry_id)).collect::<Vec<_>>());
    assert_eq!(listed[0].id_of::<OnAnotherList>(), None);

    let globex = company(&attio.emulator, "Globex");
    assert!(Opportunity::of(client, globex).await.expect("none").is_empty());
}

#[derive(AttioEntry)]
#[attio(list = "other", parent = Company)]
struct OnAnotherList {
    stage: Option<Stage>,
}

#[tokio::test]
async fn entries_are_found_by_their_values_and_by_their_parents() {
    let attio = start();
    let client = &attio.client;
    let [acme, globex] = ["Acme", "Globex"].map(|name| company(&attio.emulator, name));
    let one = Opportunity::in_talks().create(client, acme).await.expect("created");
    let won = Opportunity { stage: Some(Stage::Won), ..Opportunity::in_talks() };
    let two = won.create(client, globex).await.expect("created");

    let by_stage = Opportunity::query().filter(Opportunity::STAGE.eq(Stage::Won));
    let found = by_stage.all(client).await.expect("found");
    assert_eq!(found.iter().map(|entry| entry.id).collect::<Vec<_>>(), [two.id]);

    let by_domain = Opportunity::query()
        .filter(
            Opportunity::STAGE.eq(Stage::InTalks)
                & Opportunity::PARENT.via(Company::DOMAINS).root_domain().eq("acme.com"),
        )
        .sort(Opportunity::PARENT.via(Company::NAME).asc());
    let found: Vec<_> = by_domain.stream(client).try_collect().await.expect("found");
    assert_eq!(found.iter().map(|entry| entry.id).collect::<Vec<_>>(), [one.id]);

    let by_parent = Opportunity::query().filter(Opportunity::PARENT.eq(globex));
    assert_eq!(by_parent.first(client).await.expect("found").expect("one").id, two.id);
    let by_parents = Opportunity::query()
        .filter(Opportunity::PARENT.is_in([acme, globex]))
        .sort(Opportunity::PARENT.via(Company::NAME).desc());
    let found = by_parents.decode_all(client).await.expect("found");
    let stages: Vec<_> = found.into_iter().map(|entry| entry.stage).collect();
    assert_eq!(stages, [Some(Stage::Won), Some(Stage::InTalks)]);
}

#[tokio::test]
async fn a_job_asserts_many_entries() {
    let attio = start();
    let client = &attio.client;
    let companies: Vec<_> =
        (0..30).map(|i| company(&attio.emulator, &format!("Company{i}"))).collect();
    for _ in 0..2 {
        let pairs = companies.clone().into_iter().map(|id| (id, Opportunity::in_talks()));
        let mut results = Opportunity::bulk_assert(client).run(pairs.enumerate());
        while let Some((row, result)) = results.next().await {
            let stored = result.expect("stored");
            assert_eq!(stored.record.expect("the entry").parent, companies[row]);
        }
    }
    assert_eq!(attio.emulator.entry_ids("sales_pipeline").len(), 30);
}

#[tokio::test]
async fn a_create_is_reconciled_by_the_unique_attribute_and_the_parent() {
    let attio = start();
    let client = &attio.client;
    let [acme, globex] = ["Acme", "Globex"].map(|name| company(&attio.emulator, name));
    let opportunity = Opportunity::coded("A-1");
    let created = opportunity.create_or_reconcile(client, acme).await.expect("created");
    assert!(created.is_created());
    let again = opportunity.reconcile(client, acme).await.expect("found");
    assert!(!again.is_created());
    assert_eq!(again.entry().id, created.entry().id);

    let error = opportunity.reconcile(client, globex).await.expect_err("the code is taken");
    assert_eq!(attio.emulator.entry_ids("sales_pipeline").len(), 1, "{error}");
}

#[tokio::test]
async fn an_entry_without_a_struct() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme").uuid();
    let entry = DynamicEntry::new("sales_pipeline", "companies", acme).set("stage", ["Won"]);
    let created = entry.create(client).await.expect("created");
    assert_eq!(created.parent, AnyRecordRef::new("companies", acme));
    let id = created.id.entry_id.uuid();
    let got = DynamicEntry::get(client, "sales_pipeline", id).await.expect("got");
    assert_eq!(got.values.read::<Option<Stage>>("stage").expect("a value"), Some(Stage::Won));
    let asserted = entry.set("stage", "In talks").assert(client).await.expect("asserted");
    assert_eq!(asserted.id, created.id);
    DynamicEntry::delete(client, "sales_pipeline", id).await.expect("deleted");
    let error = DynamicEntry::get(client, "sales_pipeline", Uuid::new_v4()).await;
    assert!(error.expect_err("none").is_not_found());
}

#[derive(AttioEntry, Debug)]
#[attio(list = "sales_pipeline", parent = AnyRecord)]
struct OfAnything {
    stage: Option<Stage>,
}

#[tokio::test]
async fn a_parent_of_any_object() {
    let attio = start();
    let client = &attio.client;
    let acme = company(&attio.emulator, "Acme");
    let entry =
        OfAnything { stage: Some(Stage::Won) }.create(client, acme.into()).await.expect("created");
    assert_eq!(entry.parent, AnyRecordRef::new("companies", acme.uuid()));
    assert_eq!(entry.decode().expect("decoded").stage, Some(Stage::Won));
    let query = OfAnything::query().filter(
        OfAnything::PARENT.eq(acme.into()) & OfAnything::PARENT.via(Company::NAME).eq("Acme"),
    );
    assert_eq!(query.all(client).await.expect("found").len(), 1);
    assert_eq!(OfAnything::of(client, acme.into()).await.expect("found").len(), 1);
}
