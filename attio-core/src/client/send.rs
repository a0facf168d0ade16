//! The request pipeline: a request goes out, an answer or a classified failure comes back.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};

use super::Client;
use super::request::{Effect, Request};
use crate::error::{ApiError, Error, Kind, Outcome};

const REQUEST_ID: &str = "x-attio-execution-id";

/// A success: its status, its body, and the ID that Attio gave the call.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    request_id: Option<HeaderValue>,
    doing: String,
}

impl Answer {
    /// The error of a success that cannot be read.
    pub(crate) fn unreadable(self, reason: String, outcome: Outcome) -> Error {
        let kind = Kind::Answer { status: self.status, reason, body: self.body.to_vec() };
        Error::new(kind, self.doing, outcome).with_request_id(text(self.request_id))
    }
}

fn text(header: Option<HeaderValue>) -> Option<String> {
    header.as_ref().and_then(|value| value.to_str().ok()).map(str::to_owned)
}

impl Client {
    /// Sends a request once, and reads the answer to its end.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, Error> {
        let started = Instant::now();
        // One attempt has all the time that the call has, but no more than an attempt may take.
        let time = self.0.timeout.min(self.0.deadline);
        let sent = self.attempt(&request, time).await;
        let result = match sent {
            Ok(response) => read(response, request, time).await,
            Err(error) => Err(failure(error, &request, time)),
        };
        trace(&result, started.elapsed());
        result
    }

    async fn attempt(&self, request: &Request, time: Duration) -> reqwest::Result<Response> {
        let mut builder = self
            .0
            .http
            .request(request.method.clone(), request.url(&self.0.base_url))
            .timeout(time)
            .header(AUTHORIZATION, self.0.authorization.clone())
            .header(USER_AGENT, self.0.user_agent.clone());
        if let Some(body) = &request.body {
            builder = builder
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.clone());
        }
        builder.send().await
    }
}

/// Reads the body, and turns everything but a success into an error.
async fn read(mut response: Response, request: Request, time: Duration) -> Result<Answer, Error> {
    let status = response.status();
    let request_id = response.headers().get(REQUEST_ID).cloned();
    let (body, broken) = read_body(&mut response).await;
    if status.is_success() {
        let answer = Answer { status: status.as_u16(), body, request_id, doing: request.doing };
        let Some(error) = broken else {
            return Ok(answer);
        };
        // The status says that it was applied, whatever became of the rest.
        let outcome = match request.effect {
            Effect::Read => Outcome::NotApplied,
            _ => Outcome::Applied(crate::record::find_record_id(&answer.body)),
        };
        let reason = format!("it broke off: {}", reason_of(&error, time));
        return Err(answer.unreadable(reason, outcome));
    }
    let error = ApiError::new(status.as_u16(), body.to_vec());
    let outcome = match request.effect {
        Effect::Read => Outcome::NotApplied,
        // Refused, but for a 408, which says that the server gave up waiting.
        _ if status.is_client_error() && status.as_u16() != 408 => Outcome::NotApplied,
        // A server error, or an answer that the API never gives.
        _ => Outcome::Unknown,
    };
    Err(Error::new(Kind::Api(error), request.doing, outcome)
        .with_request_id(text(request_id))
        .with_idempotent(request.effect.is_idempotent()))
}

/// What could be read of the body, and why no more. A body of one chunk is not copied.
async fn read_body(response: &mut Response) -> (Bytes, Option<reqwest::Error>) {
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    let broken = loop {
        match response.chunk().await {
            Ok(None) => break None,
            Err(error) => break Some(error),
            Ok(Some(chunk)) if first.is_empty() => first = chunk,
            Ok(Some(chunk)) => {
                if more.is_empty() {
                    more.extend_from_slice(&first);
                }
                more.extend_from_slice(&chunk);
            }
        }
    };
    (if more.is_empty() { first } else { more.freeze() }, broken)
}

/// A failure without an answer.
fn failure(error: reqwest::Error, request: &Request, time: Duration) -> Error {
    // The URL is in `doing` in the words of the API.
    let error = error.without_url();
    let (kind, outcome) = if error.is_connect() || error.is_builder() {
        (Kind::Connect(error), Outcome::NotApplied)
    } else {
        let outcome = match request.effect {
            Effect::Read => Outcome::NotApplied,
            _ => Outcome::Unknown,
        };
        let kind = if error.is_timeout() { Kind::Timeout(time) } else { Kind::Transport(error) };
        (kind, outcome)
    };
    Error::new(kind, request.doing.clone(), outcome).with_idempotent(request.effect.is_idempotent())
}

fn reason_of(error: &reqwest::Error, time: Duration) -> String {
    if error.is_timeout() { format!("no end within {time:?}") } else { error.to_string() }
}

/// One line a call. Never a value, never a header.
fn trace(result: &Result<Answer, Error>, elapsed: Duration) {
    match result {
        Ok(answer) => {
            tracing::debug!(doing = answer.doing, status = answer.status, ?elapsed, "answered");
        }
        Err(error) => {
            let outcome = error.outcome();
            tracing::debug!(
                status = error.status(),
                code = error.code(),
                ?outcome,
                ?elapsed,
                "failed"
            );
        }
    }
}
