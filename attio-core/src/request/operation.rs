//! Operations: the endpoints that the library calls, each as a static.

use reqwest::Method;

use super::action::Action;
use super::target::TargetBuf;

/// An endpoint, with its name in spans and error messages.
///
/// The placeholders of `path` and `doing` have names: `{target}` is an object, a list or an activity.
/// [`Request::with`](super::Request::with) sets the values of the others.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name in spans: `create`.
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    /// `/v2/{target}/records/{record_id}`.
    pub(crate) path: &'static str,
    /// For error messages: `get record {record_id} of {target}`.
    pub(crate) doing: &'static str,
    pub(crate) effect: Effect,
    /// The path to the ID of the written item, below the `data` of a response. Empty if the response has no
    /// such ID.
    pub(crate) id_at: &'static [&'static str],
    /// The statuses of a success. If empty, any status below 300.
    pub(crate) statuses: &'static [u16],
    /// The form of the body of a success.
    pub(crate) form: Form,
    /// Whether a response shows the actor of the token's writes.
    pub(crate) shows_creator: bool,
    /// Whether this is an OAuth endpoint, whose errors have the form of RFC 6749.
    pub(crate) is_oauth: bool,
}

/// The documented form of the body of a success. With the status 204 there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `{"data": …}`.
    Data,
    /// `{}`.
    Empty,
    /// An object with this member.
    With(&'static str),
    /// Any JSON.
    Json,
}

/// The operation of raw requests, which have their own method and path.
pub(super) static RAW: Operation =
    Operation::post("request", "", "").with_form(Form::Json).with_statuses(&[]);

impl Operation {
    const fn new(
        name: &'static str,
        method: Method,
        path: &'static str,
        doing: &'static str,
        effect: Effect,
    ) -> Self {
        Self {
            name,
            method,
            path,
            doing,
            effect,
            id_at: &[],
            statuses: &[200],
            form: Form::Data,
            shows_creator: false,
            is_oauth: false,
        }
    }

    pub(crate) const fn get(name: &'static str, path: &'static str, doing: &'static str) -> Self {
        Self::new(name, Method::GET, path, doing, Effect::Read)
    }

    pub(crate) const fn post(name: &'static str, path: &'static str, doing: &'static str) -> Self {
        Self::new(name, Method::POST, path, doing, Effect::Write)
    }

    /// Creates an operation whose `POST` changes nothing, such as a query.
    pub(crate) const fn read(name: &'static str, path: &'static str, doing: &'static str) -> Self {
        Self::new(name, Method::POST, path, doing, Effect::Read)
    }

    pub(crate) const fn put(name: &'static str, path: &'static str, doing: &'static str) -> Self {
        Self::new(name, Method::PUT, path, doing, Effect::IdempotentWrite)
    }

    pub(crate) const fn patch(name: &'static str, path: &'static str, doing: &'static str) -> Self {
        Self::new(name, Method::PATCH, path, doing, Effect::Write)
    }

    pub(crate) const fn delete(
        name: &'static str,
        path: &'static str,
        doing: &'static str,
    ) -> Self {
        Self::new(name, Method::DELETE, path, doing, Effect::IdempotentWrite).with_form(Form::Empty)
    }

    /// Sets the path to the ID of the written record, entry or other item, below the `data` of a response:
    /// `["id", "record_id"]`.
    pub(crate) const fn returning(mut self, id_at: &'static [&'static str]) -> Self {
        assert!(
            matches!(id_at, [first, ..] if !matches!(first.as_bytes(), b"data")),
            "the path must begin below `data`"
        );
        self.id_at = id_at;
        self
    }

    /// Sets the form of the body of a success, if it is not `{"data": …}`.
    pub(crate) const fn with_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Sets the statuses of a success, if they are not just 200.
    pub(crate) const fn with_statuses(mut self, statuses: &'static [u16]) -> Self {
        self.statuses = statuses;
        self
    }

    /// Declares that a response shows the actor of the token's writes.
    pub(crate) const fn showing_creator(mut self) -> Self {
        self.shows_creator = true;
        self
    }

    /// Declares that this is an OAuth endpoint.
    #[cfg(feature = "oauth")]
    pub(crate) const fn of_oauth(mut self) -> Self {
        self.is_oauth = true;
        self
    }

    /// Returns whether this is a documented status of a success.
    pub(crate) fn documents(&self, status: u16) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }

    /// Returns the action on this target.
    pub(crate) fn on(&self, target: impl Into<TargetBuf>) -> Action {
        Action::new(self.doing).of(target)
    }
}

/// The effect of a request on the workspace, which decides the outcome of a failed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Changes nothing.
    Read,
    /// Changes something; sending it twice changes nothing more.
    IdempotentWrite,
    /// Changes something each time.
    Write,
}

impl Effect {
    pub(crate) fn is_idempotent(self) -> bool {
        self != Self::Write
    }

    pub(crate) fn kind(self) -> RequestKind {
        match self {
            Self::Read => RequestKind::Read,
            Self::IdempotentWrite | Self::Write => RequestKind::Write,
        }
    }

    /// Returns the effect that the method implies.
    pub(crate) fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE => Self::Read,
            Method::PUT | Method::DELETE => Self::IdempotentWrite,
            _ => Self::Write,
        }
    }
}

/// The rate limit of Attio that a request counts against.
///
/// Queries and searches are reads, although they are sent with `POST`.
///
/// Source: <https://docs.attio.com/rest-api/guides/rate-limiting>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RequestKind {
    /// 100 requests per second.
    Read,
    /// 25 requests per second.
    Write,
}
