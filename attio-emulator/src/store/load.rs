//! From a schema model to a store, and back.

use std::collections::HashMap;

use attio_schema::{Relationship, Workspace};
use uuid::Uuid;

use super::target::List;
use super::{Access, Actor, Attribute, Kind, Store, Target, defaults};
use crate::rules::Rules;
use crate::text::id::parse_id;
use crate::text::instant::{Instant, parse_instant};

/// Why a schema cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error("the ID `{id}` of {of} is not a UUID")]
    BadId { of: String, id: String },
    #[error("there are two {of}")]
    Twice { of: String },
    #[error("the parent `{parent}` of the {of} is no object of the schema")]
    Parent { of: String, parent: String },
    #[error(
        "`{level}` in the {of} is no level of access; write `full-access`, `read-and-write` or `read-only`"
    )]
    Access { of: String, level: String },
}

/// The ID of something without one: derived from its parent and name, so that tests can rely on it.
pub(super) fn derived(within: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&within, name.as_bytes())
}

fn read_id(id: &str, within: Uuid, of: String) -> Result<Uuid, LoadError> {
    if id.is_empty() {
        return Ok(derived(within, &of));
    }
    parse_id(id).ok_or_else(|| LoadError::BadId { of, id: id.to_owned() })
}

impl Store {
    /// Creates a store with this schema and without records.
    pub(crate) fn load(
        schema: &Workspace,
        rules: Rules,
        base_url: String,
    ) -> Result<Self, LoadError> {
        let now = Instant::now();
        let namespace = derived(Uuid::NAMESPACE_URL, "https://attio.com/emulator");
        let id = schema.id.as_deref().unwrap_or_default();
        let workspace = read_id(id, namespace, "the workspace".to_owned())?;
        let mut store = Self {
            rules,
            workspace,
            name: schema.name.clone().unwrap_or_else(|| "Emulator".to_owned()),
            slug: schema.slug.clone().unwrap_or_else(|| "emulator".to_owned()),
            base_url,
            objects: Vec::new(),
            lists: Vec::new(),
            members: Vec::new(),
            attributes: HashMap::new(),
            records: super::records::Records::default(),
            on_lists: super::entries::EntryIndex::default(),
            unique: super::unique::UniqueIndex::default(),
            references: super::references::ReferenceIndex::default(),
            merges: super::merge::Merges::default(),
            views: Vec::new(),
            clock: now,
        };
        for member in &schema.members {
            store.add_member(member.clone())?;
        }
        for object in &schema.objects {
            store.load_object(object)?;
        }
        for list in schema.lists.iter().flatten() {
            store.load_list(list)?;
        }
        store.link();
        Ok(store)
    }

    /// Adds a member; an empty ID is derived from the e-mail address.
    pub(crate) fn add_member(
        &mut self,
        mut member: attio_schema::Member,
    ) -> Result<Uuid, LoadError> {
        let of = format!("member {}", member.email_address);
        let id = read_id(&member.id, self.workspace, of.clone())?;
        if self.member(id).is_some() {
            return Err(LoadError::Twice { of: format!("members with the ID of the {of}") });
        }
        member.id = id.to_string();
        member.created_at.get_or_insert_with(|| self.clock.to_string());
        self.members.push((id, member));
        Ok(id)
    }

    fn load_object(&mut self, object: &attio_schema::Object) -> Result<(), LoadError> {
        let of = format!("object {}", object.api_slug.as_deref().unwrap_or(&object.id));
        let id = read_id(&object.id, self.workspace, of.clone())?;
        let slug = object.api_slug.as_deref();
        if self.objects.iter().any(|other| other.id == id || slug.is_some_and(|s| other.is(s))) {
            return Err(LoadError::Twice {
                of: format!("objects with the ID or slug of the {of}"),
            });
        }
        let mut model = object.clone();
        let mut attributes = std::mem::take(&mut model.attributes);
        let system = system_attributes(RECORD_ID);
        add_missing(&mut attributes, system);
        model.id = id.to_string();
        let created_at = instant(object.created_at.as_deref(), self.clock);
        let kind = Kind::Object(model);
        self.objects.push(Target { id, kind, created_at, attributes: Vec::new() });
        self.load_attributes(id, attributes)
    }

    fn load_list(&mut self, model: &attio_schema::List) -> Result<(), LoadError> {
        let of = format!("list {}", model.api_slug);
        let id = read_id(&model.id, self.workspace, of.clone())?;
        let is_taken = |other: &Target| other.id == id || other.is(&model.api_slug);
        if self.targets().any(|other| other.id == id) || self.lists.iter().any(is_taken) {
            return Err(LoadError::Twice { of: format!("lists with the ID or slug of the {of}") });
        }
        let access = |level: &String| {
            Access::named(level)
                .ok_or_else(|| LoadError::Access { of: of.clone(), level: level.clone() })
        };
        let mut list = List {
            slug: model.api_slug.clone(),
            name: model.name.clone(),
            parents: Vec::with_capacity(model.parent_objects.len()),
            workspace_access: model.workspace_access.as_ref().map(access).transpose()?,
            member_access: Vec::with_capacity(model.workspace_member_access.len()),
            created_by: self.members.first().map_or(Actor::system(), |(id, _)| Actor::member(*id)),
        };
        for parent in &model.parent_objects {
            // An object that the schema lacks, such as a disabled one, keeps its ID.
            let found = self.object(parent).map(|object| object.id);
            let found = found.or_else(|| Uuid::try_parse(parent).ok());
            let missing = || LoadError::Parent { of: of.clone(), parent: parent.clone() };
            list.parents.push(found.ok_or_else(missing)?);
        }
        for member in &model.workspace_member_access {
            let whose = format!("a member with access to the {of}");
            let member_id = read_id(&member.workspace_member_id, id, whose)?;
            list.member_access.push((member_id, member.level.as_ref().map(access).transpose()?));
        }
        let mut attributes = model.attributes.clone();
        add_missing(&mut attributes, system_attributes(ENTRY_ID));
        // A snapshot is sorted by slug, but the API begins with the system attributes, as captured.
        let first = [ENTRY_ID, "created_at", "created_by"];
        let place = |a: &attio_schema::Attribute| first.iter().position(|s| *s == a.api_slug);
        attributes.sort_by_key(|attribute| place(attribute).unwrap_or(first.len()));
        let created_at = instant(model.created_at.as_deref(), self.clock);
        self.lists.push(Target { id, kind: Kind::List(list), created_at, attributes: Vec::new() });
        self.load_attributes(id, attributes)
    }

    fn load_attributes(
        &mut self,
        target: Uuid,
        attributes: Vec<attio_schema::Attribute>,
    ) -> Result<(), LoadError> {
        for attribute in attributes {
            let of = format!("attribute {}", attribute.api_slug);
            let id = read_id(&attribute.id, target, of)?;
            let has_slug = |target: &Target| {
                self.attributes(target).any(|other| other.slug() == attribute.api_slug)
            };
            if self.attributes.contains_key(&id) || self.target_by_id(target).is_some_and(has_slug)
            {
                return Err(LoadError::Twice {
                    of: format!("attributes `{}` of one object or list", attribute.api_slug),
                });
            }
            self.insert_attribute(target, id, attribute, self.clock)?;
        }
        Ok(())
    }

    /// Adds an attribute to an object or a list, without its links to other things.
    pub(super) fn insert_attribute(
        &mut self,
        target: Uuid,
        id: Uuid,
        mut model: attio_schema::Attribute,
        now: Instant,
    ) -> Result<(), LoadError> {
        model.id = id.to_string();
        for option in &mut model.options {
            let of = format!("option {}", option.title);
            option.id = read_id(&option.id, id, of)?.to_string();
        }
        for status in &mut model.statuses {
            let of = format!("status {}", status.title);
            status.id = read_id(&status.id, id, of)?.to_string();
        }
        let kind = model.attribute_type();
        let created_at = instant(model.created_at.as_deref(), now);
        let attribute = Attribute {
            id,
            target,
            model,
            kind,
            created_at,
            default: None,
            other: None,
            allowed: None,
        };
        self.attributes.insert(id, attribute);
        if let Some(target) = self.targets_mut().find(|other| other.id == target) {
            target.attributes.push(id);
        }
        Ok(())
    }

    /// Resolves the references of attributes to other objects, attributes and members.
    fn link(&mut self) {
        let ids: Vec<Uuid> = self.attributes.keys().copied().collect();
        for id in ids {
            let Some(attribute) = self.attributes.get(&id) else { continue };
            let allowed = attribute.model.config.record_reference.allowed_object_ids.as_ref();
            let allowed = allowed.map(|names| {
                // An object that the schema lacks, such as a disabled one, keeps its ID.
                names
                    .iter()
                    .filter_map(|name| match self.object(name) {
                        Some(object) => Some(object.id),
                        None => Uuid::try_parse(name).ok(),
                    })
                    .collect()
            });
            // Only attributes of objects have another side.
            let relationship = attribute.model.relationship.as_ref();
            let relationship = relationship.filter(|_| self.is_object(attribute.target));
            let other = relationship.and_then(|r| self.other_side(r));
            let default = defaults::from_model(self, attribute);
            if let Some(attribute) = self.attributes.get_mut(&id) {
                attribute.allowed = allowed;
                attribute.other = other;
                attribute.default = default;
            }
        }
    }

    fn is_object(&self, target: Uuid) -> bool {
        self.objects.iter().any(|object| object.id == target)
    }

    /// The other side by its IDs, or by its slugs in a handwritten schema.
    fn other_side(&self, relationship: &Relationship) -> Option<Uuid> {
        let by_id = Uuid::try_parse(&relationship.attribute_id).ok();
        let of_object =
            |id: &Uuid| self.attributes.get(id).is_some_and(|other| self.is_object(other.target));
        if let Some(id) = by_id.filter(of_object) {
            return Some(id);
        }
        let object = self.object(relationship.object_slug.as_deref()?)?;
        self.attribute(object, relationship.api_slug.as_deref()?).map(|attribute| attribute.id)
    }

    /// The current schema.
    pub(crate) fn snapshot(&self) -> Workspace {
        let mut workspace = Workspace::default();
        workspace.id = Some(self.workspace.to_string());
        workspace.name = Some(self.name.clone());
        workspace.slug = Some(self.slug.clone());
        workspace.members = self.members.iter().map(|(_, member)| member.clone()).collect();
        for target in &self.objects {
            let Kind::Object(object) = &target.kind else { continue };
            let mut model = object.clone();
            model.created_at = Some(target.created_at.to_string());
            model.attributes = self.attribute_models(target);
            workspace.objects.push(model);
        }
        workspace.lists = Some(self.lists.iter().map(|list| self.list_model(list)).collect());
        workspace
    }

    fn list_model(&self, target: &Target) -> attio_schema::List {
        let mut model = attio_schema::List::default();
        let Some(list) = target.list() else { return model };
        model.id = target.id.to_string();
        model.api_slug.clone_from(&list.slug);
        model.name.clone_from(&list.name);
        model.parent_objects = self.parent_names(list);
        model.workspace_access = list.workspace_access.map(|access| access.name().to_owned());
        model.workspace_member_access = list.member_access_model();
        model.created_at = Some(target.created_at.to_string());
        model.attributes = self.attribute_models(target);
        model
    }

    /// The slugs of the parents, or the IDs of objects that the schema lacks.
    pub(super) fn parent_names(&self, list: &List) -> Vec<String> {
        let name = |id: &Uuid| match self.target_by_id(*id) {
            Some(object) => object.slug().to_owned(),
            None => id.to_string(),
        };
        list.parents.iter().map(name).collect()
    }

    fn attribute_models(&self, target: &Target) -> Vec<attio_schema::Attribute> {
        self.attributes(target).map(|attribute| self.attribute_model(attribute)).collect()
    }

    fn attribute_model(&self, attribute: &Attribute) -> attio_schema::Attribute {
        let mut model = attribute.model.clone();
        model.created_at = Some(attribute.created_at.to_string());
        model.config.record_reference.allowed_object_ids =
            attribute.allowed.as_ref().map(|allowed| allowed.iter().map(Uuid::to_string).collect());
        model.relationship =
            attribute.other.and_then(|other| self.attribute_by_id(other)).map(|other| {
                let mut relationship = Relationship::default();
                relationship.object_id = other.target.to_string();
                relationship.attribute_id = other.id.to_string();
                relationship.object_slug = self
                    .target_by_id(other.target)
                    .and_then(|target| target.object()?.api_slug.clone());
                relationship.title = Some(other.model.title.clone());
                relationship.api_slug = Some(other.model.api_slug.clone());
                relationship.is_multiselect = Some(other.model.is_multiselect);
                relationship
            });
        model
    }

    /// The IDs of the records of an object.
    pub(super) fn records_of(&self, object: Uuid) -> Vec<Uuid> {
        self.records.of(object).map(|record| record.id).collect()
    }
}

fn instant(text: Option<&str>, absent: Instant) -> Instant {
    text.and_then(parse_instant).unwrap_or(absent)
}

/// The attribute with the ID of a record.
pub(super) const RECORD_ID: &str = "record_id";

/// The attribute with the ID of an entry.
pub(super) const ENTRY_ID: &str = "entry_id";

fn add_missing(
    attributes: &mut Vec<attio_schema::Attribute>,
    system: [attio_schema::Attribute; 3],
) {
    for required in system {
        if !attributes.iter().any(|attribute| attribute.api_slug == required.api_slug) {
            attributes.push(required);
        }
    }
}

/// The three attributes that every object or list has, with this slug for the own ID.
pub(super) fn system_attributes(own_id: &str) -> [attio_schema::Attribute; 3] {
    let make = |slug: &str, title: &str, kind: &str, default: Option<&str>| {
        let mut attribute = attio_schema::Attribute::new(slug, kind);
        attribute.title = title.to_owned();
        attribute.is_system_attribute = true;
        attribute.is_writable = false;
        attribute.is_unique = slug == own_id;
        attribute.is_default_value_enabled = default.is_some();
        attribute.default_value = default
            .map(|template| attio_schema::DefaultValue::Dynamic { template: template.to_owned() });
        attribute
    };
    [
        make(own_id, if own_id == ENTRY_ID { "Entry ID" } else { "Record ID" }, "text", None),
        make("created_at", "Created at", "timestamp", Some("PT0S")),
        make("created_by", "Created by", "actor-reference", Some("current-user")),
    ]
}
