//! The main job as the README shows it, in the workspace itself.

use std::path::Path;

use attio_test_support::outside;
use attio_tests::Attio;

#[test]
#[ignore = "builds the examples alone, which takes a minute; CONTRIBUTING.md has the command"]
fn the_main_job_deletes_what_it_wrote_to_a_live_workspace() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = tests.parent().expect("the workspace");
    let job = |arguments: &[&str], attio: &Attio| {
        outside::cargo(workspace, &["run", "--quiet", "-p", "attio-examples"])
            .arg("--")
            .args(arguments)
            .env("ATTIO_API_KEY", attio.emulator.api_key())
            .env("ATTIO_BASE_URL", attio.emulator.base_url())
            .output()
            .expect("cargo runs")
    };
    let attio = Attio::start();
    // Without `--live` it uses its own emulator, and exits when it is done.
    let output = job(&[], &attio);
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("Ada Lovelace"), "{output:?}");
    assert!(attio.emulator.requests().is_empty());
    let output = job(&["--live"], &attio);
    assert!(output.status.success(), "{output:?}");
    let requests = attio.emulator.requests();
    let wrote = |method: &str| requests.iter().filter(|it| it.method == method).count();
    assert!(wrote("POST") > 0 && wrote("DELETE") > 0, "{requests:#?}");
    for object in ["people", "companies", "deals"] {
        assert!(attio.emulator.record_ids(object).is_empty(), "{object}");
    }
}
