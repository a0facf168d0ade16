//! Plans the content of the module.

use std::collections::{BTreeSet, HashMap};

use attio_schema::{Attribute, AttributeType, List, Object, Workspace};

use super::names::{Scope, field_name, identifier, singular, type_name, variant_name};
use super::{NotThere, Selection};

/// A module.
pub(super) struct Module {
    pub(super) imports: BTreeSet<&'static str>,
    pub(super) structs: Vec<Struct>,
    pub(super) lists: Vec<ListEnums>,
}

/// The enums of a list without a struct.
pub(super) struct ListEnums {
    pub(super) list: String,
    pub(super) enums: Vec<Enum>,
}

pub(super) struct Struct {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) object: String,
    pub(super) partial: bool,
    pub(super) fields: Vec<Field>,
    /// Attributes of unknown types, with the types.
    pub(super) unknown: Vec<(String, String)>,
    pub(super) enums: Vec<Enum>,
}

pub(super) struct Field {
    pub(super) identifier: String,
    pub(super) docs: (String, Option<String>),
    /// The keys of `#[attio(…)]`.
    pub(super) keys: Vec<String>,
    pub(super) ty: String,
    pub(super) shape: Shape,
}

/// The number of values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    One,
    Optional,
    Many,
}

pub(super) struct Enum {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) variants: Vec<(String, String)>,
    /// The variant for every other title.
    pub(super) other: String,
}

pub(super) fn plan(workspace: &Workspace, selection: &Selection) -> Result<Module, NotThere> {
    let wanted = |object: &&Object| {
        selection.is_all() || selection.objects.iter().any(|name| object.is(name))
    };
    let objects: Vec<&Object> = workspace.objects.iter().filter(wanted).collect();
    let lists = workspace.lists.iter().flatten();
    let lists: Vec<&List> = lists.filter(|list| selection.has_list(list)).collect();
    check_selection(workspace, &objects, &lists, selection)?;

    let mut types = Scope::of_types();
    // Structs are named before enums, so that an enum's name yields to a struct's.
    let structs: HashMap<&str, String> = objects
        .iter()
        .map(|object| {
            let noun = object.singular_noun.as_deref().filter(|noun| !noun.trim().is_empty());
            let name = type_name(noun.unwrap_or(slug(object)));
            (object.id.as_str(), types.take(&name, "Record"))
        })
        .collect();
    // The names of structs for entries, so that they will not rename the enums.
    let of_lists: Vec<String> =
        lists.iter().map(|list| types.take(&type_name(&list.api_slug), "Entry")).collect();
    let mut planner = Planner { selection, structs: &structs, types, imports: BTreeSet::new() };
    let structs = objects.into_iter().map(|object| planner.record(object)).collect();
    let lists = lists.iter().zip(of_lists).map(|(list, name)| planner.list(list, &name)).collect();
    Ok(Module { imports: planner.imports, structs, lists })
}

fn check_selection(
    workspace: &Workspace,
    objects: &[&Object],
    lists: &[&List],
    selection: &Selection,
) -> Result<(), NotThere> {
    if let Some(name) = selection.objects.iter().find(|name| workspace.object(name).is_none()) {
        let known: Vec<_> = workspace.objects.iter().map(slug).collect();
        return Err(NotThere(format!(
            "the snapshot has no object `{name}`, only {}",
            known.join(", ")
        )));
    }
    if let Some(name) = selection.lists.iter().find(|name| workspace.list(name).is_none()) {
        let known = workspace.lists.iter().flatten().map(|list| format!(" {}", list.api_slug));
        let known = match &workspace.lists {
            Some(lists) if !lists.is_empty() => {
                format!("only{}", known.collect::<Vec<_>>().join(","))
            }
            _ => "nor any other; write one with lists with `attio schema pull`".to_owned(),
        };
        return Err(NotThere(format!("the snapshot has no list `{name}`, {known}")));
    }
    let there = |name: &&String| {
        let is_of = |of: &dyn Fn(&str) -> bool, attributes: &[Attribute]| {
            attributes.iter().any(|attribute| is_named(of, attribute, name))
        };
        objects.iter().any(|object| is_of(&|name| object.is(name), &object.attributes))
            || lists.iter().any(|list| is_of(&|name| list.is(name), &list.attributes))
    };
    match selection.attributes.iter().find(|name| !there(name)) {
        Some(name) => {
            Err(NotThere(format!("no selected object or list has an attribute `{name}`")))
        }
        None => Ok(()),
    }
}

fn is_named(is_of: impl Fn(&str) -> bool, attribute: &Attribute, name: &str) -> bool {
    match name.split_once('.') {
        Some((of, name)) => is_of(of) && attribute.is(name),
        None => attribute.is(name),
    }
}

fn slug(object: &Object) -> &str {
    object.api_slug.as_deref().unwrap_or(&object.id)
}

struct Planner<'a> {
    selection: &'a Selection,
    /// The names of the structs by the IDs of the objects.
    structs: &'a HashMap<&'a str, String>,
    types: Scope,
    imports: BTreeSet<&'static str>,
}

impl Planner<'_> {
    fn list(&mut self, list: &List, name: &str) -> ListEnums {
        let mut enums = Vec::new();
        for attribute in list.attributes.iter().filter(|attribute| !attribute.is_archived) {
            let kind = attribute.attribute_type();
            if !self.is_selected(|name| list.is(name), attribute)
                || !matches!(kind, Some(AttributeType::Select | AttributeType::Status))
            {
                continue;
            }
            if let Some(mut choices) = self.choices(name, attribute) {
                choices.docs = format!(
                    "The values of `{}` in the list `{}`.",
                    attribute.api_slug, list.api_slug
                );
                enums.push(choices);
                self.imports.insert("AttioOption");
            }
        }
        ListEnums { list: list.api_slug.clone(), enums }
    }

    fn is_selected(&self, is_of: impl Fn(&str) -> bool, attribute: &Attribute) -> bool {
        let names = &self.selection.attributes;
        names.is_empty() || names.iter().any(|name| is_named(&is_of, attribute, name))
    }

    fn record(&mut self, object: &Object) -> Struct {
        self.imports.insert("AttioRecord");
        let name = self.structs.get(object.id.as_str()).cloned().unwrap_or_default();
        let mut scope = Scope::empty();
        let mut planned = Struct {
            docs: docs_of(object),
            object: slug(object).to_owned(),
            partial: false,
            fields: Vec::new(),
            unknown: Vec::new(),
            enums: Vec::new(),
            name,
        };
        for attribute in &object.attributes {
            // Every response has the record ID.
            if attribute.is_archived || attribute.api_slug == "record_id" {
                continue;
            }
            if !self.is_selected(|name| object.is(name), attribute) {
                planned.partial |= is_needed(attribute);
                continue;
            }
            let Some(kind) = attribute.attribute_type() else {
                planned.partial |= is_needed(attribute);
                planned.unknown.push((attribute.api_slug.clone(), attribute.type_name.clone()));
                continue;
            };
            let field = self.field(&mut planned, &mut scope, attribute, kind);
            planned.fields.push(field);
        }
        planned
    }

    fn field(
        &mut self,
        record: &mut Struct,
        scope: &mut Scope,
        attribute: &Attribute,
        kind: AttributeType,
    ) -> Field {
        let name = scope.take(&field_name(&attribute.api_slug), "_");
        let read_only = !attribute.is_writable || kind == AttributeType::Interaction;
        let mut keys = Vec::new();
        if name != attribute.api_slug {
            keys.push(format!("slug = {:?}", attribute.api_slug));
        }
        let (ty, pinned) = self.value_type(record, attribute, kind, read_only);
        if pinned {
            keys.push(format!("kind = \"{kind}\""));
        }
        if attribute.is_unique {
            keys.push("unique".to_owned());
        }
        if read_only {
            keys.push("read_only".to_owned());
        }
        let shape = match () {
            () if attribute.is_multiselect => Shape::Many,
            () if is_needed(attribute) && !read_only => Shape::One,
            () => Shape::Optional,
        };
        Field {
            identifier: identifier(&name),
            docs: (attribute.title.clone(), attribute.description.clone()),
            keys,
            ty,
            shape,
        }
    }

    /// Returns the type of one value, and whether the attribute type must be pinned.
    fn value_type(
        &mut self,
        record: &mut Struct,
        attribute: &Attribute,
        kind: AttributeType,
        read_only: bool,
    ) -> (String, bool) {
        let ty = match kind {
            AttributeType::Select | AttributeType::Status => {
                if let Some(choices) = self.choices(&record.name, attribute) {
                    let name = choices.name.clone();
                    record.enums.push(choices);
                    self.imports.insert("AttioOption");
                    return (name, true);
                }
                kind.value_type()
            }
            AttributeType::RecordReference => {
                let allowed = attribute.config.record_reference.allowed_object_ids.as_deref();
                let target = match allowed {
                    Some([one]) => self.structs.get(one.as_str()),
                    _ => None,
                };
                if let Some(target) = target {
                    self.imports.insert("RecordRef");
                    return (format!("RecordRef<{target}>"), false);
                }
                kind.value_type()
            }
            AttributeType::ActorReference if read_only => "Actor",
            _ => kind.value_type(),
        };
        if !IN_SCOPE.contains(&ty) {
            self.imports.insert(ty);
        }
        (ty.to_owned(), false)
    }

    /// Returns the enum of the active options or statuses; `None` if there are none.
    fn choices(&mut self, record: &str, attribute: &Attribute) -> Option<Enum> {
        let options = attribute.options.iter().map(|option| (&option.title, option.is_archived));
        let statuses = attribute.statuses.iter().map(|status| (&status.title, status.is_archived));
        let titles: Vec<&String> = options
            .chain(statuses)
            .filter(|(title, archived)| !archived && !title.is_empty())
            .map(|(title, _)| title)
            .collect();
        if titles.is_empty() {
            return None;
        }
        let mut slug = attribute.api_slug.clone();
        if attribute.is_multiselect {
            slug = singular(&slug);
        }
        let name = self.types.take(&format!("{record}{}", type_name(&slug)), "Option");
        let mut scope = Scope::empty();
        let mut variants: Vec<(String, String)> = Vec::new();
        for title in titles {
            // Two options cannot share a title, but a manually edited snapshot might contain that.
            if !variants.iter().any(|(_, taken)| taken == title) {
                variants.push((scope.take(&variant_name(title), "Option"), title.clone()));
            }
        }
        let other = scope.take("Other", "Title");
        let docs = format!("The values of `{}`.", attribute.api_slug);
        Some(Enum { name, docs, variants, other })
    }
}

/// The value types that do not need an import.
const IN_SCOPE: &[&str] = &["String", "bool", "f64"];

/// Returns whether a new record needs a value.
fn is_needed(attribute: &Attribute) -> bool {
    attribute.is_required
        && attribute.is_writable
        && !attribute.is_default_value_enabled
        && !attribute.is_archived
}

fn docs_of(object: &Object) -> String {
    let slug = slug(object);
    match (&object.singular_noun, &object.plural_noun) {
        (Some(one), Some(many)) if !one.is_empty() => {
            format!("{one}, a record of {many} (`{slug}`).")
        }
        _ => format!("A record of `{slug}`."),
    }
}
