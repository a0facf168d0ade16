//! The commands against the emulator: pull → generate → compile → create a record → the workspace
//! changes → check names it → pull again → the old struct no longer compiles.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use attio_core::{Client, Method};
use attio_emulator::{Emulator, TargetName};
use attio_test_support::outside;
use serde_json::{Value, json};

/// An empty folder and an emulator.
pub(crate) struct Scene {
    pub(crate) attio: Emulator,
    pub(crate) folder: PathBuf,
}

impl Scene {
    pub(crate) fn new(name: &str) -> Self {
        let attio = Emulator::builder().api_key("test").start_blocking().expect("an emulator");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self { attio, folder }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_attio"))
            .args(args)
            .current_dir(&self.folder)
            .env("ATTIO_API_KEY", self.attio.api_key())
            .env("ATTIO_BASE_URL", self.attio.base_url())
            .env_remove("ATTIO_SCHEMA")
            .output()
            .expect("the command")
    }

    /// Runs the command, and returns standard output.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        stdout(&output)
    }
}

/// Runs cargo in the folder of the package.
fn cargo(scene: &Scene, command: &str) -> Output {
    outside::cargo(&scene.folder, &[command, "--quiet"])
        .env("ATTIO_API_KEY", scene.attio.api_key())
        .env("ATTIO_BASE_URL", scene.attio.base_url())
        .output()
        .expect("cargo")
}

/// Changes an attribute through the API, as a workspace's settings do.
fn change(attio: &Emulator, attribute: &str, data: &Value) {
    change_at(attio, &format!("/v2/objects/{attribute}"), data);
}

fn change_at(attio: &Emulator, path: &str, data: &Value) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let client = Client::builder().api_key(attio.api_key()).base_url(attio.base_url());
        let call = client
            .build()
            .expect("a client")
            .request(Method::PATCH, path)
            .json(&json!({"data": data}));
        call.await.expect("a change");
    });
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Compiles as long as there is no snapshot.
const BEFORE: &str = r#"
#[derive(attio_core::AttioRecord)]
#[attio(object = "poeple", partial)]
struct Person {
    nmae: Option<String>,
}

fn main() {}
"#;

const MAIN: &str = r#"
mod attio;
use attio::{Deal, DealStage, Person};
use attio_core::{ActorRef, AttioRecord, Client, PersonalName};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let person = Person { name: Some(PersonalName::new("Ada", "Lovelace")), ..Person::default() };
    let person = person.create(&client).await?;
    let owner = ActorRef::email("ada@example.com")?;
    let mut deal = Deal::new("Engine".to_owned(), owner, DealStage::InProgress);
    deal.associated_people.push(person.id.record_id.into());
    let deal = deal.create(&client).await?;
    let read = Deal::get(&client, deal.id.record_id).await?.decode()?;
    assert_eq!(read.stage, DealStage::InProgress);
    println!("{}", read.name);
    Ok(())
}
"#;

#[test]
fn from_the_workspace_to_a_record_and_to_later_changes() {
    let scene = Scene::new("journey");
    let (attio, folder) = (&scene.attio, &scene.folder);
    attio
        .create_attribute("deals", &json!({"api_slug": "type", "type": "select"}))
        .expect("an attribute");
    for title in ["New business", "1-10"] {
        attio.create_option("deals", "type", title).expect("an option");
    }

    // A package outside of the workspace, created before the snapshot.
    let core = outside::path_dependency("attio-core");
    let tokio = "tokio = { version = \"1\", features = [\"rt\", \"macros\"] }";
    outside::write_package(folder, "generated", &format!("{core}\n{tokio}")).expect("a package");
    fs::write(folder.join("src/main.rs"), BEFORE).expect("a program");
    let built = cargo(&scene, "build");
    assert!(built.status.success(), "{}", stderr(&built));

    // Pull, which makes cargo notice the first snapshot.
    let pulled = scene.run(&["schema", "pull"]);
    assert!(pulled.status.success(), "{}", stderr(&pulled));
    assert!(stderr(&pulled).contains("touched"), "{}", stderr(&pulled));
    let built = cargo(&scene, "build");
    assert!(stderr(&built).contains("did you mean `people`?"), "{}", stderr(&built));
    let snapshot = fs::read_to_string(folder.join("attio.schema.json")).expect("a snapshot");
    assert!(!snapshot.contains("created_at\":") && !snapshot.contains("test\""), "{snapshot}");
    assert_eq!(
        stderr(&scene.run(&["schema", "check"])),
        "attio.schema.json matches the workspace\n"
    );
    // A second pull writes nothing and touches nothing.
    assert!(stderr(&scene.run(&["schema", "pull"])).starts_with("no change in"));
    assert_eq!(scene.ok(&["schema", "pull", "--quiet"]), "");

    // Generate: the same output twice, formatted like rustfmt.
    scene.ok(&["generate", "--output", "src/attio.rs"]);
    let code = fs::read_to_string(folder.join("src/attio.rs")).expect("code");
    assert_eq!(scene.ok(&["generate"]), code);
    assert!(code.contains("pub r#type: Option<DealType>"), "{code}");
    assert!(code.contains("N1To10"), "{code}");
    if let Ok(rustfmt) = Command::new("rustfmt")
        .args(["--edition", "2024", "--check", "src/attio.rs"])
        .current_dir(folder)
        .output()
    {
        assert!(rustfmt.status.success(), "{}", stdout(&rustfmt));
    }

    // Compile it and create a record with it.
    fs::write(folder.join("src/main.rs"), MAIN).expect("a program");
    let run = cargo(&scene, "run");
    assert!(run.status.success(), "{}", stderr(&run));
    assert_eq!(stdout(&run), "Engine\n");
    assert_eq!(attio.record_ids("deals").len(), 1);

    // The workspace grows.
    attio
        .create_attribute("people", &json!({"api_slug": "nickname", "type": "text"}))
        .expect("an attribute");
    attio.create_status("deals", "stage", "Paused").expect("a status");
    let check = scene.run(&["schema", "check"]);
    assert_eq!(check.status.code(), Some(3));
    assert_eq!(
        stdout(&check),
        "breaking: deals.stage: \"Paused\" is new (an enum without a variant for it, or \
         `#[attio(other)]`, cannot read it)\n\
         compatible: people.nickname: the attribute is new\n"
    );
    let check = scene.run(&["schema", "check", "--breaking"]);
    assert_eq!(check.status.code(), Some(3));
    assert!(stdout(&check).starts_with("breaking: deals.stage: "), "{}", stdout(&check));
    assert_eq!(stdout(&check).lines().count(), 1, "{}", stdout(&check));
    let check = scene.run(&["schema", "check", "--breaking", "--object", "people"]);
    assert_eq!(check.status.code(), Some(0));
    assert_eq!(
        stderr(&check),
        "attio.schema.json has no breaking differences from the workspace\n"
    );
    scene.ok(&["schema", "check", "--object", "companies"]);
    let json: Value =
        serde_json::from_str(&stdout(&scene.run(&["schema", "check", "--json"]))).expect("JSON");
    assert_eq!(json[1]["attribute"], "nickname");
    assert_eq!(
        fs::read_to_string(folder.join("attio.schema.json")).expect("a snapshot"),
        snapshot,
        "a check changes nothing"
    );

    // Diff, and pull again.
    fs::rename(folder.join("attio.schema.json"), folder.join("old.json")).expect("a rename");
    scene.ok(&["schema", "pull"]);
    assert_eq!(
        scene.run(&["schema", "diff", "old.json", "attio.schema.json"]).status.code(),
        Some(3)
    );
    scene.ok(&["schema", "check"]);
    let run = cargo(&scene, "run");
    let reason = "the generated enum takes other titles";
    assert!(run.status.success(), "{reason}: {}", stderr(&run));

    // A change of the workspace breaks the struct.
    change(attio, "deals/attributes/type", &json!({"api_slug": "deal_type"}));
    let check = scene.run(&["schema", "check", "--breaking"]);
    assert_eq!(check.status.code(), Some(3));
    let named = stdout(&check);
    assert!(named.starts_with("breaking: deals.type: ") && named.contains("deal_type"), "{named}");
    assert_eq!(named.lines().count(), 1, "{named}");
    assert!(cargo(&scene, "build").status.success(), "a check changes nothing");
    scene.ok(&["schema", "pull"]);
    let built = cargo(&scene, "build");
    let said = stderr(&built);
    let expected =
        "error: `deals` has no attribute `type` in `attio.schema.json`; expected one of ";
    assert!(said.starts_with(expected), "{said}");
    assert!(said.contains("`deal_type`"), "{said}");
    assert!(said.contains("pub r#type: Option<DealType>,"), "at the field: {said}");
    assert_eq!(said.matches("error: ").count(), 2, "one mistake, and cargo's own line: {said}");

    // After generating again, it compiles.
    scene.ok(&["generate", "--output", "src/attio.rs"]);
    let run = cargo(&scene, "run");
    assert!(run.status.success(), "{}", stderr(&run));
    assert_eq!(attio.record_ids("deals").len(), 3);
}

#[test]
fn a_snapshot_is_pushed_into_another_workspace() {
    let production = Scene::new("production");
    let invoices =
        json!({"api_slug": "invoices", "singular_noun": "Invoice", "plural_noun": "Invoices"});
    production.attio.create_object(&invoices).expect("an object");
    for attribute in [
        json!({"api_slug": "number", "type": "text", "is_unique": true}),
        json!({"api_slug": "state", "type": "status"}),
        json!({"api_slug": "net", "type": "currency",
            "config": {"currency": {"default_currency_code": "EUR", "display_type": "code"}}}),
        json!({"api_slug": "debtor", "type": "record-reference",
            "relationship": {"object": "companies", "title": "Invoices", "api_slug": "invoices",
                "is_multiselect": true}}),
    ] {
        production.attio.create_attribute("invoices", &attribute).expect("an attribute");
    }
    production.attio.create_status("invoices", "state", "Open").expect("a status");
    let staging = Scene::new("staging");
    let file = staging.folder.join("attio.schema.json");
    production.ok(&["schema", "pull", "--output", file.to_str().expect("UTF-8")]);

    let before = staging.attio.snapshot();
    let dry = staging.ok(&["schema", "push", "--dry-run"]);
    assert_eq!(staging.attio.snapshot(), before);
    let pushed = staging.ok(&["schema", "push"]);
    assert_eq!(pushed, dry);
    assert!(dry.starts_with("create the object invoices (\"Invoice\", \"Invoices\")\n"), "{dry}");
    assert_eq!(staging.ok(&["schema", "push"]), "nothing to create\n");
    staging.ok(&["schema", "check"]);
}

/// Creates lists with attributes, statuses, options and access.
fn make_lists(attio: &Emulator) {
    let sales = json!({"api_slug": "sales_pipeline", "name": "Sales", "parent_object": "companies",
        "workspace_access": "read-only", "workspace_member_access": [
            {"workspace_member_id": attio.member_id(), "level": "full-access"}]});
    attio.create_list(&sales).expect("a list");
    attio.create_list(&json!({"api_slug": "hiring", "parent_object": "people"})).expect("a list");
    let sales = TargetName::List("sales_pipeline");
    for attribute in [
        json!({"api_slug": "stage", "type": "status"}),
        json!({"api_slug": "regions", "type": "select", "is_multiselect": true}),
        json!({"api_slug": "seats", "type": "number", "is_unique": true}),
    ] {
        attio.create_attribute(sales, &attribute).expect("an attribute");
    }
    for title in ["In talks", "Won 🎉"] {
        attio.create_status(sales, "stage", title).expect("a status");
    }
    attio.create_option(sales, "regions", "North").expect("an option");
}

/// pull → diff → push into an empty workspace → pull: the same file.
#[test]
fn a_snapshot_with_lists_survives_a_push_into_an_empty_workspace() {
    let production = Scene::new("lists-from");
    make_lists(&production.attio);
    let staging = Scene::new("lists-to");
    let pulled = production.run(&["schema", "pull"]);
    assert!(stderr(&pulled).contains("objects, 2 lists, "), "{}", stderr(&pulled));
    let snapshot = fs::read_to_string(production.folder.join("attio.schema.json")).expect("a file");
    fs::write(staging.folder.join("attio.schema.json"), &snapshot).expect("a file");

    staging.ok(&["schema", "pull", "--output", "empty.json"]);
    let differ = staging.run(&["schema", "diff", "empty.json", "attio.schema.json"]);
    assert_eq!(differ.status.code(), Some(3));
    assert_eq!(
        stdout(&differ),
        "compatible: list hiring: the list is new\ncompatible: list sales_pipeline: the list is new\n"
    );
    let dry = staging.ok(&["schema", "push", "--dry-run"]);
    assert!(dry.starts_with("create the list hiring (\"hiring\")\n"), "{dry}");
    assert!(
        dry.contains("create the status \"Won 🎉\" of the list attribute sales_pipeline.stage")
    );
    assert_eq!(staging.ok(&["schema", "push"]), dry);
    assert_eq!(staging.ok(&["schema", "push"]), "nothing to create\n");
    staging.ok(&["schema", "pull", "--output", "pushed.json"]);
    let pushed = fs::read_to_string(staging.folder.join("pushed.json")).expect("a file");
    assert_eq!(pushed, snapshot);
    staging.ok(&["schema", "check"]);
    staging.ok(&["schema", "diff", "pushed.json", "attio.schema.json"]);
}

/// Returns a scene whose token has only the scope for objects, with the lists of [`make_lists`].
fn without_lists(name: &str) -> Scene {
    let mut scene = Scene::new(name);
    let builder = Emulator::builder().api_key("test").scopes(["object_configuration:read"]);
    scene.attio = builder.start_blocking().expect("an emulator");
    make_lists(&scene.attio);
    scene
}

#[test]
fn a_token_without_the_scope_of_lists_pulls_the_rest_and_names_the_scope() {
    const SAYS: &str = "the token lacks the scope list_configuration:read";
    let scene = without_lists("lists-scope");
    let pulled = scene.run(&["schema", "pull"]);
    assert_eq!(pulled.status.code(), Some(0), "{}", stderr(&pulled));
    assert!(stderr(&pulled).contains(SAYS), "{}", stderr(&pulled));
    let file = scene.folder.join("attio.schema.json");
    let rest = fs::read_to_string(&file).expect("a file");
    assert!(rest.contains("job_title") && !rest.contains("\"lists\""), "{rest}");
    let json: Value = serde_json::from_str(&scene.ok(&["schema", "pull", "--json"])).expect("JSON");
    assert_eq!(json["lists"], Value::Null);
    assert_eq!(json["missing_scopes"], json!(["list_configuration:read"]));
    let to_stdout = scene.run(&["schema", "pull", "--output", "-"]);
    assert_eq!(stdout(&to_stdout), rest);
    assert!(stderr(&to_stdout).contains(SAYS), "{}", stderr(&to_stdout));
    // The rest that was asked for is complete.
    let objects = scene.run(&["schema", "pull", "--object", "people", "--output", "-"]);
    assert!(!stderr(&objects).contains(SAYS), "{}", stderr(&objects));
    let named = scene.run(&["schema", "pull", "--list", "hiring"]);
    assert_eq!(named.status.code(), Some(1));
    assert!(stderr(&named).contains(SAYS), "{}", stderr(&named));

    // A snapshot without lists is checked as before.
    assert_eq!(
        stderr(&scene.run(&["schema", "check"])),
        "attio.schema.json matches the workspace\n"
    );
    // Lists that cannot be compared may have changed in any way.
    let mut workspace = scene.attio.snapshot();
    workspace.members.clear();
    fs::write(&file, workspace.to_json()).expect("a file");
    for args in [&["schema", "check"][..], &["schema", "check", "--breaking"]] {
        let check = scene.run(args);
        assert_eq!(check.status.code(), Some(3), "{}", stderr(&check));
        let shown = stdout(&check);
        assert!(shown.starts_with("breaking: lists: they are not compared"), "{shown}");
        assert_eq!(shown.lines().count(), 1, "{shown}");
        assert!(stderr(&check).contains(SAYS), "{}", stderr(&check));
    }
    scene.ok(&["schema", "check", "--object", "people"]);

    // A push does not create lists that may exist.
    let push = scene.run(&["schema", "push", "--dry-run"]);
    assert_eq!(push.status.code(), Some(3), "{}", stderr(&push));
    assert_eq!(
        stdout(&push),
        "cannot create lists: the lists of the workspace are not known; read them with the scope \
         `list_configuration:read-write`\n"
    );
    let whoami = scene.ok(&["whoami"]);
    assert!(whoami.contains("lacks list_configuration:read\n"), "{whoami}");
}

#[test]
fn check_names_changes_of_lists_and_ignores_new_lists() {
    let scene = Scene::new("lists-check");
    make_lists(&scene.attio);
    scene.ok(&["schema", "pull"]);
    let old = fs::read_to_string(scene.folder.join("attio.schema.json")).expect("a file");
    scene.attio.create_list(&json!({"api_slug": "new", "parent_object": "deals"})).expect("a list");
    scene.ok(&["schema", "check"]);

    let sales = TargetName::List("sales_pipeline");
    let added = json!({"api_slug": "budget", "type": "currency",
        "config": {"currency": {"default_currency_code": "EUR", "display_type": "code"}}});
    scene.attio.create_attribute(sales, &added).expect("an attribute");
    change_at(
        &scene.attio,
        "/v2/lists/sales_pipeline/attributes/stage",
        &json!({"api_slug": "phase"}),
    );
    change_at(&scene.attio, "/v2/lists/hiring", &json!({"api_slug": "jobs", "name": "Jobs"}));
    let check = scene.run(&["schema", "check"]);
    assert_eq!(check.status.code(), Some(3));
    assert_eq!(
        stdout(&check)
            .lines()
            .map(|line| line.split(" (").next().unwrap_or_default())
            .collect::<Vec<_>>(),
        [
            "breaking: list hiring: the list is now called `jobs`",
            "compatible: list hiring: the name is now \"Jobs\"",
            "breaking: list sales_pipeline.stage: the attribute is now called `phase`",
            "compatible: list sales_pipeline.budget: the attribute is new",
        ]
    );
    let one = scene.run(&["schema", "check", "--list", "hiring", "--breaking", "--json"]);
    let json: Value = serde_json::from_str(&stdout(&one)).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(1));
    assert_eq!((&json[0]["object"], &json[0]["list"]), (&Value::Null, &json!("hiring")));
    scene.ok(&["schema", "check", "--object", "people"]);
    let unknown = scene.run(&["schema", "check", "--list", "sales"]);
    assert!(stderr(&unknown).contains("only hiring, sales_pipeline"), "{}", stderr(&unknown));

    // An old snapshot, which does not have lists, is as valid as before.
    let mut workspace = attio_schema::Workspace::from_json(&old).expect("a snapshot");
    workspace.lists = None;
    fs::write(scene.folder.join("attio.schema.json"), workspace.to_json()).expect("a file");
    let check = scene.run(&["schema", "check"]);
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    assert_eq!(stderr(&check), "attio.schema.json matches the workspace\n");
    let unknown = scene.run(&["schema", "check", "--list", "hiring"]);
    assert!(stderr(&unknown).contains("the schema has no lists"), "{}", stderr(&unknown));
    fs::write(scene.folder.join("old.json"), old).expect("a file");
    let diff = scene.run(&["schema", "diff", "attio.schema.json", "old.json"]);
    assert_eq!(
        stdout(&diff),
        "compatible: lists: they are not compared, because only one of the two schemas has them\n"
    );
}

#[test]
fn a_part_with_lists_is_pulled_and_pushed() {
    let production = Scene::new("lists-part-from");
    make_lists(&production.attio);
    let invoices = json!({"api_slug": "invoices", "singular_noun": "I", "plural_noun": "Is"});
    production.attio.create_object(&invoices).expect("an object");
    production.ok(&["schema", "pull", "--list", "hiring"]);
    let file = production.folder.join("attio.schema.json");
    let part = attio_schema::Workspace::from_json(&fs::read_to_string(&file).expect("a file"));
    let part = part.expect("a snapshot");
    assert!(part.objects.is_empty() && part.list("hiring").is_some());
    assert_eq!(part.lists.map(|lists| lists.len()), Some(1));
    let unknown = production.run(&["schema", "pull", "--list", "sales"]);
    assert!(stderr(&unknown).contains("only hiring, sales_pipeline"), "{}", stderr(&unknown));

    production.ok(&["schema", "pull"]);
    let staging = Scene::new("lists-part-to");
    fs::copy(&file, staging.folder.join("attio.schema.json")).expect("a file");
    let pushed = staging.ok(&["schema", "push", "--list", "hiring"]);
    assert_eq!(pushed, "create the list hiring (\"hiring\")\n");
    let pushed = staging.ok(&["schema", "push", "--object", "invoices"]);
    assert_eq!(pushed, "create the object invoices (\"I\", \"Is\")\n");
    assert!(staging.attio.list_id("sales_pipeline").is_none());
    staging.ok(&["schema", "push"]);
    assert!(staging.attio.list_id("sales_pipeline").is_some());
}

/// Uses the structs of the lists of [`make_lists`], and of [`make_odd_lists`].
const USES_ENTRIES: &str = r#"
#![deny(warnings)]

#[allow(dead_code)]
mod attio;
use attio::{
    Company, HiringEntry, OddEntry, PeopleEntry, Person, SalesPipelineEntry, SalesPipelineRegion,
    SalesPipelineStage, SeveralEntry,
};
use attio_core::{AnyRecordRef, AttioEntry, AttioRecord, Client, PersonalName};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let company = Company { name: Some("Acme".to_owned()), ..Company::default() };
    let company = company.create(&client).await?.id.record_id;
    let entry = SalesPipelineEntry {
        stage: Some(SalesPipelineStage::InTalks),
        regions: vec![SalesPipelineRegion::North],
        seats: Some(12.0),
        ..SalesPipelineEntry::default()
    };
    let created = entry.assert(&client, company).await?;
    let read = SalesPipelineEntry::get(&client, created.id.entry_id).await?;
    assert_eq!(read.parent, company);
    let read = read.decode()?;
    println!("{:?} {:?} {:?}", read.stage, read.regions, read.seats);

    let name = PersonalName::new("Ada", "Lovelace");
    let person = Person { name: Some(name), ..Person::default() };
    let person = person.create(&client).await?.id.record_id;
    HiringEntry::default().create(&client, person).await?;
    PeopleEntry { tier: Some(attio::PeopleTier::Gold), ..PeopleEntry::default() }
        .create(&client, person)
        .await?;

    let odd = OddEntry { parent_: Some("up".to_owned()), ..OddEntry::default() };
    let odd = odd.create(&client, company).await?;
    println!("{:?}", odd.value(OddEntry::PARENT_)?);
    let found = OddEntry::query().filter(OddEntry::PARENT.eq(company)).all(&client).await?;
    assert_eq!(found.len(), 1);

    let several = SeveralEntry::default();
    let several = several.create(&client, AnyRecordRef::from(company)).await?;
    println!("{}", several.parent.object());
    Ok(())
}
"#;

/// Lists whose names need care: the slug of an object, slugs that are no identifiers, and attributes that
/// take names of the derive.
fn make_odd_lists(attio: &Emulator) {
    for (slug, parent) in [("odd", "companies"), ("people", "people"), ("several", "companies")] {
        let list = json!({"api_slug": slug, "name": "Odd */ \"list\"", "parent_object": parent});
        attio.create_list(&list).expect("a list");
    }
    let odd = TargetName::List("odd");
    for slug in ["parent", "type", "a-b", "a_b", "_", "2nd"] {
        let attribute = json!({"api_slug": slug, "title": "*/ \" \\", "type": "text"});
        attio.create_attribute(odd, &attribute).expect("an attribute");
    }
    attio.create_attribute(odd, &json!({"api_slug": "tier", "type": "select"})).expect("one");
    for title in ["A/B", "A-B", "受注", "失注", "Other", "other", "\"); */", "2"] {
        attio.create_option(odd, "tier", title).expect("an option");
    }
    let people = TargetName::List("people");
    attio.create_attribute(people, &json!({"api_slug": "tier", "type": "select"})).expect("one");
    attio.create_option(people, "tier", "Gold").expect("an option");
}

#[test]
fn generate_writes_structs_of_entries() {
    let scene = Scene::new("lists-generate");
    make_lists(&scene.attio);
    make_odd_lists(&scene.attio);
    let core = outside::path_dependency("attio-core");
    let tokio = "tokio = { version = \"1\", features = [\"rt\", \"macros\"] }";
    let dependencies = format!("{core}\n{tokio}");
    outside::write_package(&scene.folder, "generated-lists", &dependencies).expect("a package");
    scene.ok(&["schema", "pull"]);
    // Only old lists have several parents, and the emulator creates none.
    let file = scene.folder.join("attio.schema.json");
    let text = fs::read_to_string(&file).expect("a file");
    let mut workspace = attio_schema::Workspace::from_json(&text).expect("a snapshot");
    let several = workspace.list_mut("several").expect("the list");
    several.parent_objects = vec!["companies".to_owned(), "people".to_owned()];
    fs::write(&file, workspace.to_json()).expect("a file");

    let generated = scene.run(&["generate", "--output", "src/attio.rs"]);
    assert_eq!(stderr(&generated).lines().count(), 1, "no notices: {}", stderr(&generated));
    let code = fs::read_to_string(scene.folder.join("src/attio.rs")).expect("code");
    assert_eq!(scene.ok(&["generate"]), code);
    for part in [
        "/// An entry of the list Sales (`sales_pipeline`).\n\
         #[derive(Clone, Debug, Default, PartialEq, AttioEntry)]\n\
         #[attio(list = \"sales_pipeline\", parent = Company)]\n\
         pub struct SalesPipelineEntry {\n",
        "#[attio(list = \"several\", parent = AnyRecord)]\n",
        "    #[attio(slug = \"parent\")]\n    pub parent_: Option<String>,\n",
        "/// The values of `stage` in the list `sales_pipeline`.\n",
        "pub enum SalesPipelineStage {\n",
    ] {
        assert!(code.contains(part), "{part}: {code}");
    }
    let built = |program: &str| {
        fs::write(scene.folder.join("src/main.rs"), program).expect("a program");
        cargo(&scene, "run")
    };
    if let Ok(rustfmt) = Command::new("rustfmt")
        .args(["--edition", "2024", "--check", "src/attio.rs"])
        .current_dir(&scene.folder)
        .output()
    {
        assert!(rustfmt.status.success(), "{}", stdout(&rustfmt));
    }
    let run = built(USES_ENTRIES);
    assert_eq!(
        stdout(&run),
        "Some(InTalks) [North] Some(12.0)\nSome(\"up\")\ncompanies\n",
        "{}",
        stderr(&run)
    );

    // Without its parent, a list is untyped; the names are the same.
    let alone = ["generate", "--list", "sales_pipeline", "--output", "src/attio.rs"];
    let alone = scene.run(&alone);
    let notice = "the entries of `sales_pipeline` have `parent = AnyRecord`, because the object \
                  `companies` is not selected; add `--object companies`\n";
    assert!(stderr(&alone).starts_with(notice), "{}", stderr(&alone));
    let code = fs::read_to_string(scene.folder.join("src/attio.rs")).expect("code");
    for part in ["parent = AnyRecord)]", "// The parent is untyped: the object `companies`"] {
        assert!(code.contains(part), "{part}: {code}");
    }
    assert!(!code.contains("Company") && !code.contains("hiring"), "{code}");
    let program = "#![deny(warnings)]\npub mod attio;\nfn main() {\n\
                   let _ = attio::SalesPipelineEntry::default();\n}\n";
    let run = built(program);
    assert!(run.status.success() && stderr(&run).is_empty(), "{}", stderr(&run));

    // The parent is not in the snapshot.
    workspace.objects.retain(|object| !object.is("companies"));
    fs::write(scene.folder.join("part.json"), workspace.to_json()).expect("a file");
    let part = scene.run(&["generate", "--schema", "part.json", "--list", "sales_pipeline"]);
    assert!(stdout(&part).contains("parent = AnyRecord)]"), "{}", stdout(&part));
    let says = "because the snapshot has no object `companies`; pull it with `attio schema pull`";
    assert!(stderr(&part).contains(says), "{}", stderr(&part));
}

#[test]
fn generate_takes_lists_and_their_attributes() {
    let scene = Scene::new("lists-part");
    make_lists(&scene.attio);
    scene.ok(&["schema", "pull"]);
    let args = ["--list", "sales_pipeline", "--object", "companies", "--attribute", "stage"];
    let code = scene.ok(&[&["generate"][..], &args].concat());
    assert!(code.contains("parent = Company)]") && code.contains("pub stage: "), "{code}");
    assert!(!code.contains("SalesPipelineRegion") && !code.contains("hiring"), "{code}");
    let objects = scene.run(&["generate", "--object", "people"]);
    assert!(!stdout(&objects).contains("SalesPipeline") && stderr(&objects).is_empty());
    for (args, says) in [
        (["--list", "sales"], "the snapshot has no list `sales`, only hiring, sales_pipeline"),
        (["--attribute", "hiring.stage"], "no selected object or list has an attribute"),
    ] {
        let wrong = scene.run(&[&["generate"][..], &args].concat());
        assert_eq!(wrong.status.code(), Some(1));
        assert!(stderr(&wrong).contains(says), "{}", stderr(&wrong));
    }
    scene.ok(&["generate", "--attribute", "sales_pipeline.stage"]);
    // A required attribute without a field makes the struct partial.
    let file = scene.folder.join("attio.schema.json");
    let text = fs::read_to_string(&file).expect("a file");
    let mut workspace = attio_schema::Workspace::from_json(&text).expect("a snapshot");
    let sales = workspace.list_mut("sales_pipeline").expect("the list");
    sales.attribute_mut("seats").expect("the attribute").is_required = true;
    fs::write(&file, workspace.to_json()).expect("a file");
    let code = scene.ok(&[&["generate"][..], &args].concat());
    let partial = "#[attio(list = \"sales_pipeline\", parent = Company, partial)]\n";
    assert!(code.contains(partial), "{code}");
    let code = scene.ok(&["generate"]);
    assert!(code.contains("pub fn new(seats: f64) -> Self {"), "{code}");
}

/// The rest is created, each of these parts is named, and the exit code is 3.
#[test]
fn parts_that_cannot_be_pushed_are_named() {
    let production = Scene::new("push-from");
    let invoices = json!({"api_slug": "invoices", "singular_noun": "I", "plural_noun": "Is"});
    production.attio.create_object(&invoices).expect("an object");
    for slug in ["nickname", "hobby"] {
        let attribute = json!({"api_slug": slug, "type": "text"});
        production.attio.create_attribute("people", &attribute).expect("an attribute");
    }
    production.ok(&["schema", "pull"]);
    let file = production.folder.join("attio.schema.json");
    let mut snapshot: Value =
        serde_json::from_slice(&fs::read(&file).expect("a snapshot")).expect("JSON");
    // The API creates no unique attributes on people, but Attio's settings may have had it.
    let objects = snapshot["objects"].as_array_mut().expect("objects");
    let people = objects.iter_mut().find(|object| object["api_slug"] == "people").expect("people");
    let attributes = people["attributes"].as_array_mut().expect("attributes");
    let nickname = attributes.iter_mut().find(|it| it["api_slug"] == "nickname");
    nickname.expect("the attribute")["is_unique"] = json!(true);

    let staging = Scene::new("push-to");
    let text = serde_json::to_string_pretty(&snapshot).expect("JSON");
    fs::write(staging.folder.join("attio.schema.json"), text).expect("a file");
    let pushed = staging.run(&["schema", "push"]);
    let shown = stdout(&pushed) + &stderr(&pushed);
    assert_eq!(pushed.status.code(), Some(3), "{shown}");
    assert!(shown.contains("people.nickname"), "{shown}");
    assert!(staging.attio.attribute_id("people", "nickname").is_none());
    assert!(staging.attio.attribute_id("people", "hobby").is_some());
    assert!(staging.attio.object_id("invoices").is_some());
}

#[test]
fn failures_are_reported_with_the_next_step() {
    let scene = Scene::new("wrong");
    let none = scene.run(&["schema", "check"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(stderr(&none).contains("attio schema pull"), "{}", stderr(&none));

    let unknown = scene.run(&["schema", "pull", "--object", "persons"]);
    assert!(stderr(&unknown).contains("only companies, deals, people"), "{}", stderr(&unknown));
    assert!(!scene.folder.join("attio.schema.json").exists());

    fs::write(scene.folder.join("bad.json"), "{\"version\": 99, \"objects\": []}").expect("a file");
    let newer = scene.run(&["generate", "--schema", "bad.json"]);
    assert!(stderr(&newer).contains("update attio-rs"), "{}", stderr(&newer));

    fs::write(scene.folder.join("token"), "a-token-that-nobody-knows\n").expect("a file");
    let refused = scene.run(&["schema", "pull", "--token-file", "token"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!stderr(&refused).contains("a-token-that"), "{}", stderr(&refused));

    assert_eq!(scene.run(&["schema", "pull", "--nonsense"]).status.code(), Some(2));
    assert!(scene.ok(&["--help"]).contains("3  differences were found"));
    assert!(scene.ok(&["schema", "pull", "--help"]).contains("Examples:"));
    assert!(scene.ok(&["completions", "bash"]).contains("_attio"));
}

#[test]
fn whoami_shows_what_a_token_lacks() {
    let mut scene = Scene::new("whoami");
    scene.attio = Emulator::builder()
        .api_key("secret-token")
        .scopes(["object_configuration:read"])
        .start_blocking()
        .expect("an emulator");
    let text = scene.ok(&["whoami"]);
    assert!(text.contains("lacks object_configuration:read-write"), "{text}");
    assert!(!text.contains("secret-token") && !text.contains('\u{1b}'), "{text}");
    let json: Value = serde_json::from_str(&scene.ok(&["whoami", "--json"])).expect("JSON");
    assert_eq!(json["commands"]["attio schema check"]["lacks"], json!([]));
}

#[test]
fn generate_accepts_a_part() {
    let scene = Scene::new("part");
    scene.ok(&["schema", "pull"]);
    let code =
        scene.ok(&["generate", "--object", "deals", "--attribute", "name", "--attribute", "value"]);
    assert!(code.contains("#[attio(object = \"deals\", partial)]"), "{code}");
    assert!(!code.contains("stage") && !code.contains("Person"), "{code}");
    let wrong = scene.run(&["generate", "--attribute", "nme"]);
    assert_eq!(wrong.status.code(), Some(1));
}

#[test]
fn a_token_is_sent_over_plain_http_to_another_machine_only_on_request() {
    let whoami = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_attio"))
            .arg("whoami")
            .args(arguments)
            .env("ATTIO_API_KEY", "secret-token")
            .env("ATTIO_BASE_URL", "http://attio.invalid")
            .output()
            .expect("the command");
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        stderr(&output)
    };
    let refused = whoami(&[]);
    assert!(refused.contains("in the clear"), "{refused}");
    assert!(refused.contains("next: pass --allow-plain-http"), "{refused}");
    let tried = whoami(&["--allow-plain-http"]);
    assert!(tried.contains("no connection") && !tried.contains("secret-token"), "{tried}");
}

#[test]
fn a_snapshot_has_no_secrets_members_or_values() {
    let scene = Scene::new("contents");
    let invoices = json!({"api_slug": "invoices", "singular_noun": "I", "plural_noun": "Is"});
    scene.attio.create_object(&invoices).expect("an object");
    let approver = json!({"api_slug": "approver", "type": "actor-reference"});
    scene.attio.create_attribute("invoices", &approver).expect("an attribute");
    let member = attio_schema::Member::new("Grace", "Hopper", "grace@hopper.org");
    scene.attio.add_member(member).expect("a member");
    let values = json!({
        "name": [{"first_name": "Mary", "last_name": "Somerville", "full_name": "Mary Somerville"}],
        "email_addresses": ["mary@somerville.org"],
        "job_title": "Polymath",
    });
    scene.attio.seed("people", &values).expect("a person");
    scene.ok(&["schema", "pull"]);
    let snapshot = fs::read_to_string(scene.folder.join("attio.schema.json")).expect("a file");
    assert!(snapshot.contains("approver") && snapshot.contains("job_title"), "{snapshot}");
    let quoted_key = format!("\"{}\"", scene.attio.api_key());
    for absent in [
        &quoted_key,
        "grace@",
        "Grace",
        "Hopper",
        "ada@",
        "Lovelace",
        "mary@",
        "Somerville",
        "Polymath",
    ] {
        assert!(!snapshot.contains(absent), "{absent}: {snapshot}");
    }
}
