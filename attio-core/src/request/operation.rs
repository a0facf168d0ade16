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
}

/// A request of any endpoint, by method and path.
pub(super) static RAW: Operation = Operation::post("request", "", "");

impl Operation {
    const fn new(
        name: &'static str,
        method: Method,
        path: &'static str,
        doing: &'static str,
        effect: Effect,
    ) -> Self {
        Self { name, method, path, doing, effect, id_at: &[] }
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
        Self::new(name, Method::DELETE, path, doing, Effect::IdempotentWrite)
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
