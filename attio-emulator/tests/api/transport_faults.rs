//! Faults of single requests and their effects on streams and connections.

use std::io::Read;
use std::time::{Duration, Instant};

use attio_emulator::{Fault, Operation, ReceivedRequest};
use futures_util::future::join_all;
use h2::Reason;
use reqwest::{Method, StatusCode, Version};
use serde_json::json;

use crate::wire::{ALL, PEOPLE, Plain, Tls1, Tls2, Wire, h2_error};

/// Creates `n` people at once on the open connection.
async fn creates(wire: &Wire, n: usize) -> Vec<reqwest::Result<StatusCode>> {
    let create = async || {
        let response = wire.create().await?;
        let status = response.status();
        response.bytes().await?;
        Ok(status)
    };
    join_all((0..n).map(|_| create())).await
}

#[tokio::test]
async fn a_reset_ends_one_stream_only() {
    for (fault, reason, applied) in [
        (Fault::RefuseStream, Reason::REFUSED_STREAM, false),
        (Fault::ResetBeforeApplying, Reason::INTERNAL_ERROR, false),
        (Fault::ApplyThenReset, Reason::INTERNAL_ERROR, true),
    ] {
        let wire = Wire::warm(Tls2).await;
        wire.inject(fault.clone().once().on(Operation::Create));
        let error = wire.create().await.unwrap_err();
        let error = h2_error(&error);
        assert!(error.is_reset() && error.is_remote(), "{error:?}");
        assert_eq!(error.reason(), Some(reason));
        wire.met(&fault, applied);
        assert_eq!(wire.create().await.unwrap().status(), 200);
        assert_eq!((wire.last().connection, wire.attio.connections()), (1, 1));
    }
}

#[tokio::test]
async fn a_reset_leaves_the_other_streams_alone() {
    let wire = Wire::warm(Tls2).await;
    let time = Duration::from_millis(200);
    wire.inject(Fault::StallThenApply(time).times(10).on(Operation::Create));
    wire.inject(Fault::RefuseStream.once().after(3).on(Operation::Create));
    wire.inject(Fault::ResetBeforeApplying.once().after(5).on(Operation::Create));
    wire.inject(Fault::ApplyThenReset.once().after(7).on(Operation::Create));
    let results = creates(&wire, 10).await;
    let lost = results.iter().filter(|result| result.is_err()).count();
    assert_eq!((lost, wire.people(), wire.attio.connections()), (3, 8, 1));
}

#[tokio::test]
async fn many_refused_streams_do_not_end_the_connection() {
    let wire = Wire::warm(Tls2).await;
    wire.inject(Fault::RefuseStream.times(3000));
    for _ in 0..60 {
        for result in creates(&wire, 50).await {
            assert_eq!(h2_error(&result.unwrap_err()).reason(), Some(Reason::REFUSED_STREAM));
        }
    }
    assert_eq!(wire.create().await.unwrap().status(), 200);
    assert_eq!((wire.people(), wire.attio.connections()), (1, 1));
}

#[tokio::test]
async fn without_streams_the_connection_is_closed() {
    for transport in [Plain, Tls1] {
        for (fault, applied) in [
            (Fault::DropBeforeReading, false),
            (Fault::DropBeforeApplying, false),
            (Fault::ApplyThenDrop, true),
            (Fault::RefuseStream, false),
            (Fault::ResetBeforeApplying, false),
            (Fault::ApplyThenReset, true),
            (Fault::GoAway, false),
            (Fault::ApplyThenGoAwayError, true),
        ] {
            let wire = Wire::warm(transport).await;
            wire.inject(fault.clone().once().on(Operation::Create));
            let error = wire.create().await.unwrap_err();
            assert!(error.is_request() && !error.is_timeout(), "{fault:?}: {error:?}");
            wire.met(&fault, applied);
            assert_eq!(wire.get().await.unwrap().status(), 200);
            assert_eq!((wire.last().connection, wire.attio.connections()), (2, 2), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn a_drop_closes_the_connection_of_all_streams() {
    for (fault, applied) in [
        (Fault::DropBeforeReading, false),
        (Fault::DropBeforeApplying, false),
        (Fault::ApplyThenDrop, true),
    ] {
        let wire = Wire::warm(Tls2).await;
        // The others wait for their responses.
        wire.inject(Fault::ApplyThenStall(Duration::from_secs(60)).times(5));
        let others = async {
            for result in creates(&wire, 5).await {
                let error = result.unwrap_err();
                assert!(!error.is_timeout(), "{error:?}");
            }
        };
        let dropped = async {
            while wire.people() < 5 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            wire.inject(fault.clone());
            let error = wire.create().await.unwrap_err();
            assert!(error.is_request(), "{error:?}");
        };
        tokio::join!(others, dropped);
        let last = wire.last();
        assert_eq!((last.faults.clone(), last.applied()), (vec![fault], applied));
        assert_eq!(wire.people(), 5 + usize::from(applied));
        wire.get().await.unwrap();
        assert_eq!((wire.last().connection, wire.attio.connections()), (2, 2));
    }
}

#[tokio::test]
async fn go_away_completes_earlier_streams_and_applies_no_later_one() {
    let wire = Wire::warm(Tls2).await;
    wire.inject(Fault::StallThenApply(Duration::from_millis(200)).times(20));
    wire.inject(Fault::GoAway.once().after(12));
    let results = creates(&wire, 20).await;
    let (answered, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((answered.len(), lost.len(), wire.people()), (12, 8, 12));
    for error in lost.into_iter().map(Result::unwrap_err) {
        let error = h2_error(&error);
        assert!(error.is_go_away() && error.is_remote(), "{error:?}");
        assert_eq!(error.reason(), Some(Reason::NO_ERROR));
    }
    // The requests that the emulator saw.
    let (cut, whole): (Vec<_>, Vec<_>) =
        wire.creates().into_iter().partition(|request| request.faults.contains(&Fault::GoAway));
    assert!(whole.len() == 12 && whole.iter().all(|request| request.applied()), "{whole:?}");
    assert!((1..=8).contains(&cut.len()) && !cut.iter().any(|r| r.applied()), "{cut:?}");
    // The fault ends with its connection.
    assert_eq!(wire.create().await.unwrap().status(), 200);
    assert_eq!((wire.last().connection, wire.attio.connections()), (2, 2));
    assert_eq!(wire.people(), 13);
}

#[tokio::test]
async fn go_away_can_leave_nothing_or_all() {
    // The first stream of a connection.
    let wire = Wire::start(Tls2);
    wire.inject(Fault::GoAway);
    let error = wire.create().await.unwrap_err();
    assert!(h2_error(&error).is_go_away(), "{error:?}");
    wire.met(&Fault::GoAway, false);
    // Repeatedly, each time on a new connection.
    wire.inject(Fault::GoAway.times(10));
    for _ in 0..10 {
        assert!(h2_error(&wire.create().await.unwrap_err()).is_go_away());
    }
    assert_eq!(wire.create().await.unwrap().status(), 200);
    assert_eq!((wire.people(), wire.attio.connections()), (1, 12));
}

#[tokio::test]
async fn a_connection_of_go_away_is_closed_when_its_streams_are_through() {
    let wire = Wire::warm(Tls2).await;
    let pause = Duration::from_millis(300);
    wire.inject(Fault::ApplyThenStall(pause).times(3));
    wire.inject(Fault::GoAway.once().after(3));
    let start = Instant::now();
    let results = creates(&wire, 4).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
    assert!((pause..10 * pause).contains(&start.elapsed()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_graceful_go_away_loses_nothing() {
    let wire = Wire::warm(Tls2).await;
    wire.inject(Fault::ApplyThenStall(Duration::from_millis(200)).times(9));
    wire.inject(Fault::ApplyThenGoAway.once().after(4));
    for result in creates(&wire, 10).await {
        assert_eq!(result.unwrap(), 200);
    }
    assert_eq!((wire.people(), wire.attio.connections()), (10, 1));
    wire.get().await.unwrap();
    assert_eq!((wire.last().connection, wire.attio.connections()), (2, 2));
    for transport in [Plain, Tls1] {
        let wire = Wire::warm(transport).await;
        wire.inject(Fault::ApplyThenGoAway.once().on(Operation::Create));
        let response = wire.create().await.unwrap();
        assert_eq!(response.headers()["connection"], "close");
        wire.met(&Fault::ApplyThenGoAway, true);
        wire.get().await.unwrap();
        assert_eq!((wire.last().connection, wire.attio.connections()), (2, 2));
    }
}

#[tokio::test]
async fn a_go_away_with_an_error_loses_all_responses() {
    let wire = Wire::warm(Tls2).await;
    wire.inject(Fault::ApplyThenGoAwayError.once().after(4));
    wire.inject(Fault::ApplyThenStall(Duration::from_secs(60)).times(9));
    for result in creates(&wire, 10).await {
        let error = result.unwrap_err();
        assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    }
    let applied = || wire.creates().iter().filter(|request| request.applied()).count();
    // A request is applied before the log says so.
    for _ in 0..1000 {
        if wire.people() == applied() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(wire.people(), applied());
    assert!(applied() >= 5, "{}", applied());
    wire.get().await.unwrap();
    assert_eq!(wire.attio.connections(), 2);
}

#[tokio::test]
async fn a_silent_connection_sends_nothing_and_stays_open() {
    for transport in ALL {
        for (fault, applied) in [(Fault::GoSilent, false), (Fault::ApplyThenGoSilent, true)] {
            let wire = Wire::warm(transport).await;
            wire.inject(fault.clone().once().on(Operation::Create));
            let start = Instant::now();
            let waiting = wire.creating().timeout(Duration::from_millis(300));
            let error = waiting.send().await.unwrap_err();
            assert!(error.is_timeout(), "{error:?}");
            assert!(start.elapsed() >= Duration::from_millis(300));
            wire.met(&fault, applied);
            // Over HTTP/2 the client keeps using the connection, without success.
            let again = wire.creating().timeout(Duration::from_millis(300)).send().await;
            assert_eq!(again.is_err(), transport == Tls2, "{again:?}");
            // A reset closes it, and the next request uses another one.
            wire.attio.reset();
            tokio::time::sleep(Duration::from_millis(50)).await;
            assert_eq!(wire.create().await.unwrap().status(), 200);
            assert_eq!((wire.last().connection, wire.people()), (2, 1));
        }
    }
}

#[tokio::test]
async fn a_silent_connection_does_not_respond_to_pings() {
    let wire = Wire::with(Tls2, |client| {
        client
            .http2_keep_alive_interval(Duration::from_millis(200))
            .http2_keep_alive_timeout(Duration::from_secs(1))
            .http2_keep_alive_while_idle(true)
    });
    wire.warm_up().await;
    // The client considers the connection alive, although nothing arrives on it for a while.
    wire.inject(Fault::ApplyThenStall(Duration::from_millis(600)));
    assert_eq!(wire.create().await.unwrap().status(), 200);
    wire.inject(Fault::ApplyThenStall(Duration::from_millis(100)).times(5));
    wire.inject(Fault::GoSilent.once().after(5));
    for result in creates(&wire, 6).await {
        let error = result.unwrap_err();
        assert!(format!("{error:?}").contains("KeepAliveTimedOut"), "{error:?}");
    }
    // The requests in progress were applied.
    assert_eq!(wire.people(), 6);
    assert_eq!(wire.create().await.unwrap().status(), 200);
    assert_eq!(wire.attio.connections(), 2);
}

#[tokio::test]
async fn only_256_silent_connections_are_kept() {
    let wire = Wire::start(Plain);
    wire.inject(Fault::StallConnection.times(300));
    let address = wire.attio.base_url().strip_prefix("http://").unwrap().to_owned();
    let mut open = Vec::new();
    for _ in 0..300 {
        let stream = std::net::TcpStream::connect(&address).unwrap();
        stream.set_nonblocking(true).unwrap();
        open.push(stream);
    }
    assert_eq!(wire.get().await.unwrap().status(), 200);
    let start = Instant::now();
    while open.len() > 256 && start.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(10)).await;
        open.retain_mut(|stream| stream.read(&mut [0]).is_err());
    }
    assert_eq!(open.len(), 256);
    assert_eq!(wire.attio.connections(), 301);
}

#[tokio::test]
async fn a_truncated_response_is_an_error_over_each_transport() {
    for transport in ALL {
        let wire = Wire::warm(transport).await;
        wire.inject(Fault::Truncated);
        let response = wire.create().await.unwrap();
        assert_eq!(response.status(), 200);
        let error = response.bytes().await.unwrap_err();
        if transport == Tls2 {
            assert_eq!(h2_error(&error).reason(), Some(Reason::INTERNAL_ERROR));
        }
        assert_eq!(wire.people(), 1);
        // Over HTTP/2, the stream is cut off.
        wire.get().await.unwrap();
        let connections = if transport == Tls2 { 1 } else { 2 };
        assert_eq!(wire.attio.connections(), connections);
    }
}

/// A client that disconnects does not stop its request.
#[tokio::test]
async fn a_cancelled_request_is_applied_over_each_transport() {
    for transport in ALL {
        let wire = Wire::warm(transport).await;
        wire.inject(Fault::StallThenApply(Duration::from_millis(300)));
        let waiting = wire.creating().timeout(Duration::from_millis(100));
        assert!(waiting.send().await.unwrap_err().is_timeout());
        assert_eq!(wire.people(), 0);
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(wire.people(), 1);
        assert!(wire.last().applied());
    }
}

/// As many requests as in a run of the fault table, with all faults at once.
#[tokio::test]
async fn unapplied_requests_are_never_applied_later() {
    let wire = Wire::start(Tls2);
    for (seed, fault) in [
        Fault::RefuseStream,
        Fault::ResetBeforeApplying,
        Fault::ApplyThenReset,
        Fault::GoAway,
        Fault::ApplyThenGoAway,
        Fault::ApplyThenGoAwayError,
        Fault::DropBeforeApplying,
    ]
    .into_iter()
    .enumerate()
    {
        wire.inject(fault.with_probability(0.02).seed(seed as u64).on(Operation::Create));
    }
    let create = async |n: u32| {
        let title = format!("number {n}");
        let body = json!({"data": {"values": {"job_title": title}}});
        let result = wire.request(Method::POST, PEOPLE).json(&body).send().await;
        (title, result)
    };
    let mut results = Vec::new();
    for start in (0..2000).step_by(50) {
        results.extend(join_all((start..start + 50).map(create)).await);
    }
    let creates = wire.creates();
    let is_spared = |fault: &Fault| {
        matches!(
            fault,
            Fault::RefuseStream
                | Fault::ResetBeforeApplying
                | Fault::GoAway
                | Fault::DropBeforeApplying
        )
    };
    let title = |request: &ReceivedRequest| {
        let body = request.body_json();
        body["data"]["values"]["job_title"].as_str().unwrap_or_default().to_owned()
    };
    let applied: Vec<String> =
        creates.iter().filter(|request| request.applied()).map(title).collect();
    for request in &creates {
        assert_eq!(request.version, Version::HTTP_2);
        assert!(!(request.applied() && request.faults.iter().any(is_spared)), "{request:?}");
    }
    assert_eq!(wire.people(), applied.len());
    let mut seen = [0; 3];
    for (title, result) in results {
        let is_applied = applied.contains(&title);
        match result {
            Ok(response) => {
                assert_eq!(response.status(), 200);
                assert!(is_applied, "{title}");
                seen[0] += 1;
            }
            Err(error) if was_not_processed(&error) => {
                assert!(!is_applied, "{title}: {error:?}");
                seen[1] += 1;
            }
            Err(error) => {
                assert!(!error.is_timeout(), "{title}: {error:?}");
                seen[2] += 1;
            }
        }
    }
    assert!(seen.iter().all(|&n| n > 50), "{seen:?}");
}

/// Whether, by RFC 9113, the emulator did not process the request.
fn was_not_processed(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let refused = error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM);
            let above = error.is_go_away() && error.reason() == Some(Reason::NO_ERROR);
            return error.is_remote() && (refused || above);
        }
        source = error.source();
    }
    false
}
