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

    /// The object or the list of the path, whose schema the token may read.
    pub(super) fn readable(&self) -> Result<TargetName<'_>, ApiError> {
        self.configuration("read").map(|(target, _)| target)
    }

    /// The object or the list of the path, whose schema the token may change.
    pub(super) fn configurable(&self, doing: &str) -> Result<TargetName<'_>, ApiError> {
        match self.configuration("read-write")? {
            (_, Some(access)) if access < Access::FullAccess => Err(ApiError::no_permission(doing)),
            (target, _) => Ok(target),
        }
    }

    /// The object or the list of the path, and the access to the list.
    fn configuration(&self, access: &str) -> Result<(TargetName<'_>, Option<Access>), ApiError> {
        let list = self.path("list");
        if list.is_empty() {
            self.authorize(&[&format!("object_configuration:{access}")])?;
            let target = TargetName::Object(self.path("object"));
            self.store().target(target)?;
            return Ok((target, None));
        }
        let caller = self.caller(&[&format!("list_configuration:{access}")])?;
        let target = TargetName::List(list);
        let access = caller.access(self.store().target(target)?);
        Ok((target, Some(access.ok_or_else(|| ApiError::no_list(list))?)))
    }

    /// A variable part of the path.
    pub(super) fn path(&self, name: &str) -> &str {
        self.path.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// A variable part of the path that is a UUID.
    pub(super) fn path_id(&self, name: &str) -> Result<Uuid, ApiError> {
        let text = self.path(name);
        let id = if attio_schema::is_uuid(text) { Uuid::try_parse(text).ok() } else { None };
        id.ok_or_else(|| ApiError::params(Violation::invalid("Invalid uuid").at(name)))
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
