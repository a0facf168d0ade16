//! Every attribute type: `generate` has a field for it, and `import` reads its values from CSV.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use attio_emulator::Emulator;
use attio_schema::AttributeType;
use serde_json::{Value, json};

/// An object and its attribute of this type. Only Attio itself creates attributes of two of the
/// types.
fn place(kind: AttributeType) -> (&'static str, String) {
    match kind {
        AttributeType::PersonalName => ("people", "name".to_owned()),
        AttributeType::Interaction => ("people", "first_interaction".to_owned()),
        _ => ("samples", format!("a_{}", kind.as_str().replace('-', "_"))),
    }
}

/// A cell with a value of the type; `None` if only Attio writes the type.
fn cell(attio: &Emulator, kind: AttributeType) -> Option<String> {
    let cell = match kind {
        AttributeType::Interaction => return None,
        AttributeType::RecordReference => {
            let company = attio.seed("companies", &json!({"name": "Acme"})).expect("a company");
            format!("companies:{company}")
        }
        AttributeType::ActorReference => attio.member_id().to_string(),
        AttributeType::Checkbox => "yes".to_owned(),
        AttributeType::Currency => "12.50".to_owned(),
        AttributeType::Date => "2031-12-24".to_owned(),
        AttributeType::Domain => "example.com".to_owned(),
        AttributeType::EmailAddress => "ada@example.com".to_owned(),
        AttributeType::Location => "12 St James's Square".to_owned(),
        AttributeType::Number => "31337".to_owned(),
        AttributeType::PersonalName => "Ada Lovelace".to_owned(),
        AttributeType::PhoneNumber => "+442079460958".to_owned(),
        AttributeType::Rating => "4".to_owned(),
        AttributeType::Select => "Sample option".to_owned(),
        AttributeType::Status => "Sample status".to_owned(),
        AttributeType::Text => "Sample words".to_owned(),
        AttributeType::Timestamp => "2032-01-02T03:04:05Z".to_owned(),
        other => panic!("this test has no cell of the type `{other}`"),
    };
    Some(cell)
}

/// An emulator with an attribute of every type, and an empty folder.
fn scene(name: &str) -> (Emulator, PathBuf) {
    let attio = Emulator::builder().api_key("test").start_blocking().expect("an emulator");
    let data = json!({"api_slug": "samples", "singular_noun": "Sample", "plural_noun": "Samples"});
    attio.create_object(&data).expect("an object");
    for kind in AttributeType::ALL {
        let config = match kind {
            AttributeType::PersonalName | AttributeType::Interaction => continue,
            AttributeType::Currency => {
                json!({"currency": {"default_currency_code": "USD", "display_type": "symbol"}})
            }
            _ => json!({}),
        };
        let data = json!({
            "api_slug": place(*kind).1, "type": kind.as_str(), "is_multiselect": false,
            "is_unique": false, "config": config,
        });
        attio.create_attribute("samples", &data).expect("an attribute");
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    (attio, folder)
}

/// Runs the command, and returns its standard output.
fn run(attio: &Emulator, folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_attio"))
        .args(args)
        .current_dir(folder)
        .env("ATTIO_API_KEY", attio.api_key())
        .env("ATTIO_BASE_URL", attio.base_url())
        .env_remove("ATTIO_SCHEMA")
        .output()
        .expect("the command");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{args:?}: {out}{err}");
    out
}

#[test]
fn every_type_is_generated() {
    let (attio, folder) = scene("generate-every-type");
    run(&attio, &folder, &["schema", "pull"]);
    let code = run(&attio, &folder, &["generate"]);
    for kind in AttributeType::ALL {
        let field = format!("{}: Option<{}>,", place(*kind).1, kind.value_type());
        assert!(code.contains(&field), "`{kind}` is not generated as `{field}`:\n{code}");
    }
}

#[test]
fn every_type_is_imported() {
    let (attio, folder) = scene("import-every-type");
    attio.create_option("samples", "a_select", "Sample option").expect("an option");
    attio.create_status("samples", "a_status", "Sample status").expect("a status");
    for object in ["people", "samples"] {
        let written: Vec<_> = AttributeType::ALL
            .iter()
            .filter(|kind| place(**kind).0 == object)
            .filter_map(|kind| Some((*kind, place(*kind).1, cell(&attio, *kind)?)))
            .collect();
        let header: Vec<_> = written.iter().map(|(_, slug, _)| slug.as_str()).collect();
        let cells: Vec<_> = written.iter().map(|(_, _, cell)| cell.as_str()).collect();
        let csv = format!("{}\n{}\n", header.join(","), cells.join(","));
        let file = format!("{object}.csv");
        fs::write(folder.join(&file), csv).expect("a file");
        let out = run(&attio, &folder, &["import", &file, "--object", object]);
        assert_eq!(out, "1 row: 1 created\n");

        let path = format!("/v2/objects/{object}/records");
        let requests = attio.requests();
        let create = requests.iter().find(|request| request.path == path).expect("a create");
        let body: Value = serde_json::from_slice(&create.body).expect("JSON");
        for (kind, slug, _) in &written {
            let values = &body["data"]["values"][slug];
            assert!(values.as_array().is_some_and(|all| all.len() == 1), "`{kind}`: {values}");
        }
    }
}
