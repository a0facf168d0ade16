//! Correlation IDs: the user's own IDs of calls.

use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderName;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};

use crate::error::{ConfigProblem, Error};

/// The function that returns the IDs, and the header in which they are sent.
#[derive(Clone, Default)]
pub(super) struct Correlation {
    pub(super) make: Option<Arc<dyn Fn() -> Option<String> + Send + Sync>>,
    /// `None` if the IDs are not sent.
    pub(super) header: Option<HeaderName>,
}

impl fmt::Debug for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Correlation").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Parses the name of a header that the client does not set itself.
pub(super) fn header(name: &str) -> Result<HeaderName, Error> {
    let wrong = |reason: String| Error::config(ConfigProblem::CorrelationHeader, reason);
    let header = HeaderName::try_from(name).map_err(|_| {
        wrong(format!("the correlation header {name:?} is not a valid header name"))
    })?;
    if [AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT].contains(&header) {
        return Err(wrong(format!(
            "the client sets the header {header} itself; choose another correlation header"
        )));
    }
    Ok(header)
}
