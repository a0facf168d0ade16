//! `check` and `ensure` for the structs of entries.

use attio_core::{
    ActorRef, AnyRecord, AttioEntry, AttioOption, AttioRecord, Currency, Date, Outcome, RecordRef,
    Timestamp,
};
use attio_emulator::TargetName;
use attio_tests::{Attio, emulator_builder};
use serde_json::json;

#[derive(AttioRecord)]
#[attio(object = "companies")]
#[allow(dead_code)]
struct Company {
    name: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
#[allow(dead_code)]
struct Person {
    job_title: Option<String>,
}

#[derive(AttioOption, Clone, Copy, Debug, PartialEq)]
enum Stage {
    #[attio(title = "In talks")]
    InTalks,
    Won,
}

#[derive(AttioOption)]
#[allow(dead_code)]
enum Region {
    North,
    South,
}

#[derive(AttioEntry)]
#[attio(list = "sales_pipeline", parent = Company, name = "The pipeline")]
#[allow(dead_code)]
struct Opportunity {
    #[attio(kind = "status", title = "Phase", description = "As agreed")]
    stage: Stage,
    #[attio(slug = "deal_size", currency = "EUR")]
    size: Option<Currency>,
    #[attio(kind = "select")]
    regions: Vec<Region>,
    owners: Vec<ActorRef>,
    contact: Option<RecordRef<Person>>,
    #[attio(unique)]
    code: Option<String>,
    closes: Option<Date>,
    #[attio(read_only)]
    created_at: Option<Timestamp>,
}

#[tokio::test]
async fn ensure_creates_the_list_of_a_struct_and_nothing_the_second_time() {
    let attio = Attio::start();
    let client = &attio.client;
    let before = attio.emulator.snapshot();
    let plan = client.ensure::<Opportunity>().plan().await.expect("a plan");
    assert_eq!(attio.emulator.snapshot(), before, "a plan changes nothing");
    assert_eq!(
        plan.to_string().lines().collect::<Vec<_>>(),
        [
            "create the list sales_pipeline (\"The pipeline\")",
            "create the list attribute sales_pipeline.stage (status)",
            "create the list attribute sales_pipeline.deal_size (currency)",
            "create the list attribute sales_pipeline.regions (select, several values)",
            "create the list attribute sales_pipeline.owners (actor-reference, several values)",
            "create the list attribute sales_pipeline.contact (record-reference)",
            "create the list attribute sales_pipeline.code (text, unique)",
            "create the list attribute sales_pipeline.closes (date)",
            "create the status \"In talks\" of the list attribute sales_pipeline.stage",
            "create the status \"Won\" of the list attribute sales_pipeline.stage",
            "create the option \"North\" of the list attribute sales_pipeline.regions",
            "create the option \"South\" of the list attribute sales_pipeline.regions",
        ]
    );
    client.ensure::<Opportunity>().await.expect("created");
    let report = client.check::<Opportunity>().await.expect("a report");
    assert!(report.is_ok(), "{report}");
    assert!(client.ensure::<Opportunity>().await.expect("nothing").is_empty());

    let workspace = attio.emulator.snapshot();
    let list = workspace.list("sales_pipeline").expect("the list");
    assert_eq!(list.name, "The pipeline");
    assert_eq!(list.parent_objects, ["companies"]);
    assert_eq!(list.workspace_access.as_deref(), Some("full-access"));
    let stage = list.attribute("stage").expect("the attribute");
    assert_eq!((&*stage.title, stage.description.as_deref()), ("Phase", Some("As agreed")));
    let size = list.attribute("deal_size").expect("the attribute");
    assert_eq!(size.config.currency.default_currency_code.as_deref(), Some("EUR"));
    assert!(list.attribute("code").expect("the attribute").is_unique);

    let acme = attio.emulator.seed("companies", &json!({"name": "Acme"})).expect("a company");
    let opportunity = Opportunity {
        stage: Stage::Won,
        size: None,
        regions: vec![Region::South],
        owners: Vec::new(),
        contact: None,
        code: Some("a-1".to_owned()),
        closes: None,
        created_at: None,
    };
    let entry = opportunity.create(client, acme.into()).await.expect("an entry");
    assert_eq!(entry.decode().expect("decoded").stage, Stage::Won);
}

/// The list belongs to people, and most attributes differ.
#[derive(AttioEntry)]
#[attio(list = "hiring", parent = Company)]
#[allow(dead_code)]
struct Wrong {
    nme: Option<String>,
    stage: Stage,
    regions: Vec<Region>,
    #[attio(unique)]
    code: Option<String>,
    seats: Vec<f64>,
}

/// Another list without a name of its own.
#[derive(AttioEntry)]
#[attio(list = "key_accounts", parent = Company)]
#[allow(dead_code)]
struct KeyAccount {
    reason: Option<String>,
}

fn make_hiring(attio: &Attio) {
    let hiring = TargetName::List("hiring");
    attio
        .emulator
        .create_list(&json!({"api_slug": "hiring", "parent_object": "people"}))
        .expect("a list");
    for attribute in [
        json!({"api_slug": "stage", "type": "status"}),
        json!({"api_slug": "regions", "type": "select", "is_multiselect": true}),
        json!({"api_slug": "code", "type": "text"}),
        json!({"api_slug": "seats", "type": "number"}),
    ] {
        attio.emulator.create_attribute(hiring, &attribute).expect("an attribute");
    }
    for title in ["In talks", "Lost"] {
        attio.emulator.create_status(hiring, "stage", title).expect("a status");
    }
    for title in ["North", "South"] {
        attio.emulator.create_option(hiring, "regions", title).expect("an option");
    }
}

#[tokio::test]
async fn a_report_has_every_difference_from_the_list() {
    let attio = Attio::start();
    let report = attio.client.check::<Wrong>().await.expect("a report");
    assert_eq!(
        report.to_string(),
        "`Wrong` does not fit the list `hiring` of the workspace, 1 problem:\n  the workspace has no \
         such list; correct `list`, or create it with `ensure`"
    );
    make_hiring(&attio);
    let report = attio.client.check::<KeyAccount>().await.expect("a report").to_string();
    let missing = "no such list; it has `hiring`; correct `list`, or create it with `ensure`";
    assert!(report.contains(missing), "{report}");

    let report = attio.client.check::<Wrong>().await.expect("a report").to_string();
    assert!(
        report.starts_with("`Wrong` does not fit the list `hiring` of the workspace, 6 problems:"),
        "{report}"
    );
    for part in [
        "`nme`: the list has no such attribute; it has ",
        "`stage`: there is no \"Won\"; it has \"In talks\", \"Lost\"; correct the variant's `title`",
        "`stage`: it has \"Lost\", which the enum of the field cannot read",
        "`code`: the attribute is not unique, so no entry can be found by it",
        "`seats`: the attribute is single-value, but the field is not",
        "the list takes no records of `companies`; it takes records of `people`; correct `parent`",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(attio.emulator.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn ensure_creates_what_an_existing_list_lacks() {
    let attio = Attio::start();
    let list = json!({"api_slug": "sales_pipeline", "name": "Sales", "parent_object": "companies"});
    attio.emulator.create_list(&list).expect("a list");
    let pipeline = TargetName::List("sales_pipeline");
    let stage = json!({"api_slug": "stage", "type": "status"});
    attio.emulator.create_attribute(pipeline, &stage).expect("an attribute");
    attio.emulator.create_status(pipeline, "stage", "Won").expect("a status");
    let plan = attio.client.ensure::<Opportunity>().await.expect("created").to_string();
    assert!(plan.starts_with("create the list attribute sales_pipeline.deal_size"), "{plan}");
    assert!(plan.contains("create the status \"In talks\"") && !plan.contains("Won"), "{plan}");
    let report = attio.client.check::<Opportunity>().await.expect("a report");
    assert!(report.is_ok(), "{report}");
    let list = attio.emulator.snapshot().list("sales_pipeline").expect("the list").name.clone();
    assert_eq!(list, "Sales", "a name that exists is kept");

    attio.client.ensure::<KeyAccount>().await.expect("created");
    let workspace = attio.emulator.snapshot();
    assert_eq!(workspace.list("key_accounts").expect("the list").name, "Key accounts");
}

#[tokio::test]
async fn ensure_refuses_another_parent_before_it_creates_anything() {
    let attio = Attio::start();
    make_hiring(&attio);
    let before = attio.emulator.snapshot();
    let error = attio.client.ensure::<Wrong>().await.expect_err("another parent");
    let message = error.to_string();
    assert!(
        message.contains(
            "nothing was created: cannot create list hiring.parent_object: it exists for records \
             of `people`, not of `companies`; the parent of a list cannot be changed"
        ),
        "{message}"
    );
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(attio.emulator.snapshot(), before);
}

#[derive(AttioEntry)]
#[attio(list = "archive", parent = AnyRecord)]
#[allow(dead_code)]
struct Archived {
    reason: Option<String>,
}

#[derive(AttioRecord)]
#[attio(object = "projects")]
#[allow(dead_code)]
struct Project {
    title: Option<String>,
}

#[derive(AttioEntry)]
#[attio(list = "backlog", parent = Project)]
#[allow(dead_code)]
struct Task {
    estimate: Option<f64>,
}

/// The API cannot create a list for records of every object, or of an object that is not there.
#[tokio::test]
async fn ensure_refuses_lists_without_one_existing_parent() {
    let attio = Attio::start();
    let client = &attio.client;
    let error = client.ensure::<Archived>().await.expect_err("no parent").to_string();
    assert!(
        error.contains(
            "cannot create list archive: the struct has `parent = AnyRecord`, and the API creates \
             lists of one parent object; name the parent's struct, or create the list in Attio"
        ),
        "{error}"
    );
    let error = client.ensure::<Task>().await.expect_err("no object").to_string();
    assert!(
        error.contains(
            "cannot create list backlog: its records are of `projects`, which the workspace does \
             not have; create that first"
        ),
        "{error}"
    );
    // Once the list or the object exists, the rest is created.
    let archive = json!({"api_slug": "archive", "parent_object": "people"});
    attio.emulator.create_list(&archive).expect("a list");
    client.ensure::<Archived>().await.expect("created");
    let report = client.check::<Archived>().await.expect("a report");
    assert!(report.is_ok(), "any parent fits: {report}");
    client.ensure::<Project>().await.expect("created");
    client.ensure::<Task>().await.expect("created");
    let report = client.check::<Task>().await.expect("a report");
    assert!(report.is_ok(), "{report}");
}

#[tokio::test]
async fn without_the_scope_of_lists_the_scope_is_named() {
    let scopes = ["object_configuration:read-write"];
    let emulator = emulator_builder().scopes(scopes).start_blocking().expect("an emulator");
    let attio = Attio::of(emulator);
    make_hiring(&attio);
    for report in [
        attio.client.check::<Wrong>().await.expect("a report").to_string(),
        attio.client.check::<Archived>().await.expect("a report").to_string(),
    ] {
        assert!(
            report.contains(
                "the token lacks the scope `list_configuration:read`, so the lists of the workspace \
                 are not known; add the scope to the token"
            ),
            "{report}"
        );
    }
    for error in [
        attio.client.ensure::<Wrong>().await.expect_err("not known").to_string(),
        attio.client.ensure::<Archived>().await.expect_err("not known").to_string(),
    ] {
        assert!(error.contains("the scope `list_configuration:read-write`"), "{error}");
        assert!(!error.contains("AnyRecord"), "one reason: {error}");
    }
}
