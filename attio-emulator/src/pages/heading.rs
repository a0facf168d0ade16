//! The heading of an attribute.

use super::title;
use crate::store::{Attribute, Target};

/// The title, slug, type and flags of an attribute.
pub(super) struct Heading {
    pub(super) title: String,
    pub(super) slug: String,
    pub(super) kind: String,
    pub(super) notes: Vec<&'static str>,
}

impl Heading {
    pub(super) fn new(attribute: &Attribute) -> Self {
        let model = &attribute.model;
        let notes = [
            (model.is_multiselect, "several values"),
            (model.is_unique, "unique"),
            (model.is_required, "required"),
            (!model.is_writable, "read-only"),
            (model.is_archived, "archived"),
        ];
        Self {
            title: title::attribute(attribute),
            slug: attribute.slug().to_owned(),
            kind: model.type_name.clone(),
            notes: notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect(),
        }
    }
}

/// Whether every record or entry has a value of the attribute: its ID, and when and by whom it was
/// created.
pub(super) fn is_system(target: &Target, attribute: &Attribute) -> bool {
    let own_id = if target.list().is_some() { "entry_id" } else { "record_id" };
    let slug = attribute.slug();
    slug == own_id || matches!(slug, "created_at" | "created_by")
}
