//! Responses: JSON in the API's content type.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use uuid::Uuid;

use super::afterwards::Wrote;
use super::headers::Score;
use crate::RetryAfter;
use crate::error::ApiError;
use crate::json::{Json, object};

/// The result of a handler.
pub(crate) struct Answer {
    status: u16,
    body: Vec<u8>,
    wrote: Option<Uuid>,
    score: Option<u64>,
}

impl Answer {
    /// 200 with this body, unchanged.
    pub(super) fn bare(body: Json) -> Self {
        Self::written(body.to_bytes())
    }

    /// 200 with this JSON.
    pub(super) fn written(body: Vec<u8>) -> Self {
        Self { status: 200, body, wrote: None, score: None }
    }

    /// 200 with the body wrapped in `data`.
    pub(super) fn data(data: Json) -> Self {
        Self::bare(object([("data", data)]))
    }

    /// Marks the response of a request that wrote this record.
    pub(super) fn wrote(self, record: Uuid) -> Self {
        Self { wrote: Some(record), ..self }
    }

    /// Adds the score of a query.
    pub(super) fn scored(self, score: u64) -> Self {
        Self { score: Some(score), ..self }
    }

    /// 202 with the body wrapped in `data`.
    pub(super) fn accepted(data: Json) -> Self {
        Self { status: 202, ..Self::data(data) }
    }

    /// 200 with `{}`.
    pub(super) fn empty() -> Self {
        Self::bare(object([]))
    }
}

impl From<ApiError> for Answer {
    fn from(error: ApiError) -> Self {
        Self { status: error.status, ..Self::written(error.to_json().to_bytes()) }
    }
}

impl From<Result<Answer, ApiError>> for Answer {
    fn from(result: Result<Answer, ApiError>) -> Self {
        result.unwrap_or_else(Self::from)
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Some(record) = self.wrote {
            response.extensions_mut().insert(Wrote(record));
        }
        if let Some(score) = self.score {
            response.extensions_mut().insert(Score(score));
        }
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        response
    }
}

/// 401 for a token that the API does not know.
pub(crate) fn unauthorized() -> Response {
    Answer::from(ApiError::auth(401, super::auth::NOT_FOUND)).into_response()
}

/// 429, as in Attio's docs.
pub(crate) fn too_many_requests(retry_after: &RetryAfter) -> Response {
    let mut response = Answer::from(ApiError::rate_limited()).into_response();
    let now = SystemTime::now();
    let text = match retry_after {
        RetryAfter::NextSecond => Some(date(now + Duration::from_secs(1))),
        // Rounded up to whole seconds, so that the date is never too early.
        RetryAfter::Date(ahead) => {
            let full = ahead.saturating_add(Duration::from_nanos(999_999_999));
            Some(date(now.checked_add(full).unwrap_or_else(last_date)))
        }
        RetryAfter::PastDate(ago) => Some(date(now.checked_sub(*ago).unwrap_or(UNIX_EPOCH))),
        RetryAfter::Seconds(seconds) => Some(seconds.to_string()),
        RetryAfter::Text(text) => Some(text.clone()),
        RetryAfter::Absent => None,
    };
    if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
        response.headers_mut().insert(RETRY_AFTER, value);
    }
    response
}

/// An HTTP date, in whole seconds.
fn date(time: SystemTime) -> String {
    httpdate::fmt_http_date(time.clamp(UNIX_EPOCH, last_date()))
}

/// The end of the year 9999, the latest time that an HTTP date can express.
fn last_date() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(253_402_300_799)
}
