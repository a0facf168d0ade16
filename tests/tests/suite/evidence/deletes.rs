//! A delete whose response was lost is a success only if the thing is known to be gone.

use attio_core::{AttioRecord, DynamicRecord, Error, Method, Outcome};
use attio_emulator::{CannedResponse, Fault, Foreign, Operation};
use attio_tests::Attio;
use attio_tests::people::Person;
use serde_json::json;
use uuid::Uuid;

fn assert_unknown(error: &Error) {
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
}

#[tokio::test]
async fn a_404_about_the_record_is_a_success_after_an_attempt_that_may_have_deleted_it() {
    for fault in [
        Fault::ApplyThenDrop,
        Fault::ApplyThenStatus(503),
        Fault::ApplyThenForeign(Foreign::Html(502)),
        Fault::ApplyThenForeign(Foreign::Html(404)),
        Fault::ApplyThenForeign(Foreign::Empty(200)),
    ] {
        let (attio, _) = Attio::with_clock();
        let id = attio.emulator.seed("people", &json!({})).expect("a person");
        attio.emulator.inject(fault.clone().once().on(Operation::Delete));
        let deleted = Person::delete(&attio.client, id.into()).detailed().await;
        let deleted = deleted.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!((deleted.attempts_made, deleted.is_settled), (2, false), "{fault:?}");
    }
    // Without such an attempt, it stays an error.
    let (attio, _) = Attio::with_clock();
    let error = Person::delete(&attio.client, Uuid::nil().into()).await.expect_err("no record");
    assert!(error.is_not_found() && error.outcome() == Outcome::NotApplied, "{error}");
}

#[tokio::test]
async fn a_404_about_something_else_is_unknown() {
    let id = Uuid::from_u128(1);
    let (attio, _) = Attio::with_clock();
    attio.emulator.inject(Fault::Status(503).once().on(Operation::Delete));
    let error = DynamicRecord::delete(&attio.client, "unicorns", id).await;
    assert_unknown(&error.expect_err("no such object"));

    // Pages that are not Attio's.
    for first in [Foreign::Html(502), Foreign::Html(404)] {
        let (attio, _) = Attio::with_clock();
        attio.emulator.inject(Fault::Foreign(first).once().on(Operation::Delete));
        attio.emulator.inject(Fault::Foreign(Foreign::Html(404)).always().on(Operation::Delete));
        let error = Person::delete(&attio.client, id.into()).await.expect_err("an ingress's page");
        assert_unknown(&error);
        assert!(!error.is_not_found());
    }
}

#[tokio::test]
async fn a_404_that_names_nothing_counts_if_the_object_exists() {
    let silent = json!({
        "status_code": 404, "type": "invalid_request_error", "code": "not_found",
        "message": "Could not find it.",
    });
    for object_is_there in [true, false] {
        let (attio, _) = Attio::with_clock();
        let id = Uuid::from_u128(1);
        let path = format!("/v2/objects/people/records/{id}");
        attio.emulator.stub("DELETE", &path, CannedResponse::new(503));
        attio.emulator.stub("DELETE", &path, CannedResponse::json(404, &silent).always());
        if !object_is_there {
            let gone = CannedResponse::json(404, &silent).always();
            attio.emulator.stub("GET", "/v2/objects/people", gone);
        }
        let deleted = Person::delete(&attio.client, id.into()).await;
        match deleted {
            Ok(()) => assert!(object_is_there),
            Err(error) => {
                assert!(!object_is_there, "{error}");
                assert_unknown(&error);
            }
        }
        let request = attio.client.request(Method::DELETE, &path).await;
        assert!(request.is_err_and(|error| error.is_not_found()), "no attempt before");
    }
}

#[tokio::test]
async fn a_raw_delete_follows_the_same_rule() {
    let (attio, _) = Attio::with_clock();
    let id = attio.emulator.seed("people", &json!({})).expect("a person");
    let path = format!("/v2/objects/people/records/{id}");
    attio.emulator.inject(Fault::ApplyThenStatus(503).once());
    attio.client.request(Method::DELETE, &path).await.expect("the 404 names it");
    attio.emulator.inject(Fault::Status(503).once());
    let path = format!("/v2/objects/unicorns/records/{id}");
    assert_unknown(&attio.client.request(Method::DELETE, path).await.expect_err("no object"));
}

#[tokio::test]
async fn a_404_that_only_quotes_the_path_or_a_keyword_is_not_about_the_record() {
    let id = Uuid::from_u128(1);
    let record = format!("/v2/objects/peopel/records/{id}");
    for (path, message) in [
        (record.as_str(), format!("Could not find endpoint \"DELETE {record}\".")),
        (record.as_str(), format!("Cannot DELETE {record}")),
        ("/v2/webhooks/1", "Step 1 of the look-up failed: no such workspace.".to_owned()),
        ("/v2/lists/sales/entries/note", "Please note: the list is gone.".to_owned()),
    ] {
        let (attio, _) = Attio::with_clock();
        let gone = json!({
            "status_code": 404, "type": "invalid_request_error", "code": "not_found",
            "message": message,
        });
        attio.emulator.stub("DELETE", path, CannedResponse::new(503));
        attio.emulator.stub("DELETE", path, CannedResponse::json(404, &gone).always());
        let error = attio.client.request(Method::DELETE, path).await;
        assert_unknown(&error.expect_err("it may exist"));
    }
}
