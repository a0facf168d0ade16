//! A client over each transport: HTTP/1.1, HTTP/1.1 in TLS, HTTP/2 in TLS.

use std::error::Error as _;
use std::time::Duration;

use attio_emulator::{Emulator, Fault, Injection, ReceivedRequest};
use reqwest::{Certificate, Client, ClientBuilder, Method, RequestBuilder, Response};
use serde_json::json;

pub(crate) const PEOPLE: &str = "/v2/objects/people/records";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Plain,
    Tls1,
    Tls2,
}

pub(crate) use Transport::{Plain, Tls1, Tls2};

pub(crate) const ALL: [Transport; 3] = [Plain, Tls1, Tls2];

/// An emulator and a client without automatic retries.
pub(crate) struct Wire {
    pub(crate) attio: Emulator,
    pub(crate) client: Client,
}

impl Wire {
    pub(crate) fn start(transport: Transport) -> Self {
        Self::with(transport, |client| client)
    }

    pub(crate) fn with(
        transport: Transport,
        client: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let attio = Emulator::builder().tls(transport != Plain).start_blocking().unwrap();
        let client = client(builder(&attio, transport)).build().unwrap();
        Self { attio, client }
    }

    /// With an open connection whose settings the client has received.
    pub(crate) async fn warm(transport: Transport) -> Self {
        let wire = Self::start(transport);
        wire.warm_up().await;
        wire
    }

    pub(crate) async fn warm_up(&self) {
        self.get().await.unwrap();
        self.get().await.unwrap();
    }

    pub(crate) fn inject(&self, fault: impl Into<Injection>) {
        self.attio.inject(fault);
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.attio.base_url());
        self.client.request(method, url).bearer_auth(self.attio.api_key())
    }

    pub(crate) fn creating(&self) -> RequestBuilder {
        self.request(Method::POST, PEOPLE).json(&json!({"data": {"values": {"job_title": "CTO"}}}))
    }

    pub(crate) async fn create(&self) -> reqwest::Result<Response> {
        self.creating().send().await
    }

    pub(crate) async fn get(&self) -> reqwest::Result<Response> {
        self.request(Method::GET, "/v2/self").send().await
    }

    pub(crate) fn people(&self) -> usize {
        self.attio.record_ids("people").len()
    }

    pub(crate) fn last(&self) -> ReceivedRequest {
        self.attio.requests().pop().unwrap()
    }

    /// The received creates, in order of arrival.
    pub(crate) fn creates(&self) -> Vec<ReceivedRequest> {
        let mut requests = self.attio.requests();
        requests.retain(|request| request.method == "POST");
        requests
    }

    /// Checks that the one create had this fault, and whether it was applied.
    #[track_caller]
    pub(crate) fn met(&self, fault: &Fault, applied: bool) {
        let creates = self.creates();
        assert_eq!(creates.len(), 1, "{fault:?}: {creates:?}");
        assert_eq!(creates[0].faults, std::slice::from_ref(fault));
        assert_eq!(creates[0].applied(), applied, "{fault:?}");
        assert_eq!(self.people(), usize::from(applied), "{fault:?}");
    }
}

pub(crate) fn builder(attio: &Emulator, transport: Transport) -> ClientBuilder {
    let builder = Client::builder().no_proxy().retry(reqwest::retry::never());
    let builder = builder.timeout(Duration::from_secs(20));
    let builder = match attio.ca_certificate() {
        ca if !ca.is_empty() => {
            builder.tls_certs_only([Certificate::from_pem(ca.as_bytes()).unwrap()])
        }
        _ => builder,
    };
    if transport == Tls2 { builder } else { builder.http1_only() }
}

/// The error of HTTP/2 in an error.
#[track_caller]
pub(crate) fn h2_error(error: &reqwest::Error) -> &h2::Error {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref() {
            return error;
        }
        source = error.source();
    }
    panic!("no error of HTTP/2: {error:?}")
}
