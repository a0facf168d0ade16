//! Faults that affect whole connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use attio_emulator::{Emulator, Fault, Operation};
use futures_util::future::join_all;
use h2::Reason;

use crate::wire::{ALL, Plain, Tls1, Tls2, Wire, h2_error};

const SHORT: Duration = Duration::from_millis(500);

#[tokio::test]
async fn a_stalled_connection_stalls_from_the_first() {
    for transport in ALL {
        let wire = Wire::with(transport, |client| client.connect_timeout(SHORT));
        // The selection of requests does not apply to connections.
        wire.inject(Fault::StallConnection.times(2).on(Operation::Merge));
        for _ in 0..2 {
            let error = wire.creating().timeout(2 * SHORT).send().await.unwrap_err();
            assert!(error.is_timeout(), "{error:?}");
            // In TLS it is the handshake that stalls: nothing was sent.
            assert_eq!(error.is_connect(), transport != Plain, "{error:?}");
        }
        assert!(wire.attio.requests().is_empty());
        assert_eq!(wire.create().await.unwrap().status(), 200);
        assert_eq!((wire.last().connection, wire.attio.connections()), (3, 3));
        assert_eq!((wire.last().faults.len(), wire.people()), (0, 1));
    }
}

#[test]
fn a_stalled_connection_stays_open_until_a_reset() {
    let attio = Emulator::start_blocking().unwrap();
    attio.inject(Fault::StallConnection);
    let mut stream = TcpStream::connect(address(&attio)).unwrap();
    stream.write_all(b"GET /v2/self HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    stream.set_read_timeout(Some(SHORT)).unwrap();
    let error = stream.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), std::io::ErrorKind::WouldBlock), "{error}");
    attio.reset();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert!(matches!(stream.read(&mut [0]), Ok(0) | Err(_)));
}

#[tokio::test]
async fn with_few_streams_requests_wait_for_each_other() {
    let wire = Wire::start(Tls2);
    wire.inject(Fault::FewStreams(2).once());
    wire.warm_up().await;
    let pause = Duration::from_millis(100);
    wire.inject(Fault::ApplyThenStall(pause).always());
    let start = Instant::now();
    for result in join_all((0..6).map(|_| wire.create())).await {
        assert_eq!(result.unwrap().status(), 200);
    }
    assert!(start.elapsed() >= 3 * pause, "{:?}", start.elapsed());
    assert_eq!((wire.people(), wire.attio.connections()), (6, 1));
}

#[tokio::test]
async fn a_limit_unknown_to_the_client_refuses_streams() {
    let wire = Wire::start(Tls2);
    wire.inject(Fault::FewStreams(0).once());
    let error = wire.creating().timeout(SHORT).send().await.unwrap_err();
    // Whichever comes first: the request or the settings.
    assert!(
        error.is_timeout() || h2_error(&error).reason() == Some(Reason::REFUSED_STREAM),
        "{error:?}"
    );
    assert_eq!(wire.people(), 0);
}

#[tokio::test]
async fn a_closed_window_accepts_no_body() {
    let wire = Wire::start(Tls2);
    wire.inject(Fault::ClosedWindow.once());
    // Before and after the client has learned of it.
    for _ in 0..3 {
        let error = wire.creating().timeout(SHORT).send().await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(wire.get().await.unwrap().status(), 200);
    }
    assert_eq!((wire.people(), wire.creates().len(), wire.attio.connections()), (0, 0, 1));
}

#[tokio::test]
async fn http1_does_not_use_up_faults_of_http2() {
    let wire = Wire::start(Tls1);
    wire.inject(Fault::FewStreams(0).once());
    wire.inject(Fault::ClosedWindow.once());
    assert_eq!(wire.create().await.unwrap().status(), 200);
    let second = crate::wire::builder(&wire.attio, Tls2).build().unwrap();
    let refused = second.get(wire.attio.base_url()).timeout(SHORT).send().await;
    assert!(refused.is_err(), "{refused:?}");
}

#[tokio::test]
async fn connections_stall_by_rate() {
    let wire = Wire::with(Tls2, |client| client.pool_max_idle_per_host(0).connect_timeout(SHORT));
    wire.inject(Fault::StallConnection.with_probability(0.5).seed(3));
    let mut stalled = 0;
    for _ in 0..20 {
        stalled += u32::from(wire.get().await.is_err());
    }
    // Each request opens a new connection.
    assert_eq!(wire.attio.connections(), 20);
    assert!((3..18).contains(&stalled), "{stalled}");
}

fn address(attio: &Emulator) -> SocketAddr {
    attio.base_url().rsplit('/').next().unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn connects_stall_and_open_connections_go_on() {
    for transport in ALL {
        let wire = Wire::warm(transport).await;
        let address = address(&wire.attio);
        wire.attio.stall_connects().unwrap();
        wire.attio.stall_connects().unwrap();
        for _ in 0..3 {
            let error = TcpStream::connect_timeout(&address, SHORT).unwrap_err();
            assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
        }
        assert_eq!(wire.create().await.unwrap().status(), 200);
        assert_eq!(wire.attio.connections(), 1);
        // A waiting connect succeeds with the system's next attempt.
        let waiting = std::thread::spawn(move || {
            TcpStream::connect_timeout(&address, Duration::from_secs(20)).map(drop)
        });
        std::thread::sleep(SHORT);
        assert!(!waiting.is_finished());
        wire.attio.resume_connects().unwrap();
        waiting.join().unwrap().unwrap();
        let other = crate::wire::builder(&wire.attio, transport).build().unwrap();
        other.get(wire.attio.base_url()).send().await.unwrap();
        assert_eq!((wire.last().connection, wire.attio.connections()), (3, 3));
        // A reset also ends the stall.
        wire.attio.stall_connects().unwrap();
        wire.attio.reset();
        assert!(TcpStream::connect_timeout(&address, SHORT).is_ok());
        wire.attio.resume_connects().unwrap();
    }
}

#[cfg(not(target_os = "linux"))]
#[test]
fn connects_stall_on_linux_only() {
    let attio = Emulator::start_blocking().unwrap();
    let error = attio.stall_connects().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::Unsupported);
    attio.resume_connects().unwrap();
}
