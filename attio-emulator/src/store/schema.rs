//! Attributes as the store holds them.

use attio_schema::AttributeType;
use uuid::Uuid;

use super::payload::Payload;
use crate::text::duration::IsoDuration;
use crate::text::instant::Instant;

/// An attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) id: Uuid,
    pub(crate) target: Uuid,
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
    /// Whether this is the attribute with the own ID of the record or entry.
    pub(crate) fn is_own_id(&self) -> bool {
        let is_text = self.kind == Some(AttributeType::Text);
        let slug = self.model.api_slug.as_str();
        self.model.is_system_attribute && is_text && matches!(slug, "record_id" | "entry_id")
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
