//! The steps that create the parts of a schema that a workspace lacks.

use std::fmt::{self, Write};

use attio_schema::{Attribute, AttributeType, List, Object, Plain, Workspace, plain};
use serde_json::{Value, json};

use super::default_value::NewDefault;
use super::pull::name;
use super::requests;
use super::target::{is_standard, place, word};
use crate::describe::Target;
use crate::request::{Action, Operation, Request, TargetBuf};

/// The objects that are switched on in Attio's settings, never created.
const STANDARD: &[&str] = &["people", "companies", "deals", "users", "workspaces"];
/// The attributes of every new object, except `name`.
const OBJECTS_BORN_WITH: &[&str] = &["record_id", "created_at", "created_by"];
/// The attributes of every new list.
const LISTS_BORN_WITH: &[&str] = &["entry_id", "created_at", "created_by"];
const FULL_ACCESS: &str = "full-access";

/// The steps that would create missing parts of a schema, and the parts that cannot be created.
///
/// Nothing that exists is deleted or changed.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Plan {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// The parts that the API cannot create, or that exist in a different form.
    pub refusals: Vec<Refusal>,
}

/// One creation, which `to_string` describes.
#[derive(Clone, Debug)]
pub struct Step {
    operation: &'static Operation,
    target: Option<TargetBuf>,
    attribute: Option<String>,
    data: Value,
    doing: String,
}

impl Step {
    pub(super) fn request(&self) -> Request {
        let mut action = Action::text(self.doing.clone());
        if let Some(target) = &self.target {
            action = action.of(target);
        }
        if let Some(attribute) = &self.attribute {
            action = action.with("attribute", attribute.as_str());
        }
        let body = json!({ "data": self.data });
        Request::about(self.operation, action).with_body(body.to_string())
    }
}

/// A part that cannot be created, and why.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The object, list, attribute or setting, as in `people`, `people.job_title`,
    /// `deals.owner.default_value`, `list sales` and `list sales.stage`.
    pub place: String,
    /// The reason, and what to do.
    pub reason: String,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.doing))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Plain(f), "cannot create {}: {}", self.place, self.reason)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.steps.is_empty() && self.refusals.is_empty() {
            return f.write_str("nothing to create");
        }
        let steps = self.steps.iter().map(ToString::to_string);
        let refusals = self.refusals.iter().map(ToString::to_string);
        f.write_str(&steps.chain(refusals).collect::<Vec<_>>().join("\n"))
    }
}

impl Plan {
    /// Returns whether the plan has neither steps nor refusals.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.refusals.is_empty()
    }

    /// Plans the parts of a schema that a workspace lacks, except archived ones.
    ///
    /// If the lists of the workspace are not known, no list is planned, and the plan has one refusal for
    /// all lists of the schema.
    #[must_use]
    pub fn new(wanted: &Workspace, live: &Workspace) -> Self {
        let mut planner = Planner {
            wanted,
            live,
            plan: Self::default(),
            attributes: Vec::new(),
            choices: Vec::new(),
            paired: Vec::new(),
        };
        for object in &wanted.objects {
            planner.object(object);
        }
        match &wanted.lists {
            Some(lists) if !lists.is_empty() && live.lists.is_none() => {
                let reason = "the lists of the workspace are not known; read them with the scope \
                              `list_configuration:read-write`";
                planner.plan.refuse("lists".to_owned(), reason);
            }
            lists => lists.iter().flatten().for_each(|list| planner.list(list)),
        }
        let Planner { mut plan, attributes, choices, .. } = planner;
        plan.steps.extend(attributes.into_iter().chain(choices));
        plan
    }

    pub(super) fn refuse(&mut self, place: String, reason: impl Into<String>) {
        self.refusals.push(Refusal { place, reason: reason.into() });
    }
}

struct Planner<'a> {
    wanted: &'a Workspace,
    live: &'a Workspace,
    plan: Plan,
    /// Taken after the objects, because a reference may lead to an object that is created last.
    attributes: Vec<Step>,
    /// Taken after the attributes: options and statuses, and settings that need them.
    choices: Vec<Step>,
    /// The other sides of relationships, which are created with the first.
    paired: Vec<(String, String)>,
}

impl<'a> Planner<'a> {
    fn object(&mut self, object: &'a Object) {
        let slug = name(object);
        let live = self.live.object(slug);
        if live.is_none() {
            if STANDARD.contains(&slug) {
                let reason = "it is a standard object; switch it on in Attio's settings";
                return self.plan.refuse(slug.to_owned(), reason);
            }
            if attio_schema::is_uuid(slug) {
                let reason = "it is named by an ID; to create it, name it by slug";
                return self.plan.refuse(slug.to_owned(), reason);
            }
            let noun = |noun: &Option<String>| noun.clone().unwrap_or_else(|| slug.to_owned());
            let (one, many) = (noun(&object.singular_noun), noun(&object.plural_noun));
            self.plan.steps.push(Step {
                operation: &requests::CREATE_OBJECT,
                target: None,
                attribute: None,
                doing: format!("create the object {slug} (\"{one}\", \"{many}\")"),
                data: json!({"api_slug": slug, "singular_noun": one, "plural_noun": many}),
            });
        }
        for attribute in object.attributes.iter().filter(|attribute| !attribute.is_archived) {
            let is_born_with = live.is_none()
                && (OBJECTS_BORN_WITH.contains(&attribute.api_slug.as_str())
                    || (attribute.api_slug == "name" && attribute.type_name == "text"));
            if !is_born_with {
                let live = live.map(|live| &*live.attributes);
                self.attribute(Target::Object(slug), live, attribute);
            }
        }
    }

    fn list(&mut self, list: &'a List) {
        let slug = &list.api_slug;
        let target = Target::List(slug);
        let live = self.live.list(slug);
        match live {
            Some(live) => self.parents(list, live),
            None => match self.creatable_list(list) {
                Ok(data) => self.plan.steps.push(Step {
                    operation: &requests::CREATE_LIST,
                    target: None,
                    attribute: None,
                    doing: format!("create the list {slug} (\"{}\")", list.name),
                    data,
                }),
                Err(reason) => return self.plan.refuse(place(target), reason),
            },
        }
        for attribute in list.attributes.iter().filter(|attribute| !attribute.is_archived) {
            let is_born_with =
                live.is_none() && LISTS_BORN_WITH.contains(&attribute.api_slug.as_str());
            if !is_born_with {
                self.attribute(target, live.map(|live| &*live.attributes), attribute);
            }
        }
    }

    /// Refuses parents that an existing list lacks.
    fn parents(&mut self, list: &List, live: &List) {
        let names = |of: &Workspace, list: &List| -> Vec<String> {
            let parents = list.parent_objects.iter();
            parents.map(|parent| of.object(parent).map_or(&**parent, name).to_owned()).collect()
        };
        let there = names(self.live, live);
        if let Some(lacks) = names(self.wanted, list).iter().find(|name| !there.contains(name)) {
            let there: Vec<_> = there.iter().map(|name| format!("`{name}`")).collect();
            let reason = format!(
                "it exists for records of {}, not of `{lacks}`; the parent of a list cannot be changed",
                there.join(", ")
            );
            self.plan
                .refuse(format!("{}.parent_object", place(Target::List(&list.api_slug))), reason);
        }
    }

    /// Returns the body of the request, or why it would be refused.
    fn creatable_list(&mut self, list: &List) -> Result<Value, String> {
        if attio_schema::is_uuid(&list.api_slug) {
            return Err("it is named by an ID; to create it, name it by slug".to_owned());
        }
        let parent = match &*list.parent_objects {
            [one] => self.later_object(one).map_err(|slug| {
                format!(
                    "its records are of `{slug}`, which the workspace does not have; create that first"
                )
            })?,
            [] => return Err("its parent object is not known; create it in Attio".to_owned()),
            _ => {
                return Err("the API creates lists of one parent object; create it in Attio"
                    .to_owned());
            }
        };
        let is_same_workspace = match (&self.wanted.id, &self.live.id) {
            (Some(wanted), Some(live)) => wanted == live,
            _ => true,
        };
        let levels = list.workspace_member_access.iter().filter(|_| is_same_workspace);
        let members: Vec<_> = levels
            .filter_map(|access| Some((&access.workspace_member_id, access.level.as_deref()?)))
            .collect();
        let is_full = list.workspace_access.as_deref() == Some(FULL_ACCESS);
        if !is_full && !members.iter().any(|(_, level)| *level == FULL_ACCESS) {
            return Err(match is_same_workspace || list.workspace_member_access.is_empty() {
                true => "neither every member nor a single one has full access; create it in Attio",
                false => {
                    "only single members have full access, and another workspace has other members; \
                     create it in Attio"
                }
            }
            .to_owned());
        }
        if !is_same_workspace && !list.workspace_member_access.is_empty() {
            let place = place(Target::List(&list.api_slug));
            let reason = "another workspace has other members; share the list in Attio";
            self.plan.refuse(format!("{place}.workspace_member_access"), reason);
        }
        let members: Vec<_> = members
            .into_iter()
            .map(|(member, level)| json!({"workspace_member_id": member, "level": level}))
            .collect();
        Ok(json!({
            "name": list.name,
            "api_slug": list.api_slug,
            "parent_object": parent,
            "workspace_access": list.workspace_access,
            "workspace_member_access": members,
        }))
    }

    fn attribute(&mut self, target: Target<'_>, live: Option<&[Attribute]>, wanted: &Attribute) {
        let slug = &wanted.api_slug;
        let place = format!("{}.{slug}", place(target));
        let there = live.into_iter().flatten().find(|attribute| attribute.is(slug));
        if let Some(there) = there {
            if there.type_name != wanted.type_name {
                let reason = format!(
                    "it exists with the type `{}`, not `{}`; the type of an attribute cannot be \
                     changed",
                    there.type_name, wanted.type_name
                );
                return self.plan.refuse(place, reason);
            }
            // This is how a push ends that stopped between the attribute and its default value.
            if matches!(NewDefault::of(target, wanted), NewDefault::AfterChoices(_))
                && there.default_value.is_none()
            {
                let reason = "the attribute already exists";
                self.refuse_default(&place, reason);
                if wanted.is_required && !there.is_required {
                    self.refuse_required(&place, reason);
                }
            }
            return self.missing_choices(target, wanted, Some(there));
        }
        let is_object = matches!(target, Target::Object(_));
        if is_object && self.paired.contains(&(target.name().to_owned(), slug.clone())) {
            return self.other_settings(target, wanted);
        }
        if is_object && live.is_none() && slug == "name" {
            let reason = "a new object already has `name`, a text attribute";
            return self.plan.refuse(place, reason);
        }
        match self.creatable(target, wanted) {
            Ok(data) => {
                let multi = if wanted.is_multiselect { ", several values" } else { "" };
                let unique = if wanted.is_unique { ", unique" } else { "" };
                self.attributes.push(Step {
                    operation: &requests::CREATE_ATTRIBUTE,
                    target: Some(TargetBuf::copy(target)),
                    attribute: None,
                    doing: format!(
                        "create {}{} ({}{multi}{unique})",
                        if is_object { "the attribute " } else { "" },
                        named(target, slug),
                        wanted.type_name
                    ),
                    data,
                });
                self.missing_choices(target, wanted, None);
                self.default_value(target, wanted);
            }
            Err(reason) => self.plan.refuse(place, reason),
        }
    }

    /// Returns the body of the request, or why it would be refused.
    fn creatable(&mut self, target: Target<'_>, wanted: &Attribute) -> Result<Value, String> {
        let kind = wanted.attribute_type();
        let is_standard = is_standard(target);
        if attio_schema::is_uuid(&wanted.api_slug) {
            return Err("it is named by an ID; to create it, name it by slug".to_owned());
        }
        if wanted.is_system_attribute {
            return Err("it is a system attribute, which only Attio creates".to_owned());
        }
        match kind {
            None => return Err(format!("`{}` is not a type of attributes", wanted.type_name)),
            Some(AttributeType::PersonalName | AttributeType::Interaction) => {
                return Err(format!(
                    "the API creates no attributes of the type `{}`",
                    wanted.type_name
                ));
            }
            Some(AttributeType::Status) if is_standard => {
                return Err("the API creates no status attributes on people and companies; use a \
                            select"
                    .to_owned());
            }
            Some(_) => {}
        }
        if wanted.is_unique && is_standard {
            return Err("the API creates no unique attributes on people and companies".to_owned());
        }
        if wanted.is_multiselect && !kind.is_some_and(AttributeType::can_be_multiselect) {
            return Err(format!("an attribute of the type `{}` has one value", wanted.type_name));
        }
        if wanted.is_unique && !kind.is_some_and(AttributeType::can_be_unique) {
            return Err(format!("an attribute of the type `{}` is never unique", wanted.type_name));
        }
        let default = NewDefault::of(target, wanted);
        if wanted.is_required
            && let Some(reason) = default.lacks()
        {
            return Err(format!(
                "the API takes no required attribute without a default value{reason}; create it in \
                 Attio's settings"
            ));
        }
        let mut config = json!({});
        if kind == Some(AttributeType::Currency) {
            let currency = &wanted.config.currency;
            config["currency"] = json!({
                "default_currency_code": currency.default_currency_code.as_deref().unwrap_or("USD"),
                "display_type": currency.display_type.as_deref().unwrap_or("symbol"),
            });
        }
        let mut data = json!({
            "title": wanted.title,
            "description": wanted.description,
            "api_slug": wanted.api_slug,
            "type": wanted.type_name,
            // It needs a default value, which may be set later.
            "is_required": wanted.is_required && matches!(default, NewDefault::AtOnce(_)),
            "is_unique": wanted.is_unique,
            "is_multiselect": wanted.is_multiselect,
        });
        if kind == Some(AttributeType::RecordReference) {
            let allowed = self.allowed(wanted)?;
            if !allowed.is_empty() {
                config["record_reference"] = json!({ "allowed_objects": allowed });
            }
            // The API relates attributes of objects only.
            if matches!(target, Target::Object(_))
                && let Some(other) = self.other_side(wanted)
            {
                data["relationship"] = other;
            }
        }
        data["config"] = config;
        if let NewDefault::AtOnce(default) = default {
            data["default_value"] = default;
        }
        Ok(data)
    }

    /// Plans the default value of a new attribute, if it cannot be part of the creation.
    fn default_value(&mut self, target: Target<'_>, wanted: &Attribute) {
        let slug = &wanted.api_slug;
        match NewDefault::of(target, wanted) {
            NewDefault::None | NewDefault::AtOnce(_) => {}
            NewDefault::AfterChoices(default) => {
                let mut data = json!({ "default_value": default });
                if wanted.is_required {
                    data["is_required"] = true.into();
                }
                self.choices.push(Step {
                    operation: &requests::UPDATE_ATTRIBUTE,
                    target: Some(TargetBuf::copy(target)),
                    attribute: Some(slug.clone()),
                    doing: format!("set the default value of {}", named(target, slug)),
                    data,
                });
            }
            NewDefault::Never(reason) => {
                self.refuse_default(&format!("{}.{slug}", place(target)), reason);
            }
        }
    }

    fn refuse_default(&mut self, attribute: &str, reason: &str) {
        let reason = format!("{reason}; set it in Attio's settings");
        self.plan.refuse(format!("{attribute}.default_value"), reason);
    }

    fn refuse_required(&mut self, attribute: &str, reason: &str) {
        let reason = format!("{reason}; make it required in Attio's settings");
        self.plan.refuse(format!("{attribute}.is_required"), reason);
    }

    /// Plans the settings of a relationship's other side that the request for both sides does not
    /// set.
    fn other_settings(&mut self, target: Target<'_>, wanted: &Attribute) {
        let slug = &wanted.api_slug;
        let place = format!("{}.{slug}", place(target));
        if let Some(description) = &wanted.description {
            self.choices.push(Step {
                operation: &requests::UPDATE_ATTRIBUTE,
                target: Some(TargetBuf::copy(target)),
                attribute: Some(slug.clone()),
                doing: format!("set the description of {}", named(target, slug)),
                data: json!({ "description": description }),
            });
        }
        let reason = "it is created as the other side of a relationship";
        if !matches!(NewDefault::of(target, wanted), NewDefault::None) {
            self.refuse_default(&place, reason);
        }
        if wanted.is_required {
            self.refuse_required(&place, reason);
        }
    }

    /// Returns the slugs of the objects that may be referred to.
    fn allowed(&self, wanted: &Attribute) -> Result<Vec<String>, String> {
        let ids = wanted.config.record_reference.allowed_object_ids.iter().flatten();
        ids.map(|id| {
            self.later_object(id).map_err(|slug| {
                format!(
                    "it refers to `{slug}`, which the workspace does not have; create that first"
                )
            })
        })
        .collect()
    }

    /// Returns the slug of an object that exists or is created before; otherwise the slug is the error.
    fn later_object(&self, slug_or_id: &str) -> Result<String, String> {
        let slug = self.wanted.object(slug_or_id).map_or(slug_or_id, name);
        let is_created = self.wanted.object(slug).is_some() && !STANDARD.contains(&slug);
        let is_there = self.live.object(slug).is_some() || is_created;
        if is_there { Ok(slug.to_owned()) } else { Err(slug.to_owned()) }
    }

    /// Returns the other side of a relationship, if neither side exists.
    fn other_side(&mut self, wanted: &Attribute) -> Option<Value> {
        let other = wanted.relationship.as_ref()?;
        let object = self.wanted.object(&other.object_id)?;
        let slug = name(object);
        let attribute = object.attribute(&other.attribute_id)?;
        if self.live.attribute(slug, &attribute.api_slug).is_some() {
            return None;
        }
        self.paired.push((slug.to_owned(), attribute.api_slug.clone()));
        Some(json!({
            "object": slug,
            "title": attribute.title,
            "api_slug": attribute.api_slug,
            "is_multiselect": attribute.is_multiselect,
        }))
    }

    /// Plans the missing options and statuses. Archived ones count as existing.
    fn missing_choices(
        &mut self,
        target: Target<'_>,
        wanted: &Attribute,
        live: Option<&Attribute>,
    ) {
        let slug = &wanted.api_slug;
        let is_there = |title: &str| {
            live.is_some_and(|live| {
                live.options.iter().any(|option| option.title == title)
                    || live.statuses.iter().any(|status| status.title == title)
            })
        };
        let options = wanted.options.iter().filter(|option| !option.is_archived).map(|option| {
            ("option", &requests::CREATE_OPTION, &option.title, json!({"title": option.title}))
        });
        let statuses = wanted.statuses.iter().filter(|status| !status.is_archived).map(|status| {
            let data = json!({
                "title": status.title,
                "celebration_enabled": status.celebration_enabled,
                "target_time_in_status": status.target_time_in_status,
            });
            ("status", &requests::CREATE_STATUS, &status.title, data)
        });
        for (what, operation, title, data) in options.chain(statuses) {
            if !is_there(title) {
                self.choices.push(Step {
                    operation,
                    target: Some(TargetBuf::copy(target)),
                    attribute: Some(slug.clone()),
                    doing: format!("create the {what} \"{title}\" of {}", named(target, slug)),
                    data,
                });
            }
        }
    }
}

/// Returns the attribute as steps name it: `people.job_title`, or `the list attribute sales.stage`.
fn named(target: Target<'_>, slug: &str) -> String {
    let of = target.name();
    match target {
        Target::Object(_) => format!("{of}.{slug}"),
        _ => format!("the {} attribute {of}.{slug}", word(target)),
    }
}
