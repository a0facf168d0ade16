//! The requests that the emulator received.

use std::collections::VecDeque;
use std::sync::Mutex;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};

use crate::Fault;
use crate::connections::Arrival;
use crate::http::lock;

/// How many requests are kept by default.
pub(crate) const KEPT_REQUESTS: usize = 10_000;

/// How many bytes of bodies are kept by default.
pub(crate) const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// The received requests.
pub(crate) struct Log {
    entries: Mutex<Entries>,
    kept: usize,
    kept_bytes: usize,
}

#[derive(Default)]
struct Entries {
    requests: VecDeque<ReceivedRequest>,
    /// How many were dropped, which is the number of the first one that is left.
    first: u64,
    /// The total size of the bodies.
    bytes: usize,
}

impl Entries {
    fn forget_oldest(&mut self) {
        if let Some(oldest) = self.requests.pop_front() {
            self.first += 1;
            self.bytes -= oldest.body.len();
        }
    }
}

impl Log {
    /// Creates a log that keeps at most this many requests and bytes of bodies.
    pub(crate) fn keeping(kept: usize, kept_bytes: usize) -> Self {
        Self { entries: Mutex::default(), kept, kept_bytes }
    }

    /// Adds a request and returns its number. Drops the oldest ones over the limits, because an
    /// emulator may run for days.
    pub(crate) fn push(&self, request: ReceivedRequest) -> u64 {
        let mut log = lock(&self.entries);
        if log.requests.len() >= self.kept {
            log.forget_oldest();
        }
        log.bytes += request.body.len();
        log.requests.push_back(request);
        while log.bytes > self.kept_bytes && log.requests.len() > 1 {
            log.forget_oldest();
        }
        log.first + log.requests.len() as u64 - 1
    }

    /// Notes the status of a processed request.
    pub(crate) fn worked(&self, number: u64, status: StatusCode) {
        let mut log = lock(&self.entries);
        let place = number.checked_sub(log.first).and_then(|place| usize::try_from(place).ok());
        if let Some(request) = place.and_then(|place| log.requests.get_mut(place)) {
            request.worked = Some(status.as_u16());
        }
    }

    pub(crate) fn all(&self) -> Vec<ReceivedRequest> {
        lock(&self.entries).requests.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        let mut log = lock(&self.entries);
        log.first += log.requests.len() as u64;
        log.requests.clear();
        log.bytes = 0;
    }
}

/// A request that the emulator received.
#[derive(Clone)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The method, in upper case.
    pub method: String,
    /// The path as it was sent, with percent-encoding, without the query.
    pub path: String,
    /// The query without the question mark.
    pub query: Option<String>,
    /// The headers, without `authorization`: see [`ReceivedRequest::authorization`].
    pub headers: HeaderMap,
    /// The body, cut off at the limit: [`Builder::body_limit`], or 64 KiB for a request without a token
    /// that the emulator knows.
    ///
    /// [`Builder::body_limit`]: crate::Builder::body_limit
    pub body: Bytes,
    /// The number of its connection, counted from 1 in the order of acceptance.
    /// [`Emulator::reset`](crate::Emulator::reset) does not restart the count.
    pub connection: u64,
    /// The HTTP version: `HTTP/2.0`, `HTTP/1.1` or `HTTP/1.0`.
    pub version: Version,
    /// The faults that the request got.
    pub faults: Vec<Fault>,
    /// The status of the emulator's own response, whatever the client received.
    ///
    /// `None` if the emulator has not processed the request: a canned response or a fault took its place,
    /// the rate limit refused it, or it is still stalled.
    pub worked: Option<u16>,
    authorization: Option<String>,
}

impl ReceivedRequest {
    pub(crate) fn new(parts: &Parts, body: Bytes, faults: Vec<Fault>, arrival: &Arrival) -> Self {
        let authorization = parts
            .headers
            .get(AUTHORIZATION)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let mut headers = copied(&parts.headers);
        headers.remove(AUTHORIZATION);
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers,
            body,
            connection: arrival.connection(),
            version: parts.version,
            faults,
            worked: None,
            authorization,
        }
    }

    /// Returns whether the emulator applied the request, whatever response the client received.
    #[must_use]
    pub fn applied(&self) -> bool {
        self.worked.is_some_and(|status| (200..300).contains(&status))
    }

    /// Returns the `authorization` header as it was sent. It contains the token, and is therefore
    /// neither in `headers` nor in the `Debug` output.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }

    /// Returns the token of an `authorization` header with the scheme `Bearer`.
    #[must_use]
    pub fn bearer(&self) -> Option<&str> {
        self.authorization()?.strip_prefix("Bearer ")
    }

    /// Returns a header as a string.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body as JSON, or null if it is not JSON.
    #[must_use]
    pub fn body_json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Returns the body as a string.
    #[must_use]
    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl ReceivedRequest {
    /// The body for `Debug`. Bodies of OAuth requests contain a secret and a code, and are redacted.
    fn shown_body(&self) -> String {
        match self.path.starts_with("/oauth/") {
            true => "[REDACTED]".to_owned(),
            false => self.body_text(),
        }
    }
}

/// Copies headers, because the received ones keep a buffer of the connection alive.
fn copied(headers: &HeaderMap) -> HeaderMap {
    let copy = |(name, value): (&HeaderName, &HeaderValue)| {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    };
    headers.iter().filter_map(copy).collect()
}

impl std::fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = self.authorization().and_then(|value| value.split(' ').next());
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("authorization", &scheme.map(|scheme| format!("{scheme} [REDACTED]")))
            .field("body", &self.shown_body())
            .field("connection", &self.connection)
            .field("version", &self.version)
            .field("faults", &self.faults)
            .field("worked", &self.worked)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_came_twice_is_kept_twice() {
        let mut headers = HeaderMap::new();
        for text in ["a", "b"] {
            headers.append("x-one", HeaderValue::from_static(text));
        }
        let copied = copied(&headers);
        assert_eq!(copied.get_all("x-one").iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
