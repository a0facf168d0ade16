//! Finds each `#[attio(ahead)]` of the sources that is no longer needed.

use std::path::{Path, PathBuf};

use attio_schema::{Attribute, Object, Workspace};
use serde_json::{Value, json};

use super::show;
use crate::output::Output;
use crate::sources::{Location, Record, Sources, Variant};

/// An `ahead` whose object, attribute or option is known.
pub(super) struct Superfluous {
    location: Location,
    object: String,
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
    /// The objects to compare; all if there are none.
    only: Vec<String>,
}

impl Ahead {
    /// Reads the sources of the packages that use the snapshot. If it was named, they are in the current
    /// folder, otherwise beside the snapshot and below.
    pub(super) fn read(snapshot: &Path, is_named: bool, only: &[String]) -> Self {
        let folder = snapshot.parent().filter(|folder| !is_named && !folder.as_os_str().is_empty());
        let sources = Sources::read(folder.unwrap_or(Path::new(".")));
        Self { sources, snapshot: snapshot.to_owned(), only: only.to_owned() }
    }

    /// The objects of the structs with an `ahead`, whose schema is needed.
    pub(super) fn objects(&self) -> impl Iterator<Item = String> {
        let objects = self.records().filter(|record| {
            let is_wanted = self.only.is_empty() || self.only.contains(&record.object);
            let mut fields = record.fields.iter();
            is_wanted && (record.ahead.is_some() || fields.any(|field| field.ahead.is_some()))
        });
        objects.map(|record| record.object.clone())
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

    /// Returns the object, unless only others are compared.
    fn object<'w>(&self, name: &str, workspace: &'w Workspace) -> Option<&'w Object> {
        let object = workspace.object(name)?;
        (self.only.is_empty() || self.only.iter().any(|only| object.is(only))).then_some(object)
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
            let Some(object) = self.object(&record.object, workspace) else { continue };
            let slug = show::name(object);
            if let Some(location) = &record.ahead {
                found.push(Superfluous {
                    location: location.clone(),
                    object: slug.to_owned(),
                    attribute: None,
                    known: format!("the object `{slug}`"),
                    item: format!("the struct `{}`", record.name),
                    is_in_snapshot,
                });
            }
            for field in &record.fields {
                if let (Some(location), Some(attribute)) =
                    (&field.ahead, object.attribute(&field.key))
                {
                    found.push(Superfluous {
                        location: location.clone(),
                        object: slug.to_owned(),
                        attribute: Some(attribute.api_slug.clone()),
                        known: format!("the attribute `{slug}.{}`", attribute.api_slug),
                        item: format!("the field `{}` of `{}`", field.name, record.name),
                        is_in_snapshot,
                    });
                }
            }
        }
        for options in &self.sources.enums {
            let fields = self.sources.fields_of(options);
            let fields = fields.iter().filter(|(record, _)| self.is_checked(record));
            let attributes: Option<Vec<_>> = fields
                .map(|(record, field)| {
                    let object = self.object(&record.object, workspace)?;
                    Some((show::name(object), object.attribute(&field.key)?))
                })
                .collect();
            // It is still needed if one of the attributes lacks the option.
            let Some(attributes) = attributes else { continue };
            let Some((object, first)) = attributes.first() else { continue };
            for variant in &options.variants {
                if attributes.iter().all(|(_, attribute)| has_option(attribute, variant)) {
                    let slug = &first.api_slug;
                    found.push(Superfluous {
                        location: variant.ahead.clone(),
                        object: (*object).to_owned(),
                        attribute: Some(slug.clone()),
                        known: format!("\"{}\" of `{object}.{slug}`", variant.title),
                        item: format!("the variant `{}` of `{}`", variant.name, options.name),
                        is_in_snapshot,
                    });
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
