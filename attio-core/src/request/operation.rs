//! Operations: the endpoints that the library calls, each as a static.

use reqwest::Method;

use super::action::Action;
use super::target::TargetBuf;

/// An endpoint, with its name in spans and error messages.
///
/// The placeholders of `path` and `doing` are named: `{target}` is an object, a list or an activity,
/// and any other one has the value that [`Request::with`](super::Request::with) sets.
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
    /// The path, below the `data` of a response, to the ID of the item that was written. Empty if the
    /// response has no such ID.
    pub(crate) id_at: &'static [&'static str],
    /// The statuses of a success; any below 300 if there are none.
    pub(crate) statuses: &'static [u16],
    /// The form of the body of a success.
    pub(crate) form: Form,
    /// Whether a response shows which actor the writes of the token have.
    pub(crate) shows_creator: bool,
    /// Whether it is an endpoint of OAuth, whose errors are those of RFC 6749.
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

/// A request of any endpoint, by method and path.
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

    /// A `POST` that changes nothing, such as a query.
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

    /// Sets the path to the ID of the record, entry or other item that was written, below the `data` of a
    /// response: `["id", "record_id"]`.
    pub(crate) const fn returning(mut self, id_at: &'static [&'static str]) -> Self {
        assert!(
            matches!(id_at, [first, ..] if !matches!(first.as_bytes(), b"data")),
            "the path begins below `data`"
        );
        self.id_at = id_at;
        self
    }

    /// Sets the form of the body of a success, if it is not `{"data": …}`.
    pub(crate) const fn with_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Sets the statuses of a success, if they are not 200 alone.
    pub(crate) const fn with_statuses(mut self, statuses: &'static [u16]) -> Self {
        self.statuses = statuses;
        self
    }

    /// Says that a response shows which actor the writes of the token have.
    pub(crate) const fn showing_creator(mut self) -> Self {
        self.shows_creator = true;
        self
    }

    /// Makes it an endpoint of OAuth.
    #[cfg(feature = "oauth")]
    pub(crate) const fn of_oauth(mut self) -> Self {
        self.is_oauth = true;
        self
    }

    /// Whether this is the status of a success.
    pub(crate) fn documents(&self, status: u16) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }

    /// The action on this target.
    pub(crate) fn on(&self, target: impl Into<TargetBuf>) -> Action {
        Action::new(self.doing).of(target)
    }
}

/// The effect of a request on the workspace: it decides what a failed request may have left behind.
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

    pub(crate) fn kind(self) -> RequestKind {
        match self {
            Self::Read => RequestKind::Read,
            Self::IdempotentWrite | Self::Write => RequestKind::Write,
        }
    }

    /// The effect that the method implies, if nothing more is known.
    pub(crate) fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE => Self::Read,
            Method::PUT | Method::DELETE => Self::IdempotentWrite,
            _ => Self::Write,
        }
    }
}

/// Which of Attio's two rate limits a request counts against. Queries and searches are reads, though
/// they are sent with `POST`.
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
