//! The requests about the schema, for objects and lists.

use attio_schema::SchemaError;

use crate::client::{Requests, Response};
use crate::error::Error;
use crate::request::{Operation, Request};

pub(super) static OBJECTS: Operation =
    Operation::get("list_objects", "/v2/objects", "list the objects");

pub(super) static LISTS: Operation = Operation::get("list_lists", "/v2/lists", "list the lists");

pub(super) static ATTRIBUTES: Operation =
    Operation::get("list_attributes", "/v2/{target}/attributes", "list the attributes of {target}");

pub(super) static OPTIONS: Operation = Operation::get(
    "list_options",
    "/v2/{target}/attributes/{attribute}/options",
    "list the options of {attribute} of {target}",
);

pub(super) static STATUSES: Operation = Operation::get(
    "list_statuses",
    "/v2/{target}/attributes/{attribute}/statuses",
    "list the statuses of {attribute} of {target}",
);

pub(super) static CREATE_OBJECT: Operation =
    Operation::post("create_object", "/v2/objects", "create an object");

pub(super) static CREATE_LIST: Operation =
    Operation::post("create_list", "/v2/lists", "create a list");

pub(super) static CREATE_ATTRIBUTE: Operation = Operation::post(
    "create_attribute",
    "/v2/{target}/attributes",
    "create an attribute of {target}",
);

pub(super) static UPDATE_ATTRIBUTE: Operation = Operation::patch(
    "update_attribute",
    "/v2/{target}/attributes/{attribute}",
    "update the attribute {attribute} of {target}",
);

pub(super) static CREATE_OPTION: Operation = Operation::post(
    "create_option",
    "/v2/{target}/attributes/{attribute}/options",
    "create an option of {attribute} of {target}",
);

pub(super) static CREATE_STATUS: Operation = Operation::post(
    "create_status",
    "/v2/{target}/attributes/{attribute}/statuses",
    "create a status of {attribute} of {target}",
);

/// Requests the lists; `None` if the token lacks the scope `list_configuration:read`. A 403 of a proxy
/// does not show that.
pub(super) async fn lists(calls: &Requests) -> Result<Option<Response>, Error> {
    match calls.send(Request::new(&LISTS)).await {
        Err(error) if error.status() == Some(403) && !error.is_foreign_response() => Ok(None),
        response => response.map(Some),
    }
}

/// Reads a response into the model.
pub(super) fn read<T>(
    response: &Response,
    read: fn(&str) -> Result<T, SchemaError>,
) -> Result<T, Error> {
    let text = std::str::from_utf8(&response.body)
        .map_err(|error| response.unreadable(error.to_string()))?;
    read(text).map_err(|error| response.unreadable(error.to_string()))
}
