//! What the emulator received.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};

/// A request that the emulator received, whatever it answered.
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
    /// The body; what is over the limit is cut.
    pub body: Bytes,
    authorization: Option<String>,
}

impl ReceivedRequest {
    pub(crate) fn new(
        method: String,
        path: String,
        query: Option<String>,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        let authorization = headers
            .remove(AUTHORIZATION)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let headers = copied(&headers);
        Self { method, path, query, headers, body, authorization }
    }

    /// The `authorization` header as it was sent. It holds the token, and is therefore neither in
    /// `headers` nor in what `Debug` prints.
    #[must_use]
    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }

    /// The token of an `authorization` header with the scheme `Bearer`.
    #[must_use]
    pub fn bearer(&self) -> Option<&str> {
        self.authorization()?.strip_prefix("Bearer ")
    }

    /// A header as a text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn body_json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as a text.
    #[must_use]
    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The headers in memory of their own: as they came, each holds on to a buffer of the connection.
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
            .field("body", &self.body_text())
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
