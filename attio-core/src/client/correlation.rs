//! The user's own IDs of calls.

use std::fmt;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use reqwest::header::{HeaderName, HeaderValue};

use super::Client;
use super::span::CallSpan;
use crate::error::{ConfigProblem, Error};
use crate::request::Request;

/// Where the IDs come from, and the header that they are sent in.
#[derive(Clone, Default)]
pub(super) struct Correlation {
    pub(super) make: Option<Arc<dyn Fn() -> Option<String> + Send + Sync>>,
    /// None: they are not sent.
    pub(super) header: Option<HeaderName>,
}

impl fmt::Debug for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Correlation").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Reads the name of a header that the client does not set itself.
pub(super) fn header(name: &str) -> Result<HeaderName, Error> {
    let wrong = |reason: String| Error::config(ConfigProblem::CorrelationHeader, reason);
    let header = HeaderName::try_from(name)
        .map_err(|_| wrong(format!("the correlation header {name:?} is not a header's name")))?;
    if [AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT].contains(&header) {
        return Err(wrong(format!("the client itself sets the header {header}")));
    }
    Ok(header)
}

impl Client {
    /// Begins a call: its span, and its ID where there is one. The function that makes IDs is called
    /// only where something comes of it.
    pub(super) fn begin(
        &self,
        request: &mut Request,
        id: Option<String>,
    ) -> Result<CallSpan, Error> {
        let mut span = CallSpan::new(&self.0.base_url, request);
        let Correlation { make, header } = &self.0.correlation;
        if span.is_disabled() && header.is_none() {
            return Ok(span);
        }
        let Some(id) = id.or_else(|| make.as_ref().and_then(|make| make())) else {
            return Ok(span);
        };
        span.correlation_id(&id);
        if header.is_some() {
            request.correlation_id = Some(HeaderValue::try_from(id).map_err(|_| {
                let error =
                    Error::unwritable("the correlation ID has characters that a header cannot");
                span.end(Some(&error));
                error
            })?);
        }
        Ok(span)
    }
}
