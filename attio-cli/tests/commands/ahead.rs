//! `attio schema check` lists each `#[attio(ahead)]` that can go.

use std::fs;

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
