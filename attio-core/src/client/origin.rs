//! The origin of a response: Attio, or a proxy, load balancer or other server in front of it.

use serde::Deserialize;

use super::response::{Headers, find_id};
use crate::error::ApiError;
use crate::request::{Form, Request};
use crate::wire::{Cursor, Malformed};

/// Returns whether there is evidence that Attio sent this response: Attio's request ID, its error envelope
/// with the same status, or the documented status and form of the operation.
///
/// A page of Attio's own servers without any of these counts as foreign too.
pub(super) fn is_attios(status: u16, headers: &Headers, body: &[u8], request: &Request) -> bool {
    if headers.execution_id.is_some() {
        return true;
    }
    let operation = request.operation;
    match status {
        400.. if operation.is_oauth && is_oauth_error(status, body) => true,
        400.. => ApiError::status_in_envelope(body) == Some(status),
        // A redirect to a file.
        300..400 => operation.statuses.contains(&status),
        _ => operation.documents(status) && has_form(status, body, request),
    }
}

/// Returns whether there is such evidence in a response with an incomplete body: Attio's request ID, or the
/// ID of the written item at its documented position.
pub(super) fn is_attios_so_far(
    status: u16,
    headers: &Headers,
    body: &[u8],
    request: &Request,
) -> bool {
    let operation = request.operation;
    headers.execution_id.is_some()
        || (operation.documents(status)
            && !operation.id_at.is_empty()
            && find_id(body, operation.id_at).is_some())
}

/// Returns whether a body is an error response of RFC 6749, section 5.2.
fn is_oauth_error(status: u16, body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Refusal<'a> {
        #[serde(borrow)]
        error: std::borrow::Cow<'a, str>,
    }
    // The form of the codes in RFC 6749: gateways write prose.
    let is_code = |code: &str| {
        !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    matches!(status, 400 | 401)
        && serde_json::from_slice::<Refusal<'_>>(body).is_ok_and(|refusal| is_code(&refusal.error))
}

/// Returns whether the body of a success has the documented form of the operation.
fn has_form(status: u16, body: &[u8], request: &Request) -> bool {
    if status == 204 {
        return body.is_empty();
    }
    let Ok(text) = std::str::from_utf8(body) else { return false };
    match request.operation.form {
        Form::Json => serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
        Form::Data => {
            let id_at = request.operation.id_at;
            members(text, "data").is_ok_and(|found| found.is_there)
                && (id_at.is_empty() || find_id(body, id_at).is_some())
        }
        Form::Empty => members(text, "").is_ok_and(|found| !found.are_there_others),
        Form::With(name) => members(text, name).is_ok_and(|found| found.is_there),
    }
}

/// The members of an object.
#[derive(Default)]
struct Members {
    /// Whether the wanted member is there.
    is_there: bool,
    are_there_others: bool,
}

/// Looks for a member of the body's object. Counts brackets instead of recursing, so that no nesting is
/// too deep.
fn members(text: &str, name: &str) -> Result<Members, Malformed> {
    let mut json = Cursor::new(text);
    json.expect(b'{', "expected an object")?;
    let mut found = Members::default();
    let mut first = true;
    while let Some(key) = json.next_key(first)? {
        first = false;
        if *key == *name {
            found.is_there = true;
        } else {
            found.are_there_others = true;
        }
        json.skip()?;
    }
    json.end()?;
    Ok(found)
}
