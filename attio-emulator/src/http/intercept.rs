//! What happens around every request: the body's limit, the log, canned answers, the execution ID.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::BodyExt;
use uuid::Uuid;

use super::answer::Answer;
use super::{Shared, lock};
use crate::canned::CannedResponse;
use crate::error::ApiError;
use crate::requests::ReceivedRequest;

const EXECUTION_ID: HeaderName = HeaderName::from_static("x-attio-execution-id");

/// How much of a body that is too large is read on and thrown away, so that the client, which may
/// still be sending, sees the answer rather than a broken connection.
const MAX_DRAIN: usize = 1 << 30;

/// How many requests are kept.
const MAX_REQUESTS: usize = 10_000;

pub(super) async fn intercept(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let (body, too_large) = match read(body, shared.body_limit).await {
        Ok(read) => read,
        // The client is gone in the middle of its request: nobody will see the answer.
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let received = ReceivedRequest::new(
        method.to_owned(),
        path.to_owned(),
        parts.uri.query().map(str::to_owned),
        parts.headers.clone(),
        body.clone(),
    );
    remember(&mut lock(&shared.requests), received);
    let canned = lock(&shared.stubs).take(method, path);
    let mut response = if let Some(canned) = canned {
        respond(canned)
    } else if too_large {
        let message = format!("The request body is larger than {} bytes.", shared.body_limit);
        Answer::from(ApiError::request(413, "validation_type", message)).into_response()
    } else {
        next.run(Request::from_parts(parts, Body::from(body))).await
    };
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        response.headers_mut().entry(EXECUTION_ID).or_insert(id);
    }
    response
}

/// Keeps a request, and forgets the oldest one when there are many: an emulator may run for days.
fn remember(requests: &mut VecDeque<ReceivedRequest>, received: ReceivedRequest) {
    if requests.len() >= MAX_REQUESTS {
        requests.pop_front();
    }
    requests.push_back(received);
}

/// Reads a body; answers at most `limit` bytes of it, and whether there were more.
async fn read(mut body: Body, limit: usize) -> Result<(Bytes, bool), axum::Error> {
    let (mut kept, mut total) = (BytesMut::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        total = total.saturating_add(data.len());
        let room = limit.saturating_sub(kept.len()).min(data.len());
        kept.extend_from_slice(data.get(..room).unwrap_or_default());
        if total > limit.saturating_add(MAX_DRAIN) {
            break;
        }
    }
    Ok((kept.freeze(), total > limit))
}

fn respond(canned: CannedResponse) -> Response {
    let mut response = Response::new(Body::from(canned.body));
    *response.status_mut() =
        StatusCode::from_u16(canned.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in canned.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
