//! A create in two ways: by the derive, and hand-written with reqwest and serde.

use std::time::Duration;

use attio_core::{AttioRecord, Client, ClientBuilder};
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{HandWritten, Person, hand_written, person, reading};

const TOKEN: &str = "a-token-of-the-usual-length-0123456789abcdef0123456789abcdef";

/// `person.create(&client)`.
pub(crate) struct ByDerive {
    pub(crate) client: Client,
    person: Person,
}

impl ByDerive {
    pub(crate) fn new(base: &str) -> Self {
        Self::of(Client::builder().base_url(base))
    }

    /// Over TLS, with a certificate in PEM to trust beside the system's.
    pub(crate) fn over_tls(base: &str, certificate: &str) -> Self {
        Self::of(Client::builder().base_url(base).ca_certificate(certificate))
    }

    fn of(settings: ClientBuilder) -> Self {
        let client = settings.api_key(TOKEN).no_rate_limit().build().expect("a client");
        Self { client, person: person() }
    }

    pub(crate) async fn create(&self) {
        let created = self.person.create(&self.client).await.expect("it is created");
        std::hint::black_box(created);
    }
}

/// The client of a careful user of reqwest. It has a timeout and a user agent, as the derive's client has, and
/// builds the URL once. serde writes the body into a buffer of the same capacity, and reads the response in one
/// pass, which keeps the values unchanged.
pub(crate) struct ByHand {
    http: reqwest::Client,
    url: reqwest::Url,
    person: HandWritten,
}

#[derive(Deserialize)]
struct Created {
    data: CreatedRecord,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct CreatedRecord {
    id: CreatedId,
    created_at: String,
    web_url: Option<String>,
    values: Box<RawValue>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct CreatedId {
    workspace_id: Uuid,
    object_id: Uuid,
    record_id: Uuid,
}

impl ByHand {
    pub(crate) fn new(base: &str) -> Self {
        Self::of(base, reqwest::Client::builder())
    }

    pub(crate) fn over_tls(base: &str, certificate: &str) -> Self {
        let certificate = reqwest::Certificate::from_pem(certificate.as_bytes()).expect("PEM");
        Self::of(base, reqwest::Client::builder().tls_certs_merge([certificate]))
    }

    fn of(base: &str, http: reqwest::ClientBuilder) -> Self {
        let http = http
            .timeout(Duration::from_secs(30))
            .user_agent("attio-rs/0.1.0")
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let url = format!("{base}/v2/objects/people/records").parse().expect("a URL");
        Self { http, url, person: hand_written() }
    }

    pub(crate) async fn create(&self) {
        let response = self
            .http
            .post(self.url.clone())
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
            .body(self.person.to_json())
            .send()
            .await
            .expect("it is sent");
        assert!(response.status().is_success());
        let body = response.bytes().await.expect("it is answered");
        let created: Created = serde_json::from_slice(&body).expect("it is a record");
        std::hint::black_box(created.data);
    }
}

/// Fetches a page of people with reqwest and serde, which reads the response in one pass.
pub(crate) struct PageByHand {
    http: reqwest::Client,
    url: reqwest::Url,
}

impl PageByHand {
    pub(crate) fn new(base: &str) -> Self {
        let url = format!("{base}/v2/objects/people/records/query").parse().expect("a URL");
        Self { http: reqwest::Client::new(), url }
    }

    pub(crate) async fn page(&self) -> Vec<reading::Record> {
        let request = self.http.post(self.url.clone()).bearer_auth(TOKEN).body("{}");
        let response = request.send().await.expect("it is sent");
        let body = response.bytes().await.expect("it is answered");
        let page: reading::Page = serde_json::from_slice(&body).expect("people");
        page.data
    }
}

/// Fetches all people with reqwest and serde, in a loop over pages. Each page is requested after the previous one
/// was read. Size and order of the pages are those of the derive. An empty page ends the loop, because a server
/// may return fewer records than requested.
pub(crate) struct AllByHand {
    http: reqwest::Client,
    url: reqwest::Url,
}

impl AllByHand {
    pub(crate) fn new(base: &str) -> Self {
        let PageByHand { http, url } = PageByHand::new(base);
        Self { http, url }
    }

    pub(crate) async fn all(&self) -> Vec<reading::HandWritten> {
        let mut all = Vec::new();
        loop {
            let body = format!(
                r#"{{"sorts":[{{"direction":"asc","attribute":"created_at"}},{{"direction":"asc","attribute":"record_id"}}],"limit":500,"offset":{}}}"#,
                all.len(),
            );
            let request = self
                .http
                .post(self.url.clone())
                .bearer_auth(TOKEN)
                .header("content-type", "application/json")
                .body(body);
            let response = request.send().await.expect("it is sent");
            assert!(response.status().is_success());
            let body = response.bytes().await.expect("it is answered");
            let page: reading::Page = serde_json::from_slice(&body).expect("people");
            if page.data.is_empty() {
                return all;
            }
            all.extend(page.data.into_iter().map(|record| record.values));
        }
    }
}
