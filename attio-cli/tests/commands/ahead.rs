//! `attio schema check` lists each `#[attio(ahead)]` that can go.

use std::fs;

use attio_emulator::TargetName;
use serde_json::{Value, json};

use crate::schema::{Scene, stderr, stdout};

const PEOPLE: &str = r#"//! The people.
use attio_core::{AttioOption, AttioRecord, AttioValue};

/// A person.
#[derive(Debug, AttioRecord)]
#[attio(object = "people", rename_all = "kebab-case")]
pub(crate) struct Person {
    #[attio(slug = "job_title", ahead)]
    job: Option<String>,
    /// Still to be created.
    #[attio(ahead)]
    not_there: Option<String>,
    #[attio(
        unique,
        ahead,
    )]
    loyalty: Option<String>,
    tier: Option<Level>,
}

#[derive(AttioValue)]
struct Level(Vec<Tier>);

#[derive(AttioOption)]
#[attio(rename_all = "Title Case")]
enum Tier {
    Gold,
    #[attio(ahead)]
    BrightSilver,
    #[attio(ahead)]
    Platinum,
}
"#;

const INVOICES: &str = r#"
mod inner {
    fn of_a_function() {
        #[derive(attio_core::AttioRecord)]
        #[attio(object = "invoices", ahead)]
        struct Invoice {
            number: String,
        }
    }

    #[derive(attio_core::AttioRecord)]
    #[attio(object = "people", schema = "other.json", ahead)]
    struct Elsewhere {
        #[attio(ahead)]
        name: String,
    }

    /// Another trait's attribute.
    #[derive(Other)]
    #[attio(object = "people", ahead)]
    struct Foreign;
}
"#;

#[test]
fn each_ahead_that_can_go_is_listed() {
    let scene = Scene::new("ahead");
    let attio = &scene.attio;
    for data in [
        json!({"api_slug": "loyalty", "type": "text"}),
        json!({"api_slug": "tier", "type": "select"}),
    ] {
        attio.create_attribute("people", &data).expect("an attribute");
    }
    for title in ["Gold", "Bright Silver"] {
        attio.create_option("people", "tier", title).expect("an option");
    }
    scene.ok(&["schema", "pull"]);
    let write = |path: &str, text: &str| {
        let path = scene.folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("Cargo.toml", "[package]\nname = \"crm\"\n");
    write("src/model/people.rs", PEOPLE);
    write("src/lib.rs", INVOICES);
    write("src/broken.rs", "#[derive(AttioRecord)] struct {");
    write("other.json", "{}");
    write("target/debug/build/out/generated.rs", PEOPLE);

    let check = scene.run(&["schema", "check"]);
    let in_snapshot = "\
        ahead: src/model/people.rs:8: the snapshot has the attribute `people.job_title`; remove \
        `#[attio(ahead)]` from the field `job` of `Person`\n\
        ahead: src/model/people.rs:15: the snapshot has the attribute `people.loyalty`; remove \
        `#[attio(ahead)]` from the field `loyalty` of `Person`\n\
        ahead: src/model/people.rs:28: the snapshot has \"Bright Silver\" of `people.tier`; remove \
        `#[attio(ahead)]` from the variant `BrightSilver` of `Tier`\n";
    assert_eq!(stdout(&check), in_snapshot, "{}", stderr(&check));
    assert_eq!(check.status.code(), Some(3), "there is something to do");
    assert!(stderr(&check).contains("matches the workspace"), "{}", stderr(&check));
    // It breaks nothing.
    assert_eq!(scene.ok(&["schema", "check", "--breaking"]), "");
    assert_eq!(scene.ok(&["schema", "check", "--object", "companies"]), "");
    // A file that is named is compared with the sources of the current folder.
    let path = scene.folder.join("attio.schema.json");
    let named = scene.run(&["schema", "check", "--schema", path.to_str().expect("UTF-8")]);
    assert_eq!(stdout(&named), in_snapshot);

    // The workspace has more than the snapshot.
    let invoices = json!({"api_slug": "invoices", "singular_noun": "I", "plural_noun": "Is"});
    attio.create_object(&invoices).expect("an object");
    attio.create_option("people", "tier", "Platinum").expect("an option");
    let check = scene.run(&["schema", "check"]);
    let live = stdout(&check);
    let (differences, ahead) = live.split_once("ahead: ").expect("both");
    assert_eq!(differences.lines().count(), 1, "{live}");
    assert!(differences.starts_with("breaking: people.tier: \"Platinum\" is new"), "{live}");
    assert!(
        ahead.starts_with(
            "src/lib.rs:5: the workspace has the object `invoices`; run `attio schema pull` and \
             remove `#[attio(ahead)]` from the struct `Invoice`\n"
        ),
        "{live}"
    );
    assert!(ahead.contains("src/model/people.rs:30: the workspace has \"Platinum\""), "{live}");
    assert_eq!(ahead.lines().count(), 5, "{live}");

    let json: Value =
        serde_json::from_str(&stdout(&scene.run(&["schema", "check", "--json"]))).expect("JSON");
    let lines: Vec<_> = json.as_array().expect("a list").iter().map(|one| &one["line"]).collect();
    assert_eq!(lines, [&Value::Null, &json!(5), &json!(8), &json!(15), &json!(28), &json!(30)]);
    assert_eq!(json[1]["file"], "src/lib.rs");
    assert_eq!(json[1]["object"], "invoices");
}

const ENTRIES: &str = r#"
use attio_core::{AttioEntry, AttioOption, AttioRecord};

#[derive(AttioRecord)]
#[attio(object = "people", partial)]
struct Person {
    #[attio(ahead)]
    job_title: Option<String>,
}

/// A list with the slug of an object.
#[derive(AttioEntry)]
#[attio(list = "people", parent = crate::model::Person, ahead)]
struct Candidate {
    #[attio(ahead, slug = "job_title")]
    job: Option<String>,
    stage: Option<Stage>,
}

#[derive(AttioEntry)]
#[attio(parent = Generic<Person, 3>, rename_all = "kebab-case", list = "key-accounts")]
struct KeyAccount {
    #[attio(ahead)]
    first_contact: Option<String>,
    #[attio(ahead)]
    not_there: Option<String>,
}

#[derive(AttioEntry)]
#[attio(ahead, parent = AnyRecord, list = "nowhere")]
struct Nowhere {}

#[derive(AttioOption)]
enum Stage {
    #[attio(ahead)]
    Open,
    #[attio(ahead)]
    Closed,
}
"#;

#[test]
fn each_ahead_of_an_entry_that_can_go_is_listed() {
    let scene = Scene::new("ahead-entries");
    let attio = &scene.attio;
    for slug in ["people", "key-accounts"] {
        attio.create_list(&json!({"api_slug": slug, "parent_object": "people"})).expect("a list");
    }
    let people = TargetName::List("people");
    for attribute in [
        json!({"api_slug": "job_title", "type": "text"}),
        json!({"api_slug": "stage", "type": "select"}),
    ] {
        attio.create_attribute(people, &attribute).expect("an attribute");
    }
    attio.create_option(people, "stage", "Open").expect("an option");
    scene.ok(&["schema", "pull"]);
    fs::create_dir_all(scene.folder.join("src")).expect("a folder");
    fs::write(scene.folder.join("Cargo.toml"), "[package]\nname = \"crm\"\n").expect("a file");
    fs::write(scene.folder.join("src/lib.rs"), ENTRIES).expect("a file");

    let person = "ahead: src/lib.rs:7: the snapshot has the attribute `people.job_title`; remove \
                  `#[attio(ahead)]` from the field `job_title` of `Person`\n";
    let candidate = "\
        ahead: src/lib.rs:13: the snapshot has the list `people`; remove `#[attio(ahead)]` from the \
        struct `Candidate`\n\
        ahead: src/lib.rs:15: the snapshot has the list attribute `people.job_title`; remove \
        `#[attio(ahead)]` from the field `job` of `Candidate`\n\
        ahead: src/lib.rs:35: the snapshot has \"Open\" of the list attribute `people.stage`; remove \
        `#[attio(ahead)]` from the variant `Open` of `Stage`\n";
    let check = |args: &[&str]| stdout(&scene.run(&[&["schema", "check"], args].concat()));
    assert_eq!(check(&[]), format!("{person}{candidate}"));
    assert_eq!(check(&["--object", "people"]), person, "only the object of this slug");
    assert_eq!(check(&["--list", "people"]), candidate, "only the list of this slug");
    assert_eq!(check(&["--list", "people", "--object", "people"]), format!("{person}{candidate}"));
    assert_eq!(check(&["--list", "key-accounts"]), "");

    // The workspace has more than the snapshot, also if that has no lists.
    let text = fs::read_to_string(scene.folder.join("attio.schema.json")).expect("a file");
    let mut workspace = attio_schema::Workspace::from_json(&text).expect("a snapshot");
    workspace.lists = None;
    fs::write(scene.folder.join("attio.schema.json"), workspace.to_json()).expect("a file");
    let key_accounts = TargetName::List("key-accounts");
    let first = json!({"api_slug": "first-contact", "type": "text"});
    attio.create_attribute(key_accounts, &first).expect("an attribute");
    let live = check(&[]);
    assert_eq!(live.lines().count(), 5, "only the sources are compared: {live}");
    assert!(
        live.contains(
            "ahead: src/lib.rs:23: the workspace has the list attribute `key-accounts.first-contact`; \
             run `attio schema pull` and remove `#[attio(ahead)]` from the field `first_contact` of \
             `KeyAccount`\n"
        ),
        "{live}"
    );
    assert!(live.contains("ahead: src/lib.rs:13: the workspace has the list `people`"), "{live}");
    let json: Value = serde_json::from_str(&check(&["--json"])).expect("JSON");
    let found: Vec<_> = json
        .as_array()
        .expect("an array")
        .iter()
        .map(|one| (&one["line"], &one["object"], &one["list"]))
        .collect();
    assert_eq!(found[0], (&json!(7), &json!("people"), &Value::Null));
    assert_eq!(found[1], (&json!(13), &Value::Null, &json!("people")));

    // A token that cannot read lists compares the rest.
    let scopes = ["object_configuration:read"];
    let emulator = attio_emulator::Emulator::builder().api_key("test").scopes(scopes);
    let scene = Scene { attio: emulator.start_blocking().expect("an emulator"), ..scene };
    assert_eq!(stdout(&scene.run(&["schema", "check"])), person);
}
