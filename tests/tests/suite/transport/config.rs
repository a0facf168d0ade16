//! Certificates: which are trusted, and the errors for the others.

use std::process::Command;

use attio_core::error::ConfigProblem;
use attio_core::{AttioRecord, Client};
use attio_emulator::Emulator;
use attio_tests::people::Worker;
use attio_tests::{client_of, http_of};

use super::{assert_not_sent, at_once, emulator, quick};

#[tokio::test]
async fn a_certificate_that_is_not_trusted_ends_a_call_at_once() {
    let emulator = emulator();
    let client = Client::builder().base_url(emulator.base_url()).api_key("a-token");
    let client = client.retry(quick()).no_rate_limit().build().expect("a client");
    for end in at_once(50, |number| Worker::numbered(number).create(&client)).await {
        let error = end.expect_err("not trusted");
        assert_not_sent(&error);
        assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{error}");
        let text = error.to_string();
        assert!(text.contains("certificate is not trusted"), "{text}");
        assert!(text.contains("ca_certificate") && !text.contains("sent "), "{text}");
    }
    // A call has at most one handshake, and no more follow.
    assert!(emulator.connections() <= 50, "{} handshakes", emulator.connections());
}

#[tokio::test]
async fn a_name_that_the_certificate_does_not_have_is_named() {
    let emulator = emulator();
    let address = emulator.base_url().trim_start_matches("https://").parse().expect("an address");
    let http = http_of(&emulator).resolve("attio.test", address).build().expect("a client");
    let client = Client::builder().base_url("https://attio.test").api_key("k").http_client(http);
    let client = client.retry(quick()).build().expect("a client");
    let error = Worker::numbered(1).create(&client).await.expect_err("another name");
    assert_not_sent(&error);
    assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("attio.test") && text.contains("check the host of the base URL"),
        "{text}"
    );
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_ends_a_call_at_once() {
    let emulator = Emulator::start_blocking().expect("started");
    let base_url = emulator.base_url().replace("http:", "https:");
    let client = Client::builder().base_url(base_url).api_key("a-token").retry(quick());
    let client = client.build().expect("a client");
    let error = Worker::numbered(1).create(&client).await.expect_err("no TLS");
    assert_not_sent(&error);
    assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{error}");
    assert!(error.to_string().contains("TLS failed"), "{error}");
}

#[test]
fn an_invalid_certificate_is_refused_when_the_client_is_built() {
    let of = |base64| format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
    for text in [String::new(), "nothing".to_owned(), of("!"), of("AAAA")] {
        let built = Client::builder().api_key("k").ca_certificate(text).build();
        let error = built.expect_err("no certificate");
        assert_eq!(error.config_problem(), Some(ConfigProblem::CaCertificate), "{error}");
    }
    let http = reqwest::Client::new();
    let emulator = emulator();
    let both = client_of(&emulator).http_client(http).build();
    let error = both.expect_err("it would do nothing");
    assert_eq!(error.config_problem(), Some(ConfigProblem::CaCertificate), "{error}");
    assert!(error.to_string().contains("tls_certs_merge"), "{error}");
}

/// In a separate process, whose environment names the certificates.
const CHILD: &str = "ATTIO_TEST_WITHOUT_CERTIFICATES";

#[test]
fn without_certificates_the_error_names_the_remedy() {
    const NAME: &str = "transport::config::without_certificates_the_error_names_the_remedy";
    if std::env::var_os(CHILD).is_some() {
        let error = Client::builder().api_key("k").build().expect_err("no certificates");
        println!("told: {error}");
        assert_eq!(error.config_problem(), Some(ConfigProblem::HttpClient));
        // Without TLS, no certificates are needed.
        Client::builder().api_key("k").base_url("http://localhost:1").build().expect("a client");
        // With its own certificate, a client does not need the others either.
        let emulator = emulator();
        client_of(&emulator).build().expect("a client");
        return;
    }
    let nowhere = std::env::temp_dir().join("attio-no-certificates-here");
    let child = Command::new(std::env::current_exe().expect("this test"))
        .args([NAME, "--exact", "--nocapture"])
        .env(CHILD, "1")
        .env("SSL_CERT_FILE", &nowhere)
        .env("SSL_CERT_DIR", &nowhere)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
    for words in ["CA certificates", "SSL_CERT_FILE=", "SSL_CERT_DIR=", "ca_certificate"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}
