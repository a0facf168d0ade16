//! The published messages of refusals that only faults cause.

use axum::response::{IntoResponse, Response};
use http::Method;

use crate::Operation;
use crate::error::ApiError;
use crate::http::Answer;

/// 403: the member of the token, or the settings of the object, do not allow it.
pub(super) fn forbidden(method: &Method, path: &str) -> Response {
    let action = action(method, path);
    let message = format!("You do not have the necessary permissions to {action}.");
    Answer::from(ApiError::auth(403, message)).into_response()
}

/// Names the refused action in the words of Attio's OpenAPI document; made up for other requests.
fn action(method: &Method, path: &str) -> &'static str {
    let segments: Vec<&str> = path.split('/').skip(2).collect();
    match (Operation::of(method, path), segments.as_slice()) {
        (Some(Operation::Create | Operation::Assert), ["lists", ..]) => {
            "create entries in this list"
        }
        (Some(Operation::Append | Operation::Overwrite), ["lists", ..]) => {
            "update entries in this list"
        }
        (Some(Operation::Delete), ["lists", ..]) => "delete entries in this list",
        (Some(Operation::Create), _) => "create this record",
        (Some(Operation::Assert | Operation::Append | Operation::Overwrite), _) => {
            "update this record"
        }
        (Some(Operation::Delete), _) => "delete this record",
        (Some(Operation::Merge), _) => "merge these records",
        (_, segments) => match (method.as_str(), segments) {
            ("POST", ["objects"]) => "create objects in this workspace",
            ("POST", [_, _, "attributes"]) => "create this attribute",
            ("PATCH", [_, _, "attributes", _]) => "update this attribute",
            ("POST", [_, _, "attributes", _, "options"]) => "create this select option",
            ("PATCH", [_, _, "attributes", _, "options", _]) => "update this select option",
            ("POST", [_, _, "attributes", _, "statuses"]) => "create this status",
            ("PATCH", [_, _, "attributes", _, "statuses", _]) => "update this status",
            ("PATCH", ["lists", _]) => "update this list",
            _ => "perform this action",
        },
    }
}

/// 409: another write came between the check of this one and its commit.
pub(super) fn concurrent_write() -> Response {
    let message = "The record was modified by another request while this write was being validated. \
                   Please try again.";
    Answer::from(ApiError::request(409, "concurrent_write_conflict", message)).into_response()
}
