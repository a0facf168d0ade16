//! Builds the model from API responses.
//!
//! Each function takes the body of one endpoint's response. Build a schema like this:
//!
//! ```
//! # let self_answer = r#"{"active": true, "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c"}"#;
//! # let objects_answer = r#"{"data": [{"id": {"object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795"},
//! #     "api_slug": "people", "singular_noun": "Person", "plural_noun": "People"}]}"#;
//! # let attributes_answer = r#"{"data": []}"#;
//! # let lists_answer = r#"{"data": []}"#;
//! use attio_schema::api;
//!
//! let mut workspace = api::workspace(self_answer)?; // GET /v2/self
//! workspace.objects = api::objects(objects_answer)?; // GET /v2/objects
//! for object in &mut workspace.objects {
//!     object.attributes = api::attributes(attributes_answer)?; // GET /v2/objects/{object}/attributes
//! }
//! workspace.lists = Some(api::lists(lists_answer)?); // GET /v2/lists, and the attributes likewise
//! # Ok::<(), attio_schema::SchemaError>(())
//! ```

use crate::model::{Attribute, List, Member, Object, SelectOption, Status, Workspace};
use crate::node::Node;
use crate::{SchemaError, read};

fn several<T>(
    response: &str,
    read: fn(&Node<'_>) -> Result<T, SchemaError>,
) -> Result<Vec<T>, SchemaError> {
    let value = read::parse(response)?;
    read::all(&Node::root(&value).member("data").items()?, read)
}

fn one<T>(response: &str, read: fn(&Node<'_>) -> Result<T, SchemaError>) -> Result<T, SchemaError> {
    let value = read::parse(response)?;
    let data = Node::root(&value).member("data");
    data.object()?;
    read(&data)
}

/// Reads the workspace without objects and lists, from `GET /v2/self`.
///
/// The response for an inactive token has no workspace: the ID, name and slug are then `None`.
///
/// # Errors
/// Returns an error if the string is not JSON, or if a member has the wrong type.
pub fn workspace(response: &str) -> Result<Workspace, SchemaError> {
    let value = read::parse(response)?;
    let node = Node::root(&value);
    node.object()?;
    Ok(Workspace {
        id: node.member("workspace_id").optional_text()?,
        name: node.member("workspace_name").optional_text()?,
        slug: node.member("workspace_slug").optional_text()?,
        ..Workspace::default()
    })
}

/// Reads the objects without attributes, from `GET /v2/objects`.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn objects(response: &str) -> Result<Vec<Object>, SchemaError> {
    several(response, read::object)
}

/// Reads one object without attributes, from `GET /v2/objects/{object}` or a write of the object.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn object(response: &str) -> Result<Object, SchemaError> {
    one(response, read::object)
}

/// Reads the lists without attributes, from `GET /v2/lists`.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn lists(response: &str) -> Result<Vec<List>, SchemaError> {
    several(response, read::list)
}

/// Reads one list without attributes, from `GET /v2/lists/{list}` or a write of the list.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn list(response: &str) -> Result<List, SchemaError> {
    one(response, read::list)
}

/// Reads attributes without options and statuses, from `GET /v2/objects/{object}/attributes` or
/// `GET /v2/lists/{list}/attributes`.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn attributes(response: &str) -> Result<Vec<Attribute>, SchemaError> {
    several(response, read::attribute)
}

/// Reads one attribute without options and statuses, from
/// `GET …/attributes/{attribute}` or a write of the attribute.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn attribute(response: &str) -> Result<Attribute, SchemaError> {
    one(response, read::attribute)
}

/// Reads the options of a select attribute, from `GET …/attributes/{attribute}/options`.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn options(response: &str) -> Result<Vec<SelectOption>, SchemaError> {
    several(response, read::option)
}

/// Reads the statuses of a status attribute, from `GET …/attributes/{attribute}/statuses`.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn statuses(response: &str) -> Result<Vec<Status>, SchemaError> {
    several(response, read::status)
}

/// Reads the members of the workspace, from `GET /v2/workspace_members`.
///
/// # Errors
/// Returns an error if the response has an unexpected form.
pub fn members(response: &str) -> Result<Vec<Member>, SchemaError> {
    several(response, read::member)
}
