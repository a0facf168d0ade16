//! Answers: JSON in the API's content type.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use crate::error::ApiError;
use crate::json::{Json, object};

/// What a handler answers.
pub(super) struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Answer {
    /// 200 with this body as it is.
    pub(super) fn bare(body: Json) -> Self {
        Self::written(body.to_bytes())
    }

    /// 200 with this JSON.
    pub(super) fn written(body: Vec<u8>) -> Self {
        Self { status: 200, body }
    }

    /// 200 with the body wrapped in `data`.
    pub(super) fn data(data: Json) -> Self {
        Self::bare(object([("data", data)]))
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
        Self { status: error.status, body: error.to_json().to_bytes() }
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
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        response
    }
}
