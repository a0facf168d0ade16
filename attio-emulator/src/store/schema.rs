//! Objects and attributes as the store holds them.

use attio_schema::AttributeType;
use uuid::Uuid;

use super::payload::Payload;
use crate::text::duration::IsoDuration;
use crate::text::instant::Instant;

/// An object. Its `model` has no attributes: the store holds them.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) id: Uuid,
    pub(crate) model: attio_schema::Object,
    pub(crate) created_at: Instant,
    /// The attributes in the order of the user interface.
    pub(crate) attributes: Vec<Uuid>,
}

impl Object {
    /// The slug, or the ID of an object that has no slug.
    pub(crate) fn slug(&self) -> &str {
        self.model.api_slug.as_deref().unwrap_or(&self.model.id)
    }

    pub(crate) fn is(&self, slug_or_id: &str) -> bool {
        self.model.api_slug.as_deref() == Some(slug_or_id) || is_id(self.id, slug_or_id)
    }

    /// Whether this is one of the five objects that Attio defines.
    pub(crate) fn is_standard(&self) -> bool {
        matches!(self.slug(), "people" | "companies" | "deals" | "users" | "workspaces")
    }

    /// Whether this is one of the two objects with limits for custom attributes.
    pub(crate) fn is_person_or_company(&self) -> bool {
        matches!(self.slug(), "people" | "companies")
    }

    /// The path segments of a record's page between the workspace and the ID.
    pub(crate) fn web_path(&self) -> Vec<&str> {
        match self.slug() {
            "people" => vec!["person"],
            "companies" => vec!["company"],
            standard @ ("deals" | "users" | "workspaces") => vec![standard, "record"],
            custom => vec!["custom", custom, "record"],
        }
    }
}

/// An attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) id: Uuid,
    pub(crate) object: Uuid,
    pub(crate) model: attio_schema::Attribute,
    /// `None` for a type that is newer than the emulator: it has no values.
    pub(crate) kind: Option<AttributeType>,
    pub(crate) created_at: Instant,
    pub(crate) default: Option<Default>,
    /// The other side, if the attribute is one side of a relationship.
    pub(crate) other: Option<Uuid>,
    /// The objects that a record reference allows; `None` means any.
    pub(crate) allowed: Option<Vec<Uuid>>,
}

/// The default values of a new record under an attribute.
#[derive(Clone, Debug)]
pub(crate) enum Default {
    CurrentUser,
    Later(IsoDuration),
    Static(Vec<Payload>),
}

impl Attribute {
    /// Whether this is the attribute with the record's own ID.
    pub(crate) fn is_record_id(&self) -> bool {
        self.model.is_system_attribute && self.model.api_slug == "record_id"
    }

    /// Whether this is the attribute with the record's creation time.
    pub(crate) fn is_created_at(&self) -> bool {
        let model = &self.model;
        let is_system = model.is_system_attribute && !model.is_writable;
        is_system && model.api_slug == "created_at" && self.kind == Some(AttributeType::Timestamp)
    }

    pub(crate) fn slug(&self) -> &str {
        &self.model.api_slug
    }

    pub(crate) fn is(&self, slug_or_id: &str) -> bool {
        self.model.api_slug == slug_or_id || is_id(self.id, slug_or_id)
    }
}

/// Whether the string is this ID, in upper or lower case.
pub(crate) fn is_id(id: Uuid, text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text) == Ok(id)
}
