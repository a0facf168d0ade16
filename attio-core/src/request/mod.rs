//! Requests as data, with their effects.

mod action;
mod operation;
mod path;
mod target;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderValue;
use url::Url;

use crate::redact::Secrets;

pub(crate) use action::{Action, Argument};
pub use operation::RequestKind;
pub(crate) use operation::{Effect, Form, Operation};
pub(crate) use path::UnusableSegment;
pub(crate) use target::TargetBuf;

use crate::describe::Target;

const JSON: &str = "application/json";

/// A request, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) operation: &'static Operation,
    pub(crate) method: Method,
    pub(crate) effect: Effect,
    /// The action and its subject: for error messages, and for the placeholders of the path.
    pub(crate) action: Action,
    /// The path of a [raw](Self::raw) request, in place of the operation's path.
    raw_path: Option<String>,
    query: Vec<(&'static str, String)>,
    raw_query: Vec<(String, String)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) content_type: &'static str,
    /// Replaces the client's authorization.
    pub(crate) authorization: Option<HeaderValue>,
    /// The correlation ID of the call, if it is sent.
    pub(crate) correlation_id: Option<HeaderValue>,
    /// The secrets that are redacted in errors of the call.
    pub(crate) secrets: Secrets,
}

impl Request {
    /// Creates a request of an operation whose path has no placeholders.
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self::about(operation, Action::new(operation.doing))
    }

    /// Creates a request about a target.
    pub(crate) fn of(operation: &'static Operation, target: impl Into<TargetBuf>) -> Self {
        Self::about(operation, operation.on(target))
    }

    /// Creates a request from an action with the values of the placeholders.
    pub(crate) fn about(operation: &'static Operation, action: Action) -> Self {
        Self {
            operation,
            method: operation.method.clone(),
            effect: operation.effect,
            action,
            raw_path: None,
            query: Vec::new(),
            raw_query: Vec::new(),
            body: None,
            content_type: JSON,
            authorization: None,
            correlation_id: None,
            secrets: Secrets::default(),
        }
    }

    /// Creates a request to any endpoint, by its method and path.
    pub(crate) fn raw(method: Method, path: String, effect: Effect) -> Self {
        let action = Action::text(format!("call {method} {path}"));
        Self { method, effect, raw_path: Some(path), ..Self::about(&operation::RAW, action) }
    }

    /// Returns whether this is a [raw](Self::raw) request.
    pub(crate) fn is_raw(&self) -> bool {
        self.raw_path.is_some()
    }

    /// Sets the value of a placeholder of the path.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.action = self.action.with(name, value);
        self
    }

    pub(crate) fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn with_query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Sets the authorization to send in place of the client's token.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_authorization(mut self, authorization: HeaderValue) -> Self {
        self.authorization = Some(authorization);
        self
    }

    /// Sets secrets that the request contains, in addition to the client's token.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_secrets(mut self, secrets: Secrets) -> Self {
        self.secrets = secrets;
        self
    }

    /// Sets the body to the fields of a form.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_form(self, form: String) -> Self {
        Self { content_type: "application/x-www-form-urlencoded", ..self.with_body(form) }
    }

    /// Sets query parameters with names chosen by the caller.
    pub(crate) fn with_raw_query(mut self, query: Vec<(String, String)>) -> Self {
        self.raw_query = query;
        self
    }

    /// Requests one page of a listing.
    pub(crate) fn with_page(self, limit: u32, offset: u64) -> Self {
        self.with_query("limit", limit).with_query("offset", offset)
    }

    /// Returns whether a success shows that the token is valid. `GET /v2/self` returns 200 for a revoked token
    /// too, with `active` false in the body.
    pub(crate) fn proves_token(&self) -> bool {
        !self.identifies_token()
    }

    /// Returns whether the request only identifies the token.
    pub(crate) fn identifies_token(&self) -> bool {
        let path = self.raw_path.as_deref().unwrap_or(self.operation.path);
        let segments = || path.split('/').filter(|segment| !segment.is_empty());
        segments().eq(["v2", "self"]) || segments().eq(["oauth", "introspect"])
    }

    /// Returns the last segment of the path: the ID or slug of the item that the request is about.
    pub(crate) fn last_name(&self) -> Option<String> {
        match &self.raw_path {
            Some(path) => path::raw_segments(path).last().map(str::to_owned),
            None => path::last_name(self.operation.path, &self.action),
        }
    }

    /// Returns the object or list that contains the item of the path.
    pub(crate) fn parent(&self) -> Option<TargetBuf> {
        match &self.raw_path {
            Some(path) => path::raw_parent(path),
            None => match self.action.target()? {
                Target::Object(_) | Target::List(_) => self.action.target_buf().cloned(),
                Target::Activity(_) => None,
            },
        }
    }

    /// Returns the path with placeholders in place of slugs and IDs, for spans.
    pub(crate) fn template(&self) -> String {
        match &self.raw_path {
            Some(path) => path::raw_template(path),
            None => path::template(self.operation.path, self.action.target()),
        }
    }

    /// Returns the URL below this base. Each value is encoded, so that it stays one segment.
    ///
    /// # Errors
    ///
    /// Returns an error if a URL would drop or change a segment. Attio has no such names.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, UnusableSegment> {
        let mut url = match &self.raw_path {
            Some(path) => path::raw_url(base, path)?,
            None => path::url(base, self.operation.path, &self.action)?,
        };
        if !self.query.is_empty() || !self.raw_query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query).extend_pairs(&self.raw_query);
        }
        Ok(url)
    }
}
