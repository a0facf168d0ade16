//! The error type of all calls, and its methods.

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

use crate::describe::{Form, Target, ValueError};
use crate::request::{Action, TargetBuf};
use crate::scope::Scope;
use crate::wire::{EncodeFailure, ReadFailure};

/// The error of a call.
///
/// Query it with its methods; after a create, [`outcome`](Self::outcome) matters most.
///
/// It is one pointer in size. It never contains secrets of six or more characters: the token of the call, the
/// secret and the code of an OAuth app, the password of the system's proxy. If a server quotes a secret,
/// unchanged or escaped for JSON, URLs or HTML, the error shows `[REDACTED]` instead. `Display` escapes
/// control characters, including line breaks.
///
/// # Values in messages
///
/// `Display`, `Debug` and `source()` name the object, attributes and record IDs. They quote values in
/// three cases:
///
/// * A value cannot be written, or a received value cannot be read ([`is_encode`](Self::is_encode),
///   [`is_decode`](Self::is_decode)): the value, cut at 200 bytes.
/// * Attio refused a request: Attio's whole message, which may quote the refused value.
/// * The body is not Attio's, such as a proxy's page: the first 200 bytes of the body.
///
/// An unsettled create also has the message of the lookup that failed. All other errors quote no value. Only
/// [`body`](Self::body) and
/// [`ApiError::body`] return the body of a response, up to one MiB. The [client](crate::Client#what-is-logged)
/// does not log error messages.
///
/// # In unit tests
///
/// [`testing::TestError`](crate::testing::TestError) builds an error, to test code that handles errors.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    /// The failed action, such as "create a record of `people`".
    action: Action,
    outcome: Outcome,
    /// Whether sending the same request again has the same effect as sending it once.
    idempotent: bool,
    request_id: Option<String>,
    attempts: Attempts,
    /// The wait that the response requested.
    retry_after: Option<Duration>,
    /// Why the call ended, or a remedy, if the kind does not show it.
    note: Option<String>,
    /// The records that the call may have created.
    candidates: Vec<Uuid>,
    /// Whether the secrets of the call were removed.
    is_redacted: bool,
}

/// The numbers of attempts of a call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Attempts {
    pub(crate) made: u32,
    /// The attempts that a connection took.
    pub(crate) sent: u32,
    /// The attempts that may have been applied, as far as is known.
    pub(crate) unknown: u32,
    /// The attempts of unknown outcome that ran out of time: the server may still be working on them.
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

/// The result of a call of this crate.
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

    /// Creates the error of a wrong setting.
    pub(crate) fn config(problem: ConfigProblem, reason: impl Into<String>) -> Self {
        let kind = Kind::Config { problem, reason: reason.into() };
        Self::new(kind, "set up the client", Outcome::NotApplied)
    }

    /// Creates the error of a request that the library does not send.
    pub(crate) fn withheld(action: impl Into<Action>, reason: String) -> Self {
        Self::new(Kind::Withheld(reason), action, Outcome::NotApplied)
    }

    /// Creates the error of a request that cannot be written from the caller's arguments.
    pub(crate) fn unwritable(message: impl Into<String>) -> Self {
        Self::new(Kind::Unwritable(message.into()), "write the request", Outcome::NotApplied)
    }

    /// Creates the error of a failure of the runtime or the machine.
    pub(crate) fn system(action: impl Into<Action>, reason: impl Into<String>) -> Self {
        Self::new(Kind::System(reason.into()), action, Outcome::NotApplied)
    }

    pub(crate) fn encode(action: impl Into<Action>, failure: EncodeFailure) -> Self {
        Self::unencoded(action, failure.field.key, failure.source)
    }

    /// Creates the error of an attribute whose values cannot be written.
    pub(crate) fn unencoded(
        action: impl Into<Action>,
        attribute: impl Into<Cow<'static, str>>,
        source: ValueError,
    ) -> Self {
        let kind = Kind::Encode { attribute: Some(attribute.into()), source };
        Self::new(kind, action, Outcome::NotApplied)
    }

    /// Creates the error of a record that does not fit its struct, or of values that do not fit their type.
    pub(crate) fn decode(
        row: Option<(Form, Uuid)>,
        target: Option<TargetBuf>,
        failure: ReadFailure,
    ) -> Self {
        let action = match (row, target) {
            (Some((_, id)), Some(target)) => return Self::decode_row(id, target, failure),
            (None, Some(target)) => Action::new(match Form::of(target.as_target()) {
                Form::Record => "decode a record of {target}",
                Form::Entry => "decode an entry of {target}",
            })
            .of(target),
            (Some((form, id)), None) => Action::new(match form {
                Form::Record => "decode values of record {record_id}",
                Form::Entry => "decode values of entry {entry_id}",
            })
            .with(form.id(), id),
            (None, None) => Action::new("decode values"),
        };
        Self::decode_of(action, failure)
    }

    /// Creates the error of the record or entry with this ID.
    pub(crate) fn decode_row(id: Uuid, target: impl Into<TargetBuf>, failure: ReadFailure) -> Self {
        let target = target.into();
        let form = Form::of(target.as_target());
        let action = Action::new(match form {
            Form::Record => "decode record {record_id} of {target}",
            Form::Entry => "decode entry {entry_id} of {target}",
        });
        Self::decode_of(action.with(form.id(), id).of(target), failure)
    }

    /// Creates the error of the record or entry at this position of a page, from 1.
    pub(crate) fn decode_of_page(
        place: usize,
        id: Option<Uuid>,
        target: impl Into<TargetBuf>,
        failure: ReadFailure,
    ) -> Self {
        match id {
            Some(id) => Self::decode_row(id, target, failure),
            None => {
                let target = target.into();
                let action = Action::new(match Form::of(target.as_target()) {
                    Form::Record => "decode record {position} of a page of {target}",
                    Form::Entry => "decode entry {position} of a page of {target}",
                })
                .with("position", place);
                Self::decode_of(action.of(target), failure)
            }
        }
    }

    fn decode_of(action: Action, failure: ReadFailure) -> Self {
        let kind = Kind::Decode { attribute: failure.attribute, source: failure.source };
        Self::new(kind, action, Outcome::NotApplied)
    }

    /// Replaces the reason.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Returns the kind in a word, for spans; `None` for errors that spans record by their status.
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

    /// Returns whether the server may still be working on the attempt that failed with this error, because
    /// it ran out of time without a known end.
    pub(crate) fn leaves_attempt_open(&self) -> bool {
        let ran_out_of_time = match &self.0.kind {
            Kind::Timeout(_) => true,
            Kind::Transport(error) => error.as_ref().is_some_and(reqwest::Error::is_timeout),
            Kind::Api(_) | Kind::Foreign { .. } => matches!(self.status(), Some(408 | 504)),
            _ => false,
        };
        ran_out_of_time && self.0.outcome == Outcome::Unknown
    }

    /// Combines the outcome with that of an earlier attempt of the same call.
    pub(crate) fn after(mut self, before: Outcome) -> Self {
        self.0.outcome = self.0.outcome.after(before);
        self
    }

    /// Returns the effect of the call: not applied, applied (and to which record), or unknown.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the ID of the record or entry that the error is about, if known.
    ///
    /// It is the record or entry that the call wrote, requested or could not decode.
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

    /// Returns whether the write may have taken effect: the outcome is not [`Outcome::NotApplied`].
    ///
    /// Sending a create again is only safe if this returns `false`.
    #[must_use]
    #[doc(alias("ambiguous", "unknown_outcome"))]
    pub fn may_have_applied(&self) -> bool {
        self.0.outcome != Outcome::NotApplied
    }

    /// Returns whether a setting of the client, an OAuth app or a limiter is wrong.
    ///
    /// Builders return these errors: nothing was sent, and a retry fails again.
    /// [`config_problem`](Self::config_problem) names the setting. A value that cannot be written is not a
    /// config error; see [`is_encode`](Self::is_encode).
    #[must_use]
    pub fn is_config(&self) -> bool {
        self.config_problem().is_some()
    }

    /// Returns the setting that is wrong, if the error [`is_config`](Self::is_config).
    #[must_use]
    pub fn config_problem(&self) -> Option<ConfigProblem> {
        match &self.0.kind {
            Kind::Config { problem, .. } => Some(*problem),
            _ => None,
        }
    }

    /// Returns whether the request failed before any connection took it.
    ///
    /// So the server did not apply the last attempt. An earlier attempt of the call may still leave the
    /// [outcome](Self::outcome) unknown.
    ///
    /// The error has one of these causes:
    ///
    /// * the name of the host was not found, or the host refused the connection or did not accept it in time;
    /// * TLS failed, or the proxy refused;
    /// * no connection had a free HTTP/2 stream in time, or the connection broke before it took the whole
    ///   request.
    ///
    /// If a delete times out while it waits for a connection or stream, this returns `false`: a delete has no
    /// body, so the client cannot tell whether it was sent. If a connection fails after it took the request,
    /// this returns `false`.
    ///
    /// An untrusted certificate, other errors of TLS and a proxy's refusal end the call at once, and the
    /// message names the remedy. reqwest does not report why a proxy refuses. The cause may pass, so a proxy's
    /// refusal [is retryable](Self::is_retryable) by a later call.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect { .. })
    }

    /// Returns whether the object, list, record, entry or route does not exist: Attio's status 404.
    ///
    /// A 404 that is not Attio's, such as a proxy's page, does not count.
    #[must_use]
    #[doc(alias = "404")]
    pub fn is_not_found(&self) -> bool {
        self.attios_status() == Some(404)
    }

    /// Returns whether a record already has the value of a unique attribute.
    ///
    /// Attio refused the last attempt for that reason, with status 400.
    /// [`conflicting_records`](Self::conflicting_records) returns the records. If the
    /// [outcome](Self::outcome) is unknown, an earlier attempt may have created that record.
    #[must_use]
    #[doc(alias("duplicate", "already_exists", "unique_violation"))]
    pub fn is_uniqueness_conflict(&self) -> bool {
        self.code() == Some("uniqueness_conflict")
    }

    /// Returns whether an assert found several records, or several entries of the parent.
    ///
    /// Attio refused the call with status 400 and changed nothing. Update one of them by its ID:
    /// [`AttioEntry::of`](crate::AttioEntry::of) returns the entries of a parent.
    #[must_use]
    #[doc(alias("multiple_match_results", "ambiguous"))]
    pub fn is_multiple_matches(&self) -> bool {
        self.code() == Some("multiple_match_results")
    }

    /// Returns whether Attio received too many requests: its status 429.
    ///
    /// Attio did not process the request.
    #[must_use]
    #[doc(alias("429", "throttled", "too_many_requests"))]
    pub fn is_rate_limited(&self) -> bool {
        self.attios_status() == Some(429)
    }

    /// Returns whether the response cannot be recognized as Attio's: it may be a proxy's page.
    ///
    /// Attio's responses have the header `x-attio-execution-id`, or an error envelope (`status_code`, `type`,
    /// `code`, `message`) with the same status, or the status and form that Attio documents for a success.
    /// This response has none of the three.
    ///
    /// Unless its status is 421, such a response does not show whether the request was applied. So the outcome
    /// of a write is unknown: behind a proxy that blocks requests, a create ends as unknown rather than not
    /// applied. [`RetryPolicy`](crate::RetryPolicy) shows which requests are retried.
    #[must_use]
    pub fn is_foreign_response(&self) -> bool {
        matches!(self.0.kind, Kind::Foreign { .. })
    }

    /// Returns the status of an error of Attio's.
    fn attios_status(&self) -> Option<u16> {
        match &self.0.kind {
            Kind::Api(error) => Some(error.status()),
            #[cfg(feature = "oauth")]
            Kind::OAuth { status, .. } => *status,
            _ => None,
        }
    }

    /// Returns whether the token is the reason of the error.
    ///
    /// It is missing, revoked or wrong (401), or lacks a scope or a permission (403). Attio,
    /// [`require_scopes`](crate::Client::require_scopes) or the journal of a bulk job reports this. A truncated
    /// token counts too: in calls about the token, such as [`whoami`](crate::Client::whoami), Attio refuses it
    /// with 400 `missing_value`.
    #[must_use]
    #[doc(alias("401", "403", "unauthorized", "forbidden"))]
    pub fn is_auth(&self) -> bool {
        match &self.0.kind {
            Kind::Scopes { .. } => true,
            Kind::Api(api) if api.is_about_token() => true,
            _ => matches!(self.attios_status(), Some(401 | 403)),
        }
    }

    /// Returns the scopes that [`require_scopes`](crate::Client::require_scopes) found missing.
    ///
    /// A token that is not active lacks all scopes.
    #[must_use]
    #[doc(alias = "permissions")]
    pub fn missing_scopes(&self) -> &[Scope] {
        match &self.0.kind {
            Kind::Scopes { missing, .. } => missing,
            _ => &[],
        }
    }

    /// Returns why the user's consent did not lead to a token; see [`oauth`](crate::oauth).
    #[cfg(feature = "oauth")]
    #[must_use]
    pub fn oauth(&self) -> Option<&OAuthProblem> {
        match &self.0.kind {
            Kind::OAuth { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// Returns whether time ran out.
    ///
    /// There was no response, no connection, or no permit from the client's rate limiter in time; or the
    /// deadline left too little time to send the request.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            Kind::Timeout(_) | Kind::NoPermit(_) | Kind::NoTime(_) => true,
            Kind::Connect { reason: NoConnection::InTime(_), .. } => true,
            Kind::Connect { source: Some(error), .. } => error.is_timeout(),
            _ => false,
        }
    }

    /// Returns whether a value cannot be written, or cannot be made of what was given. Nothing was sent.
    #[must_use]
    pub fn is_encode(&self) -> bool {
        matches!(self.0.kind, Kind::Encode { .. })
    }

    /// Returns whether a response or one of its values cannot be read.
    ///
    /// This includes inconsistent pages of a listing.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode { .. } | Kind::Unreadable { .. } | Kind::Pages(_))
    }

    /// Returns whether the same call may succeed later and cannot duplicate anything.
    ///
    /// Nothing was applied, or two equal calls have the same effect as one.
    #[must_use]
    #[doc(alias("transient", "temporary"))]
    pub fn is_retryable(&self) -> bool {
        let cannot_double = self.0.idempotent || self.0.outcome == Outcome::NotApplied;
        cannot_double && self.0.kind.is_retryable(self.0.idempotent)
    }

    /// Returns whether the response has more bytes than
    /// [`ClientBuilder::max_response_size`](crate::ClientBuilder::max_response_size) allows.
    #[must_use]
    pub fn is_response_too_large(&self) -> bool {
        matches!(self.0.kind, Kind::TooLarge { .. })
    }

    /// Returns the number of attempts to send the request.
    ///
    /// It is 0 if the error came before the first attempt, or from decoding a successful response.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.made
    }

    /// Returns the numbers of attempts.
    pub(crate) fn counts(&self) -> Attempts {
        self.0.attempts
    }

    /// Returns the wait that the last response requested in its header `Retry-After`.
    ///
    /// The call ended because its deadline or the [`RetryPolicy`](crate::RetryPolicy) did not allow that wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the HTTP status of the response, whether Attio or another server sent it.
    #[must_use]
    #[doc(alias = "http_status")]
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

    /// Returns Attio's code of the error, such as `value_not_found`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.api().and_then(ApiError::code)
    }

    /// Returns Attio's error response, with its message and validation errors.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match &self.0.kind {
            Kind::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the ID that Attio gave the call, from the header `x-attio-execution-id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the attribute that the error is about.
    ///
    /// It is the slug, or the ID if only that is known. If Attio's message only quotes a value that does not exist,
    /// it is the attribute that has this value in the request, if only one has.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Encode { attribute, .. } => attribute.as_deref(),
            Kind::Decode { attribute, .. } => attribute.as_deref(),
            Kind::Api(error) => error.attribute(),
            _ => None,
        }
    }

    /// Returns the error of the value, if the error is about a value.
    #[must_use]
    pub fn value_error(&self) -> Option<&ValueError> {
        match &self.0.kind {
            Kind::Encode { source, .. } | Kind::Decode { source, .. } => Some(source),
            _ => None,
        }
    }

    /// Returns the records that already have one of the unique values.
    ///
    /// The message of a uniqueness conflict names them, or a lookup found them. If the
    /// [outcome](Self::outcome) is unknown, the call may have created one of them.
    #[must_use]
    #[doc(alias = "duplicates")]
    pub fn conflicting_records(&self) -> Vec<Uuid> {
        let mut records = self.api().map(ApiError::conflicting_records).unwrap_or_default();
        for id in &self.0.candidates {
            if !records.contains(id) {
                records.push(*id);
            }
        }
        records
    }

    /// Returns the body of the response if it is an error or cannot be read.
    ///
    /// It is cut at one MiB, and contains `[REDACTED]` in place of each secret of the call.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match &self.0.kind {
            Kind::Api(error) => Some(error.body()),
            Kind::Foreign { body, .. } | Kind::Unreadable { body, .. } => Some(&body.0),
            _ => None,
        }
    }
}

/// Lets `?` return the error of a value in a function that returns the error of a call.
///
/// The error [is about encoding](Error::is_encode): nothing was sent, so its outcome is
/// [`Outcome::NotApplied`] and it has no [`attempts`](Error::attempts). It names no attribute.
///
/// ```
/// use attio_core::{EmailAddress, Error};
///
/// fn address(text: &str) -> Result<EmailAddress, Error> {
///     Ok(text.parse()?)
/// }
///
/// let error = address("ada").unwrap_err();
/// assert!(error.is_encode());
/// assert_eq!(
///     error.to_string(),
///     r#"cannot make a value: got "ada", expected an e-mail address such as ada@example.com"#
/// );
/// ```
impl From<ValueError> for Error {
    fn from(source: ValueError) -> Self {
        Self::new(Kind::Encode { attribute: None, source }, "make a value", Outcome::NotApplied)
    }
}
