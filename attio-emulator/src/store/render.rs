//! The answers of the API, out of the store.

use attio_schema::DefaultValue;
use uuid::Uuid;

use super::{Actor, Attribute, Object, Payload, Record, Store, Stored};
use crate::json::{Json, object};

fn id(id: Uuid) -> Json {
    Json::String(id.to_string())
}

impl Store {
    /// An object.
    pub(crate) fn object_json(&self, of: &Object) -> Json {
        object([
            ("id", object([("workspace_id", id(self.workspace)), ("object_id", id(of.id))])),
            ("api_slug", Json::nullable(of.model.api_slug.as_deref())),
            ("singular_noun", Json::nullable(of.model.singular_noun.as_deref())),
            ("plural_noun", Json::nullable(of.model.plural_noun.as_deref())),
            ("created_at", Json::String(of.created_at.to_string())),
        ])
    }

    fn attribute_id_json(&self, object_id: Uuid, attribute_id: Uuid) -> Vec<(String, Json)> {
        vec![
            ("workspace_id".to_owned(), id(self.workspace)),
            ("object_id".to_owned(), id(object_id)),
            ("attribute_id".to_owned(), id(attribute_id)),
        ]
    }

    /// An attribute, with all of its 16 members.
    pub(crate) fn attribute_json(&self, of: &Attribute) -> Json {
        let model = &of.model;
        let currency = &model.config.currency;
        let allowed = of.allowed.as_ref().map(|allowed| allowed.iter().copied().map(id).collect());
        object([
            ("id", Json::Object(self.attribute_id_json(of.object, of.id))),
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
        let slug = self.object_by_id(other.object).map(Object::slug).unwrap_or_default();
        object([
            ("id", Json::Object(self.attribute_id_json(other.object, other.id))),
            ("object_slug", Json::string(slug)),
            ("title", Json::string(other.model.title.as_str())),
            ("api_slug", Json::string(other.slug())),
            ("is_multiselect", Json::Bool(other.model.is_multiselect)),
        ])
    }

    /// A select option.
    pub(crate) fn option_json(&self, of: &Attribute, option: &attio_schema::SelectOption) -> Json {
        let mut ids = self.attribute_id_json(of.object, of.id);
        ids.push(("option_id".to_owned(), Json::string(option.id.as_str())));
        object([
            ("id", Json::Object(ids)),
            ("title", Json::string(option.title.as_str())),
            ("is_archived", Json::Bool(option.is_archived)),
        ])
    }

    /// A status.
    pub(crate) fn status_json(&self, of: &Attribute, status: &attio_schema::Status) -> Json {
        let mut ids = self.attribute_id_json(of.object, of.id);
        ids.push(("status_id".to_owned(), Json::string(status.id.as_str())));
        object([
            ("id", Json::Object(ids)),
            ("title", Json::string(status.title.as_str())),
            ("is_archived", Json::Bool(status.is_archived)),
            ("celebration_enabled", Json::Bool(status.celebration_enabled)),
            ("target_time_in_status", Json::nullable(status.target_time_in_status.as_deref())),
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

    /// Where the record's page is.
    pub(crate) fn web_url(&self, record: &Record) -> String {
        let path = self.object_by_id(record.object).map(Object::web_path).unwrap_or_default();
        format!("{}/{}/{path}/{}", self.base_url, self.slug, record.id)
    }

    /// A record: every attribute that is not archived is a key of `values`.
    pub(crate) fn record_json(&self, record: &Record) -> Json {
        let mut values = Vec::new();
        if let Some(of) = self.object_by_id(record.object) {
            for attribute in self.attributes(of).filter(|a| !a.model.is_archived) {
                let active = record.active(attribute.id);
                let active = active.iter().map(|value| self.value_json(attribute, value)).collect();
                values.push((attribute.slug().to_owned(), Json::Array(active)));
            }
        }
        object([
            (
                "id",
                object([
                    ("workspace_id", id(self.workspace)),
                    ("object_id", id(record.object)),
                    ("record_id", id(record.id)),
                ]),
            ),
            ("created_at", Json::String(record.created_at.to_string())),
            ("web_url", Json::String(self.web_url(record))),
            ("values", Json::Object(values)),
        ])
    }

    /// A value of a record, with the time that it held and who wrote it.
    pub(crate) fn value_json(&self, attribute: &Attribute, value: &Stored) -> Json {
        let until = value.active_until.map(|until| until.to_string());
        let mut members = vec![
            ("active_from".to_owned(), Json::String(value.active_from.to_string())),
            ("active_until".to_owned(), Json::nullable(until)),
            ("created_by_actor".to_owned(), actor_json(value.actor)),
        ];
        members.extend(self.payload_json(attribute, &value.payload));
        let kind = Json::string(attribute.model.type_name.as_str());
        members.push(("attribute_type".to_owned(), kind));
        Json::Object(members)
    }

    /// The reduced read form of default values: what the value holds, and its type.
    pub(crate) fn template_json(&self, attribute: &Attribute, payload: &Payload) -> Json {
        let mut members = self.payload_json(attribute, payload);
        let kind = Json::string(attribute.model.type_name.as_str());
        members.push(("attribute_type".to_owned(), kind));
        Json::Object(members)
    }

    fn payload_json(&self, attribute: &Attribute, payload: &Payload) -> Vec<(String, Json)> {
        let members = match payload {
            Payload::Text(text) => object([("value", Json::string(text.as_str()))]),
            Payload::Number(number) => object([("value", Json::float(*number))]),
            Payload::Checkbox(flag) => object([("value", Json::Bool(*flag))]),
            Payload::Currency(amount) => {
                let code = attribute.model.config.currency.default_currency_code.as_deref();
                object([
                    ("currency_value", Json::Number(amount.to_string())),
                    ("currency_code", Json::nullable(code)),
                ])
            }
            Payload::Date(day) => object([("value", Json::String(day.to_string()))]),
            Payload::Timestamp(at) => object([("value", Json::String(at.to_string()))]),
            Payload::Rating(stars) => object([("value", Json::Number(stars.to_string()))]),
            Payload::Status(id) => {
                let status = attribute.model.statuses.iter().find(|status| status.id == *id);
                let status = status.map_or(Json::Null, |s| self.status_json(attribute, s));
                object([("status", status)])
            }
            Payload::Select(id) => {
                let option = attribute.model.options.iter().find(|option| option.id == *id);
                let option = option.map_or(Json::Null, |o| self.option_json(attribute, o));
                object([("option", option)])
            }
            Payload::Reference { object: target, record } => {
                let slug = self.object_by_id(*target).map(Object::slug).unwrap_or_default();
                object([("target_object", Json::string(slug)), ("target_record_id", id(*record))])
            }
            Payload::Actor(actor) => object([
                ("referenced_actor_type", Json::string(actor.kind)),
                ("referenced_actor_id", actor.id.map_or(Json::Null, id)),
            ]),
            Payload::Location(place) => {
                let [line_1, line_2, line_3, line_4] = &place.lines;
                object([
                    ("line_1", Json::nullable(line_1.as_deref())),
                    ("line_2", Json::nullable(line_2.as_deref())),
                    ("line_3", Json::nullable(line_3.as_deref())),
                    ("line_4", Json::nullable(line_4.as_deref())),
                    ("locality", Json::nullable(place.locality.as_deref())),
                    ("region", Json::nullable(place.region.as_deref())),
                    ("postcode", Json::nullable(place.postcode.as_deref())),
                    ("country_code", Json::nullable(place.country_code.as_deref())),
                    ("latitude", Json::nullable(place.latitude.as_deref())),
                    ("longitude", Json::nullable(place.longitude.as_deref())),
                ])
            }
            Payload::Domain(domain) => object([
                ("domain", Json::string(domain.domain.as_str())),
                ("root_domain", Json::string(domain.root.as_str())),
            ]),
            Payload::Email(email) => object([
                ("original_email_address", Json::string(email.original.as_str())),
                ("email_address", Json::string(email.address.as_str())),
                ("email_domain", Json::string(email.domain.as_str())),
                ("email_root_domain", Json::string(email.root_domain.as_str())),
                ("email_local_specifier", Json::string(email.local.as_str())),
            ]),
            Payload::Phone(phone) => object([
                ("country_code", Json::string(phone.country.as_str())),
                ("original_phone_number", Json::string(phone.original.as_str())),
                ("phone_number", Json::string(phone.e164.as_str())),
            ]),
            Payload::Name { first, last, full } => object([
                ("first_name", Json::string(first.as_str())),
                ("last_name", Json::string(last.as_str())),
                ("full_name", Json::string(full.as_str())),
            ]),
        };
        match members {
            Json::Object(members) => members,
            _ => Vec::new(),
        }
    }
}

fn actor_json(actor: Actor) -> Json {
    object([("type", Json::string(actor.kind)), ("id", actor.id.map_or(Json::Null, id))])
}
