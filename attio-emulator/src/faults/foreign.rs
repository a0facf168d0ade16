//! Responses that are not Attio's.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};

use crate::error::ApiError;

/// A response that is not Attio's: it has none of Attio's headers, such as `x-attio-execution-id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// This status and an HTML page that shows it, as from a proxy, an ingress or a captive portal.
    Html(u16),
    /// This status and an empty body.
    Empty(u16),
    /// 204.
    NoContent,
    /// 200 with the body of one of Attio's errors, so that its `status_code` differs from the status.
    ///
    /// The error is 404 `not_found` with the last segment of the path as the ID; for `POST`, it is 400
    /// `validation_type`.
    Envelope,
}

/// Marks, in the extensions of a response, that it is not Attio's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotAttios;

impl Foreign {
    pub(super) fn response(self, method: &Method, path: &str) -> Response {
        let mut response = match self {
            Self::Html(status) => html(status),
            Self::Empty(status) => self::status(status).into_response(),
            Self::NoContent => StatusCode::NO_CONTENT.into_response(),
            Self::Envelope => envelope(method, path),
        };
        response.extensions_mut().insert(NotAttios);
        response
    }
}

fn status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn html(code: u16) -> Response {
    let body = format!("<html><body><h1>{code}</h1></body></html>\n");
    (status(code), [(CONTENT_TYPE, super::spoil::HTML)], body).into_response()
}

fn envelope(method: &Method, path: &str) -> Response {
    let error = if *method == Method::POST {
        ApiError::validation("Body payload validation error.", Vec::new())
    } else {
        let id = path.rsplit('/').next().unwrap_or_default();
        let what = if path.starts_with("/v2/lists/") { "List entry" } else { "Record" };
        ApiError::request(404, "not_found", format!("{what} with ID \"{id}\" not found."))
    };
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    (StatusCode::OK, [(CONTENT_TYPE, json)], error.to_json().to_bytes()).into_response()
}
