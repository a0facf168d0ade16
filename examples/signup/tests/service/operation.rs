//! Health, and the graceful end.

use std::collections::HashSet;
use std::time::Duration;

use super::common::{
    Running, attio_with_a_required_plan, client_of, creates, give_up_the_plan, people, settings,
    wait_for,
};
use attio_emulator::{Emulator, Fault, Operation};
use attio_example_signup::Settings;
use reqwest::StatusCode;
use serde_json::json;

#[tokio::test]
async fn it_is_not_ready_where_the_workspace_lacks_an_attribute() {
    let data = tempfile::tempdir().expect("a folder");
    let mut lacking = Emulator::start_blocking().expect("the emulator starts").snapshot();
    let people = lacking.object_mut("people").expect("people");
    people.attributes.retain(|attribute| attribute.api_slug != "name");
    let attio = Emulator::builder().workspace(lacking).start_blocking().expect("it starts");
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let (status, readiness) = service.get("/health/ready").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{readiness}");
    let problem = &readiness["attio"]["does_not_fit"]["problems"][0];
    assert_eq!((&problem["attribute"], &problem["field"]), (&json!("name"), &json!("name")));
    let (status, _) = service.get("/health/live").await;
    assert_eq!(status, StatusCode::OK, "a restart would fix nothing");

    service.stop().await;
}

#[tokio::test]
async fn it_is_ready_again_once_the_workspace_is_fixed() {
    let data = tempfile::tempdir().expect("a folder");
    let attio = attio_with_a_required_plan();
    // Each probe checks.
    let settings = Settings { check_every: Duration::ZERO, ..settings(data.path()) };
    let service = Running::start(client_of(&attio), settings).await;
    let (status, readiness) = service.get("/health/ready").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{readiness}");
    give_up_the_plan(&attio).await;
    let (status, readiness) = service.get("/health/ready").await;
    assert_eq!((status, &readiness["attio"]), (StatusCode::OK, &json!("fits")));
    service.stop().await;
}

#[tokio::test]
async fn probes_share_one_check() {
    let data = tempfile::tempdir().expect("a folder");
    let attio = Emulator::start_blocking().expect("the emulator starts");
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    let checks = || attio.requests().iter().filter(|r| r.path == "/v2/objects").count();
    let probes = (0..20).map(|_| service.get("/health/ready"));
    for (status, _) in futures_util::future::join_all(probes).await {
        assert_eq!(status, StatusCode::OK);
    }
    assert_eq!(checks(), 1);
    service.stop().await;
}

#[tokio::test]
async fn a_graceful_end_loses_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    let attio = Emulator::start_blocking().expect("the emulator starts");
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    attio.inject(Fault::StallThenApply(Duration::from_millis(300)).always().on(Operation::Create));
    let count = 60;
    for number in 0..count {
        service.add(&format!("visitor-{number}@example.com"), "Some Visitor").await;
    }
    wait_for(async || if creates(&attio) > 0 { Ok(()) } else { Err("no create".to_owned()) }).await;
    service.stop().await;
    let stored = people(&attio).await.len();
    assert!(stored > 0, "the creates that were being sent were finished");
    assert_eq!(creates(&attio), stored, "and no others were started");

    attio.clear_faults();
    let service = Running::start(client_of(&attio), settings(data.path())).await;
    wait_for(async || match service.open().await {
        0 => Ok(()),
        open => Err(format!("{open} are open")),
    })
    .await;
    service.stop().await;
    let people = people(&attio).await;
    let addresses: HashSet<_> =
        people.iter().map(|person| person.decode().expect("a person").emails).collect();
    assert_eq!((people.len(), addresses.len()), (count, count));
    assert_eq!(creates(&attio), count, "each was sent once");
}

#[tokio::test]
async fn the_end_does_not_wait_for_an_attio_that_stands_still() {
    let data = tempfile::tempdir().expect("a folder");
    let attio = Emulator::start_blocking().expect("the emulator starts");
    let settings = Settings { grace: Duration::from_millis(100), ..settings(data.path()) };
    let service = Running::start(client_of(&attio), settings.clone()).await;
    attio.inject(Fault::ApplyThenStall(Duration::from_secs(600)).once().on(Operation::Create));
    let id = service.add("ada@example.com", "Ada Lovelace").await;
    wait_for(async || if creates(&attio) > 0 { Ok(()) } else { Err("no create".to_owned()) }).await;
    // Without a bound it would take the client's 30 seconds per attempt, and the retries.
    let stopped = tokio::time::timeout(Duration::from_secs(20), service.stop()).await;
    stopped.expect("it ended");

    let service = Running::start(client_of(&attio), settings).await;
    let delivered = service.until(&id, "delivered").await;
    let [person] = &people(&attio).await[..] else { panic!("one person") };
    assert_eq!(delivered["record_id"], person.id.record_id.to_string());
    service.stop().await;
}
