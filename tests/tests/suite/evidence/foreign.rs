//! A response without a mark of Attio proves nothing.

use std::time::Duration;

use attio_core::oauth::{Code, OAuthApp};
use attio_core::{AttioRecord, Error, Method, Outcome, RetryPolicy};
use attio_emulator::{CannedResponse, Fault, Foreign, Operation};
use attio_tests::people::Person;
use attio_tests::{Attio, client_of};
use serde_json::json;
use uuid::Uuid;

use super::person;

/// Responses of a proxy, a load balancer or a wrong server.
fn foreign() -> Vec<Foreign> {
    let mut all = vec![Foreign::NoContent, Foreign::Envelope];
    for status in
        [200, 201, 202, 400, 401, 403, 404, 407, 409, 410, 413, 422, 429, 451, 500, 502, 503, 504]
    {
        all.extend([Foreign::Html(status), Foreign::Empty(status)]);
    }
    all
}

fn assert_unknown(error: &Error, foreign: &Foreign) {
    assert_eq!(error.outcome(), Outcome::Unknown, "{foreign:?}: {error}");
    assert!(error.is_foreign_response(), "{foreign:?}: {error}");
    assert!(!error.is_not_found() && !error.is_auth() && !error.is_rate_limited(), "{foreign:?}");
    assert!(error.code().is_none() && error.api().is_none(), "{foreign:?}");
    assert!(error.to_string().contains("not Attio's"), "{foreign:?}: {error}");
}

#[tokio::test]
async fn a_write_is_unknown_and_not_sent_again() {
    let (attio, _) = Attio::with_clock();
    for foreign in foreign() {
        for fault in [Fault::Foreign(foreign), Fault::ApplyThenForeign(foreign)] {
            attio.emulator.reset();
            attio.emulator.inject(fault.always());
            let error = person(&["a@x.com"]).create(&attio.client).await.expect_err("foreign");
            assert_unknown(&error, &foreign);
            assert!(!error.is_retryable(), "{foreign:?}");
            assert_eq!((attio.emulator.requests().len(), error.attempts()), (1, 1), "{foreign:?}");
        }
        // An idempotent write is retried, and finally unknown.
        let id = Uuid::from_u128(5);
        let error = Person::delete(&attio.client, id.into()).await.expect_err("foreign");
        assert_unknown(&error, &foreign);
        assert_eq!(error.attempts(), 5, "{foreign:?}");
        let error = person(&["a@x.com"]).overwrite(&attio.client, id.into()).await;
        assert_unknown(&error.expect_err("foreign"), &foreign);
        let request = attio.client.request(Method::POST, "/v2/tasks").json(&json!({"data": {}}));
        match request.await {
            Err(error) => assert_unknown(&error, &foreign),
            // An empty body and any JSON are documented for some endpoints.
            Ok(_) => assert!(matches!(foreign, Foreign::NoContent | Foreign::Envelope)),
        }
    }
}

#[tokio::test]
async fn a_read_is_retried() {
    let (attio, _) = Attio::with_clock();
    let id = attio.emulator.seed("people", &json!({})).expect("a person");
    for foreign in foreign() {
        attio.emulator.inject(Fault::Foreign(foreign).times(2));
        let read = Person::get(&attio.client, id.into()).await;
        read.unwrap_or_else(|error| panic!("{foreign:?}: {error}"));
        attio.emulator.inject(Fault::Foreign(foreign).times(2));
        let read = attio.client.request(Method::GET, "/v2/workspace_members").await;
        read.unwrap_or_else(|error| panic!("{foreign:?}: {error}"));
        attio.emulator.inject(Fault::Foreign(foreign).times(2));
        let me = attio.client.whoami().await.unwrap_or_else(|error| panic!("{foreign:?}: {error}"));
        assert!(me.active);
        attio.emulator.inject(Fault::Foreign(foreign).always());
        let error = Person::get(&attio.client, id.into()).await.expect_err("only foreign ones");
        assert!(error.is_foreign_response() && error.is_retryable(), "{foreign:?}: {error}");
        assert_eq!(error.outcome(), Outcome::NotApplied, "{foreign:?}");
        attio.emulator.clear_faults();
    }
}

#[tokio::test]
async fn a_create_with_a_unique_value_is_settled() {
    let (attio, _) = Attio::with_clock();
    for (n, foreign) in foreign().into_iter().enumerate() {
        for fault in [Fault::Foreign(foreign), Fault::ApplyThenForeign(foreign)] {
            attio.emulator.reset();
            attio.emulator.inject(fault.once().on(Operation::Create));
            let person = person(&[&format!("p{n}@x.com")]);
            let settled = person.create_or_reconcile(&attio.client).await;
            let settled = settled.unwrap_or_else(|error| panic!("{foreign:?}: {error}"));
            assert_eq!(attio.emulator.record_ids("people"), [settled.id().uuid()], "{foreign:?}");
            assert!(!settled.is_settled(), "{foreign:?}: the first attempt may still be in flight");
        }
    }
}

#[tokio::test]
async fn a_response_is_attios_by_its_form_alone() {
    let (attio, _) = Attio::with_clock();
    let id = Uuid::from_u128(9);
    let ids = json!({"workspace_id": Uuid::nil(), "object_id": Uuid::nil(), "record_id": id});
    let record = json!({"data": {
        "id": ids, "created_at": "2026-01-01T00:00:00.000000000Z", "web_url": "", "values": {},
    }});
    let error = |status: u16| json!({"status_code": status, "type": "invalid_request_error", "code": "not_found", "message": "?"});
    let path = "/v2/objects/people/records";
    let stub = |response: CannedResponse| attio.emulator.stub("POST", path, response.foreign());
    stub(CannedResponse::json(200, &record));
    let created = person(&[]).create(&attio.client).await.expect("the documented form");
    assert_eq!(created.id.record_id.uuid(), id);
    stub(CannedResponse::json(404, &error(404)));
    let refused = person(&[]).create(&attio.client).await.expect_err("the error envelope");
    assert!(refused.is_not_found() && refused.outcome() == Outcome::NotApplied, "{refused}");
    for (status, body) in [
        // The envelope of another status, and of another server.
        (404, error(400)),
        (404, json!({"statusCode": 404, "error": "Not Found", "message": "no route"})),
        (413, json!({"statusCode": 413, "code": "TOO_LARGE", "error": "?", "message": "?"})),
        // A status that a create does not return, or a body without a record.
        (201, record.clone()),
        (200, json!({"data": {}})),
        (200, json!({"data": null})),
        (200, json!({})),
        (200, json!([record])),
    ] {
        stub(CannedResponse::json(status, &body));
        let error = person(&[]).create(&attio.client).await.expect_err("no evidence");
        assert_eq!(error.outcome(), Outcome::Unknown, "{status} {body}: {error}");
    }
}

#[tokio::test]
async fn a_foreign_429_causes_a_wait_and_proves_nothing() {
    let (attio, clock) = Attio::with_clock();
    let path = "/v2/objects/people/records";
    let limited =
        || CannedResponse::new(429).header("retry-after", "7").body("slow down").foreign();
    attio.emulator.stub("POST", path, limited());
    let error = person(&["a@x.com"]).create(&attio.client).await.expect_err("a proxy's");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(clock.waits().is_empty(), "{:?}", clock.waits());
    let path = format!("/v2/objects/people/records/{}", Uuid::nil());
    attio.emulator.stub("GET", path, limited());
    let _ = Person::get(&attio.client, Uuid::nil().into()).await;
    assert!(
        clock.waits().iter().any(|wait| *wait >= Duration::from_secs(7)),
        "{:?}",
        clock.waits()
    );
}

#[tokio::test]
async fn a_failed_call_is_retryable_according_to_its_outcome() {
    let (attio, _) = Attio::with_clock();
    let policy = RetryPolicy::new().max_attempts(2);
    let client = client_of(&attio.emulator)
        .clock(attio_tests::FastClock::default())
        .retry(policy)
        .deadline(Duration::from_secs(20))
        .build()
        .expect("a client");
    attio.emulator.inject(Fault::DropBeforeApplying.once().on(Operation::Create));
    attio.emulator.inject(
        Fault::RateLimited(attio_emulator::RetryAfter::Seconds(60)).always().on(Operation::Create),
    );
    let error = person(&["a@x.com"]).create_or_reconcile(&client).await.expect_err("unknown");
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert!(!error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_response_about_another_record_is_an_error() {
    let (attio, _) = Attio::with_clock();
    let Attio { client, emulator } = &attio;
    let [one, two] = ["a@x.com", "b@x.com"].map(|email| {
        emulator.seed("people", &json!({"email_addresses": [email]})).expect("a person")
    });
    let path = format!("/v2/objects/people/records/{two}");
    let other = client.request(Method::GET, &path).await.expect("a record");
    let other: serde_json::Value = other.json().expect("JSON");
    let path = format!("/v2/objects/people/records/{one}");
    for method in ["GET", "PUT", "PATCH"] {
        emulator.stub(method, &path, CannedResponse::json(200, &other).always());
    }
    let error = Person::get(client, one.into()).await.expect_err("another's");
    assert!(error.to_string().contains(&two.to_string()), "{error}");
    assert_eq!((error.id(), error.outcome()), (Some(one), Outcome::NotApplied));
    for call in [
        person(&["c@x.com"]).overwrite(client, one.into()),
        person(&["c@x.com"]).append(client, one.into()),
        Person::patch(one.into()).set(Person::JOB_TITLE, "CTO").overwrite(client),
    ] {
        let error = call.await.expect_err("another's");
        assert_eq!((error.id(), error.outcome()), (Some(one), Outcome::Unknown), "{error}");
    }
    // Two records in one response.
    let text = other["data"].to_string();
    let twice = format!(r#"{{"data":{text},"data":{text}}}"#);
    let path = format!("/v2/objects/people/records/{two}");
    emulator.stub("GET", &path, CannedResponse::new(200).body(twice));
    let error = Person::get(client, two.into()).await.expect_err("two records");
    assert!(error.is_decode(), "{error}");
}

#[tokio::test]
async fn a_success_with_two_ids_names_no_record() {
    let [one, two] = [1, 2].map(Uuid::from_u128);
    let id = |id: Uuid| format!(r#"{{"record_id":"{id}"}}"#);
    for body in [
        format!(r#"{{"data":{{"id":{},"id":{},"created"#, id(one), id(two)),
        format!(r#"{{"data":{{"id":{}}},"data":{{"id":{}}}}}"#, id(one), id(two)),
        format!(r#"{{"data":{{"id":{{"record_id":"{one}","record_id":"{two}"}}}}}}"#),
    ] {
        let (attio, _) = Attio::with_clock();
        let path = "/v2/objects/people/records";
        attio.emulator.stub("POST", path, CannedResponse::new(200).body(body.clone()));
        let error = person(&["a@x.com"]).create(&attio.client).await.expect_err("two records");
        assert_eq!(error.outcome(), Outcome::Applied(None), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_gateway_in_front_of_oauth_is_foreign() {
    let (attio, _) = Attio::with_clock();
    let app =
        OAuthApp::builder("billing", "the-secret-of-the-app", "http://localhost:3000/callback")
            .base_url(attio.emulator.base_url());
    let app = match attio.emulator.ca_certificate() {
        "" => app,
        certificate => app.ca_certificate(certificate),
    };
    let app = app.build().expect("an app");
    for (status, body, is_foreign) in [
        (401, json!({"error": "Unauthorized"}), true),
        (400, json!({"error": "Bad Request", "message": "?", "path": "/oauth/token"}), true),
        (401, json!({"error": "no healthy upstream"}), true),
        (403, json!({"error": "invalid_grant"}), true),
        (502, json!({"error": "server_error"}), true),
        (200, json!({"token": "?"}), true),
        (400, json!({"error": "invalid_grant"}), false),
        (401, json!({"error": "invalid_client"}), false),
    ] {
        let response = CannedResponse::json(status, &body).foreign();
        attio.emulator.stub("POST", "/oauth/token", response);
        let error = app.exchange(Code::new("the-code")).await.expect_err("no token");
        let expected = if is_foreign { Outcome::Unknown } else { Outcome::NotApplied };
        assert_eq!(error.outcome(), expected, "{status} {body}: {error}");
        assert_eq!(
            error.oauth().is_none(),
            is_foreign && status >= 300,
            "{status} {body}: {error}"
        );
    }
}
