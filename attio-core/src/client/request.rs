//! Requests as data: what is sent, and what is known of its nature.

use bytes::Bytes;
use reqwest::Method;
use url::Url;
use uuid::Uuid;

/// One call of the API, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path below the base URL, unencoded.
    pub(crate) segments: Vec<String>,
    pub(crate) body: Option<Bytes>,
    /// What it does, for errors: "create a record of `people`".
    pub(crate) doing: String,
    pub(crate) effect: Effect,
}

/// What a request does to the workspace: decides what a failure may have left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It changes nothing.
    Read,
    /// It changes something, and doing it twice changes nothing more.
    IdempotentWrite,
    /// It changes something each time.
    Write,
}

impl Effect {
    pub(crate) fn is_idempotent(self) -> bool {
        self != Self::Write
    }
}

impl Request {
    /// `GET /v2/self`.
    pub(crate) fn whoami() -> Self {
        Self {
            method: Method::GET,
            segments: vec!["v2".into(), "self".into()],
            body: None,
            doing: "identify the token".into(),
            effect: Effect::Read,
        }
    }

    /// `POST /v2/objects/{object}/records`.
    pub(crate) fn create(object: &str, body: Bytes) -> Self {
        Self {
            method: Method::POST,
            segments: records(object),
            body: Some(body),
            doing: doing_create(object),
            effect: Effect::Write,
        }
    }

    /// `GET /v2/objects/{object}/records/{record_id}`.
    pub(crate) fn get(object: &str, id: Uuid) -> Self {
        Self {
            method: Method::GET,
            segments: record(object, id),
            body: None,
            doing: format!("get record {id} of `{object}`"),
            effect: Effect::Read,
        }
    }

    /// `DELETE /v2/objects/{object}/records/{record_id}`.
    pub(crate) fn delete(object: &str, id: Uuid) -> Self {
        Self {
            method: Method::DELETE,
            segments: record(object, id),
            body: None,
            doing: format!("delete record {id} of `{object}`"),
            effect: Effect::IdempotentWrite,
        }
    }

    /// The URL below this base.
    pub(crate) fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        // An http or https URL, which the client's builder checks, always has segments.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&self.segments);
        }
        url
    }
}

/// What a create does, for errors of the encoding too.
pub(crate) fn doing_create(object: &str) -> String {
    format!("create a record of `{object}`")
}

fn records(object: &str) -> Vec<String> {
    vec!["v2".into(), "objects".into(), object.into(), "records".into()]
}

fn record(object: &str, id: Uuid) -> Vec<String> {
    let mut segments = records(object);
    segments.push(id.to_string());
    segments
}
