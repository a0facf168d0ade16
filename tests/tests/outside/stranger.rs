//! A stranger's crate, outside the workspace, that depends on `attio-core` and `tokio` alone and
//! denies warnings, compiles and runs the documented example.

use std::fs;
use std::path::Path;

use attio_emulator::CannedResponse;
use attio_test_support::outside;
use attio_tests::Attio;
use serde_json::json;

const MAIN: &str = r#"
#![deny(warnings)]

use attio_core::{AttioRecord, Client};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96")]
    text: String,
    multiselect_attribute: Vec<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let person = Person {
        text: "Lorem ipsum".to_owned(),
        multiselect_attribute: vec!["One".to_owned(), "Two".to_owned()],
    };
    let created = person.create(&client).await?;
    println!(
        "{} {} {} {} {}",
        created.id.workspace_id,
        created.id.object_id,
        created.id.record_id,
        created.created_at,
        created.web_url.map(String::from).unwrap_or_default(),
    );
    Ok(())
}
"#;

#[test]
fn a_strangers_crate_compiles_and_runs_the_documented_example() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger");
    let core = outside::path_dependency("attio-core");
    let tokio = "tokio = { version = \"1\", features = [\"rt\", \"macros\"] }";
    outside::write_package(&folder, "stranger", &format!("{core}\n{tokio}")).expect("a package");
    fs::write(folder.join("src/main.rs"), MAIN).expect("a program");

    let attio = Attio::start();
    attio.emulator.stub(
        "POST",
        "/v2/objects/people/records",
        CannedResponse::json(
            200,
            &json!({"data": {
                "id": {
                    "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c",
                    "object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795",
                    "record_id": "bf071e1f-6035-429d-b874-d83ea64ea13b"
                },
                "created_at": "2022-11-21T13:22:49.061281000Z",
                "web_url": "https://app.attio.com/acme/person/bf071e1f-6035-429d-b874-d83ea64ea13b",
                "values": {}
            }}),
        ),
    );
    let output = outside::cargo(&folder, &["run", "--quiet"])
        .env("ATTIO_API_KEY", attio.emulator.api_key())
        .env("ATTIO_BASE_URL", attio.emulator.base_url())
        .output()
        .expect("cargo runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "", "no warnings");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        "14beef7a-99f7-4534-a87e-70b564330a4c 97052eb9-e65e-443f-a297-f2d9a4a7f795 \
         bf071e1f-6035-429d-b874-d83ea64ea13b 2022-11-21T13:22:49.061281000Z \
         https://app.attio.com/acme/person/bf071e1f-6035-429d-b874-d83ea64ea13b"
    );
    let requests = attio.emulator.requests();
    let [request] = requests.as_slice() else { panic!("one request") };
    assert_eq!(
        request.body_text(),
        r#"{"data":{"values":{"41252299-f8c7-4b5e-99c9-4ff8321d2f96":["Lorem ipsum"],"multiselect_attribute":["One","Two"]}}}"#
    );
    assert!(request.bearer().is_some());
}
