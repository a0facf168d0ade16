//! The methods that distinguish the causes of an error: settings, connection, permission.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use attio_core::bulk::{Journal, JournalError};
use attio_core::error::ConfigProblem;
use attio_core::oauth::{AccessToken, OAuthApp};
use attio_core::rate_limit::RedisRateLimiter;
use attio_core::{
    AttioRecord, Client, ClientBuilder, DynamicRecord, Error, Method, Outcome, RecordId,
    RetryPolicy, Scope,
};
use attio_emulator::CannedResponse;
use attio_tests::people::Contact;
use attio_tests::{Attio, client_of};
use uuid::Uuid;

fn person() -> Contact {
    Contact { emails: vec!["ada@example.com".parse().expect("an address")] }
}

fn settings() -> ClientBuilder {
    Client::builder().api_key("token").no_rate_limit().retry(RetryPolicy::off())
}

fn client_at(base_url: String) -> Client {
    settings().base_url(base_url).timeout(Duration::from_secs(10)).build().expect("a client")
}

fn app(id: &str, redirect_uri: &str) -> Result<OAuthApp, Error> {
    OAuthApp::builder(id, "secret", redirect_uri).build()
}

/// Handles one connection at this address.
fn server(then: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || then(listener.accept().expect("a connection").0));
    address.to_string()
}

/// The causes that an error names: settings, connection, permission.
fn causes(error: &Error) -> [bool; 3] {
    [error.is_config(), error.is_connect(), error.is_auth()]
}

#[test]
fn every_mistake_in_the_settings_is_a_settings_error() {
    use ConfigProblem::{
        AppCredentials, BaseUrl, CorrelationHeader, InvalidToken, MissingToken, PlainHttp,
        RedirectUri, RedisUrl, UserAgent,
    };
    let at = |url: &str| settings().base_url(url).build().err();
    let errors = [
        (Client::builder().build().err(), MissingToken),
        (Client::builder().api_key(" ").build().err(), InvalidToken),
        (Client::builder().api_key("a\nb").build().err(), InvalidToken),
        (settings().user_agent("a\u{7f}b").build().err(), UserAgent),
        (settings().correlation_header("not a name").build().err(), CorrelationHeader),
        (settings().correlation_header("Authorization").build().err(), CorrelationHeader),
        (at(""), BaseUrl),
        (at("attio.com"), BaseUrl),
        (at("ftp://attio.com"), BaseUrl),
        (at("https://user@attio.com"), BaseUrl),
        (at("https://attio.com?no+connection"), BaseUrl),
        (at("https://attio.com#allow_plain_http"), BaseUrl),
        (at("https://attio.com/v2/"), BaseUrl),
        (at("http://attio.com"), PlainHttp),
        (at("http://10.0.0.1"), PlainHttp),
        (RedisRateLimiter::new("https://redis.invalid", "key").err(), RedisUrl),
        (app("", "https://example.com").err(), AppCredentials),
        (app("id", "nowhere").err(), RedirectUri),
        (app("id", "mailto:a@example.com").err(), RedirectUri),
        (app("id", "https://example.com#there").err(), RedirectUri),
        (app("id", "http://example.com").err(), PlainHttp),
    ];
    for (error, problem) in errors {
        let error = error.unwrap_or_else(|| panic!("{problem:?} is accepted"));
        assert_eq!(error.config_problem(), Some(problem), "{error}");
        assert_eq!(causes(&error), [true, false, false], "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotApplied, 0), "{error}");
        assert!(!error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn an_unwritable_value_is_not_a_settings_error() {
    let client = settings().correlation_header("x-id").build().expect("a client");
    let unwritable = f64::NAN;
    let errors = [
        client.request(Method::GET, "/v2/../self").await.expect_err("a path that a URL changes"),
        Contact::query().first(&client).correlation_id("a\nb").await.expect_err("no header"),
        client.request(Method::POST, "/v2/x").json(&Broken).await.expect_err("no JSON"),
        DynamicRecord::new("people")
            .set("number", [unwritable])
            .assert(&client, "name")
            .await
            .expect_err("nothing to match by"),
    ];
    for error in errors {
        assert_eq!(causes(&error), [false; 3], "{error}");
        assert_eq!(error.outcome(), Outcome::NotApplied, "{error}");
    }
}

struct Broken;

impl serde::Serialize for Broken {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no connection"))
    }
}

#[tokio::test]
async fn a_failed_connection_is_a_connection_error() {
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let refused = nobody.local_addr().expect("an address");
    drop(nobody);
    let no_tls = server(|mut stream| {
        let _ = stream.read(&mut [0; 512]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    for (base_url, is_retryable) in [
        (format!("http://{refused}"), true),
        ("https://attio.invalid".to_owned(), true),
        (format!("https://{no_tls}"), false),
    ] {
        let error = person().create(&client_at(base_url)).await.expect_err("no connection");
        assert_eq!(causes(&error), [false, true, false], "{error:?}");
        assert_eq!((error.outcome(), error.config_problem()), (Outcome::NotApplied, None));
        assert_eq!(error.is_retryable(), is_retryable, "{error}");
    }
}

#[tokio::test]
async fn a_failure_after_the_connection_is_not_a_connection_error() {
    let silent = server(|mut stream| {
        let _ = stream.read(&mut [0; 512]);
        std::thread::sleep(Duration::from_secs(60));
    });
    let silent = client_at(format!("http://{silent}"));
    let error = person().create(&silent).timeout(Duration::from_millis(300)).await;
    let error = error.expect_err("no response");
    assert!(error.is_timeout() && error.may_have_applied(), "{error:?}");
    assert_eq!(causes(&error), [false; 3], "{error}");

    let closing = server(|mut stream| drop(stream.read(&mut [0; 512])));
    let error = person().create(&client_at(format!("http://{closing}"))).await;
    let error = error.expect_err("no response");
    assert_eq!(causes(&error), [false; 3], "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
}

#[tokio::test]
async fn a_refusal_by_attio_is_neither_a_settings_nor_a_connection_error() {
    let attio = Attio::start();
    let missing = RecordId::<Contact>::from(Uuid::nil());
    let error = Contact::get(&attio.client, missing).await.expect_err("no such record");
    assert_eq!((error.status(), causes(&error)), (Some(404), [false; 3]), "{error}");
    let message = r#"{"status_code": 400, "type": "invalid_request_error", "code": "x",
        "message": "no connection; allow_plain_http"}"#;
    for (status, is_auth) in [(400, false), (401, true), (403, true), (503, false)] {
        attio.emulator.stub("GET", "/v2/self", CannedResponse::new(status).body(message));
        let client =
            client_of(&attio.emulator).retry(RetryPolicy::off()).build().expect("a client");
        let error = client.whoami().await.expect_err("a refusal");
        assert_eq!(causes(&error), [false, false, is_auth], "{error}");
    }
}

#[tokio::test]
async fn a_journal_with_a_revoked_token_is_an_error_about_the_token() {
    let attio = Attio::start();
    attio.emulator.stub("GET", "/v2/self", CannedResponse::new(200).body(r#"{"active": false}"#));
    let path = std::env::temp_dir().join(format!("attio-revoked-{}", std::process::id()));
    let journal = Journal::open(&path).expect("a journal");
    let refused = Contact::bulk_create(&attio.client).journal(&journal).await;
    let _ = std::fs::remove_file(&path);
    match refused.expect_err("no workspace") {
        JournalError::Workspace(error) => {
            assert_eq!(causes(&error), [false, false, true], "{error}");
            assert!(error.to_string().contains("revoked"), "{error}");
        }
        error => panic!("{error}"),
    }
}

/// Attio returns 400 for a truncated token if the call only identifies the token.
#[tokio::test]
async fn a_truncated_token_is_an_error_about_the_token_everywhere() {
    let attio = Attio::start();
    for key in ["x", &attio.emulator.api_key()[1..]] {
        let client = client_of(&attio.emulator).api_key(key).build().expect("a client");
        let app = OAuthApp::builder("billing", "secret", "http://localhost:3000/callback");
        let app = app.base_url(attio.emulator.base_url());
        let app = match attio.emulator.ca_certificate() {
            "" => app,
            certificate => app.ca_certificate(certificate),
        };
        let app = app.build().expect("an app");
        let path = attio_tests::scratch(std::env::temp_dir(), "attio-cut-off");
        let journal = Journal::open(&path).expect("a journal");
        let refused = Contact::bulk_create(&client).journal(&journal).await;
        let _ = std::fs::remove_file(&path);
        let refused = refused.expect_err("no workspace");
        assert!(refused.is_auth(), "{refused}");
        let JournalError::Workspace(refused) = refused else { panic!("{refused}") };
        let errors = [
            client.whoami().await.expect_err("cut off"),
            client.require_scopes([Scope::RecordsRead]).await.expect_err("cut off"),
            client.request(Method::GET, "/v2/self").await.expect_err("cut off"),
            client.request(Method::GET, "v2/self/").await.expect_err("cut off"),
            client.pull_schema().await.expect_err("cut off"),
            app.introspect(&AccessToken::new(key)).await.expect_err("cut off"),
            refused,
            person().create(&client).await.expect_err("cut off"),
        ];
        for error in errors {
            assert_eq!(causes(&error), [false, false, true], "{error}");
            assert!(!error.may_have_applied() && !error.is_retryable(), "{error}");
            assert!(matches!(error.code(), Some("missing_value" | "unauthorized")), "{error}");
        }
    }
}

/// Only there is the code about the token: elsewhere a value of the record is missing.
#[tokio::test]
async fn a_missing_value_is_not_an_error_about_the_token() {
    let attio = Attio::start();
    let missing = r#"{"status_code": 400, "type": "invalid_request_error", "code": "missing_value",
        "message": "Required value for attribute with ID \"x\" was not provided."}"#;
    let other = missing.replace("missing_value", "validation_type");
    let records = "/v2/objects/people/records";
    for (path, body) in [(records, missing), ("/v2/self/x", missing), ("/v2/self", &*other)] {
        attio.emulator.stub("*", path, CannedResponse::new(400).body(body.to_owned()));
        let error = attio.client.request(Method::GET, path).await.expect_err("a refusal");
        assert_eq!(causes(&error), [false; 3], "{error}");
    }
}

/// A journal for which Attio does not identify the token.
#[tokio::test]
async fn a_journal_distinguishes_a_refused_token_from_other_causes() {
    let attio = Attio::start();
    let path = attio_tests::scratch(std::env::temp_dir(), "attio-refused-token");
    let journal = Journal::open(&path).expect("a journal");
    let refusal = |status: u16| {
        let body = format!(
            r#"{{"status_code": {status}, "type": "auth_error", "code": "x", "message": "No."}}"#
        );
        CannedResponse::new(status).body(body)
    };
    let active = |body: &str| CannedResponse::new(200).body(body.to_owned());
    for (response, is_auth) in [
        (active(r#"{"active": false}"#), true),
        (
            active(r#"{"active": false, "workspace_id": "00000000-0000-0000-0000-000000000000"}"#),
            true,
        ),
        (refusal(401), true),
        (refusal(403), true),
        // The token works, so it must not be replaced.
        (active(r#"{"active": true}"#), false),
        (refusal(404), false),
    ] {
        attio.emulator.stub("GET", "/v2/self", response);
        let bulk = Contact::bulk_create(&attio.client).journal(&journal).await;
        let error = bulk.expect_err("no workspace");
        assert_eq!(error.is_auth(), is_auth, "{error:?}");
        let JournalError::Workspace(error) = error else { panic!("{error}") };
        assert_eq!(causes(&error), [false, false, is_auth], "{error}");
    }
    assert_eq!(attio.emulator.requests().len(), 6);
    let _ = std::fs::remove_file(&path);
}

/// The effect of a raw call, not its response, decides what it may have applied.
#[tokio::test]
async fn an_unreadable_raw_response_has_the_outcome_of_its_call() {
    let attio = Attio::start();
    let applied = Outcome::Applied(None);
    for (method, read_only, outcome) in [
        (Method::GET, false, Outcome::NotApplied),
        (Method::OPTIONS, false, Outcome::NotApplied),
        (Method::POST, true, Outcome::NotApplied),
        (Method::PATCH, true, Outcome::NotApplied),
        (Method::POST, false, applied),
        (Method::PUT, false, applied),
        (Method::PATCH, false, applied),
        (Method::DELETE, false, applied),
    ] {
        for body in [r#"{"data": "#, r#"{"data": {"id": 1}}"#, r#"{"data": []}"#] {
            attio.emulator.stub(method.as_str(), "/v2/x", CannedResponse::new(200).body(body));
            let request = attio.client.request(method.clone(), "/v2/x");
            let request = if read_only { request.read_only() } else { request };
            let response = request.await.expect("a success");
            let error = response.json::<Vec<u8>>().expect_err("not an array");
            assert_eq!(error.outcome(), outcome, "{method} {body}");
            assert_eq!(error.may_have_applied(), outcome != Outcome::NotApplied, "{method}");
            assert!(error.is_decode(), "{method}");
        }
    }
}

#[tokio::test]
async fn a_refused_token_names_where_it_is_from() {
    let attio = Attio::start();
    let client = client_of(&attio.emulator).api_key("wrong").build().expect("a client");
    let error = Contact::query().all(&client).await.expect_err("refused");
    assert!(error.is_auth(), "{error}");
    let message = error.api().and_then(|api| api.message()).expect("Attio's message");
    let advice = " (check the token that you gave to `api_key`, or in `ATTIO_API_KEY`)";
    assert!(error.to_string().ends_with(&format!("{message}{advice}")), "{error}");
}
