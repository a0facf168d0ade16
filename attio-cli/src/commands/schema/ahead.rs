//! Finds each `#[attio(ahead)]` of the sources that is no longer needed.

use std::path::{Path, PathBuf};

use attio_schema::{Attribute, List, Object, Workspace};
use serde_json::{Value, json};

use super::{Only, show};
use crate::output::Output;
use crate::sources::{Location, Record, Sources, Target, Variant};

/// An `ahead` whose object, list, attribute or option is known.
pub(super) struct Superfluous {
    location: Location,
    /// The slug of the object, or that of the list.
    object: Option<String>,
    list: Option<String>,
    attribute: Option<String>,
    /// The thing that is known: "the object `invoices`".
    known: String,
    /// The item that it is on: "the struct `Invoice`".
    item: String,
    /// Whether the snapshot has it, not only the workspace.
    is_in_snapshot: bool,
}

/// The sources below a folder, for the comparison.
pub(super) struct Ahead {
    sources: Sources,
    snapshot: PathBuf,
    /// The objects and lists to compare; `None` for all.
    only: Option<Only>,
}

/// The object or list of a struct.
#[derive(Clone, Copy)]
enum Known<'w> {
    Object(&'w Object),
    List(&'w List),
}

impl<'w> Known<'w> {
    fn attribute(self, slug_or_id: &str) -> Option<&'w Attribute> {
        match self {
            Self::Object(object) => object.attribute(slug_or_id),
            Self::List(list) => list.attribute(slug_or_id),
        }
    }

    fn slug(self) -> &'w str {
        match self {
            Self::Object(object) => show::name(object),
            Self::List(list) => &list.api_slug,
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Object(_) => "object",
            Self::List(_) => "list",
        }
    }

    /// Returns the attribute in messages. An object and a list can have the same slug.
    fn path(self, attribute: &Attribute) -> String {
        let path = format!("`{}.{}`", self.slug(), attribute.api_slug);
        match self {
            Self::Object(_) => path,
            Self::List(_) => format!("the list attribute {path}"),
        }
    }
}

impl Ahead {
    /// Reads the sources of the packages that use the snapshot. If it was named, they are in the current
    /// folder, otherwise beside the snapshot and below.
    pub(super) fn read(snapshot: &Path, is_named: bool, only: Option<Only>) -> Self {
        let folder = snapshot.parent().filter(|folder| !is_named && !folder.as_os_str().is_empty());
        let sources = Sources::read(folder.unwrap_or(Path::new(".")));
        Self { sources, snapshot: snapshot.to_owned(), only }
    }

    /// The objects and the lists of the structs with an `ahead`, whose schemas are needed.
    pub(super) fn wanted(&self) -> (Vec<String>, Vec<String>) {
        let (mut objects, mut lists) = (Vec::new(), Vec::new());
        for record in self.records() {
            if record.ahead.is_none() && record.fields.iter().all(|field| field.ahead.is_none()) {
                continue;
            }
            let (only, names, name) = match &record.target {
                Target::Object(name) => (self.only_objects(), &mut objects, name),
                Target::List(name) => (self.only_lists(), &mut lists, name),
            };
            if only.is_none_or(|only| only.contains(name)) {
                names.push(name.clone());
            }
        }
        (objects, lists)
    }

    fn only_objects(&self) -> Option<&[String]> {
        self.only.as_ref().map(|only| &*only.objects)
    }

    fn only_lists(&self) -> Option<&[String]> {
        self.only.as_ref().map(|only| only.lists.as_deref().unwrap_or_default())
    }

    /// Returns what can go, because the snapshot or the workspace has it.
    pub(super) fn compare(&self, snapshot: &Workspace, live: &Workspace) -> Vec<Superfluous> {
        let mut found = self.known_in(snapshot, true);
        for one in self.known_in(live, false) {
            let same = |other: &Superfluous| {
                (&other.location.file, other.location.line, &other.item)
                    == (&one.location.file, one.location.line, &one.item)
            };
            if !found.iter().any(same) {
                found.push(one);
            }
        }
        found.sort_by(|a, b| {
            (&a.location.file, a.location.line).cmp(&(&b.location.file, b.location.line))
        });
        found
    }

    /// The structs that are checked against the snapshot.
    fn records(&self) -> impl Iterator<Item = &Record> {
        self.sources.records.iter().filter(|record| self.is_checked(record))
    }

    /// Returns the object or list, unless only others are compared.
    fn target<'w>(&self, target: &Target, workspace: &'w Workspace) -> Option<Known<'w>> {
        let is_wanted = |only: Option<&[String]>, is: &dyn Fn(&str) -> bool| {
            only.is_none_or(|only| only.iter().any(|name| is(name)))
        };
        match target {
            Target::Object(name) => {
                let object = workspace.object(name)?;
                let is_wanted = is_wanted(self.only_objects(), &|name| object.is(name));
                is_wanted.then_some(Known::Object(object))
            }
            Target::List(name) => {
                let list = workspace.list(name)?;
                let is_wanted = is_wanted(self.only_lists(), &|name| list.is(name));
                is_wanted.then_some(Known::List(list))
            }
        }
    }

    /// Returns whether the struct has no other snapshot.
    fn is_checked(&self, record: &Record) -> bool {
        let Some(own) = &record.schema else { return true };
        match (own.canonicalize(), self.snapshot.canonicalize()) {
            (Ok(own), Ok(snapshot)) => own == snapshot,
            _ => false,
        }
    }

    fn known_in(&self, workspace: &Workspace, is_in_snapshot: bool) -> Vec<Superfluous> {
        let mut found = Vec::new();
        for record in self.records() {
            let Some(target) = self.target(&record.target, workspace) else { continue };
            if let Some(location) = &record.ahead {
                found.push(Superfluous::new(
                    (location, is_in_snapshot),
                    (target, None),
                    format!("the {} `{}`", target.kind(), target.slug()),
                    format!("the struct `{}`", record.name),
                ));
            }
            for field in &record.fields {
                if let (Some(location), Some(attribute)) =
                    (&field.ahead, target.attribute(&field.key))
                {
                    found.push(Superfluous::new(
                        (location, is_in_snapshot),
                        (target, Some(attribute)),
                        match target {
                            Known::Object(_) => format!("the attribute {}", target.path(attribute)),
                            Known::List(_) => target.path(attribute),
                        },
                        format!("the field `{}` of `{}`", field.name, record.name),
                    ));
                }
            }
        }
        for options in &self.sources.enums {
            let fields = self.sources.fields_of(options);
            let fields = fields.iter().filter(|(record, _)| self.is_checked(record));
            let attributes: Option<Vec<_>> = fields
                .map(|(record, field)| {
                    let target = self.target(&record.target, workspace)?;
                    Some((target, target.attribute(&field.key)?))
                })
                .collect();
            // It is still needed if one of the attributes lacks the option.
            let Some(attributes) = attributes else { continue };
            let Some((target, first)) = attributes.first() else { continue };
            for variant in &options.variants {
                if attributes.iter().all(|(_, attribute)| has_option(attribute, variant)) {
                    found.push(Superfluous::new(
                        (&variant.ahead, is_in_snapshot),
                        (*target, Some(*first)),
                        format!("\"{}\" of {}", variant.title, target.path(first)),
                        format!("the variant `{}` of `{}`", variant.name, options.name),
                    ));
                }
            }
        }
        found
    }
}

fn has_option(attribute: &Attribute, variant: &Variant) -> bool {
    let options = attribute.options.iter().map(|option| (&option.id, &option.title));
    let statuses = attribute.statuses.iter().map(|status| (&status.id, &status.title));
    options.chain(statuses).any(|(id, title)| match &variant.id {
        Some(wanted) => id.eq_ignore_ascii_case(wanted),
        None => *title == variant.title,
    })
}

impl Superfluous {
    fn new(
        (location, is_in_snapshot): (&Location, bool),
        (target, attribute): (Known<'_>, Option<&Attribute>),
        known: String,
        item: String,
    ) -> Self {
        let slug = Some(target.slug().to_owned());
        let (object, list) = match target {
            Known::Object(_) => (slug, None),
            Known::List(_) => (None, slug),
        };
        Self {
            location: location.clone(),
            object,
            list,
            attribute: attribute.map(|attribute| attribute.api_slug.clone()),
            known,
            item,
            is_in_snapshot,
        }
    }

    /// Prints one line with the position and what to do.
    pub(super) fn show(&self, output: &Output) -> anyhow::Result<()> {
        output.line(format!(
            "ahead: {}:{}: {}",
            shown(&self.location.file).display(),
            self.location.line,
            self.sentence()
        ))
    }

    fn sentence(&self) -> String {
        let Self { known, item, .. } = self;
        match self.is_in_snapshot {
            true => format!("the snapshot has {known}; remove `#[attio(ahead)]` from {item}"),
            false => format!(
                "the workspace has {known}; run `attio schema pull` and remove `#[attio(ahead)]` \
                 from {item}"
            ),
        }
    }

    pub(super) fn as_json(&self) -> Value {
        json!({
            "object": self.object,
            "list": self.list,
            "attribute": self.attribute,
            "severity": "compatible",
            "change": self.sentence(),
            "consequence": null,
            "file": shown(&self.location.file).display().to_string(),
            "line": self.location.line,
        })
    }
}

/// Returns the path from the current folder, if the file is below it.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    path.strip_prefix(".").unwrap_or(path).to_owned()
}
