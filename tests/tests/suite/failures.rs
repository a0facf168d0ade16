//! The errors of failed calls: whether the request was applied, to which record, and why.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use attio_core::{AttioRecord, Client, Error, Outcome, RecordId, RetryPolicy};
use attio_emulator::CannedResponse;
use attio_tests::people::Person;
use attio_tests::{Attio, client_of};
use serde_json::json;
use uuid::{Uuid, uuid};

fn person() -> Person {
    Person { job_title: Some("Analyst".into()), ..Person::default() }
}

const ID: Uuid = uuid!("bf071e1f-6035-429d-b874-d83ea64ea13b");

fn head() -> String {
    format!(
        r#"{{"data":{{"id":{{"workspace_id":"14beef7a-99f7-4534-a87e-70b564330a4c","object_id":"97052eb9-e65e-443f-a297-f2d9a4a7f795","record_id":"{ID}"}}"#
    )
}

/// An emulator, with a client that sends everything once.
fn without_retries() -> Attio {
    let emulator = Attio::start().emulator;
    let client = client_of(&emulator).retry(RetryPolicy::off()).build();
    Attio { client: client.expect("the settings are right"), emulator }
}

/// The error of a create whose response has this body.
async fn create_answered(status: u16, body: impl Into<Vec<u8>>) -> Error {
    let attio = without_retries();
    let body: Vec<u8> = body.into();
    attio.emulator.stub("POST", "/v2/objects/people", CannedResponse::new(status).body(body));
    let error = person().create(&attio.client).await.expect_err("a failure");
    assert_eq!(attio.emulator.requests().len(), 1, "a create is never sent twice");
    error
}

#[tokio::test]
async fn a_success_without_created_at_was_applied_to_a_known_record() {
    let error = create_answered(200, format!(r#"{},"values":{{}}}}}}"#, head())).await;
    assert_eq!(error.outcome(), Outcome::Applied(Some(ID)));
    assert!(error.may_have_applied() && error.is_decode() && !error.is_retryable());
    assert_eq!(error.status(), Some(200));
    assert!(error.to_string().contains("created_at"), "{error}");
    assert!(error.to_string().contains(&ID.to_string()), "{error}");
}

#[tokio::test]
async fn a_success_with_a_broken_created_at_was_applied_to_a_known_record() {
    let body = format!(r#"{},"created_at":"yesterday","values":{{}}}}}}"#, head());
    let error = create_answered(200, body).await;
    assert_eq!(error.outcome(), Outcome::Applied(Some(ID)));
}

#[tokio::test]
async fn a_success_cut_off_after_the_id_was_applied_to_a_known_record() {
    let error = create_answered(200, format!(r#"{},"created_at":"2022-11-21T13:2"#, head())).await;
    assert_eq!(error.outcome(), Outcome::Applied(Some(ID)));
    assert_eq!(error.body().map(<[u8]>::len), Some(head().len() + 30));
}

#[tokio::test]
async fn a_success_that_is_not_json_was_applied_to_an_unknown_record() {
    let error = create_answered(200, "<html>OK</html>").await;
    assert_eq!(error.outcome(), Outcome::Applied(None));
    assert_eq!(error.body(), Some("<html>OK</html>".as_bytes()));
}

#[tokio::test]
async fn missing_and_null_values_and_web_url_are_not_an_error() {
    for rest in [
        r#","created_at":"2022-11-21T13:22:49.061281000Z"}}"#,
        r#","created_at":"2022-11-21T13:22:49.061281000Z","web_url":null,"values":null}}"#,
        r#","created_at":"2022-11-21T13:22:49.061281000Z","values":{},"new_member":{"a":[1]}}}"#,
    ] {
        let attio = Attio::start();
        let body = format!("{}{rest}", head());
        attio.emulator.stub("POST", "/v2/objects/people", CannedResponse::new(200).body(body));
        let created = person().create(&attio.client).await.expect("a record");
        assert_eq!(created.id.record_id, RecordId::from(ID));
        assert_eq!(created.web_url, None);
        assert_eq!(created.decode().expect("no values").job_title, None);
    }
}

#[tokio::test]
async fn a_decode_error_after_a_create_names_the_record() {
    let attio = Attio::start();
    let body = format!(
        r#"{},"created_at":"2022-11-21T13:22:49.061281000Z","values":{{"job_title":[{{"value":42,"attribute_type":"number"}}]}}}}}}"#,
        head()
    );
    attio.emulator.stub("POST", "/v2/objects/people", CannedResponse::new(200).body(body));
    let created = person().create(&attio.client).await.expect("the record was created");
    for error in [
        created.decode().expect_err("a number is not a string"),
        created.value(Person::JOB_TITLE).expect_err("a number is not a string"),
    ] {
        assert_eq!(error.outcome(), Outcome::Applied(Some(ID)));
        assert_eq!(error.attribute(), Some("job_title"));
        let text = error.to_string();
        assert!(text.contains("people") && text.contains("\"number\""), "{text}");
    }
    // The rest is still available.
    assert_eq!(created.values.read::<f64>("job_title").expect("a number"), 42.0);
}

#[tokio::test]
async fn an_error_that_is_not_json_keeps_its_status_and_body() {
    let error = create_answered(503, "<html>Service Unavailable</html>").await;
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.code(), None);
    assert_eq!(error.body(), Some("<html>Service Unavailable</html>".as_bytes()));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(!error.is_retryable(), "a create may have been applied");
    assert!(error.to_string().contains("Service Unavailable"), "{error}");
}

#[tokio::test]
async fn a_server_error_of_a_read_can_be_retried() {
    let attio = without_retries();
    attio.emulator.stub("GET", "/v2/objects/people", CannedResponse::new(500));
    let error = Person::get(&attio.client, ID.into()).await.expect_err("a failure");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_api_error_has_everything_that_attio_reported() {
    let attio = Attio::start();
    attio.emulator.stub(
        "POST",
        "/v2/objects/people",
        CannedResponse::json(
            400,
            &json!({
                "status_code": 400, "type": "invalid_request_error", "code": "validation_type",
                "message": "An invalid value was passed to attribute with slug \"name\".",
                "validation_errors": [{
                    "code": "invalid_type", "path": ["first_name", 0], "message": "Required",
                    "expected": "string", "received": "undefined"
                }]
            }),
        )
        .header("x-attio-execution-id", "abc123"),
    );
    let error = person().create(&attio.client).await.expect_err("refused");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(error.code(), Some("validation_type"));
    assert_eq!(error.attribute(), Some("name"));
    assert_eq!(error.request_id(), Some("abc123"));
    let api = error.api().expect("a response of the API");
    assert_eq!(api.error_type(), Some("invalid_request_error"));
    let [what] = api.validation_errors() else { panic!("one validation error") };
    assert_eq!(what.to_string(), "first_name.0: Required");
    assert_eq!((what.expected(), what.received()), (Some("string"), Some("undefined")));
}

#[tokio::test]
async fn an_odd_member_of_an_error_hides_neither_its_code_nor_the_others() {
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    for (member, value) in [
        ("type", "17"),
        ("type", "{}"),
        ("status_code", "\"four hundred\""),
        ("path", "\"root\""),
        ("path", "[null]"),
        ("validation_errors", "\"none\""),
        ("validation_errors", "{\"a\":1}"),
        ("validation_errors", &deep),
        ("something_new", &deep),
    ] {
        let body = format!(r#"{{"{member}":{value},"code":"uniqueness_conflict","message":"m"}}"#);
        let error = create_answered(400, body).await;
        assert!(error.is_uniqueness_conflict(), "{member} {value}: {error}");
        assert_eq!(error.api().and_then(|api| api.message()), Some("m"));
    }
    let error = create_answered(
        400,
        r#"{"code":"validation_type","message":"m","path":["filter",0],"validation_errors":[
            {"code":"invalid_type","message":"first","path":[{}],"expected":["string"],"received":1},
            "second",
            {"code":"invalid_type","message":"third","path":["name"],"expected":"string"}
        ]}"#,
    )
    .await;
    let api = error.api().expect("a response of the API");
    assert_eq!(api.path().len(), 2);
    let shown: Vec<_> = api.validation_errors().iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["first", "name: third"]);
    assert_eq!(api.validation_errors()[0].expected(), None);
    assert_eq!(api.validation_errors()[1].expected(), Some("string"));
    // A response without a code is not Attio's.
    let error = create_answered(400, r#"{"code":400,"message":"m"}"#).await;
    assert!(error.api().is_some_and(|api| api.code().is_none() && api.message().is_none()));
}

#[tokio::test]
async fn conflicting_records_are_read_from_the_message() {
    let error = create_answered(
        400,
        r#"{"status_code":400,"type":"invalid_request_error","code":"uniqueness_conflict","message":"A value … Conflicting record IDs: bf071e1f-6035-429d-b874-d83ea64ea13b, 14beef7a-99f7-4534-a87e-70b564330a4c"}"#,
    )
    .await;
    assert!(error.is_uniqueness_conflict());
    assert_eq!(error.conflicting_records(), [ID, uuid!("14beef7a-99f7-4534-a87e-70b564330a4c")]);
}

#[tokio::test]
async fn a_rate_limit_and_a_write_conflict_were_not_processed() {
    for (status, code) in [(429, "rate_limit_exceeded"), (409, "concurrent_write_conflict")] {
        let body = json!({"status_code": status, "type": "x", "code": code, "message": "m"});
        let error = create_answered(status, body.to_string()).await;
        assert_eq!(error.outcome(), Outcome::NotApplied);
        assert!(error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let attio = Attio::start();
    attio.emulator.stub(
        "POST",
        "/v2/objects/people",
        CannedResponse::new(302).header("location", "/v2/self"),
    );
    let error = person().create(&attio.client).await.expect_err("no redirects in this API");
    assert_eq!(error.status(), Some(302));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(attio.emulator.requests().len(), 1);
}

fn client_at(base_url: String) -> Client {
    Client::builder()
        .api_key("k")
        .base_url(base_url)
        .timeout(Duration::from_secs(2))
        .build()
        .expect("the settings are right")
}

#[tokio::test]
async fn without_a_connection_nothing_was_applied() {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let client = client_at(format!("http://{free}"));
    let error = person().create(&client).await.expect_err("nobody listens");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert!(error.is_retryable());
    assert!(std::error::Error::source(&error).is_some());
}

/// A server that reads one request and then runs `then` on the connection.
fn server(then: impl FnOnce(std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer);
        then(stream);
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_connection_that_is_dropped_after_the_request_leaves_a_create_unknown() {
    let error = person().create(&client_at(server(drop))).await.expect_err("dropped");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(!error.is_retryable());
    let error = Person::get(&client_at(server(drop)), ID.into()).await.expect_err("dropped");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert!(error.is_retryable());
    let error = Person::delete(&client_at(server(drop)), ID.into()).await.expect_err("dropped");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.is_retryable(), "deleting twice deletes once");
}

#[tokio::test]
async fn a_late_response_leaves_a_create_unknown() {
    let silent = server(|stream| {
        std::thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let error = person().create(&client_at(silent)).await.expect_err("too late");
    assert!(error.is_timeout());
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn the_deadline_bounds_a_call_like_the_timeout() {
    let silent = server(|stream| {
        std::thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let client = Client::builder()
        .api_key("k")
        .base_url(silent)
        .deadline(Duration::from_millis(200))
        .build()
        .expect("the settings are right");
    let error = person().create(&client).await.expect_err("too late");
    assert!(error.is_timeout());
}

#[tokio::test]
async fn a_success_with_a_truncated_body_was_applied() {
    let cut = server(|mut stream| {
        let body = format!(r#"{},"created_at":"20"#, head());
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{body}"
        );
    });
    let error = person().create(&client_at(cut)).await.expect_err("cut off");
    assert_eq!(error.outcome(), Outcome::Applied(Some(ID)));
    assert_eq!(error.status(), Some(200));
}

#[test]
fn an_error_is_one_pointer_and_send() {
    fn can_be_sent<T: Send + Sync + 'static + std::error::Error>() {}
    can_be_sent::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

#[tokio::test]
async fn a_call_can_be_spawned() {
    let attio = Attio::start();
    let create = person().create(&attio.client);
    let created = tokio::spawn(create).await.expect("no panic").expect("a record");
    assert_eq!(created.decode().expect("typed").job_title.as_deref(), Some("Analyst"));
}
