//! The heading of an attribute.

use super::title;
use crate::store::Attribute;

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
            title: title::attribute(attribute).to_owned(),
            slug: attribute.slug().to_owned(),
            kind: model.type_name.clone(),
            notes: notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect(),
        }
    }
}
