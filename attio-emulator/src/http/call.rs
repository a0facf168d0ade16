//! A request to the API, as a handler sees it.

use std::sync::{Arc, MutexGuard};

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::HeaderMap;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use url::form_urlencoded;
use uuid::Uuid;

use super::answer::Answer;
use super::{Caller, Shared, lock};
use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::mistakes::Mistakes;
use crate::store::{Access, Actor, Store, TargetName};
use crate::text::id::parse_id;

/// A request that has a route.
pub(super) struct Call {
    shared: Arc<Shared>,
    headers: HeaderMap,
    /// The variable parts of the path, decoded.
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Bytes,
}

impl FromRequest<Arc<Shared>> for Call {
    type Rejection = Answer;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Answer> {
        let (mut parts, body) = request.into_parts();
        let path = Path::<Vec<(String, String)>>::from_request_parts(&mut parts, shared)
            .await
            // Percent-encoding that is not UTF-8 cannot name anything that exists.
            .map_err(|_| Answer::from(ApiError::request(404, "not_found", "Not found.")))?;
        let query = parts.uri.query().unwrap_or_default();
        // The interceptor has already read and limited the body.
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        Ok(Self {
            shared: Arc::clone(shared),
            headers: parts.headers,
            path: path.0,
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            body,
        })
    }
}

impl Call {
    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.shared.store)
    }

    /// Checks the token and its scopes; returns the author of writes.
    pub(super) fn authorize(&self, scopes: &[&str]) -> Result<Actor, ApiError> {
        self.caller(scopes).map(|caller| caller.actor)
    }

    /// Checks the token and its scopes.
    pub(super) fn caller(&self, scopes: &[&str]) -> Result<Caller, ApiError> {
        self.shared.authorize(&self.headers, scopes)
    }

    /// Checks that the token may read the schema of the object or the list of the path.
    pub(super) fn reads_schema(&self) -> Result<Configuration<'_>, ApiError> {
        self.configuration("read")
    }

    /// Checks that the token may change the schema of the object or the list of the path.
    pub(super) fn changes_schema(&self) -> Result<Configuration<'_>, ApiError> {
        self.configuration("read-write")
    }

    fn configuration(&self, access: &str) -> Result<Configuration<'_>, ApiError> {
        let (target, scope) = match self.path("list") {
            "" => (TargetName::Object(self.path("object")), "object_configuration"),
            list => (TargetName::List(list), "list_configuration"),
        };
        let caller = self.caller(&[&format!("{scope}:{access}")])?;
        Ok(Configuration { target, caller })
    }

    /// A variable part of the path.
    pub(super) fn path(&self, name: &str) -> &str {
        self.path.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// A variable part of the path that is a UUID.
    pub(super) fn path_id(&self, name: &str) -> Result<Uuid, ApiError> {
        parse_id(self.path(name))
            .ok_or_else(|| ApiError::params(Violation::invalid("Invalid uuid").at(name)))
    }

    /// A query parameter.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// A query parameter that occurs once, with a value.
    pub(super) fn query_once(&self, name: &str) -> Option<&str> {
        let mut found = self.query.iter().filter(|(other, _)| other == name);
        let (_, value) = found.next()?;
        (found.next().is_none() && !value.is_empty()).then_some(value.as_str())
    }

    /// A Boolean query parameter; false if absent.
    pub(super) fn query_flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.query(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => {
                let violation = Violation::wrong_type("boolean", &Json::string(other));
                Err(ApiError::params(violation.at(name)))
            }
        }
    }

    /// A query parameter that is a number from `least` to `most`.
    pub(super) fn query_number(
        &self,
        name: &str,
        least: usize,
        most: usize,
    ) -> Result<Option<usize>, ApiError> {
        let Some(text) = self.query(name) else { return Ok(None) };
        // Clients send integers as floats too.
        let digits = text.strip_suffix(".0").unwrap_or(text);
        match digits.parse().ok().filter(|number| (least..=most).contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let most =
                    if most == usize::MAX { String::new() } else { format!(", at most {most}") };
                let message = format!("Number must be an integer of at least {least}{most}");
                Err(ApiError::params(Violation::invalid(message).at(name)))
            }
        }
    }

    /// The part of a list that the query's `limit` and `offset` select.
    pub(super) fn page<T>(&self, items: impl Iterator<Item = T>) -> Result<Vec<T>, ApiError> {
        let mut mistakes = Mistakes::default();
        let limit = mistakes.take(self.query_number("limit", 1, usize::MAX)).unwrap_or(usize::MAX);
        let offset = mistakes.take(self.query_number("offset", 0, usize::MAX)).unwrap_or(0);
        mistakes.end()?;
        Ok(items.skip(offset).take(limit).collect())
    }

    /// Parses the body.
    pub(super) fn json(&self) -> Result<Json, ApiError> {
        let content_type = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = content_type.and_then(|value| value.split(';').next()).map(str::trim);
        if !media_type.is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"))
        {
            let violation = Violation::invalid("Expected the content type application/json");
            return Err(ApiError::body(violation));
        }
        Json::parse(&self.body)
            .map_err(|error| ApiError::body(Violation::invalid(format!("Invalid JSON: {error}"))))
    }
}

/// A request for the schema of an object or a list by a token that has the scope.
pub(super) struct Configuration<'a> {
    target: TargetName<'a>,
    caller: Caller,
}

impl<'a> Configuration<'a> {
    /// The object or the list, if it exists and is not hidden from the token.
    pub(super) fn visible(&self, store: &Store) -> Result<TargetName<'a>, ApiError> {
        self.access(store).map(|_| self.target)
    }

    /// The object or the list, if the token has full access to it.
    pub(super) fn changeable(
        &self,
        store: &Store,
        doing: &str,
    ) -> Result<TargetName<'a>, ApiError> {
        match self.access(store)? {
            Some(access) if access < Access::Full => Err(ApiError::no_permission(doing)),
            _ => Ok(self.target),
        }
    }

    /// The access to a list; objects have no access levels.
    fn access(&self, store: &Store) -> Result<Option<Access>, ApiError> {
        let access = self.caller.access(store.target(self.target)?);
        match self.target {
            TargetName::List(list) if access.is_none() => Err(ApiError::no_list(list)),
            _ => Ok(access),
        }
    }
}
