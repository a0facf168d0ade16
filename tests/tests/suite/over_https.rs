//! The promises over HTTPS and HTTP/2: runs the tests of this program again, in a separate process
//! with another transport.

use std::path::Path;
use std::process::Command;

use attio_emulator::Emulator;
use attio_tests::{Attio, Transport};
use reqwest::Version;

/// The modules whose tests are about requests, retries and reports. A test with its own server,
/// such as a listener that reads bytes, stays on plain HTTP.
const MODULES: [&str; 19] = [
    "bulk",
    "bulk_journal",
    "bulk_kill",
    "calls",
    "entries",
    "error_kinds",
    "failures",
    "fault_table",
    "hostile",
    "outage",
    "queries",
    "random_seed",
    "rate_limited",
    "reconcile",
    "records",
    "retries",
    "schema",
    "spans",
    "updates",
];

/// The minimum number of their tests, so that none is lost by accident.
const LEAST: usize = 200;

const CANARY: &str = "over_https::a_client_uses_the_transport_of_the_process";

/// Runs in both processes; the emulator reports the transport in use.
#[tokio::test]
async fn a_client_uses_the_transport_of_the_process() {
    let Attio { emulator, client } = Attio::start();
    client.whoami().await.expect("identified");
    let (scheme, version) = match Transport::of_the_process() {
        Transport::Http => ("http://", Version::HTTP_11),
        Transport::Https => ("https://", Version::HTTP_2),
    };
    assert!(emulator.base_url().starts_with(scheme), "{}", emulator.base_url());
    let requests = emulator.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].version, version);
}

#[test]
fn every_promise_holds_over_https_and_http2() {
    let mut program = Command::new(std::env::current_exe().expect("this program"));
    let (variable, https) = Transport::Https.variable();
    // None of the names matches this test, so that the other process does not start another one.
    program.args(MODULES.map(|module| format!("{module}::"))).arg(CANARY).env(variable, https);
    // Each of the hundreds of clients reads the system's certificates, so a single one replaces
    // some 150. No emulator uses it, so only `ca_certificate` makes a client trust an emulator.
    let other = Emulator::builder().tls(true).start_blocking().expect("the emulator starts");
    let system = Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificates-of-the-system.pem");
    std::fs::write(&system, other.ca_certificate()).expect("a file");
    program.env("SSL_CERT_FILE", &system).env_remove("SSL_CERT_DIR");
    let output = program.output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "over HTTPS and HTTP/2:\n{text}\n{errors}");
    let passed: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"))
        .collect();
    for module in MODULES {
        let is_of_module = |test: &&str| test.split_once("::").is_some_and(|(of, _)| of == module);
        assert!(passed.iter().any(is_of_module), "no test of `{module}` ran:\n{text}");
    }
    assert!(passed.contains(&CANARY), "{text}");
    assert!(passed.len() >= LEAST, "only {} tests ran", passed.len());
}
