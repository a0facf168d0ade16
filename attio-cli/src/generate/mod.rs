//! Generates Rust code from a schema: a struct per object and per list, and an enum for the options of each
//! select and status attribute.

mod names;
mod plan;
mod write;

use std::fmt;

use attio_schema::Workspace;

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
}

/// The code of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Generated {
    /// The code.
    pub code: String,
    /// Sentences about lists whose parent is untyped because its object has no struct.
    pub notices: Vec<String>,
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
/// An object becomes a struct that derives `AttioRecord`, a list one that derives `AttioEntry`. The parent of
/// a list is the struct of its object. It is `AnyRecord` if the list has several parent objects, or if the
/// object has no struct: the schema lacks it, or it is not selected.
///
/// A reference to one generated object is a `RecordRef` of its struct; other references are
/// `AnyRecordRef`s. Required attributes are plain values, other attributes `Option` or `Vec`. Enums of
/// options have a variant for titles that are added later, so that reading does not fail.
///
/// A name depends on nothing but the title or slug that it is made from. If two of them want the same name, or
/// if a name lacks letters of its title, it ends with a number that is made from its title or slug. The selection
/// changes no name.
///
/// # Errors
///
/// Returns an error if an object, list or attribute of the selection is not in the schema.
pub fn generate(workspace: &Workspace, selection: &Selection) -> Result<Generated, NotThere> {
    let mut sorted = workspace.clone();
    sorted.sort();
    let module = plan::plan(&sorted, selection)?;
    Ok(Generated { code: write::module(&module), notices: module.notices })
}
