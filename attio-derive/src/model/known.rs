//! What the snapshot says of a field's attribute, for the checks that only the compiler can do.

use attio_schema::AttributeType;

/// What the snapshot says of a field's attribute.
pub(crate) struct Known {
    pub(crate) slug: String,
    /// `None` where the type is newer than this crate.
    pub(crate) kind: Option<AttributeType>,
    pub(crate) is_multiselect: bool,
    /// The objects whose records can be referred to; `None` where any can, or where it is not
    /// known.
    pub(crate) references: Option<Vec<Reference>>,
    /// Titles and IDs of the options or statuses.
    pub(crate) choices: Vec<(String, String)>,
    /// The file, as messages show it.
    pub(crate) file: String,
}

/// An object that can be referred to.
pub(crate) struct Reference {
    /// The slug, or the ID where there is none.
    pub(crate) name: String,
    pub(crate) id: String,
}
