//! Creating, updating and deleting objects.

use uuid::Uuid;

use super::{EMPTY, attribute_id};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::json::Json;
use crate::mistakes::Mistakes;
use crate::store::load::{RECORD_ID, derived, system_attributes};
use crate::store::{Kind, Store, Target, defaults};

impl Store {
    /// Creates an object with the attributes that every custom object has.
    pub(crate) fn create_object(&mut self, body: &Json) -> Result<Uuid, ApiError> {
        let data = Fields::data(body)?;
        let mut mistakes = Mistakes::default();
        let mut model = attio_schema::Object::new(mistakes.take(data.required_slug("api_slug")));
        let (one, many) =
            (data.required_filled("singular_noun"), data.required_filled("plural_noun"));
        model.singular_noun = Some(mistakes.take(one).to_owned());
        model.plural_noun = Some(mistakes.take(many).to_owned());
        mistakes.end()?;
        if self.is_object_taken(&model, None) {
            return Err(ApiError::slug_conflict(
                "Failed to create object. Please ensure your api_slug and names are unique.",
            ));
        }
        let slug = model.api_slug.as_deref().unwrap_or_default();
        let id = self.unused(derived(self.workspace, &format!("object {slug}")));
        model.id = id.to_string();
        let now = self.tick();
        let kind = Kind::Object(model);
        self.objects.push(Target { id, kind, created_at: now, attributes: Vec::new() });
        let [record_id, created_at, created_by] = system_attributes(RECORD_ID);
        let mut name = attio_schema::Attribute::new("name", "text");
        name.title = "Name".to_owned();
        for model in [record_id, name, created_at, created_by] {
            let attribute = self.unused(attribute_id(id, &model.api_slug));
            self.add_attribute(id, attribute, model);
            self.link_default(attribute);
        }
        Ok(id)
    }

    /// Updates the slug and the nouns of an object.
    pub(crate) fn update_object(&mut self, object: &str, body: &Json) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        let data = Fields::data(body)?;
        let mut model = object.object().cloned().unwrap_or_default();
        let mut mistakes = Mistakes::default();
        let slug = mistakes.take(data.slug("api_slug"));
        let one = mistakes.take(data.filled("singular_noun"));
        let many = mistakes.take(data.filled("plural_noun"));
        mistakes.end()?;
        if slug.is_none() && one.is_none() && many.is_none() {
            return Err(ApiError::validation(EMPTY, Vec::new()));
        }
        let standard = object.is_standard();
        if standard && slug.is_some_and(|slug| Some(slug) != model.api_slug.as_deref()) {
            return Err(ApiError::request(
                400,
                "system_edit_unauthorized",
                "Cannot update the slug of a standard object.",
            ));
        }
        let id = object.id;
        model.api_slug = slug.map(str::to_owned).or(model.api_slug);
        model.singular_noun = one.map(str::to_owned).or(model.singular_noun);
        model.plural_noun = many.map(str::to_owned).or(model.plural_noun);
        if self.is_object_taken(&model, Some(id)) {
            return Err(ApiError::slug_conflict(
                "Failed to update object. Please ensure api_slug is unique.",
            ));
        }
        if let Some(object) = self.objects.iter_mut().find(|object| object.id == id) {
            object.kind = Kind::Object(model);
        }
        Ok(id)
    }

    /// Deletes a custom object with its records, and everything in other objects that refers to it.
    pub(crate) fn delete_object(&mut self, object: &str) -> Result<(), ApiError> {
        let object = self.object_or_404(object)?;
        if object.is_standard() {
            return Err(ApiError::request(
                400,
                "system_edit_unauthorized",
                "Only deleting custom objects is allowed.",
            ));
        }
        let (id, attributes) = (object.id, object.attributes.clone());
        for record in self.records_of(id) {
            self.remove(record);
        }
        let reverse: Vec<Uuid> = attributes
            .iter()
            .filter_map(|attribute| self.attributes.get(attribute)?.other)
            .collect();
        for attribute in attributes.iter().chain(&reverse) {
            self.remove_attribute(*attribute);
        }
        for attribute in self.attributes.values_mut() {
            if let Some(allowed) = &mut attribute.allowed {
                allowed.retain(|allowed| *allowed != id);
            }
        }
        self.objects.retain(|object| object.id != id);
        self.drop_parent(id);
        self.drop_views();
        Ok(())
    }

    pub(super) fn remove_attribute(&mut self, id: Uuid) {
        let Some(attribute) = self.attributes.remove(&id) else { return };
        self.unique.forget(id);
        for record in self.records.of_mut(attribute.target) {
            record.forget(id);
        }
        if let Some(target) = self.targets_mut().find(|target| target.id == attribute.target) {
            target.attributes.retain(|other| *other != id);
        }
    }

    fn is_object_taken(&self, model: &attio_schema::Object, own: Option<Uuid>) -> bool {
        let others = self.objects.iter().filter(|object| Some(object.id) != own);
        others.filter_map(Target::object).any(|other| {
            other.api_slug == model.api_slug
                || other.singular_noun == model.singular_noun
                || other.plural_noun == model.plural_noun
        })
    }

    /// An unused ID: the same for the same slug, unless it is taken by something whose slug was
    /// changed.
    pub(super) fn unused(&self, id: Uuid) -> Uuid {
        let taken = self.attributes.contains_key(&id) || self.target_by_id(id).is_some();
        if taken { Uuid::new_v4() } else { id }
    }

    pub(super) fn add_attribute(&mut self, target: Uuid, id: Uuid, model: attio_schema::Attribute) {
        let now = self.tick();
        // It can only fail for IDs in the model that are not UUIDs, and a new model has no IDs.
        let _ = self.insert_attribute(target, id, model, now);
    }

    pub(super) fn link_default(&mut self, id: Uuid) {
        let default = self.attributes.get(&id).and_then(|a| defaults::from_model(self, a));
        if let Some(attribute) = self.attributes.get_mut(&id) {
            attribute.default = default;
        }
    }
}
