//! Reading an answer: its status, its body to a bound, and what a failure says.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use reqwest::header::HeaderValue;

use super::Clock;
use super::retry::{Known, RetryAfter};
use crate::error::{ApiError, Body, Error, Kind, Outcome};
use crate::request::{Effect, Request};

const REQUEST_ID: &str = "x-attio-execution-id";

/// The most that is kept of the body of an error, which is a short text. The rest is not read.
const MAX_ERROR_SIZE: usize = 1 << 20;

/// A success: its status, its body, and the ID that Attio gave the call.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    pub(super) request_id: Option<HeaderValue>,
    pub(super) doing: String,
    /// How often the request was sent.
    pub(super) attempts: u32,
}

impl Answer {
    /// The success of a delete whose own answer was lost.
    pub(super) fn deleted(request: &Request) -> Self {
        let doing = request.doing.clone();
        Self { status: 204, body: Bytes::new(), request_id: None, doing, attempts: 0 }
    }

    /// The error of a success that cannot be read.
    pub(crate) fn unreadable(self, reason: String, outcome: Outcome) -> Error {
        let kind = Kind::Answer { status: self.status, reason, body: Body(self.body.to_vec()) };
        self.error(kind, outcome)
    }

    fn error(self, kind: Kind, outcome: Outcome) -> Error {
        Error::new(kind, self.doing, outcome).with_request_id(text(self.request_id))
    }
}

fn text(header: Option<HeaderValue>) -> Option<String> {
    header.as_ref().and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// An attempt that failed.
pub(super) struct Failed {
    pub(super) error: Error,
    pub(super) known: Known,
    /// The wait that the answer asks for.
    pub(super) asked: Option<Duration>,
}

impl Failed {
    /// The request cannot be made of what the caller gave.
    pub(super) fn unsendable(error: Error) -> Self {
        Self { error, known: Known::Answered, asked: None }
    }

    /// A write was answered from elsewhere. Where it was redirected from may have applied it, where
    /// it was redirected to may have done so too.
    pub(super) fn redirected(request: &Request) -> Self {
        let error = Error::new(Kind::Redirected, request.doing.clone(), Outcome::Unknown);
        Self { error, known: Known::Answered, asked: None }
    }
}

/// Reads the body, and turns everything but a success into an error.
pub(super) async fn read(
    mut response: Response,
    request: &mut Request,
    time: Duration,
    max_size: usize,
    clock: &dyn Clock,
) -> Result<Answer, Failed> {
    let status = response.status();
    let request_id = response.headers().get(REQUEST_ID).cloned();
    let (status, is_success) = (status.as_u16(), status.is_success());
    let bound = if is_success { max_size } else { max_size.min(MAX_ERROR_SIZE) };
    if !is_success {
        let asked = RetryAfter::read(response.headers(), clock.time()).map(|RetryAfter(wait)| wait);
        let (body, _) = read_body(&mut response, bound).await;
        return Err(refusal(status, body, text(request_id), asked, request));
    }
    let (body, end) = read_body(&mut response, bound).await;
    // A repeat needs it again, and so does its error.
    let doing = match end {
        End::Whole => std::mem::take(&mut request.doing),
        _ => request.doing.clone(),
    };
    let answer = Answer { status, body, request_id, doing, attempts: 0 };
    let (reason, known) = match end {
        End::Whole => return Ok(answer),
        End::Broken(error) => {
            (Some(format!("it broke off: {}", reason_of(&error, time))), Known::Lost)
        }
        End::TooLarge => (None, Known::Answered),
    };
    // The status says that it was applied, whatever became of the rest.
    let outcome = match request.effect {
        Effect::Read => Outcome::NotApplied,
        _ => Outcome::Applied(crate::record::find_record_id(&answer.body)),
    };
    let error = match reason {
        Some(reason) => answer.unreadable(reason, outcome),
        None => answer.error(Kind::TooLarge { status, bound }, outcome),
    };
    let error = error.with_idempotent(request.effect.is_idempotent());
    Err(Failed { error, known, asked: None })
}

fn refusal(
    status: u16,
    body: Bytes,
    request_id: Option<String>,
    asked: Option<Duration>,
    request: &Request,
) -> Failed {
    let api = ApiError::new(status, body.to_vec());
    let known = match status {
        429 => Known::RateLimited,
        409 if api.code() == Some("concurrent_write_conflict") => Known::WriteConflict,
        408 | 500.. => Known::ServerFailed,
        _ => Known::Answered,
    };
    let outcome = match request.effect {
        Effect::Read => Outcome::NotApplied,
        // Refused, but for a 408, which says that the server gave up waiting.
        _ if (400..500).contains(&status) && status != 408 => Outcome::NotApplied,
        // A server error, or an answer that the API never gives.
        _ => Outcome::Unknown,
    };
    let error = Error::new(Kind::Api(api), request.doing.clone(), outcome)
        .with_request_id(request_id)
        .with_idempotent(request.effect.is_idempotent());
    Failed { error, known, asked }
}

/// How a body ended.
enum End {
    Whole,
    Broken(reqwest::Error),
    /// There is more than may be read.
    TooLarge,
}

/// What was read of the body, at most `bound` bytes, and how it ended. A body of one chunk is not
/// copied.
async fn read_body(response: &mut Response, bound: usize) -> (Bytes, End) {
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
fn room_for(response: &Response, here: usize, bound: usize) -> usize {
    const LARGE: usize = 8 << 20;
    let to_come = response.content_length().and_then(|length| usize::try_from(length).ok());
    to_come.unwrap_or_default().saturating_add(here).min(bound).min(LARGE)
}

fn reason_of(error: &reqwest::Error, time: Duration) -> String {
    if error.is_timeout() { format!("no end within {time:?}") } else { error.to_string() }
}
