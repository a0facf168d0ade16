//! Requests that are applied after their client has gone away.

use std::time::Duration;

use attio_emulator::Fault;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::wire::{ALL, PEOPLE, Wire};

/// Waits until the emulator has read a create.
async fn came(wire: &Wire) {
    while wire.creates().is_empty() {
        sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_stalled_request_is_applied_although_its_client_is_gone() {
    for transport in ALL {
        for closes in [false, true] {
            let wire = Wire::warm(transport).await;
            let fault = Fault::StallThenApply(Duration::from_millis(300));
            wire.inject(fault.clone().once());
            let create = wire.creating().timeout(Duration::from_millis(100)).send();
            assert!(create.await.unwrap_err().is_timeout(), "{transport:?}");
            came(&wire).await;
            assert_eq!((wire.people(), wire.attio.in_progress()), (0, 1), "{transport:?}");
            let Wire { attio, client } = wire;
            if closes {
                drop(client);
            }
            timeout(Duration::from_secs(10), attio.all_worked()).await.unwrap();
            assert_eq!((attio.record_ids("people").len(), attio.in_progress()), (1, 0));
            let requests = attio.requests();
            let create = requests.iter().find(|request| request.method == "POST").unwrap();
            assert_eq!((create.worked, &create.faults), (Some(200), &vec![fault]));
        }
    }
}

#[tokio::test]
async fn a_late_overwrite_wins_over_one_that_came_after_it() {
    for transport in ALL {
        let wire = Wire::warm(transport).await;
        let id = wire.attio.seed("people", &json!({"job_title": "0"})).unwrap();
        let overwrite = |title: &str| {
            let body = json!({"data": {"values": {"job_title": title}}});
            wire.request(reqwest::Method::PUT, &format!("{PEOPLE}/{id}")).json(&body)
        };
        wire.inject(Fault::StallThenApply(Duration::from_millis(300)).once());
        let late = overwrite("A").timeout(Duration::from_millis(100)).send();
        assert!(late.await.unwrap_err().is_timeout());
        assert_eq!(overwrite("B").send().await.unwrap().status(), 200);
        wire.attio.all_worked().await;
        let stored = wire.request(reqwest::Method::GET, &format!("{PEOPLE}/{id}"));
        let stored = stored.send().await.unwrap().text().await.unwrap();
        let stored: serde_json::Value = serde_json::from_str(&stored).unwrap();
        assert_eq!(stored["data"]["values"]["job_title"][0]["value"], "A", "{transport:?}");
    }
}

#[tokio::test]
async fn a_reset_releases_stalled_requests() {
    for transport in ALL {
        let wire = Wire::warm(transport).await;
        wire.inject(Fault::StallThenApply(Duration::from_secs(60)).once());
        let create = wire.creating().timeout(Duration::from_millis(100)).send();
        assert!(create.await.unwrap_err().is_timeout());
        came(&wire).await;
        wire.attio.reset();
        timeout(Duration::from_secs(10), wire.attio.all_worked()).await.unwrap();
        assert_eq!(wire.people(), 0);
    }
}
