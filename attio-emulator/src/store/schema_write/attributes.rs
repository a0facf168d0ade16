//! Creating and updating attributes.

use attio_schema::{AttributeType, is_currency_code};
use uuid::Uuid;

use super::{EMPTY, attribute_id};
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::Json;
use crate::mistakes::Mistakes;
use crate::rules::RequiredWithoutDefault;
use crate::store::{Attribute, PARENT_RECORD, Store, Target, TargetName, defaults};

const DISPLAY_TYPES: [&str; 4] = ["code", "name", "narrowSymbol", "symbol"];

impl Store {
    /// Creates an attribute, and the other side of its relationship.
    pub(crate) fn create_attribute(
        &mut self,
        target: TargetName<'_>,
        body: &Json,
    ) -> Result<Uuid, ApiError> {
        let target = self.target(target)?;
        let target_id = target.id;
        let data = Fields::data(body)?;
        let mut attribute = read_new(target, &data)?;
        self.check_slug(target, attribute.slug(), None)?;
        self.read_config(&mut attribute, &data, true)?;
        let reverse = self.read_relationship(target, &mut attribute, &data)?;
        self.read_default(&mut attribute, target, &data)?;
        self.check_required(&attribute, &data)?;

        let id = self.unused(attribute_id(target_id, attribute.slug()));
        let reverse = reverse.map(|reverse| {
            let id = self.unused(attribute_id(reverse.target, reverse.slug()));
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
        self.add_attribute(attribute.target, id, attribute.model);
        if let Some(stored) = self.attributes.get_mut(&id) {
            stored.default = attribute.default;
            stored.other = attribute.other;
            stored.allowed = attribute.allowed;
        }
    }

    /// Updates a custom attribute.
    pub(crate) fn update_attribute(
        &mut self,
        target: TargetName<'_>,
        attribute: &str,
        body: &Json,
    ) -> Result<Uuid, ApiError> {
        let target = self.target(target)?;
        let mut attribute = self.attribute_or_404(target, attribute)?.clone();
        let data = Fields::data(body)?;
        let mut mistakes = Mistakes::default();
        let title = mistakes.take(data.text("title"));
        let description = mistakes.take(data.nullable("description"));
        let slug = mistakes.take(data.slug("api_slug"));
        let is_required = mistakes.take(data.flag("is_required"));
        let unique = mistakes.take(data.flag("is_unique"));
        let is_archived = mistakes.take(data.flag("is_archived"));
        mistakes.take(data.only(&[
            "title",
            "description",
            "api_slug",
            "is_required",
            "is_unique",
            "default_value",
            "config",
            "is_archived",
        ]));
        mistakes.end()?;
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
        if let Some(title) = title {
            model.title = title.to_owned();
        }
        if let Some(description) = description {
            model.description = description.map(str::to_owned);
        }
        if let Some(slug) = slug {
            self.check_slug(target, slug, Some(id))?;
            model.api_slug = slug.to_owned();
        }
        model.is_required = is_required.unwrap_or(model.is_required);
        model.is_archived = is_archived.unwrap_or(model.is_archived);
        if let Some(unique) = unique {
            check_unique(target, attribute.kind, unique)?;
            attribute.model.is_unique = unique;
        }
        if data.get("config").is_some() {
            self.read_config(&mut attribute, &data, false)?;
        }
        if data.get("default_value").is_some() {
            self.read_default(&mut attribute, target, &data)?;
        }
        self.check_required(&attribute, &data)?;

        let is_unique = attribute.model.is_unique;
        self.attributes.insert(id, attribute);
        if is_unique != was_unique {
            self.reindex(id);
        }
        Ok(id)
    }

    /// Refuses a slug that another attribute has.
    fn check_slug(&self, target: &Target, slug: &str, own: Option<Uuid>) -> Result<(), ApiError> {
        let is_other = |found: &Attribute| Some(found.id) != own;
        let is_parent = target.list().is_some() && slug == PARENT_RECORD;
        if is_parent || self.attribute(target, slug).is_some_and(is_other) {
            return Err(slug_taken(target));
        }
        Ok(())
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

    /// Reads `config`, which is required for a new attribute.
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

    /// Reads `relationship`: the other side, which is created together with the attribute.
    fn read_relationship(
        &self,
        target: &Target,
        attribute: &mut Attribute,
        data: &Fields<'_>,
    ) -> Result<Option<Attribute>, ApiError> {
        if matches!(data.get("relationship"), None | Some(Json::Null)) {
            return Ok(None);
        }
        if target.list().is_some() {
            let message = "An attribute of a list cannot have a relationship";
            return Err(data.error("relationship", Violation::invalid(message)));
        }
        let given = data.object("relationship")?;
        given.only(&["object", "title", "api_slug", "is_multiselect"])?;
        if attribute.kind != Some(AttributeType::RecordReference) {
            let message = "Only record-reference attributes can have a relationship";
            return Err(data.error("relationship", Violation::invalid(message)));
        }
        let name = given.required_text("object")?;
        let other = self.object(name).ok_or_else(|| {
            ApiError::value_not_found(format!("Object with slug/ID \"{name}\" not found."))
        })?;
        let mut model =
            attio_schema::Attribute::new(given.required_slug("api_slug")?, "record-reference");
        model.title = given.required_text("title")?.to_owned();
        model.is_multiselect = given.required_flag("is_multiselect")?;
        if other.id == target.id && model.api_slug == attribute.model.api_slug {
            return Err(slug_taken(other));
        }
        self.check_slug(other, &model.api_slug, None)?;
        if attribute.allowed.as_ref().is_some_and(|allowed| *allowed != [other.id]) {
            let message = "allowed_objects must hold just the object of the relationship";
            return Err(data.error("config", Violation::invalid(message)));
        }
        attribute.allowed = Some(vec![other.id]);
        Ok(Some(Attribute {
            id: Uuid::nil(),
            target: other.id,
            model,
            kind: attribute.kind,
            created_at: attribute.created_at,
            default: None,
            other: None,
            allowed: Some(vec![target.id]),
        }))
    }

    fn read_default(
        &self,
        attribute: &mut Attribute,
        target: &Target,
        data: &Fields<'_>,
    ) -> Result<(), ApiError> {
        let default = defaults::from_request(self, attribute, data)?;
        if default.is_some() && target.is_person_or_company() {
            let message = "Default values are not supported on this object";
            return Err(data.error("default_value", Violation::invalid(message)));
        }
        let (model, default) = default.unzip();
        attribute.model.is_default_value_enabled = model.is_some();
        attribute.model.default_value = model;
        attribute.default = default;
        Ok(())
    }
}

/// Reads a new attribute, except for its references. As captured, all mistakes are reported in the
/// order of the members.
fn read_new(target: &Target, data: &Fields<'_>) -> Result<Attribute, ApiError> {
    let mut mistakes = Mistakes::default();
    let title = mistakes.take(data.required_text("title"));
    let description =
        mistakes.take(data.required("description", "string").and(data.nullable("description")));
    let slug = mistakes.take(data.required_slug("api_slug"));
    let (name, kind) = mistakes.ok(read_type(data)).unzip();
    let is_required = mistakes.take(data.required_flag("is_required"));
    let is_unique = mistakes.take(data.required_flag("is_unique"));
    let is_multiselect = mistakes.take(data.required_flag("is_multiselect"));
    mistakes.ok(data.object("config"));
    mistakes.take(data.only(&[
        "title",
        "description",
        "api_slug",
        "type",
        "is_required",
        "is_unique",
        "is_multiselect",
        "config",
        "default_value",
        "relationship",
    ]));
    mistakes.end()?;
    let kind = kind.unwrap_or(AttributeType::Text);
    if kind == AttributeType::Status && target.is_person_or_company() {
        let message = "Status attributes are not supported on this object";
        return Err(data.error("type", Violation::invalid(message)));
    }
    let mut model = attio_schema::Attribute::new(slug, name.unwrap_or_default());
    model.title = title.to_owned();
    model.description = description.flatten().map(str::to_owned);
    (model.is_required, model.is_unique) = (is_required, is_unique);
    model.is_multiselect = is_multiselect;
    check_unique(target, Some(kind), model.is_unique)?;
    if model.is_multiselect && !kind.can_be_multiselect() {
        let message = "Attributes of this type cannot be multi-select";
        return Err(data.error("is_multiselect", Violation::invalid(message)));
    }
    Ok(Attribute {
        id: Uuid::nil(),
        target: target.id,
        model,
        kind: Some(kind),
        created_at: target.created_at,
        default: None,
        other: None,
        allowed: None,
    })
}

/// The type of a new attribute with its name, if such attributes can be created.
fn read_type<'a>(data: &Fields<'a>) -> Result<(&'a str, AttributeType), ApiError> {
    let name = data.required_text("type")?;
    let kind: Option<AttributeType> = name.parse().ok();
    let kind = kind
        .filter(|kind| !matches!(kind, AttributeType::Interaction | AttributeType::PersonalName));
    kind.map(|kind| (name, kind)).ok_or_else(|| {
        let all: Vec<&str> = AttributeType::ALL.iter().map(|kind| kind.as_str()).collect();
        data.error("type", Violation::option(&all, name))
    })
}

fn check_unique(
    target: &Target,
    kind: Option<AttributeType>,
    unique: bool,
) -> Result<(), ApiError> {
    let possible = kind.is_some_and(AttributeType::can_be_unique) && !target.is_person_or_company();
    if unique && !possible {
        return Err(ApiError::validation("Cannot set attribute as unique.", Vec::new()));
    }
    Ok(())
}

fn slug_taken(target: &Target) -> ApiError {
    let what = if target.list().is_some() { "list" } else { "object" };
    ApiError::slug_conflict(format!(
        "An attribute with the same API slug already exists on this {what}. Please choose a \
         different API slug."
    ))
}
