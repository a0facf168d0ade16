//! Damaged and made-up responses.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Method, StatusCode, Uri};
use http_body_util::BodyExt;
use hyper::body::Body as _;

use super::body::{Step, dripping, scripted};
use super::{Fault, NotAttios, refusal};
use crate::http::too_many_requests;
use crate::json::{Json, object};

pub(super) const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The number of pieces of a slow body.
const DRIPS: u32 = 16;

/// The pause before a body breaks off, so that the part before it is sent.
const FLUSH: Duration = Duration::from_millis(5);

/// The size of the pieces of a large response.
const PIECE: usize = 64 * 1024;

/// The response of a fault that replaces the store's response.
pub(super) fn made_up(fault: &Fault, method: &Method, uri: &Uri) -> Option<Response> {
    Some(match fault {
        Fault::Status(status) | Fault::ApplyThenStatus(status) => envelope(*status),
        Fault::Foreign(foreign) | Fault::ApplyThenForeign(foreign) => {
            foreign.response(method, uri.path())
        }
        Fault::Forbidden => refusal::forbidden(method, uri.path()),
        Fault::ConcurrentWrite => refusal::concurrent_write(),
        Fault::RateLimited(retry_after) => too_many_requests(retry_after),
        Fault::Unauthorized => crate::http::unauthorized(),
        Fault::Redirect(origin) => redirect(origin, uri),
        _ => return None,
    })
}

/// The envelope of Attio's other errors, because Attio documents no body for 5xx.
fn envelope(status: u16) -> Response {
    let body = object([
        ("status_code", Json::Number(status.to_string())),
        ("type", Json::string("api_error")),
        ("code", Json::string("internal_error")),
        ("message", Json::string("An internal error occurred.")),
    ]);
    answer(status, HeaderValue::from_static("application/json; charset=utf-8"), body.to_bytes())
}

fn answer(status: u16, content_type: HeaderValue, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(CONTENT_TYPE, content_type)], body).into_response()
}

fn redirect(origin: &str, uri: &Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let location = format!("{}{path}", origin.trim_end_matches('/'));
    let mut response = StatusCode::TEMPORARY_REDIRECT.into_response();
    // Attio never redirects API requests.
    response.extensions_mut().insert(NotAttios);
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Changes a response of the store as the fault defines.
pub(super) async fn spoil(fault: &Fault, response: Response) -> Response {
    match fault {
        Fault::WrongContentType => {
            let mut response = response;
            response.headers_mut().insert(CONTENT_TYPE, HTML);
            response
        }
        Fault::InvalidJson => rewrite(response, |body| Body::from(first_half(&body))).await,
        Fault::Truncated => truncate(response).await,
        Fault::Oversized(bytes) => {
            let steps = repeated(b'x', *bytes);
            rewrite(response, |body| with_member(&body, "padding", "\"", steps, "\"")).await
        }
        Fault::DeepNesting(depth) => {
            let depth = u64::from(*depth);
            let steps = repeated(b'[', depth).into_iter().chain(repeated(b']', depth));
            rewrite(response, |body| with_member(&body, "nested", "", steps, "")).await
        }
        Fault::SlowDrip(over) => response.map(|body| {
            let size = body.size_hint().exact().and_then(|size| usize::try_from(size).ok());
            dripping(body, size.map_or(PIECE, |size| size.div_ceil(DRIPS as usize)), *over / DRIPS)
        }),
        _ => response,
    }
}

/// Replaces the body, and removes its old length.
async fn rewrite(response: Response, change: impl FnOnce(Bytes) -> Body) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, change(collect(body).await))
}

async fn truncate(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = collect(body).await;
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    let steps = [Step::Send(first_half(&body)), Step::Wait(FLUSH), Step::BreakOff];
    Response::from_parts(parts, scripted(steps))
}

/// Reads a body. The emulator's own responses are in memory, so this cannot fail.
async fn collect(body: Body) -> Bytes {
    body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default()
}

fn first_half(body: &Bytes) -> Bytes {
    body.slice(..body.len() / 2)
}

/// The same byte `times` times, without holding all of them in memory.
fn repeated(byte: u8, times: u64) -> [Step; 2] {
    let piece = Bytes::from(vec![byte; PIECE]);
    let rest = usize::try_from(times % PIECE as u64).unwrap_or(0);
    [Step::Repeat(piece.clone(), times / PIECE as u64), Step::Send(piece.slice(..rest))]
}

/// Appends a member to a JSON object.
fn with_member(
    body: &Bytes,
    name: &str,
    open: &'static str,
    value: impl IntoIterator<Item = Step>,
    close: &'static str,
) -> Body {
    let head = body.strip_suffix(b"}").unwrap_or(body);
    let comma = if head == b"{" { "" } else { "," };
    let head = [head, format!("{comma}\"{name}\":{open}").as_bytes()].concat();
    let tail = Bytes::from(format!("{close}}}"));
    let steps = std::iter::once(Step::Send(Bytes::from(head))).chain(value);
    scripted(steps.chain([Step::Send(tail)]))
}
