//! Canned responses: a test sets them in place of the emulator's own.

use bytes::Bytes;

/// A response that a test has written, for [`Emulator::stub`](crate::Emulator::stub).
///
/// ```
/// use attio_emulator::CannedResponse;
///
/// CannedResponse::json(200, &serde_json::json!({"data": []})).always();
/// CannedResponse::new(503).header("content-type", "text/html").body("<h1>Bad gateway</h1>").times(2);
/// ```
#[derive(Clone, Debug)]
pub struct CannedResponse {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) times: Option<usize>,
    pub(crate) foreign: bool,
}

impl CannedResponse {
    /// Creates a response with this status and no body, to be sent once. It has the headers that every
    /// response of Attio has, unless [`CannedResponse::foreign`] omits them.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), times: Some(1), foreign: false }
    }

    /// Creates a response with this status and a JSON body, to be sent once.
    #[must_use]
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status)
            .header("content-type", "application/json; charset=utf-8")
            .body(body.to_string())
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Omits the headers that identify a response as Attio's, such as `x-attio-execution-id`. Headers
    /// that [`CannedResponse::header`] adds stay.
    #[must_use]
    pub fn foreign(mut self) -> Self {
        self.foreign = true;
        self
    }

    /// Sends the response this many times.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// Sends the response until [`Emulator::reset`](crate::Emulator::reset).
    #[must_use]
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }
}

/// A canned response and the requests that it matches.
#[derive(Clone, Debug)]
pub(crate) struct Stub {
    pub(crate) method: String,
    pub(crate) path_prefix: String,
    pub(crate) response: CannedResponse,
}

/// The canned responses that are left, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stubs(Vec<Stub>);

impl Stubs {
    pub(crate) fn push(&mut self, stub: Stub) {
        self.0.push(stub);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes the first response for this request, if there is one, and counts the use.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<CannedResponse> {
        self.0.retain(|stub| stub.response.times != Some(0));
        let stub = self.0.iter_mut().find(|stub| {
            (stub.method == "*" || stub.method.eq_ignore_ascii_case(method))
                && path.starts_with(&stub.path_prefix)
        })?;
        if let Some(times) = &mut stub.response.times {
            *times -= 1;
        }
        Some(stub.response.clone())
    }
}
