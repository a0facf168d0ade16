//! The examples as the README and the guide show them, in the workspace itself.

use std::path::Path;
use std::process::Output;

use attio_test_support::outside;
use attio_tests::Attio;

/// Runs an example with the token of the emulator.
fn run(example: &str, arguments: &[&str], attio: &Attio) -> Output {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = tests.parent().expect("the workspace");
    let output = outside::cargo(workspace, &["run", "--quiet", "-p", "attio-examples"])
        .args(["--bin", example, "--"])
        .args(arguments)
        .env("ATTIO_API_KEY", attio.emulator.api_key())
        .env("ATTIO_BASE_URL", attio.emulator.base_url())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{output:?}");
    output
}

/// Asserts that something was written, and that nothing is left.
fn nothing_is_left(attio: &Attio) {
    let requests = attio.emulator.requests();
    let wrote = |methods: &[&str]| requests.iter().any(|it| methods.contains(&&*it.method));
    assert!(wrote(&["POST", "PUT"]) && wrote(&["DELETE"]), "{requests:#?}");
    for object in ["people", "companies", "deals"] {
        assert!(attio.emulator.record_ids(object).is_empty(), "{object}");
    }
}

#[test]
#[ignore = "builds the examples alone, which takes a minute; CONTRIBUTING.md has the command"]
fn the_main_job_deletes_what_it_wrote_to_a_live_workspace() {
    let attio = Attio::start();
    // Without `--live` it uses its own emulator, and exits when it is done.
    let output = run("create_person", &[], &attio);
    assert!(String::from_utf8_lossy(&output.stdout).contains("Ada Lovelace"), "{output:?}");
    assert!(attio.emulator.requests().is_empty());
    run("create_person", &["--live"], &attio);
    nothing_is_left(&attio);
}

#[test]
#[ignore = "builds the examples alone, which takes a minute; CONTRIBUTING.md has the command"]
fn the_sales_pipeline_deletes_what_it_wrote_to_a_live_workspace() {
    let attio = Attio::start();
    let output = run("sales_pipeline", &[], &attio);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("Lead → InTalks → Won"), "{stdout}");
    assert!(stdout.contains("  Acme: Lead, 12000 USD, by 2026-12-31"), "{stdout}");
    assert!(attio.emulator.requests().is_empty());
    attio_examples::pipeline::make_list(&attio.emulator).expect("the list");
    run("sales_pipeline", &["--live"], &attio);
    nothing_is_left(&attio);
}
