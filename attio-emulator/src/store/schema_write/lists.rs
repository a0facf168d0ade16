//! Creating and updating lists.

use uuid::Uuid;

use super::{EMPTY, attribute_id};
use crate::error::{ApiError, Violation};
use crate::fields::Fields;
use crate::json::Json;
use crate::mistakes::Mistakes;
use crate::store::load::{ENTRY_ID, derived, system_attributes};
use crate::store::target::{List, MembersAccess};
use crate::store::{Access, Actor, Kind, Store, Target};
use crate::text::id::parse_id;

impl Store {
    /// Creates a list with the attributes that every list has.
    pub(crate) fn create_list(&mut self, body: &Json, actor: Actor) -> Result<Uuid, ApiError> {
        let data = Fields::data(body)?;
        let mut mistakes = Mistakes::default();
        let name = mistakes.take(data.required_text("name"));
        let slug = mistakes.take(data.required_slug("api_slug"));
        let parent = mistakes.take(data.required_text("parent_object"));
        let required = data.required("workspace_access", "string");
        let access = mistakes.take(required.and_then(|_| workspace_access(&data)));
        let required = data.required("workspace_member_access", "array");
        let members = mistakes.take(required.and_then(|_| member_access(&data)));
        mistakes.end()?;
        let parent = self.object(parent).map(|object| object.id).ok_or_else(|| {
            let message = format!("Parent object with slug/ID \"{parent}\" not found.");
            ApiError::request(404, "not_found", message)
        })?;
        let list = List {
            slug: slug.to_owned(),
            name: name.to_owned(),
            parents: vec![parent],
            workspace_access: access.flatten(),
            member_access: members.unwrap_or_default(),
            created_by: actor,
        };
        self.check_list(&list, &data, None)?;
        let id = self.unused(derived(self.workspace, &format!("list {slug}")));
        let (kind, created_at) = (Kind::List(list), self.tick());
        self.lists.push(Target { id, kind, created_at, attributes: Vec::new() });
        for model in system_attributes(ENTRY_ID) {
            let attribute = self.unused(attribute_id(id, &model.api_slug));
            self.add_attribute(id, attribute, model);
            self.link_default(attribute);
        }
        Ok(id)
    }

    /// Updates the name, the slug and the access of a list.
    pub(crate) fn update_list(&mut self, list: Uuid, body: &Json) -> Result<(), ApiError> {
        let found = self.lists.iter().find(|other| other.id == list);
        let Some(mut new) = found.and_then(Target::list).cloned() else {
            return Err(ApiError::no_list(&list.to_string()));
        };
        let data = Fields::data(body)?;
        let mut mistakes = Mistakes::default();
        let name = mistakes.take(data.text("name"));
        let slug = mistakes.take(data.slug("api_slug"));
        let access = mistakes.take(workspace_access(&data));
        let members = mistakes.take(member_access(&data));
        mistakes.end()?;
        if name.is_none() && slug.is_none() && access.is_none() && members.is_none() {
            return Err(ApiError::validation(EMPTY, Vec::new()));
        }
        new.name = name.map_or(new.name, str::to_owned);
        new.slug = slug.map_or(new.slug, str::to_owned);
        new.workspace_access = access.unwrap_or(new.workspace_access);
        new.member_access = members.unwrap_or(new.member_access);
        self.check_list(&new, &data, Some(list))?;
        if let Some(target) = self.lists.iter_mut().find(|other| other.id == list) {
            target.kind = Kind::List(new);
        }
        Ok(())
    }

    fn check_list(
        &self,
        list: &List,
        data: &Fields<'_>,
        own: Option<Uuid>,
    ) -> Result<(), ApiError> {
        for (member, _) in &list.member_access {
            if self.member(*member).is_none() {
                let message = format!("Workspace member with ID \"{member}\" not found.");
                return Err(ApiError::value_not_found(message));
            }
        }
        if !list.has_full_access() {
            let message = "Either the workspace or at least one member must have full access";
            return Err(data.error("workspace_access", Violation::invalid(message)));
        }
        if self.lists.iter().any(|other| Some(other.id) != own && other.slug() == list.slug) {
            let message = format!("A list with api_slug \"{}\" already exists.", list.slug);
            return Err(ApiError::slug_conflict(message));
        }
        Ok(())
    }

    /// Removes a deleted object from the parents of lists. A list without another parent is deleted.
    pub(super) fn drop_parent(&mut self, object: Uuid) {
        for target in &mut self.lists {
            if let Kind::List(list) = &mut target.kind {
                list.parents.retain(|parent| *parent != object);
            }
        }
        let is_gone = |target: &Target| target.list().is_some_and(|l| l.parents.is_empty());
        let gone = self.lists.iter().filter(|list| is_gone(list));
        let attributes: Vec<Uuid> = gone.flat_map(|list| list.attributes.clone()).collect();
        for attribute in attributes {
            self.remove_attribute(attribute);
        }
        self.lists.retain(|list| !is_gone(list));
    }
}

/// The member `workspace_access`, if present: a level, or null for a private list.
fn workspace_access(data: &Fields<'_>) -> Result<Option<Option<Access>>, ApiError> {
    let name = "workspace_access";
    let level = |text: &str| {
        let wrong = || data.error(name, Violation::option(&Access::NAMES, text));
        Access::named(text).ok_or_else(wrong)
    };
    data.nullable(name)?.map(|text| text.map(level).transpose()).transpose()
}

/// The member `workspace_member_access`, if present.
fn member_access(data: &Fields<'_>) -> Result<Option<MembersAccess>, ApiError> {
    let name = "workspace_member_access";
    let items = match data.get(name) {
        None => return Ok(None),
        Some(Json::Array(items)) => items,
        Some(other) => return Err(data.error(name, Violation::wrong_type("array", other))),
    };
    let mut mistakes = Mistakes::default();
    let read = |(i, item): (usize, &Json)| {
        let wrong = |violation: Violation| data.error(name, violation.at(i));
        let text = |member: &'static str| match item.get(member) {
            Some(Json::String(text)) => Ok(text.as_str()),
            Some(other) => Err(wrong(Violation::wrong_type("string", other).at(member))),
            None => Err(wrong(Violation::required("string").at(member))),
        };
        if !matches!(item, Json::Object(_)) {
            return Err(wrong(Violation::wrong_type("object", item)));
        }
        let member = text("workspace_member_id")?;
        let id = parse_id(member)
            .ok_or_else(|| wrong(Violation::invalid("Invalid uuid").at("workspace_member_id")))?;
        let level = text("level")?;
        let access = Access::named(level)
            .ok_or_else(|| wrong(Violation::option(&Access::NAMES, level).at("level")))?;
        Ok((id, Some(access)))
    };
    let members = items.iter().enumerate().filter_map(|item| mistakes.ok(read(item))).collect();
    mistakes.end()?;
    Ok(Some(members))
}
