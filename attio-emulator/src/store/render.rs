//! The JSON of the schema and the members in API responses.

use attio_schema::DefaultValue;
use uuid::Uuid;

use super::{Access, Attribute, Store, Target};
use crate::json::{Json, object};
use crate::rules::ListChoiceIds;

fn id(id: Uuid) -> Json {
    Json::String(id.to_string())
}

impl Store {
    /// An object; null for a list.
    pub(crate) fn object_json(&self, of: &Target) -> Json {
        let Some(model) = of.object() else { return Json::Null };
        object([
            ("id", object([("workspace_id", id(self.workspace)), ("object_id", id(of.id))])),
            ("api_slug", Json::nullable(model.api_slug.as_deref())),
            ("singular_noun", Json::nullable(model.singular_noun.as_deref())),
            ("plural_noun", Json::nullable(model.plural_noun.as_deref())),
            ("created_at", Json::String(of.created_at.to_string())),
        ])
    }

    /// A list; null for an object.
    pub(crate) fn list_json(&self, of: &Target) -> Json {
        let Some(list) = of.list() else { return Json::Null };
        let members = list.member_access.iter().map(|(member, access)| {
            object([
                ("level", Json::nullable(access.map(Access::name))),
                ("workspace_member_id", id(*member)),
            ])
        });
        let actor = list.created_by;
        object([
            ("id", object([("workspace_id", id(self.workspace)), ("list_id", id(of.id))])),
            ("api_slug", Json::string(list.slug.as_str())),
            ("created_at", Json::String(of.created_at.to_string())),
            ("name", Json::string(list.name.as_str())),
            ("workspace_access", Json::nullable(list.workspace_access.map(Access::name))),
            ("workspace_member_access", Json::Array(members.collect())),
            (
                "parent_object",
                Json::Array(self.parent_names(list).into_iter().map(Json::String).collect()),
            ),
            (
                "created_by_actor",
                object([
                    ("type", Json::string(actor.kind)),
                    ("id", actor.id.map_or(Json::Null, id)),
                ]),
            ),
        ])
    }

    /// The ID of an attribute. The member `object_id` has the ID of a list too.
    fn attribute_id_json(&self, target: Uuid, attribute: Uuid) -> Vec<(String, Json)> {
        self.ids_json("object_id", target, attribute)
    }

    /// The ID of an option or a status without its last member. Responses with the ID of a list in
    /// `list_id` were reported, against the document.
    fn choice_id_json(&self, of: &Attribute) -> Vec<(String, Json)> {
        let is_list = self.lists.iter().any(|list| list.id == of.target);
        let other = is_list && self.rules.list_choice_ids == ListChoiceIds::ListId;
        self.ids_json(if other { "list_id" } else { "object_id" }, of.target, of.id)
    }

    fn ids_json(&self, name: &str, target: Uuid, attribute: Uuid) -> Vec<(String, Json)> {
        vec![
            ("workspace_id".to_owned(), id(self.workspace)),
            (name.to_owned(), id(target)),
            ("attribute_id".to_owned(), id(attribute)),
        ]
    }

    /// An attribute, with all 16 members.
    pub(crate) fn attribute_json(&self, of: &Attribute) -> Json {
        let model = &of.model;
        let currency = &model.config.currency;
        let allowed = of.allowed.as_ref().map(|allowed| allowed.iter().copied().map(id).collect());
        object([
            ("id", Json::Object(self.attribute_id_json(of.target, of.id))),
            ("title", Json::string(model.title.as_str())),
            ("description", Json::nullable(model.description.as_deref())),
            ("api_slug", Json::string(model.api_slug.as_str())),
            ("type", Json::string(model.type_name.as_str())),
            ("is_system_attribute", Json::Bool(model.is_system_attribute)),
            ("is_writable", Json::Bool(model.is_writable)),
            ("is_required", Json::Bool(model.is_required)),
            ("is_unique", Json::Bool(model.is_unique)),
            ("is_multiselect", Json::Bool(model.is_multiselect)),
            ("is_default_value_enabled", Json::Bool(model.is_default_value_enabled)),
            ("is_archived", Json::Bool(model.is_archived)),
            ("default_value", self.default_json(of)),
            ("relationship", self.relationship_json(of)),
            ("created_at", Json::String(of.created_at.to_string())),
            (
                "config",
                object([
                    (
                        "currency",
                        object([
                            (
                                "default_currency_code",
                                Json::nullable(currency.default_currency_code.as_deref()),
                            ),
                            ("display_type", Json::nullable(currency.display_type.as_deref())),
                        ]),
                    ),
                    (
                        "record_reference",
                        object([("allowed_object_ids", allowed.map_or(Json::Null, Json::Array))]),
                    ),
                ]),
            ),
        ])
    }

    fn default_json(&self, of: &Attribute) -> Json {
        match &of.model.default_value {
            None => Json::Null,
            Some(DefaultValue::Dynamic { template }) => object([
                ("type", Json::string("dynamic")),
                ("template", Json::string(template.as_str())),
            ]),
            Some(DefaultValue::Static { template }) => object([
                ("type", Json::string("static")),
                ("template", Json::of(template).unwrap_or(Json::Null)),
            ]),
            Some(DefaultValue::Other(value)) => Json::of(value).unwrap_or(Json::Null),
            Some(_) => Json::Null,
        }
    }

    fn relationship_json(&self, of: &Attribute) -> Json {
        let Some(other) = of.other.and_then(|other| self.attribute_by_id(other)) else {
            return Json::Null;
        };
        let slug = self.target_by_id(other.target).map(Target::slug).unwrap_or_default();
        object([
            ("id", Json::Object(self.attribute_id_json(other.target, other.id))),
            ("object_slug", Json::string(slug)),
            ("title", Json::string(other.model.title.as_str())),
            ("api_slug", Json::string(other.slug())),
            ("is_multiselect", Json::Bool(other.model.is_multiselect)),
        ])
    }

    /// A select option.
    pub(crate) fn option_json(&self, of: &Attribute, option: &attio_schema::SelectOption) -> Json {
        let mut ids = self.choice_id_json(of);
        ids.push(("option_id".to_owned(), Json::string(option.id.as_str())));
        object([
            ("id", Json::Object(ids)),
            ("title", Json::string(option.title.as_str())),
            ("is_archived", Json::Bool(option.is_archived)),
        ])
    }

    /// A status.
    pub(crate) fn status_json(&self, of: &Attribute, status: &attio_schema::Status) -> Json {
        let mut ids = self.choice_id_json(of);
        ids.push(("status_id".to_owned(), Json::string(status.id.as_str())));
        object([
            ("id", Json::Object(ids)),
            ("title", Json::string(status.title.as_str())),
            ("is_archived", Json::Bool(status.is_archived)),
            ("target_time_in_status", Json::nullable(status.target_time_in_status.as_deref())),
            ("celebration_enabled", Json::Bool(status.celebration_enabled)),
        ])
    }

    /// A member of the workspace.
    pub(crate) fn member_json(&self, member_id: Uuid, member: &attio_schema::Member) -> Json {
        object([
            (
                "id",
                object([
                    ("workspace_id", id(self.workspace)),
                    ("workspace_member_id", id(member_id)),
                ]),
            ),
            ("first_name", Json::string(member.first_name.as_str())),
            ("last_name", Json::string(member.last_name.as_str())),
            ("avatar_url", Json::nullable(member.avatar_url.as_deref())),
            ("email_address", Json::string(member.email_address.as_str())),
            ("created_at", Json::string(member.created_at.as_deref().unwrap_or_default())),
            ("access_level", Json::string(member.access_level.as_str())),
        ])
    }
}
