//! Making and changing objects, attributes, options and statuses.

use attio_schema::{AttributeType, is_currency_code};
use uuid::Uuid;

use super::load::{derived, system_attributes};
use super::{Attribute, Object, Store, defaults};
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::Json;
use crate::rules::RequiredWithoutDefault;
use crate::text::duration::IsoDuration;

const EMPTY: &str =
    "You passed an empty payload. Please ensure you are updating at least one property in your request.";
const SLUG_TAKEN: &str = "An attribute with the same API slug already exists on this object. Please choose a different API slug.";
const DISPLAY_TYPES: [&str; 4] = ["code", "name", "narrowSymbol", "symbol"];

impl Store {
    /// Makes an object with the attributes that every own object has.
    pub(crate) fn create_object(&mut self, body: &Json) -> Result<Uuid, ApiError> {
        let data = Fields::data(body)?;
        let mut model = attio_schema::Object::new(data.required_slug("api_slug")?);
        model.singular_noun = Some(data.required_filled("singular_noun")?.to_owned());
        model.plural_noun = Some(data.required_filled("plural_noun")?.to_owned());
        if self.is_object_taken(&model, None) {
            return Err(ApiError::slug_conflict(
                "Failed to create object. Please ensure your api_slug and names are unique.",
            ));
        }
        let slug = model.api_slug.as_deref().unwrap_or_default();
        let id = self.unused(derived(self.workspace, &format!("object {slug}")));
        model.id = id.to_string();
        let now = self.tick();
        self.objects.push(Object { id, model, created_at: now, attributes: Vec::new() });
        let [record_id, created_at, created_by] = system_attributes();
        let mut name = attio_schema::Attribute::new("name", "text");
        name.title = "Name".to_owned();
        for model in [record_id, name, created_at, created_by] {
            let attribute = self.unused(attribute_id(id, &model.api_slug));
            self.add_attribute(id, attribute, model);
            self.link_default(attribute);
        }
        Ok(id)
    }

    /// Changes the slug and the nouns of an object.
    pub(crate) fn update_object(&mut self, object: &str, body: &Json) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        let data = Fields::data(body)?;
        let mut model = object.model.clone();
        let (slug, one, many) =
            (data.slug("api_slug")?, data.filled("singular_noun")?, data.filled("plural_noun")?);
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
            object.model = model;
        }
        Ok(id)
    }

    /// Deletes an own object with its records, and what other objects have to do with it.
    pub(crate) fn delete_object(&mut self, object: &str) -> Result<(), ApiError> {
        let object = self.object_or_404(object)?;
        if object.is_standard() {
            return Err(ApiError::request(
                400,
                "system_edit_unauthorized",
                "Cannot delete a standard object.",
            ));
        }
        let (id, attributes) = (object.id, object.attributes.clone());
        for record in self.records_of(id) {
            self.remove(record);
        }
        self.order.remove(&id);
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
        Ok(())
    }

    fn remove_attribute(&mut self, id: Uuid) {
        let Some(attribute) = self.attributes.remove(&id) else { return };
        self.unique.forget(id);
        for record in self.records_of(attribute.object) {
            if let Some(record) = self.records.get_mut(&record) {
                record.values.remove(&id);
            }
        }
        if let Some(object) = self.objects.iter_mut().find(|o| o.id == attribute.object) {
            object.attributes.retain(|other| *other != id);
        }
    }

    fn is_object_taken(&self, model: &attio_schema::Object, own: Option<Uuid>) -> bool {
        self.objects.iter().filter(|object| Some(object.id) != own).any(|object| {
            object.model.api_slug == model.api_slug
                || object.model.singular_noun == model.singular_noun
                || object.model.plural_noun == model.plural_noun
        })
    }

    /// An ID that nothing has: the same one for the same slug, unless it is taken by something
    /// whose slug was changed.
    fn unused(&self, id: Uuid) -> Uuid {
        let taken =
            self.attributes.contains_key(&id) || self.objects.iter().any(|object| object.id == id);
        if taken { Uuid::new_v4() } else { id }
    }

    fn add_attribute(&mut self, object: Uuid, id: Uuid, model: attio_schema::Attribute) {
        let now = self.tick();
        // It can only fail for IDs in the model that are no UUIDs, and a new model has none.
        let _ = self.insert_attribute(object, id, model, now);
    }

    fn link_default(&mut self, id: Uuid) {
        let default = self.attributes.get(&id).and_then(|a| defaults::from_model(self, a));
        if let Some(attribute) = self.attributes.get_mut(&id) {
            attribute.default = default;
        }
    }

    /// Makes an attribute, and the other side of its relationship.
    pub(crate) fn create_attribute(&mut self, object: &str, body: &Json) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        let object_id = object.id;
        let data = Fields::data(body)?;
        data.only(&[
            "title", "description", "api_slug", "type", "is_required", "is_unique",
            "is_multiselect", "config", "default_value", "relationship",
        ])?;
        let mut attribute = read_new(object, &data)?;
        if self.attribute(object, attribute.slug()).is_some() {
            return Err(ApiError::slug_conflict(SLUG_TAKEN));
        }
        self.read_config(&mut attribute, &data, true)?;
        let reverse = self.read_relationship(object, &mut attribute, &data)?;
        self.read_default(&mut attribute, object, &data)?;
        self.check_required(&attribute, &data)?;

        let id = self.unused(attribute_id(object_id, attribute.slug()));
        let reverse = reverse.map(|reverse| {
            let id = self.unused(attribute_id(reverse.object, reverse.slug()));
            (id, reverse)
        });
        attribute.other = reverse.as_ref().map(|(id, _)| *id);
        self.store_attribute(id, attribute);
        if let Some((reverse_id, mut reverse)) = reverse {
            reverse.other = Some(id);
            self.store_attribute(reverse_id, reverse);
        }
        Ok(id)
    }

    fn store_attribute(&mut self, id: Uuid, attribute: Attribute) {
        self.add_attribute(attribute.object, id, attribute.model);
        if let Some(stored) = self.attributes.get_mut(&id) {
            stored.default = attribute.default;
            stored.other = attribute.other;
            stored.allowed = attribute.allowed;
        }
    }

    /// Changes an own attribute.
    pub(crate) fn update_attribute(
        &mut self,
        object: &str,
        attribute: &str,
        body: &Json,
    ) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        let mut attribute = self.attribute_or_404(object, attribute)?.clone();
        let data = Fields::data(body)?;
        data.only(&[
            "title", "description", "api_slug", "is_required", "is_unique", "default_value",
            "config", "is_archived",
        ])?;
        if data.is_empty() {
            return Err(ApiError::validation(EMPTY, Vec::new()));
        }
        if attribute.model.is_system_attribute {
            return Err(ApiError::request(
                400,
                "system_edit_unauthorized",
                "Cannot update a System attribute.",
            ));
        }
        let (id, was_unique) = (attribute.id, attribute.model.is_unique);
        let model = &mut attribute.model;
        if let Some(title) = data.text("title")? {
            model.title = title.to_owned();
        }
        if let Some(description) = data.nullable("description")? {
            model.description = description.map(str::to_owned);
        }
        if let Some(slug) = data.slug("api_slug")? {
            if self.attribute(object, slug).is_some_and(|other| other.id != id) {
                return Err(ApiError::slug_conflict(SLUG_TAKEN));
            }
            model.api_slug = slug.to_owned();
        }
        model.is_required = data.flag("is_required")?.unwrap_or(model.is_required);
        model.is_archived = data.flag("is_archived")?.unwrap_or(model.is_archived);
        if let Some(unique) = data.flag("is_unique")? {
            check_unique(object, attribute.kind, unique)?;
            attribute.model.is_unique = unique;
        }
        if data.get("config").is_some() {
            self.read_config(&mut attribute, &data, false)?;
        }
        if data.get("default_value").is_some() {
            self.read_default(&mut attribute, object, &data)?;
        }
        self.check_required(&attribute, &data)?;

        let is_unique = attribute.model.is_unique;
        self.attributes.insert(id, attribute);
        if is_unique != was_unique {
            self.reindex(id);
        }
        Ok(id)
    }

    fn check_required(&self, attribute: &Attribute, data: &Fields<'_>) -> Result<(), ApiError> {
        let allowed = self.rules.required_without_default == RequiredWithoutDefault::Allow;
        let named = data.get("is_required").is_some() || data.get("default_value").is_some();
        if allowed || !named || !attribute.model.is_required || attribute.default.is_some() {
            return Ok(());
        }
        let message = "A required attribute must have a default value";
        Err(data.error("is_required", Violation::invalid(message)))
    }

    /// Reads `config`: of a new attribute it must be there.
    fn read_config(
        &self,
        attribute: &mut Attribute,
        data: &Fields<'_>,
        is_new: bool,
    ) -> Result<(), ApiError> {
        let config = data.object("config")?;
        config.only(&["currency", "record_reference"])?;
        let misplaced = |name: &str| {
            config.error(name, Violation::invalid("The setting does not belong to this type"))
        };
        if config.get("currency").is_some() {
            if attribute.kind != Some(AttributeType::Currency) {
                return Err(misplaced("currency"));
            }
            let currency = config.object("currency")?;
            let code = currency.required_text("default_currency_code")?;
            if !is_currency_code(code) {
                let violation = Violation::option(attio_schema::CURRENCY_CODES, code);
                return Err(currency.error("default_currency_code", violation));
            }
            let display = currency.required_text("display_type")?;
            if !DISPLAY_TYPES.contains(&display) {
                let violation = Violation::option(&DISPLAY_TYPES, display);
                return Err(currency.error("display_type", violation));
            }
            attribute.model.config.currency.default_currency_code = Some(code.to_owned());
            attribute.model.config.currency.display_type = Some(display.to_owned());
        } else if is_new && attribute.kind == Some(AttributeType::Currency) {
            return Err(config.error("currency", Violation::required("object")));
        }
        if config.get("record_reference").is_some() {
            if attribute.kind != Some(AttributeType::RecordReference) {
                return Err(misplaced("record_reference"));
            }
            let reference = config.object("record_reference")?;
            if reference.get("allowed_objects").is_some() || is_new {
                attribute.allowed = Some(self.read_allowed(&reference)?);
            }
        }
        Ok(())
    }

    fn read_allowed(&self, reference: &Fields<'_>) -> Result<Vec<Uuid>, ApiError> {
        let name = "allowed_objects";
        let items = match reference.required(name, "array")? {
            Json::Array(items) if !items.is_empty() => items,
            Json::Array(_) => {
                let message = "Array must contain at least 1 element(s)";
                return Err(reference.error(name, Violation::invalid(message)));
            }
            other => return Err(reference.error(name, Violation::wrong_type("array", other))),
        };
        items
            .iter()
            .map(|item| {
                let Json::String(text) = item else {
                    return Err(reference.error(name, Violation::wrong_type("string", item)));
                };
                // 400, not 404: the body names it.
                self.object(text).map(|object| object.id).ok_or_else(|| {
                    ApiError::value_not_found(format!("Object with slug/ID \"{text}\" not found."))
                })
            })
            .collect()
    }

    /// Reads `relationship`: the other side, which is made together with the attribute.
    fn read_relationship(
        &self,
        object: &Object,
        attribute: &mut Attribute,
        data: &Fields<'_>,
    ) -> Result<Option<Attribute>, ApiError> {
        if matches!(data.get("relationship"), None | Some(Json::Null)) {
            return Ok(None);
        }
        let given = data.object("relationship")?;
        given.only(&["object", "title", "api_slug", "is_multiselect"])?;
        if attribute.kind != Some(AttributeType::RecordReference) {
            let message = "Only record-reference attributes can have a relationship";
            return Err(data.error("relationship", Violation::invalid(message)));
        }
        let name = given.required_text("object")?;
        let target = self.object(name).ok_or_else(|| {
            ApiError::value_not_found(format!("Object with slug/ID \"{name}\" not found."))
        })?;
        let mut model =
            attio_schema::Attribute::new(given.required_slug("api_slug")?, "record-reference");
        model.title = given.required_text("title")?.to_owned();
        model.is_multiselect = given.required_flag("is_multiselect")?;
        let same = target.id == object.id && model.api_slug == attribute.model.api_slug;
        if same || self.attribute(target, &model.api_slug).is_some() {
            return Err(ApiError::slug_conflict(SLUG_TAKEN));
        }
        if attribute.allowed.as_ref().is_some_and(|allowed| *allowed != [target.id]) {
            let message = "allowed_objects must hold just the object of the relationship";
            return Err(data.error("config", Violation::invalid(message)));
        }
        attribute.allowed = Some(vec![target.id]);
        Ok(Some(Attribute {
            id: Uuid::nil(),
            object: target.id,
            model,
            kind: attribute.kind,
            created_at: attribute.created_at,
            default: None,
            other: None,
            allowed: Some(vec![object.id]),
        }))
    }

    fn read_default(
        &self,
        attribute: &mut Attribute,
        object: &Object,
        data: &Fields<'_>,
    ) -> Result<(), ApiError> {
        let default = defaults::from_request(self, attribute, data)?;
        if default.is_some() && object.is_person_or_company() {
            let message = "Default values are not supported on this object";
            return Err(data.error("default_value", Violation::invalid(message)));
        }
        let (model, default) = default.unzip();
        attribute.model.is_default_value_enabled = model.is_some();
        attribute.model.default_value = model;
        attribute.default = default;
        Ok(())
    }

    /// The attribute of a path, if it has this type.
    fn choice_attribute(
        &self,
        object: &str,
        attribute: &str,
        kind: AttributeType,
    ) -> Result<&Attribute, ApiError> {
        let object = self.object_or_404(object)?;
        let attribute = self.attribute_or_404(object, attribute)?;
        if attribute.kind == Some(kind) {
            return Ok(attribute);
        }
        let message = format!("This attribute is not a {kind} attribute.");
        Err(ApiError::validation(message, Vec::new()))
    }

    /// The select attribute of a path.
    pub(crate) fn select(&self, object: &str, attribute: &str) -> Result<&Attribute, ApiError> {
        self.choice_attribute(object, attribute, AttributeType::Select)
    }

    /// The status attribute of a path.
    pub(crate) fn status(&self, object: &str, attribute: &str) -> Result<&Attribute, ApiError> {
        self.choice_attribute(object, attribute, AttributeType::Status)
    }

    /// Makes an option at the end of the others.
    pub(crate) fn create_option(
        &mut self,
        object: &str,
        attribute: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.select(object, attribute)?.clone();
        let mut option =
            attio_schema::SelectOption::new(Fields::data(body)?.required_filled("title")?);
        check_option_title(&attribute, &option.title, None)?;
        option.id = choice_id(&attribute, "option", &option.title);
        let answer = self.option_json(&attribute, &option);
        attribute.model.options.push(option);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }

    /// Renames, archives or restores an option, given by title or ID.
    pub(crate) fn update_option(
        &mut self,
        object: &str,
        attribute: &str,
        wanted: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.select(object, attribute)?.clone();
        let data = Fields::data(body)?;
        let (title, archived) = (data.filled("title")?, data.flag("is_archived")?);
        let found = attribute.model.options.iter().position(|option| {
            option.title == wanted || option.id.eq_ignore_ascii_case(wanted)
        });
        if let (Some(title), Some(own)) = (title, found) {
            check_option_title(&attribute, title, Some(own))?;
        }
        let option = found.and_then(|i| attribute.model.options.get_mut(i)).ok_or_else(|| {
            let message =
                format!("Cannot find select attribute with select option title \"{wanted}\".");
            ApiError::value_not_found(message)
        })?;
        if title.is_none() && archived.is_none() {
            return Err(ApiError::validation(EMPTY, Vec::new()));
        }
        option.title = title.map_or_else(|| option.title.clone(), str::to_owned);
        option.is_archived = archived.unwrap_or(option.is_archived);
        let option = option.clone();
        let answer = self.option_json(&attribute, &option);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }

    /// Makes a status at the end of the others.
    pub(crate) fn create_status(
        &mut self,
        object: &str,
        attribute: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.status(object, attribute)?.clone();
        let data = Fields::data(body)?;
        let mut status = attio_schema::Status::new(data.required_filled("title")?);
        check_status_title(&attribute, &status.title, None)?;
        status.id = choice_id(&attribute, "status", &status.title);
        status.celebration_enabled = data.flag("celebration_enabled")?.unwrap_or_default();
        status.target_time_in_status = read_target_time(&data)?.flatten();
        let answer = self.status_json(&attribute, &status);
        attribute.model.statuses.push(status);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }

    /// Changes a status, given by title or ID.
    pub(crate) fn update_status(
        &mut self,
        object: &str,
        attribute: &str,
        wanted: &str,
        body: &Json,
    ) -> Result<Json, ApiError> {
        let mut attribute = self.status(object, attribute)?.clone();
        let data = Fields::data(body)?;
        let title = data.filled("title")?;
        let (archived, celebration) =
            (data.flag("is_archived")?, data.flag("celebration_enabled")?);
        let target = read_target_time(&data)?;
        let found = attribute.model.statuses.iter().position(|status| {
            status.title == wanted || status.id.eq_ignore_ascii_case(wanted)
        });
        if let (Some(title), Some(own)) = (title, found) {
            check_status_title(&attribute, title, Some(own))?;
        }
        let status = found.and_then(|i| attribute.model.statuses.get_mut(i)).ok_or_else(|| {
            let message =
                format!("Cannot find status attribute with status option title \"{wanted}\".");
            ApiError::value_not_found(message)
        })?;
        if title.is_none() && archived.is_none() && celebration.is_none() && target.is_none() {
            return Err(ApiError::validation(EMPTY, Vec::new()));
        }
        status.title = title.map_or_else(|| status.title.clone(), str::to_owned);
        status.is_archived = archived.unwrap_or(status.is_archived);
        status.celebration_enabled = celebration.unwrap_or(status.celebration_enabled);
        if let Some(target) = target {
            status.target_time_in_status = target;
        }
        let status = status.clone();
        let answer = self.status_json(&attribute, &status);
        self.attributes.insert(attribute.id, attribute);
        Ok(answer)
    }
}

/// Reads what a new attribute is, apart from what refers to other things.
fn read_new(object: &Object, data: &Fields<'_>) -> Result<Attribute, ApiError> {
    let name = data.required_text("type")?;
    let kind: Option<AttributeType> = name.parse().ok();
    let kind = kind.filter(|kind| {
        !matches!(kind, AttributeType::Interaction | AttributeType::PersonalName)
    });
    let Some(kind) = kind else {
        let all: Vec<&str> = AttributeType::ALL.iter().map(|kind| kind.as_str()).collect();
        return Err(data.error("type", Violation::option(&all, name)));
    };
    if kind == AttributeType::Status && object.is_person_or_company() {
        let message = "Status attributes are not supported on this object";
        return Err(data.error("type", Violation::invalid(message)));
    }
    let mut model = attio_schema::Attribute::new(data.required_slug("api_slug")?, name);
    model.title = data.required_text("title")?.to_owned();
    data.required("description", "string")?;
    model.description = data.nullable("description")?.flatten().map(str::to_owned);
    model.is_required = data.required_flag("is_required")?;
    model.is_unique = data.required_flag("is_unique")?;
    model.is_multiselect = data.required_flag("is_multiselect")?;
    check_unique(object, Some(kind), model.is_unique)?;
    if model.is_multiselect && !kind.can_be_multiselect() {
        let message = "Attributes of this type cannot be multi-select";
        return Err(data.error("is_multiselect", Violation::invalid(message)));
    }
    Ok(Attribute {
        id: Uuid::nil(),
        object: object.id,
        model,
        kind: Some(kind),
        created_at: object.created_at,
        default: None,
        other: None,
        allowed: None,
    })
}

fn check_unique(object: &Object, kind: Option<AttributeType>, unique: bool) -> Result<(), ApiError> {
    let possible = kind.is_some_and(AttributeType::can_be_unique) && !object.is_person_or_company();
    if unique && !possible {
        return Err(ApiError::validation("Cannot set attribute as unique.", Vec::new()));
    }
    Ok(())
}

fn check_option_title(attribute: &Attribute, title: &str, own: Option<usize>) -> Result<(), ApiError> {
    let mut options = attribute.model.options.iter().enumerate();
    if options.any(|(i, option)| Some(i) != own && option.title == title) {
        let message = format!("There is already another select option with the title \"{title}\".");
        return Err(ApiError::slug_conflict(message));
    }
    Ok(())
}

fn check_status_title(attribute: &Attribute, title: &str, own: Option<usize>) -> Result<(), ApiError> {
    let mut statuses = attribute.model.statuses.iter().enumerate();
    if statuses.any(|(i, status)| Some(i) != own && status.title == title) {
        let message = format!("There is already another status with the title \"{title}\".");
        return Err(ApiError::slug_conflict(message));
    }
    Ok(())
}

/// The ID of a new attribute, the same as one that is loaded without an ID.
fn attribute_id(object: Uuid, slug: &str) -> Uuid {
    derived(object, &format!("attribute {slug}"))
}

/// The ID of a new option or status; a title that a renamed one had before gets another ID.
fn choice_id(attribute: &Attribute, kind: &str, title: &str) -> String {
    let id = derived(attribute.id, &format!("{kind} {title}")).to_string();
    let model = &attribute.model;
    let taken = model.options.iter().any(|option| option.id == id)
        || model.statuses.iter().any(|status| status.id == id);
    if taken { Uuid::new_v4().to_string() } else { id }
}

fn read_target_time(data: &Fields<'_>) -> Result<Option<Option<String>>, ApiError> {
    let name = "target_time_in_status";
    match data.nullable(name)? {
        Some(Some(text)) => match IsoDuration::parse(text) {
            Some(duration) => Ok(Some(Some(duration.canonical()))),
            None => Err(data.error(name, Violation::invalid("Invalid"))),
        },
        other => Ok(other.map(|_| None)),
    }
}
