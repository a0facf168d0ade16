//! The frames of a GOAWAY, as seen by a bare HTTP/2 client.

use std::sync::Arc;
use std::time::Duration;

use attio_emulator::{Emulator, Fault};
use bytes::Bytes;
use h2::Reason;
use h2::client::{ResponseFuture, SendRequest};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::wire::PEOPLE;

/// A connection and its outcome.
struct Bare {
    attio: Emulator,
    requests: SendRequest<Bytes>,
    end: JoinHandle<Result<(), h2::Error>>,
}

impl Bare {
    async fn start() -> Self {
        let attio = Emulator::builder().tls(true).start_blocking().unwrap();
        let mut roots = RootCertStore::empty();
        let ca = attio.ca_certificate().as_bytes();
        roots.add(CertificateDer::from_pem_slice(ca).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let address = attio.base_url().strip_prefix("https://").unwrap();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
        let (requests, connection) = h2::client::handshake(stream).await.unwrap();
        Self { attio, requests, end: tokio::spawn(connection) }
    }

    /// Sends the headers of a create; its body follows later.
    async fn begin(&mut self) -> (ResponseFuture, h2::SendStream<Bytes>) {
        let url = format!("{}{PEOPLE}", self.attio.base_url());
        let request = http::Request::post(url)
            .header("authorization", format!("Bearer {}", self.attio.api_key()))
            .header("content-type", "application/json");
        let mut requests = self.requests.clone().ready().await.unwrap();
        requests.send_request(request.body(()).unwrap(), false).unwrap()
    }

    /// The end of the connection, which must come soon.
    async fn ended(self) -> (Emulator, Result<(), h2::Error>) {
        drop(self.requests);
        let end = tokio::time::timeout(Duration::from_secs(10), self.end).await;
        (self.attio, end.expect("the connection is closed").unwrap())
    }
}

fn body() -> Bytes {
    Bytes::from_static(br#"{"data":{"values":{"job_title":"CTO"}}}"#)
}

async fn wait_for(mut is_there: impl FnMut() -> bool) {
    while !is_there() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Streams reach the emulator with their headers, so a body may arrive after the GOAWAY.
#[tokio::test]
async fn the_last_stream_is_the_one_before() {
    let mut bare = Bare::start().await;
    bare.attio.inject(Fault::GoAway.once().after(2));
    let (first, mut first_body) = bare.begin().await;
    let (second, mut second_body) = bare.begin().await;
    let (third, mut third_body) = bare.begin().await;
    let (fourth, _fourth_body) = bare.begin().await;
    let _ = third_body.send_data(body(), true);
    for lost in [third, fourth] {
        let error = lost.await.unwrap_err();
        assert!(error.is_go_away() && error.is_remote(), "{error:?}");
        assert_eq!(error.reason(), Some(Reason::NO_ERROR));
    }
    assert!(bare.attio.record_ids("people").is_empty());
    second_body.send_data(body(), true).unwrap();
    first_body.send_data(body(), true).unwrap();
    for whole in [first, second] {
        let mut response = whole.await.unwrap();
        assert_eq!(response.status(), 200);
        while let Some(data) = response.body_mut().data().await {
            data.unwrap();
        }
    }
    let (attio, end) = bare.ended().await;
    assert!(end.is_ok(), "{end:?}");
    assert_eq!(attio.record_ids("people").len(), 2);
    let cut = attio.requests().iter().filter(|r| r.faults == [Fault::GoAway]).count();
    assert_eq!((cut, attio.requests().len()), (2, 4));
}

/// The whole body of a later stream arrives before the emulator accepts the stream.
#[tokio::test]
async fn requests_that_arrive_before_the_go_away_are_not_applied() {
    for _ in 0..20 {
        let mut bare = Bare::start().await;
        bare.attio.inject(Fault::GoAway.once().after(1));
        let mut responses = Vec::new();
        for _ in 0..20 {
            let (response, mut sent) = bare.begin().await;
            let _ = sent.send_data(body(), true);
            responses.push(response);
        }
        let mut whole = 0;
        for response in responses {
            match response.await {
                Ok(response) => whole += u32::from(response.status() == 200),
                Err(error) => assert!(error.is_go_away() && error.is_remote(), "{error:?}"),
            }
        }
        let (attio, _) = bare.ended().await;
        assert_eq!((whole, attio.record_ids("people").len()), (1, 1));
    }
}

#[tokio::test]
async fn a_go_away_with_an_error_has_its_reason() {
    let mut bare = Bare::start().await;
    bare.attio.inject(Fault::ApplyThenGoAwayError);
    let (response, mut sent) = bare.begin().await;
    sent.send_data(body(), true).unwrap();
    let error = response.await.unwrap_err();
    // The stream ID is not above the last one, so the GOAWAY does not exclude that it was
    // processed.
    assert!(!error.is_go_away() || error.reason() == Some(Reason::INTERNAL_ERROR), "{error:?}");
    let (attio, end) = bare.ended().await;
    let error = end.unwrap_err();
    assert!(error.is_go_away() && error.is_remote(), "{error:?}");
    assert_eq!(error.reason(), Some(Reason::INTERNAL_ERROR));
    assert_eq!(attio.record_ids("people").len(), 1);
}

#[tokio::test]
async fn a_silent_connection_reads_no_more() {
    let mut bare = Bare::start().await;
    bare.attio.inject(Fault::GoSilent.once().after(1));
    // The stream reaches the emulator, but its body no longer arrives.
    let (first, mut first_body) = bare.begin().await;
    let (second, mut second_body) = bare.begin().await;
    second_body.send_data(body(), true).unwrap();
    wait_for(|| !bare.attio.requests().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    first_body.send_data(body(), true).unwrap();
    let both = async { (first.await.is_ok(), second.await.is_ok()) };
    let waited = tokio::time::timeout(Duration::from_millis(300), both).await;
    assert!(waited.is_err(), "{waited:?}");
    assert_eq!(bare.attio.requests().len(), 1);
    assert!(bare.attio.record_ids("people").is_empty());
    assert!(!bare.end.is_finished());
    bare.attio.reset();
    let (attio, end) = bare.ended().await;
    assert!(end.is_err(), "{end:?}");
    assert!(attio.record_ids("people").is_empty());
}
