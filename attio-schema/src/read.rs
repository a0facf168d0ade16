//! Reads the model. Unknown members are ignored, and members that older responses lack may be
//! absent.

use serde_json::Value;

use crate::model::{
    Attribute, Config, DefaultValue, List, Member, MemberAccess, Object, Relationship,
    SelectOption, Status, Workspace,
};
use crate::node::Node;
use crate::{SNAPSHOT_VERSION, SchemaError};

pub(crate) fn parse(json: &str) -> Result<Value, SchemaError> {
    serde_json::from_str(json).map_err(SchemaError::NotJson)
}

pub(crate) fn snapshot(node: &Node<'_>) -> Result<Workspace, SchemaError> {
    node.object()?;
    let version = node.member("version");
    match version.required()?.as_u64() {
        Some(found) if found > SNAPSHOT_VERSION => return Err(SchemaError::NewerVersion { found }),
        Some(_) => {}
        None => return Err(version.unexpected("a whole number")),
    }
    let header = node.member("workspace");
    let lists = node.member("lists");
    Ok(Workspace {
        id: header.member("id").optional_text()?,
        name: header.member("name").optional_text()?,
        slug: header.member("slug").optional_text()?,
        objects: all(&node.member("objects").items()?, object)?,
        lists: lists.value().is_some().then(|| all(&lists.items()?, list)).transpose()?,
        members: all(&node.member("members").items_or_none()?, member)?,
    })
}

pub(crate) fn all<T>(
    nodes: &[Node<'_>],
    read: fn(&Node<'_>) -> Result<T, SchemaError>,
) -> Result<Vec<T>, SchemaError> {
    nodes.iter().map(read).collect()
}

pub(crate) fn object(node: &Node<'_>) -> Result<Object, SchemaError> {
    Ok(Object {
        id: node.id("object_id")?,
        api_slug: node.member("api_slug").optional_text()?,
        singular_noun: node.member("singular_noun").optional_text()?,
        plural_noun: node.member("plural_noun").optional_text()?,
        created_at: node.member("created_at").optional_text()?,
        attributes: all(&node.member("attributes").items_or_none()?, attribute)?,
    })
}

pub(crate) fn list(node: &Node<'_>) -> Result<List, SchemaError> {
    let api_slug = node.member("api_slug").text()?;
    Ok(List {
        id: node.id("list_id")?,
        name: node.member("name").optional_text()?.unwrap_or_else(|| api_slug.clone()),
        parent_objects: parent_objects(&node.member("parent_object"))?,
        workspace_access: node.member("workspace_access").optional_text()?,
        workspace_member_access: all(
            &node.member("workspace_member_access").items_or_none()?,
            member_access,
        )?,
        created_at: node.member("created_at").optional_text()?,
        attributes: all(&node.member("attributes").items_or_none()?, attribute)?,
        api_slug,
    })
}

/// Reads the parents: an array in responses, and one string in requests and in the API's entries.
fn parent_objects(node: &Node<'_>) -> Result<Vec<String>, SchemaError> {
    match node.required()? {
        Value::Array(_) => node.items()?.iter().map(Node::text).collect(),
        _ => Ok(vec![node.text()?]),
    }
}

fn member_access(node: &Node<'_>) -> Result<MemberAccess, SchemaError> {
    Ok(MemberAccess {
        workspace_member_id: node.member("workspace_member_id").text()?,
        level: node.member("level").optional_text()?,
    })
}

pub(crate) fn attribute(node: &Node<'_>) -> Result<Attribute, SchemaError> {
    let api_slug = node.member("api_slug").text()?;
    let flag = |name: &str, absent: bool| -> Result<bool, SchemaError> {
        Ok(node.member(name).optional_flag()?.unwrap_or(absent))
    };
    Ok(Attribute {
        id: node.id("attribute_id")?,
        title: node.member("title").optional_text()?.unwrap_or_else(|| api_slug.clone()),
        description: node.member("description").optional_text()?,
        type_name: node.member("type").text()?,
        is_system_attribute: flag("is_system_attribute", false)?,
        is_writable: flag("is_writable", true)?,
        is_required: flag("is_required", false)?,
        is_unique: flag("is_unique", false)?,
        is_multiselect: flag("is_multiselect", false)?,
        is_default_value_enabled: flag("is_default_value_enabled", false)?,
        is_archived: flag("is_archived", false)?,
        default_value: default_value(&node.member("default_value"))?,
        relationship: relationship(&node.member("relationship"))?,
        created_at: node.member("created_at").optional_text()?,
        config: config(&node.member("config"))?,
        options: all(&node.member("options").items_or_none()?, option)?,
        statuses: all(&node.member("statuses").items_or_none()?, status)?,
        api_slug,
    })
}

fn default_value(node: &Node<'_>) -> Result<Option<DefaultValue>, SchemaError> {
    let Some(value) = node.value() else { return Ok(None) };
    let template = node.member("template");
    Ok(Some(match node.member("type").text()?.as_str() {
        "dynamic" => DefaultValue::Dynamic { template: template.text()? },
        "static" => DefaultValue::Static {
            template: template.items()?.iter().filter_map(|item| item.value().cloned()).collect(),
        },
        _ => DefaultValue::Other(value.clone()),
    }))
}

fn relationship(node: &Node<'_>) -> Result<Option<Relationship>, SchemaError> {
    if node.value().is_none() {
        return Ok(None);
    }
    Ok(Some(Relationship {
        object_id: node.member("id").member("object_id").text()?,
        attribute_id: node.member("id").member("attribute_id").text()?,
        object_slug: node.member("object_slug").optional_text()?,
        title: node.member("title").optional_text()?,
        api_slug: node.member("api_slug").optional_text()?,
        is_multiselect: node.member("is_multiselect").optional_flag()?,
    }))
}

fn config(node: &Node<'_>) -> Result<Config, SchemaError> {
    let mut config = Config::default();
    let currency = node.member("currency");
    config.currency.default_currency_code =
        currency.member("default_currency_code").optional_text()?;
    config.currency.display_type = currency.member("display_type").optional_text()?;
    let allowed = node.member("record_reference").member("allowed_object_ids");
    if allowed.value().is_some() {
        config.record_reference.allowed_object_ids =
            Some(allowed.items()?.iter().map(Node::text).collect::<Result<_, _>>()?);
    }
    Ok(config)
}

pub(crate) fn option(node: &Node<'_>) -> Result<SelectOption, SchemaError> {
    Ok(SelectOption {
        id: node.id("option_id")?,
        title: node.member("title").text()?,
        is_archived: node.member("is_archived").optional_flag()?.unwrap_or(false),
    })
}

pub(crate) fn status(node: &Node<'_>) -> Result<Status, SchemaError> {
    Ok(Status {
        id: node.id("status_id")?,
        title: node.member("title").text()?,
        is_archived: node.member("is_archived").optional_flag()?.unwrap_or(false),
        celebration_enabled: node.member("celebration_enabled").optional_flag()?.unwrap_or(false),
        target_time_in_status: node.member("target_time_in_status").optional_text()?,
    })
}

pub(crate) fn member(node: &Node<'_>) -> Result<Member, SchemaError> {
    Ok(Member {
        id: node.id("workspace_member_id")?,
        first_name: node.member("first_name").optional_text()?.unwrap_or_default(),
        last_name: node.member("last_name").optional_text()?.unwrap_or_default(),
        avatar_url: node.member("avatar_url").optional_text()?,
        email_address: node.member("email_address").text()?,
        access_level: node
            .member("access_level")
            .optional_text()?
            .unwrap_or_else(|| "member".to_owned()),
        created_at: node.member("created_at").optional_text()?,
    })
}
