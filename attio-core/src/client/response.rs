//! Reading a response: its status, its body up to a bound, and what a failure says.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use uuid::Uuid;

use super::Clock;
use super::origin::{is_attios, is_attios_so_far};
use super::retry::{Known, RetryAfter};
use super::server_time::{self, ServerTime};
use crate::error::{ApiError, Body, Error, Kind, Outcome};
use crate::redact::Secrets;
use crate::request::{Action, Effect, Operation, Request};

const EXECUTION_ID: &str = "x-attio-execution-id";
const ACCURATE_AT: &str = "x-accurate-at";

/// The most that is kept of the body of an error, which is a short text. The rest is not read.
const MAX_ERROR_SIZE: usize = 1 << 20;

/// A success: its status, its body, and what its headers say.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    pub(super) headers: Headers,
    operation: &'static Operation,
    effect: Effect,
    action: Action,
    pub(crate) secrets: Secrets,
    /// How often the request was sent.
    pub(super) attempts: u32,
    /// Whether no earlier attempt of the call can still be applied.
    pub(super) is_settled: bool,
}

/// The headers that are kept, unread.
#[derive(Clone, Debug)]
pub(super) struct Headers {
    pub(super) execution_id: Option<HeaderValue>,
    pub(super) accurate_at: Option<HeaderValue>,
    /// All of them, if the request is the caller's own: typed calls have no use for the others.
    pub(super) all: Option<Box<HeaderMap>>,
}

impl Headers {
    fn of(response: &reqwest::Response, request: &Request) -> Self {
        let header = |name| response.headers().get(name).cloned();
        let all = request.is_raw().then(|| Box::new(response.headers().clone()));
        Self { execution_id: header(EXECUTION_ID), accurate_at: header(ACCURATE_AT), all }
    }

    fn execution_id(&self) -> Option<&str> {
        self.execution_id.as_ref().and_then(|id| id.to_str().ok())
    }
}

impl Response {
    fn new(status: u16, body: Bytes, headers: Headers, request: &Request) -> Self {
        Self {
            status,
            body,
            headers,
            operation: request.operation,
            effect: request.effect,
            action: request.action.clone(),
            secrets: request.secrets.clone(),
            attempts: 0,
            is_settled: true,
        }
    }

    /// The success of a delete whose own response was lost, and whose last one is this error.
    pub(super) fn deleted(request: &Request, error: &Error) -> Self {
        let execution_id = error.request_id().and_then(|id| HeaderValue::from_str(id).ok());
        let headers = Headers { execution_id, accurate_at: None, all: None };
        Self::new(204, Bytes::new(), headers, request)
    }

    /// The ID without the secrets of the call.
    pub(super) fn execution_id(&self) -> Option<Cow<'_, str>> {
        self.headers.execution_id().map(|id| self.secrets.redact(id))
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error with the outcome of the call if the body is not of the type.
    pub(crate) fn json<'b, T: Deserialize<'b>>(&'b self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.unreadable(error.to_string()))
    }

    /// Reads the `data` of the body, `{"data": …}`: one item, or a `Vec` for a list.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json).
    pub(crate) fn data<'b, T: Deserialize<'b>>(&'b self) -> Result<T, Error> {
        #[derive(Deserialize)]
        struct Envelope<T> {
            data: T,
        }
        self.json().map(|Envelope { data }| data)
    }

    /// The error of a success that cannot be read. A write took effect all the same.
    pub(crate) fn unreadable(&self, reason: String) -> Error {
        let body = Body::of(&self.body);
        self.error(Kind::Unreadable { status: self.status, reason, body })
    }

    /// Whether no earlier attempt of the call can still be applied.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// The ID of the record or entry that was asked for.
    pub(crate) fn asked_id(&self) -> Option<Uuid> {
        self.action.id()
    }

    /// The error of a response that is not about what was asked.
    pub(crate) fn of_another(&self, asked: Uuid, responded: Uuid) -> Error {
        let reason = format!("{asked} was asked for, and the response is about {responded}");
        let error = self.unreadable(reason);
        match self.effect {
            Effect::Read => error,
            _ => error.with_outcome(Outcome::Unknown),
        }
    }

    /// The outcome of the call, whatever became of the body.
    fn outcome(&self) -> Outcome {
        match self.effect {
            Effect::Read => Outcome::NotApplied,
            _ => Outcome::Applied(find_id(&self.body, self.operation.id_at)),
        }
    }

    fn error(&self, kind: Kind) -> Error {
        Error::new(kind, &self.action, self.outcome())
            .with_request_id(self.headers.execution_id().map(str::to_owned))
            .redacted(&self.secrets)
    }
}

/// Looks for an ID below `data`, also in a body that is cut off or otherwise unreadable.
pub(super) fn find_id(body: &[u8], at: &'static [&'static str]) -> Option<Uuid> {
    let found = Cell::new(Ok(None));
    let mut json = serde_json::Deserializer::from_slice(body);
    if !at.is_empty() {
        // The error, wherever it is, is known already.
        let _ = Path { first: "data", rest: at, found: &found }.deserialize(&mut json);
    }
    found.get().unwrap_or_default()
}

/// The body has more than one ID.
#[derive(Clone, Copy, Debug)]
struct Several;

/// Steps down into the members of objects, and keeps the ID at the end as soon as it is seen.
struct Path<'f> {
    first: &'static str,
    rest: &'static [&'static str],
    found: &'f Cell<Result<Option<Uuid>, Several>>,
}

impl<'de> DeserializeSeed<'de> for Path<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Path<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key != self.first {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            match self.rest.split_first() {
                Some((first, rest)) => {
                    map.next_value_seed(Path { first, rest, found: self.found })?;
                }
                None => {
                    let id: Uuid = map.next_value()?;
                    self.found.set(match self.found.get() {
                        Ok(None) => Ok(Some(id)),
                        Ok(Some(known)) if known == id => Ok(Some(id)),
                        _ => Err(Several),
                    });
                }
            }
        }
        Ok(())
    }
}

/// An attempt that failed.
pub(super) struct Failed {
    pub(super) error: Error,
    pub(super) known: Known,
    /// The wait that the answer asks for.
    pub(super) asked: Option<Duration>,
}

impl Failed {
    /// The same without the secrets of the call.
    pub(super) fn redacted(self, secrets: &Secrets) -> Self {
        Self { error: self.error.redacted(secrets), ..self }
    }

    /// The request cannot be made of what the caller gave.
    pub(super) fn unsendable(error: Error) -> Self {
        Self { error, known: Known::Answered, asked: None }
    }

    /// No response came.
    pub(super) fn without_response(
        request: &Request,
        kind: Kind,
        known: Known,
        outcome: Outcome,
    ) -> Self {
        let error = Error::new(kind, &request.action, outcome)
            .with_idempotent(request.effect.is_idempotent());
        Self { error, known, asked: None }
    }

    /// Another URL responded to a write. The original one and the redirect's target may both have applied
    /// it.
    pub(super) fn redirected(request: &Request) -> Self {
        let error = Error::new(Kind::Redirected, &request.action, Outcome::Unknown);
        Self { error, known: Known::Answered, asked: None }
    }
}

/// Reads the body, and turns everything but a success of Attio's into an error.
pub(super) async fn read(
    mut response: reqwest::Response,
    request: &Request,
    time: Duration,
    max_size: usize,
    clock: &dyn Clock,
    server_time: &ServerTime,
) -> Result<Response, Failed> {
    let received = clock.now();
    let date = server_time::date(response.headers());
    // A proxy's clock, or the date of a page that it has kept, is another one.
    let observe = || {
        if let Some(date) = date {
            server_time.observe(date, received);
        }
    };
    let status = response.status();
    let headers = Headers::of(&response, request);
    let (status, is_success) = (status.as_u16(), status.is_success());
    if !is_success {
        let now = server_time.at(received);
        let asked = RetryAfter::read(response.headers(), now, || clock.time());
        let asked = asked.map(|RetryAfter(wait)| wait);
        let (body, _) = read_body(&mut response, max_size.min(MAX_ERROR_SIZE)).await;
        if !is_attios(status, &headers, &body, request) {
            return Err(foreign(status, &body, asked, request));
        }
        observe();
        return Err(refusal(status, body, headers, asked, request));
    }
    let (body, end) = read_body(&mut response, max_size).await;
    if let End::Whole = end
        && !is_attios(status, &headers, &body, request)
    {
        return Err(foreign(status, &body, None, request));
    }
    // A part of a body shows the documented form if it has the ID.
    let is_attios = matches!(end, End::Whole) || is_attios_so_far(status, &headers, &body, request);
    if is_attios {
        observe();
    }
    let response = Response::new(status, body, headers, request);
    // The status says that it was applied, whatever became of the rest.
    let (error, known) = match end {
        End::Whole => return Ok(response),
        End::Broken(error) => {
            let reason = format!("it broke off: {}", reason_of(&error, time));
            (response.unreadable(reason), Known::Lost)
        }
        End::TooLarge => {
            (response.error(Kind::TooLarge { status, bound: max_size }), Known::Answered)
        }
    };
    let error = error.with_idempotent(request.effect.is_idempotent());
    let error = if is_attios { error } else { error.with_outcome(unknown(request)) };
    Err(Failed { error, known, asked: None })
}

/// The outcome of a request that may have been processed.
fn unknown(request: &Request) -> Outcome {
    match request.effect {
        Effect::Read => Outcome::NotApplied,
        _ => Outcome::Unknown,
    }
}

/// An error of Attio's.
fn refusal(
    status: u16,
    body: Bytes,
    headers: Headers,
    asked: Option<Duration>,
    request: &Request,
) -> Failed {
    let request_id = headers.execution_id().map(str::to_owned);
    let mut api = ApiError::new(status, body.to_vec()).with_headers(headers.all);
    if request.identifies_token() {
        api = api.of_identification();
    }
    let known = match status {
        421 => Known::Misdirected,
        429 => Known::RateLimited,
        409 if api.code() == Some("concurrent_write_conflict") => Known::WriteConflict,
        408 | 500.. => Known::ServerFailed,
        _ => Known::Answered,
    };
    let outcome = match status {
        // The server gave up waiting.
        408 => unknown(request),
        400..500 => Outcome::NotApplied,
        // A server error, or a response that the API never gives.
        _ => unknown(request),
    };
    let error = Error::new(Kind::Api(api), &request.action, outcome)
        .with_request_id(request_id)
        .with_idempotent(request.effect.is_idempotent());
    Failed { error, known, asked }
}

/// A response that nothing shows to be Attio's. A request may have been applied in spite of it.
fn foreign(status: u16, body: &Bytes, asked: Option<Duration>, request: &Request) -> Failed {
    let (known, outcome) = match status {
        // Who cannot respond for a host has not processed the request (RFC 9110, section 15.5.20).
        421 => (Known::Misdirected, Outcome::NotApplied),
        // A redirect is the same the next time.
        300..400 => (Known::Answered, unknown(request)),
        _ => (Known::ServerFailed, unknown(request)),
    };
    let kept = body.len().min(MAX_ERROR_SIZE);
    let kind = Kind::Foreign { status, body: Body(body[..kept].to_vec()) };
    let error =
        Error::new(kind, &request.action, outcome).with_idempotent(request.effect.is_idempotent());
    Failed { error, known, asked }
}

/// How a body ended.
enum End {
    Whole,
    Broken(reqwest::Error),
    /// There is more than may be read.
    TooLarge,
}

/// Reads the body up to `bound` bytes, and returns how it ended. A body of one chunk is not copied.
async fn read_body(response: &mut reqwest::Response, bound: usize) -> (Bytes, End) {
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    let end = loop {
        let mut chunk = match response.chunk().await {
            Ok(None) => break End::Whole,
            Err(error) => break End::Broken(error.without_url()),
            Ok(Some(chunk)) => chunk,
        };
        let room = bound - first.len().max(more.len());
        let is_too_large = chunk.len() > room;
        chunk.truncate(room);
        if first.is_empty() && more.is_empty() {
            first = chunk;
        } else {
            if more.is_empty() {
                more.reserve(room_for(response, first.len() + chunk.len(), bound));
                // Let go, so that the connection can fill its buffer again.
                more.extend_from_slice(&std::mem::take(&mut first));
            }
            more.extend_from_slice(&chunk);
        }
        if is_too_large {
            break End::TooLarge;
        }
    };
    (if more.is_empty() { first } else { more.freeze() }, end)
}

/// How much to make room for at once: what has come and what the answer says is still to come, so that
/// a page is not moved and its buffer is no longer than it. An answer that says too much gets no more
/// than a large page.
fn room_for(response: &reqwest::Response, here: usize, bound: usize) -> usize {
    const LARGE: usize = 8 << 20;
    let to_come = response.content_length().and_then(|length| usize::try_from(length).ok());
    to_come.unwrap_or_default().saturating_add(here).min(bound).min(LARGE)
}

fn reason_of(error: &reqwest::Error, time: Duration) -> String {
    if error.is_timeout() { format!("no end within {time:?}") } else { error.to_string() }
}
