//! Signups, and their records in Attio.

use super::common::{
    Running, attio_with_a_required_plan, client_of, creates, give_up_the_plan, people, post,
    settings, wait_for,
};
use attio_core::AttioRecord;
use attio_emulator::{Emulator, Fault, Operation};
use attio_example_signup::{Outbox, Person, Service, Settings, SignedUp};
use reqwest::StatusCode;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;

/// Returns an emulator and a folder for a service.
fn workspace() -> (Emulator, TempDir) {
    let attio = Emulator::start_blocking().expect("the emulator starts");
    (attio, tempfile::tempdir().expect("a folder"))
}

async fn database(data: &TempDir) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(data.path().join("signups.db"));
    SqlitePool::connect_with(options).await.expect("the database")
}

#[tokio::test]
async fn who_signs_up_twice_is_there_once() {
    let (attio, data) = workspace();
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let id = service.add("Ada@Example.com", " Ada King Lovelace ").await;
    let (status, again) = service.sign_up("ada@example.COM", "Somebody Else").await;
    assert_eq!((status, again["id"].as_str()), (StatusCode::OK, Some(id.as_str())));

    let delivered = service.until(&id, "delivered").await;
    let [person] = &people(&attio).await[..] else { panic!("one person") };
    assert_eq!(delivered["record_id"], person.id.record_id.to_string());
    let ada = person.decode().expect("a person");
    assert_eq!(ada.emails, ["ada@example.com".parse().expect("an address")]);
    assert_eq!((ada.name.first_name(), ada.name.last_name()), ("Ada King", "Lovelace"));
    assert_eq!(ada.name.full_name(), "Ada King Lovelace");
    assert_eq!(creates(&attio), 1);

    let (status, _) = service.get("/signups/7b1a8a52-6c1c-4f0e-9a4e-1d8b3f1f0a11").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    service.stop().await;
    // A UUID in the database too.
    let stored: (String, i64) =
        sqlx::query_as("SELECT typeof(record_id), length(record_id) FROM outbox")
            .fetch_one(&database(&data).await)
            .await
            .expect("a row");
    assert_eq!(stored, ("blob".to_owned(), 16));
}

#[tokio::test]
async fn what_is_no_signup_is_refused_and_goes_nowhere() {
    let (attio, data) = workspace();
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let long = "a".repeat(201);
    for (email, name, reason) in [
        ("ada.example.com", "Ada", "an e-mail address"),
        ("", "Ada", "an e-mail address"),
        ("ada@example.com", "  ", "1 to 200 characters"),
        ("ada@example.com", long.as_str(), "1 to 200 characters"),
    ] {
        let (status, body) = service.sign_up(email, name).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{email} {name}");
        assert!(body.as_str().is_some_and(|body| body.contains(reason)), "{body}");
    }
    let response = post(&service.url, "{".to_owned()).await.expect("a response");
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    service.stop().await;
    let users: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM users) + count(*) FROM outbox")
            .fetch_one(&database(&data).await)
            .await
            .expect("a number");
    assert_eq!((users, creates(&attio)), (0, 0));
}

#[tokio::test]
async fn signups_wait_while_attio_is_away() {
    let (attio, data) = workspace();
    // From the start.
    attio.inject(Fault::DropBeforeReading.always());
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let id = service.add("ada@example.com", "Ada Lovelace").await;
    let readiness = wait_for(async || {
        let (status, readiness) = service.get("/health/ready").await;
        assert_eq!(status, StatusCode::OK, "signups are taken: {readiness}");
        if readiness["trouble"].is_string() { Ok(readiness) } else { Err(readiness.to_string()) }
    })
    .await;
    assert!(readiness["attio"]["unknown"].is_string(), "{readiness}");
    assert_eq!(readiness["outbox"]["open"], 1);

    attio.clear_faults();
    service.until(&id, "delivered").await;
    assert_eq!(people(&attio).await.len(), 1);
    let (_, readiness) = service.get("/health/ready").await;
    assert_eq!((&readiness["trouble"], &readiness["outbox"]["open"]), (&json!(null), &json!(0)));
    service.stop().await;
}

#[tokio::test]
async fn signups_wait_while_attio_fails() {
    let (attio, data) = workspace();
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let before = service.add("before@example.com", "Ada Lovelace").await;
    service.until(&before, "delivered").await;
    // In the middle of a run.
    attio.inject(Fault::Status(503).always().on(Operation::Write));
    attio.inject(Fault::Status(503).always().on(Operation::Query));
    let id = service.add("ada@example.com", "Ada Lovelace").await;
    wait_for(async || {
        let (_, status) = service.get(&format!("/signups/{id}")).await;
        assert_eq!(status["state"], "open", "{status}");
        if status["reason"].is_string() { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
    attio.clear_faults();
    let delivered = service.until(&id, "delivered").await;
    assert_eq!(delivered["reason"], json!(null), "it is over");
    assert_eq!(people(&attio).await.len(), 2);
    service.stop().await;
}

#[tokio::test]
async fn a_lost_response_that_cannot_be_settled_at_once_is_settled_later_without_duplicates() {
    let (attio, data) = workspace();
    attio.inject(Fault::ApplyThenDrop.always().on(Operation::Create));
    attio.inject(Fault::Status(503).always().on(Operation::Query));
    attio.inject(Fault::Status(503).always().on(Operation::Get));
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let id = service.add("ada@example.com", "Ada Lovelace").await;
    wait_for(async || {
        let (_, status) = service.get(&format!("/signups/{id}")).await;
        assert_eq!(status["state"], "open", "{status}");
        let reason = status["reason"].as_str().unwrap_or_default();
        if reason.contains("may have been applied") { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
    attio.clear_faults();
    let delivered = service.until(&id, "delivered").await;
    let [person] = &people(&attio).await[..] else { panic!("one person") };
    assert_eq!(delivered["record_id"], person.id.record_id.to_string());
    service.stop().await;
}

#[tokio::test]
async fn what_attio_refuses_is_kept_with_its_reason_and_not_sent_again() {
    let (attio, data) = workspace();
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    // Valid for this service, but not for Attio.
    let refused = service.add("ada@host.invalid", "Ada Lovelace").await;
    let status = service.until(&refused, "refused").await;
    let reason = status["reason"].as_str().expect("a reason");
    assert!(reason.contains("email"), "{reason}");

    // Two failures, each followed by a new run, which sees the whole outbox.
    for (number, email) in ["a@example.com", "b@example.com"].into_iter().enumerate() {
        attio.inject(Fault::Status(401).times(2).on(Operation::Create));
        let id = service.add(email, "Somebody").await;
        service.until(&id, "delivered").await;
        assert_eq!(people(&attio).await.len(), number + 1);
    }
    let sent = attio.requests().iter().filter(|r| r.body_text().contains("host.invalid")).count();
    assert_eq!(sent, 1);
    let (status, readiness) = service.get("/health/ready").await;
    assert_eq!((status, &readiness["outbox"]["refused"]), (StatusCode::OK, &json!(1)));
    service.stop().await;
}

#[tokio::test]
async fn what_was_refused_is_tried_again_where_somebody_says_so() {
    let attio = attio_with_a_required_plan();
    let data = tempfile::tempdir().expect("a folder");
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let id = service.add("ada@example.com", "Ada Lovelace").await;
    let status = service.until(&id, "refused").await;
    assert!(status["reason"].to_string().contains("missing_value"), "{status}");
    service.stop().await;
    give_up_the_plan(&attio).await;

    let service = Running::start(client_of(&attio), settings(data.path())).await;
    assert_eq!(service.until(&id, "refused").await, status, "not by itself");
    service.stop().await;

    let settings = Settings { retry_refused: true, ..settings(data.path()) };
    let service = Running::start(client_of(&attio), settings).await;
    service.until(&id, "delivered").await;
    assert_eq!(people(&attio).await.len(), 1);
    service.stop().await;
}

#[tokio::test]
async fn who_is_in_attio_already_stays_as_she_is() {
    let (attio, data) = workspace();
    let name = json!({"first_name": "Augusta", "last_name": "King", "full_name": "Augusta King"});
    let known = json!({
        "name": [name],
        "email_addresses": ["countess@example.com", "ada@example.com"]
    });
    let known = attio.seed("people", &known).expect("it is made");
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let id = service.add("ada@example.com", "Ada Lovelace").await;
    let delivered = service.until(&id, "delivered").await;
    assert_eq!(delivered["record_id"], known.to_string());
    let [person] = &people(&attio).await[..] else { panic!("one person") };
    assert_eq!(person.decode().expect("a person").name.full_name(), "Augusta King");
    service.stop().await;
}

/// As after a kill between the journal's note and the update of the outbox.
#[tokio::test]
async fn what_the_journal_knows_as_delivered_is_not_sent_again() {
    let (attio, data) = workspace();
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let id = service.add("ada@example.com", "Ada Lovelace").await;
    let delivered = service.until(&id, "delivered").await;
    service.stop().await;
    let forget = "UPDATE outbox SET state = 'open', record_id = NULL";
    sqlx::query(forget).execute(&database(&data).await).await.expect("it is forgotten");

    // Even if somebody has deleted her meanwhile, so that Attio would accept her again.
    let record = delivered["record_id"].as_str().expect("an ID").parse().expect("a UUID");
    Person::delete(&client_of(&attio), record).await.expect("she is deleted");
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    assert_eq!(service.until(&id, "delivered").await, delivered);
    assert_eq!((creates(&attio), people(&attio).await.len()), (1, 0));
    service.stop().await;
}

#[tokio::test]
async fn a_folder_has_one_service() {
    let (attio, data) = workspace();
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let second = Service::open(client_of(&attio), settings(data.path())).await;
    let error = second.expect_err("the folder is taken").to_string();
    assert!(error.contains("another process has locked"), "{error}");
    service.stop().await;
    Running::start(client_of(&attio), settings(data.path())).await.stop().await;
}

#[tokio::test]
async fn a_user_is_never_stored_without_her_row() {
    let data = tempfile::tempdir().expect("a folder");
    let outbox = Outbox::open(&data.path().join("signups.db")).await.expect("a database");
    // The second statement of the transaction fails.
    let broken =
        "CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(broken).execute(&database(&data).await).await.expect("a trigger");
    let signup = serde_json::from_value(json!({"email": "ada@example.com", "name": "Ada"}));
    let error = outbox.sign_up(&signup.expect("a signup")).await.expect_err("it fails");
    assert!(error.to_string().contains("full"), "{error}");
    let users: i64 = sqlx::query_scalar("SELECT count(*) FROM users")
        .fetch_one(&database(&data).await)
        .await
        .expect("a number");
    assert_eq!(users, 0);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_holds_nobody_up() {
    let (attio, data) = workspace();
    let outbox = Outbox::open(&data.path().join("signups.db")).await.expect("a database");
    let mut ids = Vec::new();
    for email in ["ada@example.com", "grace@example.com"] {
        let signup = serde_json::from_value(json!({"email": email, "name": "Some Visitor"}));
        match outbox.sign_up(&signup.expect("a signup")).await.expect("stored") {
            SignedUp::Now(id) => ids.push(id.to_string()),
            before => panic!("{before:?}"),
        }
    }
    let spoil = "UPDATE outbox SET payload = '{}' WHERE position = 1";
    sqlx::query(spoil).execute(&database(&data).await).await.expect("it is spoilt");
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    service.until(&ids[1], "delivered").await;
    let refused = service.until(&ids[0], "refused").await;
    assert!(refused["reason"].to_string().contains("cannot be read"), "{refused}");
    service.stop().await;
}
