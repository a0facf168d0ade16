//! Plans the content of the module.

use std::collections::{BTreeSet, HashMap};

use attio_schema::{Attribute, AttributeType, List, Object, Workspace};

use super::names::{
    OTHER, Style, Wanted, entry_name, field_name, identifier, list_name, name_all, options_name,
    record_name, singular, variant_name,
};
use super::{NotThere, Selection};

/// A module.
pub(super) struct Module {
    pub(super) imports: BTreeSet<&'static str>,
    pub(super) structs: Vec<Struct>,
    /// Notices about lists whose structs do not name a parent.
    pub(super) notices: Vec<String>,
}

pub(super) struct Struct {
    pub(super) name: String,
    pub(super) docs: String,
    /// The trait that it derives.
    pub(super) derive: &'static str,
    /// The keys of `#[attio(…)]`.
    pub(super) keys: Vec<String>,
    /// A comment about the parent.
    pub(super) comment: Option<String>,
    pub(super) partial: bool,
    pub(super) fields: Vec<Field>,
    /// Attributes without a field, with the reasons.
    pub(super) omitted: Vec<(String, String)>,
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
    pub(super) other: &'static str,
}

pub(super) fn plan(workspace: &Workspace, selection: &Selection) -> Result<Module, NotThere> {
    let all: Vec<Target<'_>> = workspace
        .objects
        .iter()
        .map(Target::Object)
        .chain(workspace.lists.iter().flatten().map(Target::List))
        .collect();
    check_selection(workspace, &all, selection)?;
    // Also what is not selected has a name, so that the selection changes no name.
    let names = TypeNames::new(&all);
    let selected: Vec<_> =
        all.iter().enumerate().filter(|(_, target)| target.is_selected(selection)).collect();
    let structs: HashMap<&str, &String> = selected
        .iter()
        .filter_map(|(at, target)| match target {
            Target::Object(object) => Some((&*object.id, &names.structs[*at])),
            Target::List(_) => None,
        })
        .collect();
    let mut planner = Planner {
        workspace,
        selection,
        structs: &structs,
        imports: BTreeSet::new(),
        notices: Vec::new(),
    };
    let planned = selected
        .iter()
        .map(|(at, target)| planner.target(**target, &names.structs[*at], &names.enums[*at]));
    let structs = planned.collect();
    Ok(Module { imports: planner.imports, structs, notices: planner.notices })
}

/// An object or a list.
#[derive(Clone, Copy)]
enum Target<'a> {
    Object(&'a Object),
    List(&'a List),
}

impl<'a> Target<'a> {
    fn attributes(self) -> &'a [Attribute] {
        match self {
            Self::Object(object) => &object.attributes,
            Self::List(list) => &list.attributes,
        }
    }

    fn is(self, name: &str) -> bool {
        match self {
            Self::Object(object) => object.is(name),
            Self::List(list) => list.is(name),
        }
    }

    fn is_selected(self, selection: &Selection) -> bool {
        let named = match self {
            Self::Object(_) => &selection.objects,
            Self::List(_) => &selection.lists,
        };
        selection.is_all() || named.iter().any(|name| self.is(name))
    }

    /// The name of the struct, and the name before those of the enums.
    fn names(self) -> (Wanted, Wanted) {
        match self {
            Self::Object(object) => {
                let noun = object.singular_noun.as_deref().filter(|noun| !noun.trim().is_empty());
                let name = record_name(noun, slug(object));
                (name.clone(), name)
            }
            Self::List(list) => (entry_name(&list.api_slug), list_name(&list.api_slug)),
        }
    }

    /// A string that no other object or list has.
    fn key(self) -> String {
        match self {
            Self::Object(object) => format!("{:?}", slug(object)),
            Self::List(list) => format!("list {:?}", list.api_slug),
        }
    }
}

/// The names of all structs and enums, by the indices of the objects and lists and of their attributes.
struct TypeNames {
    structs: Vec<String>,
    enums: Vec<HashMap<usize, String>>,
}

impl TypeNames {
    fn new(all: &[Target<'_>]) -> Self {
        let mut things = Vec::new();
        let mut of_enums = Vec::new();
        for (at, target) in all.iter().enumerate() {
            let (name, _) = target.names();
            things.push((target.key(), name));
            of_enums.extend(target.attributes().iter().enumerate().map(|it| (at, it)));
        }
        of_enums.retain(|(_, (_, attribute))| has_choices(attribute));
        for (at, (_, attribute)) in &of_enums {
            let (_, of) = all[*at].names();
            let slug = match attribute.is_multiselect {
                true => &singular(&attribute.api_slug),
                false => &attribute.api_slug,
            };
            let key = format!("{}.{:?}", all[*at].key(), attribute.api_slug);
            things.push((key, options_name(&of, slug)));
        }
        let mut structs = name_all(Style::Type, &things);
        let names = structs.split_off(all.len());
        let mut enums = vec![HashMap::new(); all.len()];
        for ((at, (attribute, _)), name) in of_enums.into_iter().zip(names) {
            enums[at].insert(attribute, name);
        }
        Self { structs, enums }
    }
}

/// Returns whether the attribute has an enum.
fn has_choices(attribute: &Attribute) -> bool {
    !attribute.is_archived
        && matches!(attribute.attribute_type(), Some(AttributeType::Select | AttributeType::Status))
        && choices(attribute).any(|(title, archived)| !archived && !title.is_empty())
}

/// Returns the titles of the options or statuses, and whether they are archived.
fn choices(attribute: &Attribute) -> impl Iterator<Item = (&str, bool)> {
    let options = attribute.options.iter().map(|option| (&*option.title, option.is_archived));
    let statuses = attribute.statuses.iter().map(|status| (&*status.title, status.is_archived));
    options.chain(statuses)
}

fn check_selection(
    workspace: &Workspace,
    all: &[Target<'_>],
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
        let mut selected = all.iter().filter(|target| target.is_selected(selection));
        selected.any(|target| {
            target.attributes().iter().any(|attribute| is_named(*target, attribute, name))
        })
    };
    match selection.attributes.iter().find(|name| !there(name)) {
        Some(name) => {
            Err(NotThere(format!("no selected object or list has an attribute `{name}`")))
        }
        None => Ok(()),
    }
}

fn is_named(target: Target<'_>, attribute: &Attribute, name: &str) -> bool {
    match name.split_once('.') {
        Some((of, name)) => target.is(of) && attribute.is(name),
        None => attribute.is(name),
    }
}

fn slug(object: &Object) -> &str {
    object.api_slug.as_deref().unwrap_or(&object.id)
}

struct Planner<'a> {
    workspace: &'a Workspace,
    selection: &'a Selection,
    /// The names of the structs by the IDs of the objects.
    structs: &'a HashMap<&'a str, &'a String>,
    imports: BTreeSet<&'static str>,
    notices: Vec<String>,
}

impl Planner<'_> {
    fn is_selected(&self, target: Target<'_>, attribute: &Attribute) -> bool {
        let names = &self.selection.attributes;
        names.is_empty() || names.iter().any(|name| is_named(target, attribute, name))
    }

    /// Plans the struct of an object or a list; `enums` are the names of the enums by the indices of the
    /// attributes.
    fn target(&mut self, target: Target<'_>, name: &str, enums: &HashMap<usize, String>) -> Struct {
        let mut planned = Struct {
            name: name.to_owned(),
            docs: String::new(),
            derive: "",
            keys: Vec::new(),
            comment: None,
            partial: false,
            fields: Vec::new(),
            omitted: Vec::new(),
            enums: Vec::new(),
        };
        match target {
            Target::Object(object) => {
                planned.docs = docs_of(object);
                planned.derive = "AttioRecord";
                planned.keys = vec![format!("object = {:?}", slug(object))];
            }
            Target::List(list) => {
                planned.docs = docs_of_entry(list);
                planned.derive = "AttioEntry";
                let parent = match self.parent(list) {
                    Ok(parent) => parent,
                    Err(reason) => {
                        if let Some(reason) = reason {
                            self.notices.push(format!(
                                "the entries of `{}` have `parent = AnyRecord`, because {reason}",
                                attio_schema::plain(&list.api_slug)
                            ));
                            planned.comment = Some(format!("The parent is untyped: {reason}."));
                        }
                        self.imports.insert("AnyRecord");
                        "AnyRecord".to_owned()
                    }
                };
                planned.keys =
                    vec![format!("list = {:?}", list.api_slug), format!("parent = {parent}")];
            }
        }
        self.imports.insert(planned.derive);
        let attributes = target.attributes();
        let fields = field_names(target);
        for (at, attribute) in attributes.iter().enumerate() {
            // Every response has the ID of the record or entry.
            let Some(field) = fields.get(&at) else { continue };
            if !self.is_selected(target, attribute) {
                planned.partial |= is_needed(attribute);
                continue;
            }
            match kind_of(target, attribute) {
                Ok(kind) => {
                    let options = enums.get(&at).map(|name| {
                        let mut options = enumeration(name, attribute);
                        if let Target::List(list) = target {
                            options.docs.pop();
                            options.docs.push_str(&format!(" in the list `{}`.", list.api_slug));
                        }
                        options
                    });
                    let field = self.field(field, attribute, kind, options.as_ref());
                    planned.fields.push(field);
                    planned.enums.extend(options);
                }
                Err(reason) => {
                    planned.partial |= is_needed(attribute);
                    planned.omitted.push((attribute.api_slug.clone(), reason));
                }
            }
        }
        planned
    }

    /// Returns the name of the struct of a list's parent. The error is the reason why there is none; a list
    /// of several objects needs no reason.
    fn parent(&self, list: &List) -> Result<String, Option<String>> {
        let [parent] = &*list.parent_objects else { return Err(None) };
        let shown = attio_schema::plain(parent);
        let Some(object) = self.workspace.object(parent) else {
            return Err(Some(format!(
                "the snapshot has no object `{shown}`; pull it with `attio schema pull`"
            )));
        };
        self.structs.get(&*object.id).map(|name| (*name).clone()).ok_or_else(|| {
            let shown = attio_schema::plain(slug(object)).to_string();
            Some(format!("the object `{shown}` is not selected; add `--object {shown}`"))
        })
    }

    fn field(
        &mut self,
        name: &str,
        attribute: &Attribute,
        kind: AttributeType,
        options: Option<&Enum>,
    ) -> Field {
        let read_only = !attribute.is_writable || kind == AttributeType::Interaction;
        let mut keys = Vec::new();
        if name != attribute.api_slug {
            keys.push(format!("slug = {:?}", attribute.api_slug));
        }
        let ty = match options {
            Some(options) => {
                keys.push(format!("kind = \"{kind}\""));
                self.imports.insert("AttioOption");
                options.name.clone()
            }
            None => self.value_type(attribute, kind, read_only),
        };
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
            identifier: identifier(name),
            docs: (attribute.title.clone(), attribute.description.clone()),
            keys,
            ty,
            shape,
        }
    }

    /// Returns the type of one value, if it is not an enum.
    fn value_type(
        &mut self,
        attribute: &Attribute,
        kind: AttributeType,
        read_only: bool,
    ) -> String {
        let ty = match kind {
            AttributeType::RecordReference => {
                let allowed = attribute.config.record_reference.allowed_object_ids.as_deref();
                let target = match allowed {
                    Some([one]) => self.structs.get(one.as_str()),
                    _ => None,
                };
                if let Some(target) = target {
                    self.imports.insert("RecordRef");
                    return format!("RecordRef<{target}>");
                }
                kind.value_type()
            }
            AttributeType::ActorReference if read_only => "Actor",
            _ => kind.value_type(),
        };
        if !IN_SCOPE.contains(&ty) {
            self.imports.insert(ty);
        }
        ty.to_owned()
    }
}

/// Returns the names of the fields by the indices of their attributes.
fn field_names(target: Target<'_>) -> HashMap<usize, String> {
    let (id, taken): (_, &[&str]) = match target {
        Target::Object(_) => ("record_id", &[]),
        // An entry struct has the constant `PARENT`.
        Target::List(_) => ("entry_id", &["parent"]),
    };
    let attributes = target.attributes().iter().enumerate();
    let (indices, things): (Vec<_>, Vec<_>) = attributes
        .filter(|(_, attribute)| !attribute.is_archived && attribute.api_slug != id)
        .map(|(at, attribute)| {
            (at, (attribute.api_slug.clone(), field_name(&attribute.api_slug, taken)))
        })
        .unzip();
    indices.into_iter().zip(name_all(Style::Field, &things)).collect()
}

/// Returns the type of an attribute, or the reason why it has no field.
fn kind_of(target: Target<'_>, attribute: &Attribute) -> Result<AttributeType, String> {
    match (target, attribute.attribute_type()) {
        (_, None) => {
            let kind = attio_schema::plain(&attribute.type_name);
            Err(format!("this version does not know `{kind}`"))
        }
        (
            Target::List(_),
            Some(kind @ (AttributeType::PersonalName | AttributeType::Interaction)),
        ) => Err(format!("entries have no values of the type `{kind}`")),
        (_, Some(kind)) => Ok(kind),
    }
}

/// Returns the enum of the active options or statuses.
fn enumeration(name: &str, attribute: &Attribute) -> Enum {
    let mut things: Vec<(String, Wanted)> = Vec::new();
    let mut active = Vec::new();
    // Archived titles have a name too, so that archiving one changes no other name.
    for (title, archived) in choices(attribute).filter(|(title, _)| !title.is_empty()) {
        // Two options cannot share a title, but a manually edited snapshot might contain that, and an
        // archived option may.
        match things.iter().position(|(taken, _)| taken == title) {
            Some(at) => active[at] |= !archived,
            None => {
                things.push((title.to_owned(), variant_name(title)));
                active.push(!archived);
            }
        }
    }
    let names = name_all(Style::Type, &things);
    let variants = names.into_iter().zip(things).zip(active);
    Enum {
        name: name.to_owned(),
        docs: format!("The values of `{}`.", attribute.api_slug),
        variants: variants
            .filter(|(_, active)| *active)
            .map(|((name, (title, _)), _)| (name, title))
            .collect(),
        other: OTHER,
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

fn docs_of_entry(list: &List) -> String {
    match list.name.trim() {
        "" => format!("An entry of the list `{}`.", list.api_slug),
        name => format!("An entry of the list {name} (`{}`).", list.api_slug),
    }
}
