//! The model out of the API's own answers.
//!
//! Each function takes the body of one endpoint's answer. A schema is put together like this:
//!
//! ```
//! # let self_answer = r#"{"active": true, "workspace_id": "14beef7a-99f7-4534-a87e-70b564330a4c"}"#;
//! # let objects_answer = r#"{"data": [{"id": {"object_id": "97052eb9-e65e-443f-a297-f2d9a4a7f795"},
//! #     "api_slug": "people", "singular_noun": "Person", "plural_noun": "People"}]}"#;
//! # let attributes_answer = r#"{"data": []}"#;
//! use attio_schema::api;
//!
//! let mut workspace = api::workspace(self_answer)?; // GET /v2/self
//! workspace.objects = api::objects(objects_answer)?; // GET /v2/objects
//! for object in &mut workspace.objects {
//!     object.attributes = api::attributes(attributes_answer)?; // GET /v2/objects/{object}/attributes
//! }
//! # Ok::<(), attio_schema::SchemaError>(())
//! ```

use crate::model::{Attribute, Member, Object, SelectOption, Status, Workspace};
use crate::node::Node;
use crate::{SchemaError, read};

fn list<T>(
    answer: &str,
    read: fn(&Node<'_>) -> Result<T, SchemaError>,
) -> Result<Vec<T>, SchemaError> {
    let value = read::parse(answer)?;
    read::all(&Node::root(&value).member("data").items()?, read)
}

fn one<T>(answer: &str, read: fn(&Node<'_>) -> Result<T, SchemaError>) -> Result<T, SchemaError> {
    let value = read::parse(answer)?;
    let data = Node::root(&value).member("data");
    data.object()?;
    read(&data)
}

/// The workspace without objects, from `GET /v2/self`.
///
/// # Errors
/// The text is no JSON, or a member has the wrong type. An inactive token answers without a
/// workspace: that is no error here, the members are `None`.
pub fn workspace(answer: &str) -> Result<Workspace, SchemaError> {
    let value = read::parse(answer)?;
    let node = Node::root(&value);
    node.object()?;
    Ok(Workspace {
        id: node.member("workspace_id").optional_text()?,
        name: node.member("workspace_name").optional_text()?,
        slug: node.member("workspace_slug").optional_text()?,
        ..Workspace::default()
    })
}

/// The objects without attributes, from `GET /v2/objects`.
///
/// # Errors
/// The answer has another form.
pub fn objects(answer: &str) -> Result<Vec<Object>, SchemaError> {
    list(answer, read::object)
}

/// One object without attributes, from `GET /v2/objects/{object}` and the writes of objects.
///
/// # Errors
/// The answer has another form.
pub fn object(answer: &str) -> Result<Object, SchemaError> {
    one(answer, read::object)
}

/// Attributes without options and statuses, from `GET /v2/objects/{object}/attributes`.
///
/// # Errors
/// The answer has another form.
pub fn attributes(answer: &str) -> Result<Vec<Attribute>, SchemaError> {
    list(answer, read::attribute)
}

/// One attribute without options and statuses, from
/// `GET /v2/objects/{object}/attributes/{attribute}` and the writes of attributes.
///
/// # Errors
/// The answer has another form.
pub fn attribute(answer: &str) -> Result<Attribute, SchemaError> {
    one(answer, read::attribute)
}

/// The options of a select attribute, from `GET …/attributes/{attribute}/options`.
///
/// # Errors
/// The answer has another form.
pub fn options(answer: &str) -> Result<Vec<SelectOption>, SchemaError> {
    list(answer, read::option)
}

/// The statuses of a status attribute, from `GET …/attributes/{attribute}/statuses`.
///
/// # Errors
/// The answer has another form.
pub fn statuses(answer: &str) -> Result<Vec<Status>, SchemaError> {
    list(answer, read::status)
}

/// The members of the workspace, from `GET /v2/workspace_members`.
///
/// # Errors
/// The answer has another form.
pub fn members(answer: &str) -> Result<Vec<Member>, SchemaError> {
    list(answer, read::member)
}
