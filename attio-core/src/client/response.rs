//! Reading a response: its status, its body up to a bound, and the reason of a failure.

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
use crate::describe::{Form, ValueError};
use crate::error::{ApiError, Body, Error, Kind, Outcome};
use crate::redact::Secrets;
use crate::request::{Action, Effect, Operation, Request};
use crate::wire::ReadFailure;

const EXECUTION_ID: &str = "x-attio-execution-id";
const ACCURATE_AT: &str = "x-accurate-at";

/// The most bytes that are read and kept of the body of an error, which is usually short.
const MAX_ERROR_SIZE: usize = 1 << 20;

/// A successful response: its status, its body and some of its headers.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    pub(super) headers: Headers,
    operation: &'static Operation,
    effect: Effect,
    action: Action,
    pub(crate) secrets: Secrets,
    /// The number of attempts.
    pub(super) attempts: u32,
    /// Whether no earlier attempt of the call can still be applied.
    pub(super) is_settled: bool,
}

/// The headers that are kept, not parsed.
#[derive(Clone, Debug)]
pub(super) struct Headers {
    pub(super) execution_id: Option<HeaderValue>,
    pub(super) accurate_at: Option<HeaderValue>,
    /// All headers, if the request is raw: typed calls do not use the others.
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

    /// Returns the success of a delete whose first response was lost and whose last one is this error.
    pub(super) fn deleted(request: &Request, error: &Error) -> Self {
        let execution_id = error.request_id().and_then(|id| HeaderValue::from_str(id).ok());
        let headers = Headers { execution_id, accurate_at: None, all: None };
        Self::new(204, Bytes::new(), headers, request)
    }

    /// Returns the execution ID, with the secrets of the call redacted.
    pub(super) fn execution_id(&self) -> Option<Cow<'_, str>> {
        self.headers.execution_id().map(|id| self.secrets.redact(id))
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error, with the outcome of the call, if the body does not deserialize as `T`.
    pub(crate) fn json<'b, T: Deserialize<'b>>(&'b self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| self.unreadable(error.to_string()))
    }

    /// Reads the `data` member of the body, `{"data": …}`: one item, or a `Vec` for a list.
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

    /// Returns the error of a success that cannot be read. A write was applied all the same.
    pub(crate) fn unreadable(&self, reason: String) -> Error {
        let body = Body::of(&self.body);
        self.error(Kind::Unreadable { status: self.status, reason, body })
    }

    /// Returns whether no earlier attempt of the call can still be applied.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// Returns the ID of the record or entry that was requested.
    pub(crate) fn asked_id(&self) -> Option<Uuid> {
        self.action.id()
    }

    /// Returns the error of a response about another record or entry than the requested one.
    pub(crate) fn of_another(&self, asked: Uuid, responded: Uuid) -> Error {
        let reason = format!("{asked} was requested, but the response is about {responded}");
        let error = self.unreadable(reason);
        match self.effect {
            Effect::Read => error,
            _ => error.with_outcome(Outcome::Unknown),
        }
    }

    /// Returns the error of a record or entry of the response that has another form than its struct.
    pub(crate) fn of_another_form(&self, id: Uuid, form: Form, source: ValueError) -> Error {
        let target = self.action.target_buf().cloned();
        let failure = ReadFailure { attribute: None, source };
        Error::decode(Some((form, id)), target, failure)
            .with_outcome(match self.effect {
                Effect::Read => Outcome::NotApplied,
                _ => Outcome::Applied(Some(id)),
            })
            .with_request_id(self.headers.execution_id().map(str::to_owned))
            .redacted(&self.secrets)
    }

    /// Returns the outcome of the call, even if the body cannot be read.
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

/// Finds an ID below `data`, also in a body that is truncated or otherwise unreadable.
pub(super) fn find_id(body: &[u8], at: &'static [&'static str]) -> Option<Uuid> {
    let found = Cell::new(Ok(None));
    let mut json = serde_json::Deserializer::from_slice(body);
    if !at.is_empty() {
        // The caller reports the error of the body.
        let _ = Path { first: "data", rest: at, found: &found }.deserialize(&mut json);
    }
    found.get().unwrap_or_default()
}

/// The body has more than one ID.
#[derive(Clone, Copy, Debug)]
struct Several;

/// Descends into the members of objects, and keeps the ID at the end as soon as it is read.
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
    /// The wait that the response asks for.
    pub(super) asked: Option<Duration>,
}

impl Failed {
    /// Redacts the secrets of the call.
    pub(super) fn redacted(self, secrets: &Secrets) -> Self {
        Self { error: self.error.redacted(secrets), ..self }
    }

    /// Returns the failure of a request that cannot be built from the caller's arguments.
    pub(super) fn unsendable(error: Error) -> Self {
        Self { error, known: Known::Answered, asked: None }
    }

    /// Returns the failure of an attempt without a response.
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

    /// Returns the failure of a write to which another URL responded. Both the original and the redirect
    /// target may have applied it.
    pub(super) fn redirected(request: &Request) -> Self {
        let error = Error::new(Kind::Redirected, &request.action, Outcome::Unknown);
        Self { error, known: Known::Answered, asked: None }
    }
}

/// Reads the body, and turns everything except a success from Attio into an error.
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
    // Called only for responses from Attio: a proxy has another clock, or sends the date of a cached page.
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
    // A truncated body has the documented form if it contains the ID.
    let is_attios = matches!(end, End::Whole) || is_attios_so_far(status, &headers, &body, request);
    if is_attios {
        observe();
    }
    let response = Response::new(status, body, headers, request);
    // The status shows that the request was applied, even if the body cannot be read.
    let (error, known) = match end {
        End::Whole => return Ok(response),
        End::Broken(error) => {
            let reason = format!("the body is incomplete: {}", reason_of(&error, time));
            (response.unreadable(reason), Known::Lost)
        }
        End::TooLarge => {
            (response.error(Kind::TooLarge { status, bound: max_size }), Known::Answered)
        }
    };
    let error = error.with_idempotent(request.effect.is_idempotent());
    let error =
        if is_attios { error } else { error.with_outcome(Outcome::of_lost(request.effect)) };
    Err(Failed { error, known, asked: None })
}

/// Returns the failure of an attempt that Attio refused.
fn refusal(
    status: u16,
    body: Bytes,
    headers: Headers,
    asked: Option<Duration>,
    request: &Request,
) -> Failed {
    let request_id = headers.execution_id().map(str::to_owned);
    let mut api = ApiError::new(status, body.to_vec()).with_headers(headers.all);
    if let Some(body) = &request.body {
        api = api.of_request(body);
    }
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
    let outcome = Outcome::of_refusal(status, request.effect);
    let error = Error::new(Kind::Api(api), &request.action, outcome)
        .with_request_id(request_id)
        .with_idempotent(request.effect.is_idempotent());
    Failed { error, known, asked }
}

/// Returns the failure for a response without evidence that Attio sent it. The request may have been
/// applied all the same.
fn foreign(status: u16, body: &Bytes, asked: Option<Duration>, request: &Request) -> Failed {
    let (known, outcome) = match status {
        // A server that is not responsible for the host did not process the request (RFC 9110, section 15.5.20).
        421 => (Known::Misdirected, Outcome::NotApplied),
        // Another attempt would be redirected too.
        300..400 => (Known::Answered, Outcome::of_lost(request.effect)),
        _ => (Known::ServerFailed, Outcome::of_lost(request.effect)),
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
    /// The body is larger than the bound.
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
                // Released, so that the connection can fill its buffer again.
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

/// Returns how many bytes to reserve: the received ones and the rest by `Content-Length`, so that a page
/// is not moved and its buffer has its size. Too large a length reserves no more than a large page needs.
fn room_for(response: &reqwest::Response, here: usize, bound: usize) -> usize {
    const LARGE: usize = 8 << 20;
    let to_come = response.content_length().and_then(|length| usize::try_from(length).ok());
    to_come.unwrap_or_default().saturating_add(here).min(bound).min(LARGE)
}

fn reason_of(error: &reqwest::Error, time: Duration) -> String {
    if error.is_timeout() { format!("timed out after {time:?}") } else { error.to_string() }
}
