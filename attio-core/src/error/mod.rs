//! The one error type, and what it can be asked.

mod api;
mod config;
mod kind;
mod no_connection;
#[cfg(feature = "oauth")]
mod oauth;
mod outcome;
mod redacted;
mod test_error;
mod text;

use std::borrow::Cow;
use std::time::Duration;

use uuid::Uuid;

pub use api::{ApiError, PathSegment, ValidationError};
pub use config::ConfigProblem;
pub(crate) use kind::{Body, Kind};
#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
pub(crate) use no_connection::Distrust;
pub(crate) use no_connection::NoConnection;
#[cfg(feature = "oauth")]
pub use oauth::OAuthProblem;
pub use outcome::Outcome;
pub use test_error::TestError;

use crate::describe::Target;
use crate::describe::ValueError;
use crate::request::{Action, TargetBuf};
use crate::scope::Scope;
use crate::wire::{EncodeFailure, ReadFailure};

/// What went wrong with a call. What a program wants to know of it are methods; the one that
/// matters most after a create is [`outcome`](Self::outcome).
///
/// It is one pointer in size. It never holds the token of the call, the secret and the code of an OAuth app or
/// the password of the system's proxy, of six characters or more: a server that quotes one, as it is or
/// escaped for JSON, URLs or HTML, finds `[REDACTED]` in its place. `Display` escapes control characters, line
/// breaks among them.
///
/// # What its text shows of a record
///
/// `Display`, `Debug` and the sources name the object, attributes and record IDs. They quote a value
/// only where that value is what the error is about:
///
/// * one that cannot be written, or that came and cannot be read
///   ([`is_encode`](Self::is_encode), [`is_decode`](Self::is_decode)), cut at 200 bytes;
/// * where Attio refused a request: its own message in full, which may quote what it refused;
/// * of an error whose body is not Attio's, such as a proxy's page: its first 200 bytes.
///
/// All others, those of unknown outcome among them, quote no value. The whole body of an answer is in
/// [`body`](Self::body) alone. The [client](crate::Client#what-is-logged) logs no texts of errors.
///
/// # In unit tests
///
/// [`testing::TestError`](crate::testing::TestError) builds an error, to test code that handles errors.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    /// What was being done, such as "create a record of `people`".
    action: Action,
    outcome: Outcome,
    /// Whether sending the same request again has the same effect as sending it once.
    idempotent: bool,
    request_id: Option<String>,
    attempts: Attempts,
    /// The wait that the answer asked for.
    retry_after: Option<Duration>,
    /// Why it ended there, where that is not plain.
    note: Option<String>,
    /// The records that may be the one that the call was to create.
    candidates: Vec<Uuid>,
    /// Whether the secrets of the call were taken out.
    is_redacted: bool,
}

/// How often a request was tried.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Attempts {
    pub(crate) made: u32,
    /// How many of them a connection took.
    pub(crate) sent: u32,
    /// How many of them may have been applied, as far as is known.
    pub(crate) unknown: u32,
    /// How many of these ran out of time: the server may still be working on them.
    pub(crate) open: u32,
}

impl std::ops::AddAssign for Attempts {
    fn add_assign(&mut self, other: Self) {
        self.made = self.made.saturating_add(other.made);
        self.sent = self.sent.saturating_add(other.sent);
        self.unknown = self.unknown.saturating_add(other.unknown);
        self.open = self.open.saturating_add(other.open);
    }
}

/// What a call of this crate ends in.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn new(kind: Kind, action: impl Into<Action>, outcome: Outcome) -> Self {
        Self(Box::new(Inner {
            kind,
            action: action.into(),
            outcome,
            idempotent: false,
            request_id: None,
            attempts: Attempts::default(),
            retry_after: None,
            note: None,
            candidates: Vec::new(),
            is_redacted: false,
        }))
    }

    /// A setting is wrong.
    pub(crate) fn config(problem: ConfigProblem, reason: impl Into<String>) -> Self {
        let kind = Kind::Config { problem, reason: reason.into() };
        Self::new(kind, "set up the client", Outcome::NotApplied)
    }

    /// The library does not send what was asked for.
    pub(crate) fn withheld(action: impl Into<Action>, reason: String) -> Self {
        Self::new(Kind::Withheld(reason), action, Outcome::NotApplied)
    }

    /// The request cannot be written from what the caller gave.
    pub(crate) fn unwritable(message: impl Into<String>) -> Self {
        Self::new(Kind::Unwritable(message.into()), "write the request", Outcome::NotApplied)
    }

    /// The runtime or the machine cannot do its part.
    pub(crate) fn system(action: impl Into<Action>, reason: impl Into<String>) -> Self {
        Self::new(Kind::System(reason.into()), action, Outcome::NotApplied)
    }

    pub(crate) fn encode(action: impl Into<Action>, failure: EncodeFailure) -> Self {
        Self::unencoded(action, failure.field.key, failure.source)
    }

    /// The values of an attribute cannot be written.
    pub(crate) fn unencoded(
        action: impl Into<Action>,
        attribute: impl Into<Cow<'static, str>>,
        source: ValueError,
    ) -> Self {
        Self::new(Kind::Encode { attribute: attribute.into(), source }, action, Outcome::NotApplied)
    }

    /// A record of this target does not fit its struct, or values do not fit their type.
    pub(crate) fn decode(target: Option<TargetBuf>, failure: ReadFailure) -> Self {
        let action = match target {
            Some(target) => Action::new("decode a record of {target}").of(target),
            None => Action::new("decode values"),
        };
        Self::decode_of(action, failure)
    }

    /// The record with this ID.
    pub(crate) fn decode_record(
        id: Uuid,
        target: impl Into<TargetBuf>,
        failure: ReadFailure,
    ) -> Self {
        let action = Action::new("decode record {record_id} of {target}").with("record_id", id);
        Self::decode_of(action.of(target), failure)
    }

    /// The record at this position of a page, from 1.
    pub(crate) fn decode_of_page(
        place: usize,
        id: Option<Uuid>,
        target: impl Into<TargetBuf>,
        failure: ReadFailure,
    ) -> Self {
        match id {
            Some(id) => Self::decode_record(id, target, failure),
            None => {
                let action = Action::new("decode record {position} of a page of {target}")
                    .with("position", place);
                Self::decode_of(action.of(target), failure)
            }
        }
    }

    fn decode_of(action: Action, failure: ReadFailure) -> Self {
        let kind = Kind::Decode { attribute: failure.attribute, source: failure.source };
        Self::new(kind, action, Outcome::NotApplied)
    }

    /// The same call, but another reason.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The kind of the error in a word, for spans; none where it is the status.
    pub(crate) fn type_name(&self) -> Option<&'static str> {
        self.0.kind.type_name()
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(crate) fn with_idempotent(mut self, idempotent: bool) -> Self {
        self.0.idempotent = idempotent;
        self
    }

    pub(crate) fn with_attempts(
        mut self,
        attempts: Attempts,
        retry_after: Option<Duration>,
    ) -> Self {
        self.0.attempts = attempts;
        self.0.retry_after = retry_after;
        self
    }

    pub(crate) fn with_note(mut self, note: Option<String>) -> Self {
        if note.is_some() {
            self.0.note = note;
            // It may quote a response.
            self.0.is_redacted = false;
        }
        self
    }

    pub(crate) fn with_candidates(mut self, candidates: Vec<Uuid>) -> Self {
        self.0.candidates = candidates;
        self
    }

    /// Whether the server may still be working on the attempt that this is the error of: its time was over
    /// before anything was known of its end.
    pub(crate) fn leaves_attempt_open(&self) -> bool {
        let ran_out_of_time = match &self.0.kind {
            Kind::Timeout(_) => true,
            Kind::Transport(error) => error.as_ref().is_some_and(reqwest::Error::is_timeout),
            Kind::Api(_) | Kind::Foreign { .. } => matches!(self.status(), Some(408 | 504)),
            _ => false,
        };
        ran_out_of_time && self.0.outcome == Outcome::Unknown
    }

    /// The error of a call of which an earlier attempt had this outcome.
    pub(crate) fn after(mut self, before: Outcome) -> Self {
        self.0.outcome = self.0.outcome.after(before);
        self
    }

    /// What is known of the effect: not applied, applied (and to which record), or unknown.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the ID of the record or entry that the error is about, if it is known: the one that was
    /// written, asked for, or cannot be decoded.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match self.0.outcome {
            Outcome::Applied(Some(id)) => Some(id),
            _ => self.0.action.id(),
        }
    }

    /// Returns the object, list or activity that the error is about.
    #[must_use]
    pub fn target(&self) -> Option<Target<'_>> {
        self.0.action.target()
    }

    /// Whether the write may have taken effect: the outcome is anything but
    /// [`Outcome::NotApplied`]. Sending a create again is only safe where this is false.
    #[must_use]
    pub fn may_have_applied(&self) -> bool {
        self.0.outcome != Outcome::NotApplied
    }

    /// A setting of the client, of an OAuth app or of a limiter is wrong, and nothing was sent: the
    /// error of a builder, which no retry changes. [`config_problem`](Self::config_problem) names
    /// the setting.
    ///
    /// A record or request that cannot be written is not such an error; see
    /// [`is_encode`](Self::is_encode).
    #[must_use]
    pub fn is_config(&self) -> bool {
        self.config_problem().is_some()
    }

    /// The setting that is wrong, if the error [`is_config`](Self::is_config).
    #[must_use]
    pub fn config_problem(&self) -> Option<ConfigProblem> {
        match &self.0.kind {
            Kind::Config { problem, .. } => Some(*problem),
            _ => None,
        }
    }

    /// Returns whether no connection took the request: the name of the host was not found, the host
    /// refused the connection or did not accept it in time, TLS failed, the proxy refused, no
    /// connection had a free stream in time, or the connection broke before it took the whole request. So the
    /// server did not apply the last attempt. After an earlier attempt of the same call the
    /// [outcome](Self::outcome) may be unknown all the same.
    ///
    /// A delete, which has no body, counts as sent if its time is over while it waits: only a connection that
    /// failed or was refused is such an error.
    ///
    /// A certificate that is not trusted, other errors of TLS and a proxy's refusal end the call at once,
    /// and the text says what to do. The refusal [is retryable](Self::is_retryable) by a later
    /// call: reqwest does not say why a proxy refuses. A connection that failed after it took the request is not such an
    /// error.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect { .. })
    }

    /// The object, record or route does not exist: Attio's status 404. A 404 that is not Attio's, such as a
    /// proxy's page, says nothing about it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.attios_status() == Some(404)
    }

    /// Returns whether a record has the value of a unique attribute, so that Attio refused the last attempt; see
    /// [`conflicting_records`](Self::conflicting_records). In this API it is a 400. If the
    /// [outcome](Self::outcome) is unknown, that record may be the one that an earlier attempt made.
    #[must_use]
    pub fn is_uniqueness_conflict(&self) -> bool {
        self.code() == Some("uniqueness_conflict")
    }

    /// Too many requests: Attio's status 429. Attio did not process the request.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.attios_status() == Some(429)
    }

    /// Returns whether a response came that nothing shows to be Attio's, such as a proxy's page: it has
    /// neither Attio's ID (`x-attio-execution-id`) nor Attio's error envelope with its status, nor the status
    /// and the form that Attio documents for a success.
    ///
    /// Such a response proves nothing. A read is retried, and the outcome of a write is unknown. So behind a
    /// proxy that blocks requests, a create is unknown rather than not applied.
    #[must_use]
    pub fn is_foreign_response(&self) -> bool {
        matches!(self.0.kind, Kind::Foreign { .. })
    }

    /// The status of an error of Attio's.
    fn attios_status(&self) -> Option<u16> {
        match &self.0.kind {
            Kind::Api(error) => Some(error.status()),
            #[cfg(feature = "oauth")]
            Kind::OAuth { status, .. } => *status,
            _ => None,
        }
    }

    /// Returns whether the token is missing, revoked or wrong (401), or lacks a scope or a permission (403),
    /// also if [`require_scopes`](crate::Client::require_scopes) or the journal of a bulk job found that
    /// out. A truncated token is 400 `missing_value` for the calls that identify it, such as
    /// [`whoami`](crate::Client::whoami); it counts too.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        match &self.0.kind {
            Kind::Scopes { .. } => true,
            Kind::Api(api) if api.is_about_token() => true,
            _ => matches!(self.attios_status(), Some(401 | 403)),
        }
    }

    /// The scopes that [`require_scopes`](crate::Client::require_scopes) found missing. A token
    /// that is not active has none, so that it lacks all.
    #[must_use]
    pub fn missing_scopes(&self) -> &[Scope] {
        match &self.0.kind {
            Kind::Scopes { missing, .. } => missing,
            _ => &[],
        }
    }

    /// What went wrong between the user's consent and the token; see [`oauth`](crate::oauth).
    #[cfg(feature = "oauth")]
    #[must_use]
    pub fn oauth(&self) -> Option<&OAuthProblem> {
        match &self.0.kind {
            Kind::OAuth { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// Returns whether time ran out: no response came in time, no connection took the request in time, the
    /// client's rate limiter gave it no permit in time, or too little was left of its deadline to send it.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout(_) | Kind::NoTurn(_) | Kind::NoTime(_) => true,
            Kind::Connect { reason: NoConnection::InTime(_), .. } => true,
            Kind::Connect { source: Some(error), .. } => error.is_timeout(),
            _ => false,
        }
    }

    /// A value of the struct cannot be written. Nothing was sent.
    #[must_use]
    pub fn is_encode(&self) -> bool {
        matches!(self.0.kind, Kind::Encode { .. })
    }

    /// Returns whether a response, or a value of it, cannot be read, or the pages of a listing do not fit
    /// together.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode { .. } | Kind::Unreadable { .. } | Kind::Pages(_))
    }

    /// Whether the same call may succeed later, and making it again cannot double anything: nothing was
    /// applied, or making the call twice has the same effect as making it once.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let cannot_double = self.0.idempotent || self.0.outcome == Outcome::NotApplied;
        cannot_double && self.0.kind.is_retryable(self.0.idempotent)
    }

    /// The answer has more bytes than the client reads; see
    /// [`ClientBuilder::max_response_size`](crate::ClientBuilder::max_response_size).
    #[must_use]
    pub fn is_response_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge { .. })
    }

    /// How often the request was sent, or tried to be sent; 0 where the error came before that or
    /// is about what was answered.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.made
    }

    /// How many attempts were made, and how many of them sent the request.
    pub(crate) fn counts(&self) -> Attempts {
        self.0.attempts
    }

    /// How long the last answer asked to wait, by its header `Retry-After`. The call ended since
    /// its deadline, or the [`RetryPolicy`](crate::RetryPolicy), did not allow that.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The HTTP status of the response, whoever sent it.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match &self.0.kind {
            Kind::Api(error) => Some(error.status()),
            Kind::Foreign { status, .. }
            | Kind::Unreadable { status, .. }
            | Kind::TooLarge { status, .. } => Some(*status),
            #[cfg(feature = "oauth")]
            Kind::OAuth { status, .. } => *status,
            _ => None,
        }
    }

    /// Attio's code of the error, such as `value_not_found`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.api().and_then(ApiError::code)
    }

    /// The error that Attio answered with, with its message and validation errors.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match &self.0.kind {
            Kind::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The ID that Attio gave the call, from the header `x-attio-execution-id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The attribute that the error is about: its slug, or its ID where only that is known.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Encode { attribute, .. } => Some(attribute),
            Kind::Decode { attribute, .. } => attribute.as_deref(),
            Kind::Api(error) => error.attribute(),
            _ => None,
        }
    }

    /// What is wrong with the value, where the error is about one.
    #[must_use]
    pub fn value_error(&self) -> Option<&ValueError> {
        match &self.0.kind {
            Kind::Encode { source, .. } | Kind::Decode { source, .. } => Some(source),
            _ => None,
        }
    }

    /// The records that already have the value of a unique attribute: those that the message of a
    /// uniqueness conflict names, or that a look-up found.
    ///
    /// If the [outcome](Self::outcome) is unknown, one of them may be the record that the call was to create.
    #[must_use]
    pub fn conflicting_records(&self) -> Vec<Uuid> {
        let mut records = self.api().map(ApiError::conflicting_records).unwrap_or_default();
        for id in &self.0.candidates {
            if !records.contains(id) {
                records.push(*id);
            }
        }
        records
    }

    /// Returns the body of the response if it is an error or cannot be read: at most one MiB, without the
    /// secrets of the call.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match &self.0.kind {
            Kind::Api(error) => Some(error.body()),
            Kind::Foreign { body, .. } | Kind::Unreadable { body, .. } => Some(&body.0),
            _ => None,
        }
    }
}
