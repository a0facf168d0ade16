//! Requests as data: what is sent, and what is known of its nature.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderValue;
use url::Url;
use uuid::Uuid;

use crate::client::Budget;
use crate::error::Error;

mod template;

const JSON: &str = "application/json";

/// The operation of a call of any endpoint.
const OTHER: &str = "request";

/// One call of the API, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path below the base URL, unencoded.
    segments: Vec<Segment>,
    query: Vec<(String, String)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) content_type: &'static str,
    /// In place of the client's own.
    pub(crate) authorization: Option<HeaderValue>,
    /// What it does, for errors: "create a record of `people`".
    pub(crate) doing: String,
    /// The same in a word, for spans.
    pub(crate) operation: &'static str,
    pub(crate) effect: Effect,
    /// The user's ID of it, where that is sent.
    pub(super) correlation_id: Option<HeaderValue>,
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

    /// Which of Attio's limits it counts against.
    pub(super) fn budget(self) -> Budget {
        match self {
            Self::Read => Budget::Read,
            Self::IdempotentWrite | Self::Write => Budget::Write,
        }
    }

    /// What the method says, where nothing more is known.
    pub(crate) fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD => Self::Read,
            Method::PUT | Method::DELETE => Self::IdempotentWrite,
            _ => Self::Write,
        }
    }
}

impl Request {
    fn new(operation: &'static str, method: Method, segments: Vec<Segment>, doing: String) -> Self {
        let effect = Effect::of(&method);
        Self {
            method,
            segments,
            query: Vec::new(),
            body: None,
            content_type: JSON,
            authorization: None,
            doing,
            operation,
            effect,
            correlation_id: None,
        }
    }

    fn with_body(mut self, body: Bytes) -> Self {
        self.body = Some(body);
        self
    }

    fn with_effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    fn with_query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// `GET /v2/self`.
    pub(crate) fn whoami() -> Self {
        Self::new(
            "whoami",
            Method::GET,
            vec!["v2".into(), "self".into()],
            "identify the token".into(),
        )
    }

    /// `POST /v2/objects/{object}/records`.
    pub(crate) fn create(object: &str, body: Bytes) -> Self {
        Self::new("create", Method::POST, records(object), doing_create(object)).with_body(body)
    }

    /// `PUT /v2/objects/{object}/records?matching_attribute=`.
    pub(crate) fn assert(object: &str, attribute: &str, body: Bytes) -> Self {
        Self::new("assert", Method::PUT, records(object), doing_assert(object))
            .with_query("matching_attribute", attribute)
            .with_body(body)
    }

    /// `GET /v2/objects/{object}/attributes/{attribute}`.
    pub(crate) fn attribute(object: &str, attribute: &str) -> Self {
        let segments =
            vec!["v2".into(), "objects".into(), own(object), "attributes".into(), own(attribute)];
        let doing = format!("get the attribute `{attribute}` of `{object}`");
        Self::new("get_attribute", Method::GET, segments, doing)
    }

    /// `GET /v2/objects/{object}/records/{record_id}`.
    pub(crate) fn get(object: &str, id: Uuid) -> Self {
        Self::new("get", Method::GET, record(object, id), format!("get record {id} of `{object}`"))
    }

    /// `PATCH /v2/objects/{object}/records/{record_id}`.
    pub(crate) fn append(object: &str, id: Uuid, body: Bytes) -> Self {
        Self::new("append", Method::PATCH, record(object, id), doing_update(object, id))
            .with_body(body)
    }

    /// `PUT /v2/objects/{object}/records/{record_id}`.
    pub(crate) fn overwrite(object: &str, id: Uuid, body: Bytes) -> Self {
        Self::new("overwrite", Method::PUT, record(object, id), doing_update(object, id))
            .with_body(body)
    }

    /// `DELETE /v2/objects/{object}/records/{record_id}`.
    pub(crate) fn delete(object: &str, id: Uuid) -> Self {
        Self::new(
            "delete",
            Method::DELETE,
            record(object, id),
            format!("delete record {id} of `{object}`"),
        )
    }

    /// `POST /v2/objects/{object}/records/query`.
    pub(crate) fn query(object: &str, body: String) -> Self {
        let mut segments = records(object);
        segments.push("query".into());
        Self::new("query", Method::POST, segments, format!("query records of `{object}`"))
            .with_body(body.into())
            .with_effect(Effect::Read)
    }

    /// `GET /v2/objects/{object}/records/{record_id}/attributes/{attribute}/values`.
    pub(crate) fn history(
        object: &str,
        id: Uuid,
        attribute: &str,
        limit: u32,
        offset: u64,
    ) -> Self {
        let mut segments = record(object, id);
        segments.extend(["attributes".into(), own(attribute), "values".into()]);
        let doing = format!("get the history of `{attribute}` of record {id} of `{object}`");
        Self::new("history", Method::GET, segments, doing)
            .with_query("show_historic", "true")
            .with_query("limit", limit.to_string())
            .with_query("offset", offset.to_string())
    }

    /// `GET /v2/objects/{object}/records/{record_id}/entries`.
    pub(crate) fn entries(object: &str, id: Uuid, limit: u32, offset: u64) -> Self {
        let mut segments = record(object, id);
        segments.push("entries".into());
        Self::new(
            "entries",
            Method::GET,
            segments,
            format!("list the entries of record {id} of `{object}`"),
        )
        .with_query("limit", limit.to_string())
        .with_query("offset", offset.to_string())
    }

    /// `POST /v2/objects/{object}/records/merge`.
    pub(crate) fn merge(object: &str, primary: Uuid, secondary: Uuid) -> Self {
        let mut segments = records(object);
        segments.push("merge".into());
        let body = format!(
            r#"{{"data":{{"primary_record_id":"{primary}","secondary_record_id":"{secondary}"}}}}"#
        );
        let doing = format!("merge record {secondary} into record {primary} of `{object}`");
        Self::new("merge", Method::POST, segments, doing).with_body(body.into())
    }

    /// `POST /v2/objects/records/search`.
    pub(crate) fn search(body: Vec<u8>) -> Self {
        let segments = ["v2", "objects", "records", "search"].map(Segment::from).to_vec();
        Self::new("search", Method::POST, segments, "search records".into())
            .with_body(body.into())
            .with_effect(Effect::Read)
    }

    /// `POST /oauth/token` with a form, at the web app's host.
    #[cfg(feature = "oauth")]
    pub(crate) fn exchange(form: String) -> Self {
        let segments = vec!["oauth".into(), "token".into()];
        Self {
            content_type: "application/x-www-form-urlencoded",
            ..Self::new(
                "oauth_exchange",
                Method::POST,
                segments,
                "exchange the authorization code".into(),
            )
            .with_body(form.into())
        }
    }

    /// `POST /oauth/introspect` with the token as the header, at the web app's host.
    #[cfg(feature = "oauth")]
    pub(crate) fn introspect(token: HeaderValue) -> Self {
        let segments = vec!["oauth".into(), "introspect".into()];
        let doing = "introspect the token".into();
        Self {
            authorization: Some(token),
            ..Self::new("oauth_introspect", Method::POST, segments, doing).with_effect(Effect::Read)
        }
    }

    /// Any call, by its method and path.
    pub(crate) fn other(
        method: Method,
        path: &str,
        query: Vec<(String, String)>,
        body: Option<Bytes>,
        effect: Effect,
    ) -> Self {
        let segments = path.split('/').filter(|part| !part.is_empty()).map(template::segment);
        let segments = segments.collect();
        let doing = format!("call {method} {path}");
        Self { query, body, ..Self::new(OTHER, method, segments, doing).with_effect(effect) }
    }

    /// Whether a success shows that the token is good. `GET /v2/self` answers a revoked one with
    /// 200 too, and says so in the body.
    pub(super) fn proves_token(&self) -> bool {
        self.segments != ["v2", "self"]
    }

    /// The path with names in place of what it is about.
    pub(super) fn template(&self) -> String {
        template::of(&self.segments)
    }

    /// The slug or ID of the object that it is about.
    pub(super) fn object(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [_, Segment::Borrowed("objects"), Segment::Owned(object), ..]
                if self.operation != OTHER =>
            {
                Some(object)
            }
            _ => None,
        }
    }

    /// The URL below this base. Whatever else is in a segment is encoded, so that it stays one.
    ///
    /// # Errors
    ///
    /// A segment that a URL would leave out or change: no name of anything in Attio.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, Error> {
        if let Some(bad) = self.segments.iter().find(|segment| !is_segment(segment)) {
            return Err(Error::unwritable(format!("{bad:?} cannot be a part of a path")));
        }
        let mut url = base.clone();
        // An http or https URL, which the client's builder checks, always has segments.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(&self.segments);
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }
}

/// What a create does, for errors of the encoding too.
pub(crate) fn doing_create(object: &str) -> String {
    format!("create a record of `{object}`")
}

/// What an assert does.
pub(crate) fn doing_assert(object: &str) -> String {
    format!("assert a record of `{object}`")
}

/// What an update does.
pub(crate) fn doing_update(object: &str, id: Uuid) -> String {
    format!("update record {id} of `{object}`")
}

/// A part of a path: a literal of the API's is borrowed, whatever else is there is owned. Most are
/// literals, and a create is to cost little beside what it sends.
type Segment = Cow<'static, str>;

/// Whether a URL keeps the segment as it is. It drops `.` and `..`, tabs and line breaks.
fn is_segment(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..") && !segment.contains(char::is_control)
}

fn own(segment: &str) -> Segment {
    Segment::Owned(segment.to_owned())
}

fn records(object: &str) -> Vec<Segment> {
    vec!["v2".into(), "objects".into(), own(object), "records".into()]
}

fn record(object: &str, id: Uuid) -> Vec<Segment> {
    let mut segments = records(object);
    segments.push(id.to_string().into());
    segments
}
