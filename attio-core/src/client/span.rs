//! The spans of a call and of its attempts. [`crate::telemetry`] documents their fields.
//!
//! Nothing here reads a body, a request header or the message of an error: Attio's messages quote values.

use reqwest::header::HeaderValue;
use tracing::field::Empty;
use tracing::span::Entered;
use tracing::{Span, info_span};
use url::Url;

use super::correlation::Correlation;
use super::response::Failed;
use super::{Client, Response};
use crate::describe::Target;
use crate::error::{Error, Outcome};
use crate::request::{Effect, Request};
use crate::telemetry::{ATTEMPT, CALL, RECONCILE, TARGET};

/// The span of a call. If it is dropped before the call's end, it records a cancellation.
#[derive(Debug)]
pub(crate) struct CallSpan {
    span: Span,
    effect: Effect,
    ended: bool,
}

impl CallSpan {
    /// Creates a disabled span, for a call whose request could not be written.
    pub(super) fn none() -> Self {
        Self { span: Span::none(), effect: Effect::Read, ended: true }
    }

    /// Creates a child of the current span.
    pub(super) fn new(base: &Url, request: &Request) -> Self {
        let (object, list, activity) = names(request.action.target());
        let span = info_span!(
            target: TARGET,
            CALL,
            otel.kind = "internal",
            attio.operation = request.operation.name,
            attio.object = object,
            attio.list = list,
            attio.activity = activity,
            http.request.method = request.method.as_str(),
            url.template = request.template(),
            server.address = base.host_str(),
            attio.correlation_id = Empty,
            attio.attempts = Empty,
            attio.execution_id = Empty,
            attio.outcome = Empty,
            attio.error_code = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
            otel.status_code = Empty,
        );
        Self { span, effect: request.effect, ended: false }
    }

    /// Creates the span around the calls that settle a create.
    pub(crate) fn reconcile(target: Option<Target<'_>>) -> Self {
        let (object, list, activity) = names(target);
        let span = info_span!(
            target: TARGET,
            RECONCILE,
            otel.kind = "internal",
            attio.object = object,
            attio.list = list,
            attio.activity = activity,
            attio.outcome = Empty,
            attio.error_code = Empty,
            error.type = Empty,
            otel.status_code = Empty,
        );
        Self { span, effect: Effect::Write, ended: false }
    }

    pub(super) fn is_of_a_read(&self) -> bool {
        self.effect == Effect::Read
    }

    pub(super) fn is_disabled(&self) -> bool {
        self.span.is_disabled()
    }

    pub(crate) fn clone_span(&self) -> Span {
        self.span.clone()
    }

    pub(super) fn enter(&self) -> Entered<'_> {
        self.span.enter()
    }

    pub(super) fn correlation_id(&self, id: &str) {
        self.span.record("attio.correlation_id", id);
    }

    /// Records a success before its body is deserialized.
    pub(super) fn responded(&self, response: &Response) {
        if self.span.is_disabled() {
            return;
        }
        self.span.record("attio.attempts", response.attempts);
        self.span.record("http.response.status_code", response.status);
        record_execution_id(&self.span, response.execution_id().as_deref());
    }

    /// Records the end of the call.
    pub(crate) fn end(&mut self, error: Option<&Error>) {
        self.ended = true;
        if self.span.is_disabled() {
            return;
        }
        let Some(error) = error else {
            self.span.record("attio.outcome", "ok");
            return;
        };
        self.span.record("attio.outcome", outcome(error.outcome()));
        record_error(&self.span, error);
        // An error without attempts is about the body of a response, which `responded` has recorded.
        if error.attempts() > 0 {
            self.span.record("attio.attempts", error.attempts());
            record_response(&self.span, error);
        }
    }
}

impl Drop for CallSpan {
    fn drop(&mut self) {
        if !self.ended && !self.span.is_disabled() {
            let unknown = match self.effect {
                Effect::Read => Outcome::NotApplied,
                _ => Outcome::Unknown,
            };
            self.span.record("attio.outcome", outcome(unknown));
            self.span.record("error.type", "cancelled");
        }
    }
}

impl Client {
    /// Starts a call: creates its span, and sets its correlation ID if it has one. The user's function is
    /// called only if the span records the ID or a header sends it.
    pub(super) fn begin(
        &self,
        request: &mut Request,
        id: Option<String>,
    ) -> Result<CallSpan, Error> {
        let mut span = CallSpan::new(&self.0.base_url, request);
        let Correlation { make, header } = &self.0.correlation;
        if span.is_disabled() && header.is_none() {
            return Ok(span);
        }
        let Some(id) = id.or_else(|| make.as_ref().and_then(|make| make())) else {
            return Ok(span);
        };
        span.correlation_id(&id);
        if header.is_some() {
            request.correlation_id = Some(HeaderValue::try_from(id).map_err(|_| {
                let error = Error::unwritable(
                    "the correlation ID contains characters not allowed in a header",
                );
                span.end(Some(&error));
                error
            })?);
        }
        Ok(span)
    }
}

/// Creates the span of an attempt, a child of the call's span. `before` is the number of attempts before it.
pub(super) fn attempt(base: &Url, request: &Request, before: u32) -> Span {
    info_span!(
        target: TARGET,
        ATTEMPT,
        otel.kind = "client",
        otel.name = format_args!("{} {}", request.method, request.template()),
        http.request.method = request.method.as_str(),
        url.template = request.template(),
        server.address = base.host_str(),
        server.port = base.port_or_known_default(),
        http.request.resend_count = (before > 0).then_some(before),
        attio.execution_id = Empty,
        attio.error_code = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
        otel.status_code = Empty,
    )
}

/// Records the end of an attempt.
pub(super) fn end_attempt(span: &Span, result: &Result<Response, Failed>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(response) => {
            span.record("http.response.status_code", response.status);
            record_execution_id(span, response.execution_id().as_deref());
        }
        Err(Failed { error, .. }) => {
            record_error(span, error);
            record_response(span, error);
        }
    }
}

fn record_error(span: &Span, error: &Error) {
    span.record("otel.status_code", "ERROR");
    match error.type_name() {
        Some(name) => span.record("error.type", name),
        None => span.record("error.type", tracing::field::display(error.status().unwrap_or(0))),
    };
    if let Some(code) = code(error) {
        span.record("attio.error_code", code);
    }
}

fn record_response(span: &Span, error: &Error) {
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status);
    }
    record_execution_id(span, error.request_id());
}

fn record_execution_id(span: &Span, id: Option<&str>) {
    if let Some(id) = id {
        span.record("attio.execution_id", id);
    }
}

/// Returns Attio's error code, if it has the form of a code: a proxy may respond with anything.
pub(super) fn code(error: &Error) -> Option<&str> {
    let is_code = |code: &&str| {
        code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    error.code().filter(is_code)
}

pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotApplied => "not_applied",
        Outcome::Applied(_) => "applied",
        Outcome::Unknown => "unknown",
    }
}

/// Returns the target as the span fields object, list and activity.
fn names(target: Option<Target<'_>>) -> (Option<&str>, Option<&str>, Option<&str>) {
    match target {
        Some(Target::Object(name)) => (Some(name), None, None),
        Some(Target::List(name)) => (None, Some(name), None),
        Some(Target::Activity(name)) => (None, None, Some(name)),
        None => (None, None, None),
    }
}
