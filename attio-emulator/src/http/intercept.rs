//! The middleware for every request: limits, faults, the log, canned responses, the execution ID.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::BodyExt;

use super::answer::{Answer, too_many_requests};
use super::faulty::faulty;
use super::{Shared, headers, lock};
use crate::RetryAfter;
use crate::canned::CannedResponse;
use crate::connections::Arrival;
use crate::error::ApiError;
use crate::faults::{Ending, NotAttios, Plan};
use crate::operation::is_read;
use crate::requests::ReceivedRequest;

/// The maximum body size that is kept for a request without a known token. Otherwise anyone who can
/// reach the port could fill the memory.
const STRANGERS_BODY: usize = 64 * 1024;

/// How much of an oversized body is read and discarded, so that a client that is still sending sees
/// the response rather than a broken connection.
const MAX_DRAIN: usize = 1 << 30;

pub(super) async fn intercept(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    // The server records the arrival of every request.
    let Some(arrival) = parts.extensions.remove::<Arrival>() else {
        return Ending::HangUp.response();
    };
    let refused = shared.limiter.as_ref().is_some_and(|limiter| {
        shared.is_limited(&parts) && !limiter.admit(is_read(&parts.method, parts.uri.path()))
    });
    let (method, path) = (&parts.method, parts.uri.path());
    // A request that gets another response does not use up a fault.
    let canned = if refused { None } else { lock(&shared.stubs).take(method.as_str(), path) };
    let faults =
        if refused || canned.is_some() { Vec::new() } else { shared.faults.take(method, path) };
    let plan = Plan::new(faults);
    if let Some(ending) = plan.before_reading() {
        let faults = plan.faults().to_vec();
        shared.log.push(ReceivedRequest::new(&parts, Bytes::new(), faults, &arrival));
        if ending == Ending::CutOff {
            arrival.cut_off();
        }
        return ending.response();
    }
    let is_known = shared.knows(&parts.headers);
    let limit = if is_known { shared.body_limit } else { shared.body_limit.min(STRANGERS_BODY) };
    let (body, too_large) = match read(body, limit).await {
        Ok(read) => read,
        // The client disconnected during its request: nobody will see the response.
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let path = parts.uri.path().to_owned();
    let faults = plan.faults().to_vec();
    let received = ReceivedRequest::new(&parts, body.clone(), faults, &arrival);
    let work = shared.working.begin();
    let number = shared.log.push(received);
    let mut response = if refused {
        too_many_requests(&RetryAfter::NextSecond)
    } else if let Some(canned) = canned {
        respond(canned)
    // Without a token, a request to the API ends with 401 before its body is read.
    } else if too_large && (is_known || !parts.uri.path().starts_with("/v2/")) {
        let message = format!("The request body is larger than {limit} bytes.");
        Answer::from(ApiError::request(413, "validation_type", message)).into_response()
    } else {
        let request = Request::from_parts(parts, Body::from(body));
        if plan.is_empty() {
            let response = next.run(request).await;
            shared.log.worked(number, response.status());
            response
        } else {
            faulty(shared, plan, number, arrival, request, next, work).await
        }
    };
    headers::add(&mut response, &path);
    response
}

/// Reads a body; returns at most `limit` bytes, and whether there were more.
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
    if canned.foreign {
        response.extensions_mut().insert(NotAttios);
    }
    *response.status_mut() =
        StatusCode::from_u16(canned.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in canned.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
