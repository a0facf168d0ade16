//! The snapshot: a workspace's schema as a file that can be committed.
//!
//! The form is made for diffs: indented and sorted, with a version and a final newline, without
//! timestamps. Empty members are omitted (`description`, `default_value`, `relationship`, `config`,
//! `options`, `statuses`, `workspace_member_access`); flags are always written. Objects, lists and
//! attributes are sorted by slug. Options and statuses keep the API's order, which is the order of the
//! user interface and is meaningful for statuses.
//!
//! The member `lists` is omitted if the lists are not known, and is `[]` if there are none. It has the
//! members of the API's responses: `parent_object` is an array, and a private list has the
//! `workspace_access` null. Readers skip members that they do not know, so a reader that is older than
//! `lists` reads the rest, and the version stays 1.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::model::{Attribute, DefaultValue, List, Member, Object, Workspace};
use crate::node::Node;
use crate::{SNAPSHOT_VERSION, SchemaError, read};

impl Workspace {
    /// Reads a snapshot.
    ///
    /// # Errors
    /// Returns an error if the string is not JSON, its version is newer than [`SNAPSHOT_VERSION`], or
    /// a required member is missing.
    pub fn from_json(json: &str) -> Result<Self, SchemaError> {
        let value = read::parse(json)?;
        read::snapshot(&Node::root(&value))
    }

    /// Writes a snapshot with the version [`SNAPSHOT_VERSION`].
    ///
    /// It has everything except the `created_at` of objects, lists, attributes and members.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut sorted = self.clone();
        sorted.sort();
        let form = SnapshotForm {
            version: SNAPSHOT_VERSION,
            workspace: HeaderForm {
                id: sorted.id.as_deref(),
                name: sorted.name.as_deref(),
                slug: sorted.slug.as_deref(),
            },
            objects: sorted.objects.iter().map(object_form).collect(),
            lists: sorted.lists.as_ref().map(|lists| lists.iter().map(list_form).collect()),
            members: sorted.members.iter().map(member_form).collect(),
        };
        match serde_json::to_string_pretty(&form) {
            Ok(json) => json + "\n",
            // Only a map with keys that are not strings, or a failing `Serialize`, could fail. Returning
            // an empty string would overwrite the snapshot file with nothing.
            Err(error) => unreachable!("a snapshot has strings, numbers and lists: {error}"),
        }
    }
}

#[derive(Serialize)]
struct SnapshotForm<'a> {
    version: u64,
    #[serde(skip_serializing_if = "HeaderForm::is_empty")]
    workspace: HeaderForm<'a>,
    objects: Vec<ObjectForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lists: Option<Vec<ListForm<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<MemberForm<'a>>,
}

#[derive(Serialize)]
struct HeaderForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<&'a str>,
}

impl HeaderForm<'_> {
    fn is_empty(&self) -> bool {
        self.id.is_none() && self.name.is_none() && self.slug.is_none()
    }
}

#[derive(Serialize)]
struct ObjectForm<'a> {
    id: &'a str,
    api_slug: Option<&'a str>,
    singular_noun: Option<&'a str>,
    plural_noun: Option<&'a str>,
    attributes: Vec<AttributeForm<'a>>,
}

fn object_form(object: &Object) -> ObjectForm<'_> {
    ObjectForm {
        id: &object.id,
        api_slug: object.api_slug.as_deref(),
        singular_noun: object.singular_noun.as_deref(),
        plural_noun: object.plural_noun.as_deref(),
        attributes: object.attributes.iter().map(attribute_form).collect(),
    }
}

#[derive(Serialize)]
struct ListForm<'a> {
    id: &'a str,
    api_slug: &'a str,
    name: &'a str,
    parent_object: &'a [String],
    workspace_access: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    workspace_member_access: Vec<MemberAccessForm<'a>>,
    attributes: Vec<AttributeForm<'a>>,
}

#[derive(Serialize)]
struct MemberAccessForm<'a> {
    workspace_member_id: &'a str,
    level: Option<&'a str>,
}

fn list_form(list: &List) -> ListForm<'_> {
    ListForm {
        id: &list.id,
        api_slug: &list.api_slug,
        name: &list.name,
        parent_object: &list.parent_objects,
        workspace_access: list.workspace_access.as_deref(),
        workspace_member_access: list
            .workspace_member_access
            .iter()
            .map(|access| MemberAccessForm {
                workspace_member_id: &access.workspace_member_id,
                level: access.level.as_deref(),
            })
            .collect(),
        attributes: list.attributes.iter().map(attribute_form).collect(),
    }
}

#[derive(Serialize)]
struct AttributeForm<'a> {
    id: &'a str,
    api_slug: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "type")]
    type_name: &'a str,
    is_system_attribute: bool,
    is_writable: bool,
    is_required: bool,
    is_unique: bool,
    is_multiselect: bool,
    is_default_value_enabled: bool,
    is_archived: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relationship: Option<RelationshipForm<'a>>,
    #[serde(skip_serializing_if = "ConfigForm::is_empty")]
    config: ConfigForm<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionForm<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statuses: Vec<StatusForm<'a>>,
}

fn attribute_form(attribute: &Attribute) -> AttributeForm<'_> {
    let currency = &attribute.config.currency;
    let allowed_object_ids = attribute.config.record_reference.allowed_object_ids.as_deref();
    AttributeForm {
        id: &attribute.id,
        api_slug: &attribute.api_slug,
        title: &attribute.title,
        description: attribute.description.as_deref(),
        type_name: &attribute.type_name,
        is_system_attribute: attribute.is_system_attribute,
        is_writable: attribute.is_writable,
        is_required: attribute.is_required,
        is_unique: attribute.is_unique,
        is_multiselect: attribute.is_multiselect,
        is_default_value_enabled: attribute.is_default_value_enabled,
        is_archived: attribute.is_archived,
        default_value: attribute.default_value.as_ref().map(default_form),
        relationship: attribute.relationship.as_ref().map(|other| RelationshipForm {
            id: RelationshipId { object_id: &other.object_id, attribute_id: &other.attribute_id },
            object_slug: other.object_slug.as_deref(),
            title: other.title.as_deref(),
            api_slug: other.api_slug.as_deref(),
            is_multiselect: other.is_multiselect,
        }),
        config: ConfigForm {
            currency: CurrencyForm {
                default_currency_code: currency.default_currency_code.as_deref(),
                display_type: currency.display_type.as_deref(),
            },
            record_reference: ReferenceForm { allowed_object_ids },
        },
        options: attribute
            .options
            .iter()
            .map(|option| OptionForm {
                id: &option.id,
                title: &option.title,
                is_archived: option.is_archived,
            })
            .collect(),
        statuses: attribute
            .statuses
            .iter()
            .map(|status| StatusForm {
                id: &status.id,
                title: &status.title,
                is_archived: status.is_archived,
                celebration_enabled: status.celebration_enabled,
                target_time_in_status: status.target_time_in_status.as_deref(),
            })
            .collect(),
    }
}

#[derive(Serialize)]
struct RelationshipForm<'a> {
    id: RelationshipId<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_slug: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_slug: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_multiselect: Option<bool>,
}

#[derive(Serialize)]
struct RelationshipId<'a> {
    object_id: &'a str,
    attribute_id: &'a str,
}

#[derive(Serialize)]
struct ConfigForm<'a> {
    #[serde(skip_serializing_if = "CurrencyForm::is_empty")]
    currency: CurrencyForm<'a>,
    #[serde(skip_serializing_if = "ReferenceForm::is_empty")]
    record_reference: ReferenceForm<'a>,
}

impl ConfigForm<'_> {
    fn is_empty(&self) -> bool {
        self.currency.is_empty() && self.record_reference.is_empty()
    }
}

#[derive(Serialize)]
struct CurrencyForm<'a> {
    default_currency_code: Option<&'a str>,
    display_type: Option<&'a str>,
}

impl CurrencyForm<'_> {
    fn is_empty(&self) -> bool {
        self.default_currency_code.is_none() && self.display_type.is_none()
    }
}

#[derive(Serialize)]
struct ReferenceForm<'a> {
    allowed_object_ids: Option<&'a [String]>,
}

impl ReferenceForm<'_> {
    fn is_empty(&self) -> bool {
        self.allowed_object_ids.is_none()
    }
}

#[derive(Serialize)]
struct OptionForm<'a> {
    id: &'a str,
    title: &'a str,
    is_archived: bool,
}

#[derive(Serialize)]
struct StatusForm<'a> {
    id: &'a str,
    title: &'a str,
    is_archived: bool,
    celebration_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_time_in_status: Option<&'a str>,
}

#[derive(Serialize)]
struct MemberForm<'a> {
    id: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_url: Option<&'a str>,
    email_address: &'a str,
    access_level: &'a str,
}

fn member_form(member: &Member) -> MemberForm<'_> {
    MemberForm {
        id: &member.id,
        first_name: &member.first_name,
        last_name: &member.last_name,
        avatar_url: member.avatar_url.as_deref(),
        email_address: &member.email_address,
        access_level: &member.access_level,
    }
}

fn default_form(default: &DefaultValue) -> Value {
    let (kind, template) = match default {
        DefaultValue::Dynamic { template } => ("dynamic", Value::from(template.as_str())),
        DefaultValue::Static { template } => {
            ("static", Value::Array(template.iter().map(sorted).collect()))
        }
        DefaultValue::Other(value) => return sorted(value),
    };
    let mut map = Map::new();
    map.insert("template".to_owned(), template);
    map.insert("type".to_owned(), Value::from(kind));
    Value::Object(map)
}

/// Sorts the members of all objects alphabetically, because another crate in the build can enable
/// `preserve_order` of serde_json.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            let mut map = Map::new();
            for name in names {
                if let Some(member) = members.get(name) {
                    map.insert(name.clone(), sorted(member));
                }
            }
            Value::Object(map)
        }
        other => other.clone(),
    }
}
