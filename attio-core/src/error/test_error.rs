//! Errors for the tests of users.

use std::time::Duration;

use uuid::Uuid;

use super::{ApiError, Attempts, Body, Error, Kind, NoConnection, Outcome};
use crate::describe::Target;
use crate::request::{Action, Effect, TargetBuf};

/// Builds an [`Error`] for a unit test of your own code, without a server.
///
/// A constructor sets what went wrong. The [outcome](Error::outcome), and all other questions of the error,
/// follow from that as they do for a real call, so an error that no call can return cannot be built. The call
/// is a create, unless [`read`](Self::read) or [`idempotent`](Self::idempotent) changes that.
///
/// ```
/// use attio_core::testing::TestError;
/// use attio_core::{Error, Outcome};
///
/// #[derive(Debug, PartialEq)]
/// enum Next {
///     Done,
///     Retry,
///     AskAPerson,
/// }
///
/// /// The code under test.
/// fn next(error: &Error) -> Next {
///     match error.outcome() {
///         Outcome::Applied(Some(_)) => Next::Done,
///         Outcome::NotApplied if error.is_retryable() => Next::Retry,
///         _ => Next::AskAPerson,
///     }
/// }
///
/// # let id = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse().expect("a UUID");
/// # use std::time::Duration;
/// // In a `#[test]`:
/// assert_eq!(next(&TestError::applied(id).build()), Next::Done);
/// assert_eq!(next(&TestError::rate_limited(Duration::from_secs(1)).build()), Next::Retry);
/// assert_eq!(next(&TestError::timeout().build()), Next::AskAPerson);
/// let conflict = TestError::uniqueness_conflict("email_addresses", [id]);
/// assert_eq!(next(&conflict.build()), Next::AskAPerson);
/// ```
///
/// Its text begins with "cannot call Attio in a test". To test code that sends requests, use the crate
/// `attio-emulator`, which can inject these faults.
#[derive(Clone, Debug)]
#[must_use = "call `build` to create the error"]
pub struct TestError {
    what: What,
    effect: Effect,
    is_after_lost_attempt: bool,
    retry_after: Option<Duration>,
    target: Option<TargetBuf>,
    id: Option<Uuid>,
    request_id: Option<String>,
}

/// The cause of the error.
#[derive(Clone, Debug)]
enum What {
    Response { status: u16, code: String, message: String },
    Foreign { status: u16 },
    Timeout,
    NoConnection,
    Applied(Option<Uuid>),
}

impl TestError {
    fn new(what: What) -> Self {
        Self {
            what,
            effect: Effect::Write,
            is_after_lost_attempt: false,
            retry_after: None,
            target: None,
            id: None,
            request_id: None,
        }
    }

    /// Creates a typical error with this outcome: a refusal (400 `validation_type`), a success that cannot be
    /// read, or a timeout.
    pub fn with_outcome(outcome: Outcome) -> Self {
        match outcome {
            Outcome::NotApplied => Self::response(400, "validation_type"),
            Outcome::Applied(id) => Self::applied(id),
            Outcome::Unknown => Self::timeout(),
        }
    }

    /// Creates an error response of Attio with this status and [code](Error::code).
    ///
    /// The outcome of a create is unknown for 408 and for 500 or more. Otherwise it was not applied.
    ///
    /// # Panics
    ///
    /// Panics if the status is not from 400 to 599, because no other status is an error.
    pub fn response(status: u16, code: impl Into<String>) -> Self {
        assert!((400..600).contains(&status), "{status} is not the status of an error, 400 to 599");
        let message = "This error was made for a test.".to_owned();
        Self::new(What::Response { status, code: code.into(), message })
    }

    /// Creates a response to a record or object that does not exist: 404 `not_found`.
    pub fn not_found() -> Self {
        Self::response(404, "not_found")
    }

    /// Creates a refusal because of too many requests, with the wait that Attio asks for: 429.
    pub fn rate_limited(retry_after: Duration) -> Self {
        let error = Self::response(429, "rate_limit_exceeded");
        Self { retry_after: Some(retry_after), ..error }
    }

    /// Creates a refusal because these records have the value of this unique attribute: 400
    /// `uniqueness_conflict`.
    ///
    /// They are the [`conflicting_records`](Error::conflicting_records) of the error.
    pub fn uniqueness_conflict(attribute: &str, records: impl IntoIterator<Item = Uuid>) -> Self {
        let records: Vec<_> = records.into_iter().map(|id| id.to_string()).collect();
        Self::response(400, "uniqueness_conflict").message(format!(
            "A value provided for attribute with slug \"{attribute}\" conflicts with one already in the \
             system. Conflicting record IDs: {}",
            records.join(", ")
        ))
    }

    /// Creates a response that is not Attio's, such as a proxy's page with this status.
    pub fn foreign_response(status: u16) -> Self {
        Self::new(What::Foreign { status })
    }

    /// Creates an error because no response arrived in time. The outcome of a create is unknown.
    pub fn timeout() -> Self {
        Self::new(What::Timeout)
    }

    /// Creates an error because there is no connection. Nothing was sent.
    pub fn no_connection() -> Self {
        Self::new(What::NoConnection)
    }

    /// Creates the error of a write that was applied, whose response cannot be read.
    ///
    /// The ID is that of the new record, if it could be read.
    pub fn applied(id: impl Into<Option<Uuid>>) -> Self {
        Self::new(What::Applied(id.into()))
    }

    /// Sets Attio's message. Only a [`response`](Self::response) has one.
    pub fn message(mut self, text: impl Into<String>) -> Self {
        if let What::Response { message, .. } = &mut self.what {
            *message = text.into();
        }
        self
    }

    /// Makes it the error of a read, which never has an effect.
    pub fn read(self) -> Self {
        Self { effect: Effect::Read, ..self }
    }

    /// Makes it the error of a write that has the same effect if it is made twice, such as an assert.
    pub fn idempotent(self) -> Self {
        Self { effect: Effect::IdempotentWrite, ..self }
    }

    /// Adds an earlier attempt of the same call, which may have been applied. A refusal of the last attempt
    /// then leaves the outcome of a write unknown.
    pub fn after_lost_attempt(self) -> Self {
        Self { is_after_lost_attempt: true, ..self }
    }

    /// Sets the object, list or activity that the call is about.
    pub fn target(self, target: Target<'static>) -> Self {
        Self { target: Some(target.into()), ..self }
    }

    /// Sets the [ID](Error::id) of the record or entry that the call is about.
    pub fn id(self, id: impl Into<Uuid>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// Sets [Attio's ID](Error::request_id) of the request.
    pub fn request_id(self, id: impl Into<String>) -> Self {
        Self { request_id: Some(id.into()), ..self }
    }

    /// Builds the error.
    #[must_use]
    pub fn build(self) -> Error {
        let unknown = Outcome::of_lost(self.effect);
        let (kind, outcome) = match self.what {
            What::Response { status, code, message } => {
                let error_type = match status {
                    401 | 403 => "auth_error",
                    429 => "rate_limit_error",
                    500.. => "api_error",
                    _ => "invalid_request_error",
                };
                let body = serde_json::json!({
                    "status_code": status, "type": error_type, "code": code, "message": message
                });
                let error = ApiError::new(status, body.to_string().into_bytes());
                (Kind::Api(error), Outcome::of_refusal(status, self.effect))
            }
            What::Foreign { status } => {
                let body = Body(b"<html>This page was made for a test.</html>".to_vec());
                let outcome = if status == 421 { Outcome::NotApplied } else { unknown };
                (Kind::Foreign { status, body }, outcome)
            }
            What::Timeout => (Kind::Timeout(Duration::from_secs(30)), unknown),
            What::NoConnection => {
                let reason = NoConnection::Other("this error was made for a test".to_owned());
                (Kind::Connect { reason, source: None }, Outcome::NotApplied)
            }
            What::Applied(id) => {
                let outcome = match self.effect {
                    Effect::Read => Outcome::NotApplied,
                    _ => Outcome::Applied(id),
                };
                let reason = "this error was made for a test".to_owned();
                (Kind::Unreadable { status: 200, reason, body: Body(b"{".to_vec()) }, outcome)
            }
        };
        let mut action = Action::new("call Attio in a test");
        if let Some(target) = self.target {
            action = action.of(target);
        }
        if let Some(id) = self.id {
            action = action.with("record_id", id);
        }
        let is_sent = !matches!(kind, Kind::Connect { .. });
        let mut attempts = Attempts {
            made: 1,
            sent: is_sent.into(),
            unknown: (outcome == Outcome::Unknown).into(),
            open: (outcome == Outcome::Unknown && matches!(kind, Kind::Timeout(_))).into(),
        };
        let mut before = Outcome::NotApplied;
        if self.is_after_lost_attempt {
            before = unknown;
            let lost = (unknown == Outcome::Unknown).into();
            attempts += Attempts { made: 1, sent: 1, unknown: lost, open: 0 };
        }
        Error::new(kind, action, outcome)
            .after(before)
            .with_idempotent(self.effect.is_idempotent())
            .with_request_id(self.request_id)
            .with_attempts(attempts, self.retry_after)
    }
}

impl From<TestError> for Error {
    fn from(error: TestError) -> Self {
        error.build()
    }
}
