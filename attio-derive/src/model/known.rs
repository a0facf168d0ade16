//! The snapshot's facts about the attribute of a field, for the checks that only the compiler can do.

use std::ops::Deref;
use std::sync::Arc;

use attio_schema::AttributeType;
use attio_schema::scan::Attribute;

/// The snapshot's facts about the attribute of a field.
pub(crate) struct Known {
    attributes: Arc<[Attribute]>,
    /// The index of the attribute.
    place: usize,
    /// `None` if the type is newer than this crate.
    pub(crate) kind: Option<AttributeType>,
    /// Whether the number of values was checked, because the type of the field shows it.
    pub(crate) counted: bool,
    /// The objects whose records can be referred to; `None` means any object, or that it is
    /// unknown.
    pub(crate) references: Option<Vec<Reference>>,
}

/// An object that can be referred to.
pub(crate) struct Reference {
    /// The slug, or the ID if there is none.
    pub(crate) name: String,
    pub(crate) id: String,
}

impl Known {
    /// The attribute at this index.
    pub(crate) fn new(attributes: &Arc<[Attribute]>, place: usize) -> Self {
        let kind = attributes[place].attribute_type();
        Self { attributes: Arc::clone(attributes), place, kind, counted: false, references: None }
    }
}

impl Deref for Known {
    type Target = Attribute;

    fn deref(&self) -> &Attribute {
        &self.attributes[self.place]
    }
}
