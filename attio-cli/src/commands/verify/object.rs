//! An object that the run writes to, and the values of its records.

use attio_schema::{Attribute, AttributeType};
use serde_json::{Map, Value, json};

/// An object that the run writes to.
pub(super) struct Object {
    pub(super) slug: String,
    schema: attio_schema::Object,
    /// The attribute whose value has the mark.
    label: Attribute,
    /// Values of required attributes.
    required: Map<String, Value>,
}

/// A unique attribute.
#[derive(Clone, Copy)]
pub(super) struct Unique<'o> {
    pub(super) object: &'o Object,
    attribute: &'o Attribute,
}

fn is_usable(attribute: &Attribute) -> bool {
    attribute.is_writable && !attribute.is_archived
}

impl Object {
    /// Returns the reason as an error if its records cannot be created. `member` becomes their owner, if
    /// one is required.
    pub(super) fn new(
        schema: attio_schema::Object,
        slug: &str,
        member: Option<&str>,
    ) -> Result<Self, String> {
        let is_text = |a: &&Attribute| {
            let kind = a.attribute_type();
            is_usable(a)
                && !a.is_multiselect
                && matches!(kind, Some(AttributeType::Text | AttributeType::PersonalName))
        };
        let named = schema.attribute("name").filter(is_text);
        let label = named.or_else(|| schema.attributes.iter().find(is_text));
        let Some(label) = label.cloned() else {
            return Err(format!("`{slug}` has no writable text attribute to mark records with"));
        };
        let mut required = Map::new();
        for attribute in &schema.attributes {
            let is_needed = attribute.is_required && !attribute.is_default_value_enabled;
            if !is_needed || !is_usable(attribute) || attribute.api_slug == label.api_slug {
                continue;
            }
            // Unique values are created per record.
            if attribute.is_unique && unique_kind(attribute).is_some() {
                continue;
            }
            let Some(value) = filler(attribute, member) else {
                return Err(format!(
                    "`{slug}` requires `{}`, for which verify has no value",
                    attribute.api_slug
                ));
            };
            required.insert(attribute.api_slug.clone(), value);
        }
        Ok(Self { slug: slug.to_owned(), schema, label, required })
    }

    pub(super) fn records(&self) -> String {
        format!("/v2/objects/{}/records", self.slug)
    }

    pub(super) fn record(&self, id: &str) -> String {
        format!("{}/{id}", self.records())
    }

    pub(super) fn label(&self) -> &str {
        &self.label.api_slug
    }

    /// Returns the values of a record whose label has the tag. Required unique values also contain it.
    pub(super) fn values(&self, tag: &str) -> Value {
        let mut values = self.required.clone();
        for attribute in self.schema.attributes.iter().filter(|a| a.is_required && a.is_unique) {
            let Some(kind) = unique_kind(attribute).filter(|_| is_usable(attribute)) else {
                continue;
            };
            let value = written(kind, &made_of(kind, &format!("{tag}-{:08x}", short_random())));
            values.insert(attribute.api_slug.clone(), json!([value]));
        }
        let label = match (self.label.attribute_type(), self.label.is_unique) {
            (Some(AttributeType::PersonalName), _) => {
                json!({"first_name": "Verify", "last_name": tag, "full_name": format!("Verify {tag}")})
            }
            (_, true) => json!({"value": format!("{tag}-{:08x}", short_random())}),
            (_, false) => json!({"value": tag}),
        };
        values.insert(self.label.api_slug.clone(), json!([label]));
        Value::Object(values)
    }

    /// Returns the filter for records whose label has the tag.
    pub(super) fn tagged(&self, tag: &str) -> Value {
        json!({ self.label(): {"$contains": tag} })
    }

    /// Returns the filters for records with the mark, one per attribute that can have it.
    pub(super) fn marked(&self, mark: &str) -> Vec<Value> {
        let text = |a: &&Attribute| {
            a.is_unique
                && matches!(unique_kind(a), Some(kind) if kind != AttributeType::PhoneNumber)
        };
        let unique = self.schema.attributes.iter().filter(text);
        let unique = unique.map(|a| json!({ (&a.api_slug): {"$contains": mark} }));
        std::iter::once(self.tagged(mark)).chain(unique).collect()
    }

    /// Returns the first writable unique attribute, of this type if one is given.
    pub(super) fn unique(&self, kind: Option<AttributeType>) -> Option<Unique<'_>> {
        let attribute = self.schema.attributes.iter().find(|attribute| {
            let own = unique_kind(attribute);
            let fits = match kind {
                Some(_) => own == kind,
                None => own.is_some_and(|own| own != AttributeType::PhoneNumber),
            };
            attribute.is_unique && is_usable(attribute) && fits
        })?;
        Some(Unique { object: self, attribute })
    }

    /// Returns a single-value text attribute that is neither the label nor required.
    pub(super) fn note(&self) -> Option<&str> {
        let note = self.schema.attributes.iter().find(|attribute| {
            attribute.attribute_type() == Some(AttributeType::Text)
                && is_usable(attribute)
                && !(attribute.is_multiselect || attribute.is_required || attribute.is_unique)
                && attribute.api_slug != self.label.api_slug
        })?;
        Some(&note.api_slug)
    }

    /// Returns the writable select attributes with the IDs of their archived options.
    pub(super) fn archived_options(&self) -> impl Iterator<Item = (&Attribute, &str)> {
        let is_select = |a: &&Attribute| a.attribute_type() == Some(AttributeType::Select);
        self.schema.attributes.iter().filter(is_select).filter(|a| is_usable(a)).flat_map(|a| {
            let archived = a.options.iter().filter(|option| option.is_archived);
            archived.map(move |option| (a, option.id.as_str()))
        })
    }

    /// Returns whether every workspace has this object, with the same slugs.
    pub(super) fn is_standard(&self) -> bool {
        matches!(self.slug.as_str(), "people" | "companies" | "deals" | "users" | "workspaces")
    }

    /// Returns the slugs of the attributes.
    pub(super) fn slugs(&self) -> impl Iterator<Item = &str> {
        self.schema.attributes.iter().map(|attribute| attribute.api_slug.as_str())
    }
}

impl Unique<'_> {
    pub(super) fn slug(&self) -> &str {
        &self.attribute.api_slug
    }

    pub(super) fn is_multiselect(&self) -> bool {
        self.attribute.is_multiselect
    }

    fn kind(&self) -> AttributeType {
        unique_kind(self.attribute).unwrap_or(AttributeType::Text)
    }

    /// Returns a value that no record has, from a tag and a suffix.
    pub(super) fn value(&self, name: &str) -> String {
        made_of(self.kind(), name)
    }

    /// Returns the value in the form of a write.
    pub(super) fn written(&self, value: &str) -> Value {
        written(self.kind(), value)
    }

    /// Returns the values of a record with this value.
    pub(super) fn values(&self, tag: &str, value: &str) -> Value {
        let mut values = self.object.values(tag);
        values[self.slug()] = json!([self.written(value)]);
        values
    }

    /// Returns the stored form of one of its values.
    pub(super) fn stored<'v>(&self, value: &'v Value) -> &'v str {
        let member = match self.kind() {
            AttributeType::EmailAddress => "email_address",
            AttributeType::Domain => "domain",
            AttributeType::PhoneNumber => "phone_number",
            _ => "value",
        };
        value[member].as_str().unwrap_or_default()
    }
}

/// Returns the type of a unique attribute, if verify has values for it.
fn unique_kind(attribute: &Attribute) -> Option<AttributeType> {
    attribute.attribute_type().filter(|kind| {
        matches!(
            kind,
            AttributeType::EmailAddress
                | AttributeType::Domain
                | AttributeType::Text
                | AttributeType::PhoneNumber
        )
    })
}

/// Returns a value for a unique attribute. Nobody has the domain, because it has 48 random bits.
fn made_of(kind: AttributeType, name: &str) -> String {
    match kind {
        AttributeType::EmailAddress => {
            let mark = name.split('-').take(3).collect::<Vec<_>>().join("-");
            format!("{name}@{mark}.com")
        }
        AttributeType::Domain => format!("{name}.com"),
        AttributeType::PhoneNumber => format!("+1415555{:04}", short_random() % 10_000),
        _ => name.to_owned(),
    }
}

fn written(kind: AttributeType, value: &str) -> Value {
    match kind {
        AttributeType::EmailAddress => json!({"email_address": value}),
        AttributeType::Domain => json!({"domain": value}),
        AttributeType::PhoneNumber => json!({"original_phone_number": value}),
        _ => json!({"value": value}),
    }
}

/// Returns a value for a required attribute.
fn filler(attribute: &Attribute, member: Option<&str>) -> Option<Value> {
    Some(match attribute.attribute_type()? {
        AttributeType::Text => json!([{"value": "verify"}]),
        AttributeType::Number | AttributeType::Rating => json!([{"value": 1}]),
        AttributeType::Checkbox => json!([{"value": false}]),
        AttributeType::Currency => json!([{"currency_value": 1}]),
        AttributeType::Date => json!([{"value": "2026-01-01"}]),
        AttributeType::Timestamp => json!([{"value": "2026-01-01T00:00:00.000000000Z"}]),
        AttributeType::Select => {
            let option = attribute.options.iter().find(|option| !option.is_archived)?;
            json!([{"option": option.id}])
        }
        AttributeType::Status => {
            let status = attribute.statuses.iter().find(|status| !status.is_archived)?;
            json!([{"status": status.id}])
        }
        AttributeType::ActorReference => json!([{
            "referenced_actor_type": "workspace-member", "referenced_actor_id": member?,
        }]),
        _ => return None,
    })
}

fn short_random() -> u64 {
    super::bench::random() >> 32
}
