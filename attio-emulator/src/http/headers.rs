//! The headers that Attio adds to its responses.

use axum::response::Response;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, VARY};
use http::{HeaderName, HeaderValue};
use uuid::Uuid;

use crate::faults::NotAttios;
use crate::text::instant::Instant;

const EXECUTION_ID: HeaderName = HeaderName::from_static("x-attio-execution-id");
const ACCURATE_AT: HeaderName = HeaderName::from_static("x-accurate-at");
const QUERY_SCORE: HeaderName = HeaderName::from_static("x-attio-record-query-score");

const EXPOSED: &str = "x-attio-client, x-attio-execution-id, x-attio-platform, \
                       x-attio-platform-version, x-attio-app-installation-bundle-id, \
                       x-attio-record-query-score, WWW-Authenticate";

/// The cost of the query, in the extensions of the response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score(pub(super) u64);

/// Adds the API's headers, or only the execution ID outside of the API. Existing headers stay.
pub(super) fn add(response: &mut Response, path: &str) {
    if response.extensions().get::<NotAttios>().is_some() {
        return;
    }
    let score = response.extensions().get::<Score>().map(|score| score.0);
    let is_success = response.status().is_success();
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    };
    add(EXECUTION_ID, &Uuid::new_v4().to_string());
    if !path.starts_with("/v2/") {
        return;
    }
    add(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    add(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    // Captured without its value.
    add(VARY, "Origin");
    if is_success && is_accurate(path) {
        add(ACCURATE_AT, &Instant::exact().to_string());
    }
    if let Some(score) = score {
        add(QUERY_SCORE, &score.to_string());
    }
}

/// Whether successes on this path report the time at which they are accurate: objects, records, lists
/// and entries do.
fn is_accurate(path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').skip(2).collect();
    match *segments.as_slice() {
        ["objects", "records", "search"] => false,
        ["objects" | "lists"] | ["objects" | "lists", _] => true,
        ["objects", _, "records", ..] | ["lists", _, "entries", ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_records_lists_and_entries_are_accurate() {
        for path in [
            "objects",
            "objects/a",
            "objects/a/records",
            "objects/a/records/1",
            "lists",
            "lists/a",
            "lists/a/entries",
            "lists/a/entries/query",
            "lists/a/entries/1",
        ] {
            assert!(is_accurate(&format!("/v2/{path}")), "{path}");
        }
        for path in [
            "self",
            "objects/a/attributes",
            "objects/a/views",
            "objects/records/search",
            "lists/a/attributes",
            "lists/a/views",
        ] {
            assert!(!is_accurate(&format!("/v2/{path}")), "{path}");
        }
    }
}
