//! Proxies with CONNECT: they never see the token, and their refusals end a call at once.

use std::time::Duration;

use attio_core::{AttioRecord, Client, Error};
use attio_emulator::{Emulator, OnConnect, Proxy};
use attio_tests::people::Worker;

use super::{assert_not_sent, at_once, emulator, quick};

const PASSWORD: &str = "proxy-s3cret";

/// The user's own HTTP client, because the library's does not use a proxy for this machine.
fn through(proxy: &Proxy, emulator: &Emulator, credentials: bool) -> Client {
    let mut via = reqwest::Proxy::all(proxy.url()).expect("a URL");
    if credentials {
        via = via.basic_auth("user", PASSWORD);
    }
    let http = reqwest::Client::builder().proxy(via).retry(reqwest::retry::never());
    let pem = emulator.ca_certificate();
    let certificate = reqwest::Certificate::from_pem(pem.as_bytes()).expect("a certificate");
    let http = http.tls_certs_only([certificate]).build().expect("a client");
    let settings = Client::builder().base_url(emulator.base_url()).api_key(emulator.api_key());
    settings.no_rate_limit().retry(quick()).http_client(http).build().expect("a client")
}

async fn refused(client: &Client) -> Error {
    Worker::numbered(1).create(client).await.expect_err("the proxy refuses")
}

#[tokio::test]
async fn the_token_is_visible_to_no_proxy() {
    let emulator = emulator();
    for credentials in [false, true] {
        let proxy = match credentials {
            false => Proxy::builder().start_blocking(),
            true => Proxy::builder().credentials("user", PASSWORD).start_blocking(),
        };
        let proxy = proxy.expect("started");
        let client = through(&proxy, &emulator, credentials);
        for end in at_once(20, |number| Worker::numbered(number).create(&client)).await {
            end.expect("created");
        }
        assert!(!proxy.connects().is_empty(), "it went through the proxy");
        assert!(!proxy.has_seen(emulator.api_key()) && !proxy.has_seen("Bearer"));
    }
    assert_eq!(emulator.record_ids("people").len(), 40);
}

#[tokio::test]
async fn a_refusal_by_a_proxy_ends_the_call_at_once_with_a_remedy() {
    let emulator = emulator();
    let proxy = Proxy::builder().credentials("user", PASSWORD).start_blocking().expect("started");
    let error = refused(&through(&proxy, &emulator, false)).await;
    assert_not_sent(&error);
    assert_eq!((error.attempts(), error.is_retryable()), (1, false), "{error}");
    assert!(error.to_string().contains("the proxy requires valid credentials"), "{error}");
    assert_eq!(proxy.connects().len(), 1, "it got one request");
    for status in [403, 502] {
        let proxy = Proxy::builder().on_connect(OnConnect::Refuse(status)).start_blocking();
        let proxy = proxy.expect("started");
        let error = refused(&through(&proxy, &emulator, false)).await;
        assert_not_sent(&error);
        // Only once, although a later attempt might succeed: reqwest does not expose the status.
        assert_eq!((error.attempts(), error.is_retryable()), (1, true), "{error}");
        assert!(error.to_string().contains("the proxy refuses or fails to connect"), "{error}");
        assert_eq!(proxy.connects().len(), 1, "it got one request");
    }
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_proxy_that_stalls_sends_nothing() {
    let emulator = emulator();
    let proxy = Proxy::builder().on_connect(OnConnect::Stall).start_blocking().expect("started");
    let client = through(&proxy, &emulator, false);
    let timeout = Duration::from_millis(300);
    let call = |number| Worker::numbered(number).create(&client).attempts(1).timeout(timeout);
    for error in at_once(20, call).await {
        let error = error.expect_err("no tunnel");
        assert_not_sent(&error);
        assert!(error.is_timeout(), "{error}");
    }
}
