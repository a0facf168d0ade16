//! Generates Rust code from a schema: a struct per object, and an enum for the options of each select
//! and status attribute of objects and lists.

mod names;
mod plan;
mod write;

use std::fmt;

use attio_schema::{List, Workspace};

/// The selection of objects, lists and attributes to generate.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Selection {
    /// The objects, by slug or ID. If this and `lists` are empty, everything is selected.
    pub objects: Vec<String>,
    /// The lists, by slug or ID. If this and `objects` are empty, everything is selected.
    pub lists: Vec<String>,
    /// The attributes, by slug, or by object or list and slug as in `people.job_title`; empty means
    /// all.
    pub attributes: Vec<String>,
}

impl Selection {
    fn is_all(&self) -> bool {
        self.objects.is_empty() && self.lists.is_empty()
    }

    /// Returns whether the list is selected.
    #[must_use]
    pub fn has_list(&self, list: &List) -> bool {
        self.is_all() || self.lists.iter().any(|name| list.is(name))
    }
}

/// The error for a selected object, list or attribute that is not in the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotThere(String);

impl fmt::Display for NotThere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotThere {}

/// Returns the code of a module. The same schema gives the same code.
///
/// A reference to one generated object is a `RecordRef` of its struct; other references are
/// `AnyRecordRef`s. Required attributes are plain values, other attributes `Option` or `Vec`. Enums of
/// options have a variant for titles that are added later, so that reading does not fail.
///
/// A list has only the enums of its attributes, and a comment says so: there are no structs for entries
/// yet.
///
/// # Errors
///
/// Returns an error if an object, list or attribute of the selection is not in the schema.
pub fn generate(workspace: &Workspace, selection: &Selection) -> Result<String, NotThere> {
    let mut sorted = workspace.clone();
    sorted.sort();
    Ok(write::module(&plan::plan(&sorted, selection)?))
}
