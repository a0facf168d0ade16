//! The snapshot's facts about the attribute of a field, for the checks that only the compiler can do.

use std::ops::Deref;
use std::sync::Arc;

use attio_schema::AttributeType;
use attio_schema::scan::{Attribute, Object};

/// The snapshot's facts about the attribute of a field.
pub(crate) struct Known {
    object: Arc<Object>,
    /// The index of the attribute in the object.
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
    /// The attribute at this index of the object.
    pub(crate) fn new(object: &Arc<Object>, place: usize) -> Self {
        let kind = object.attributes[place].attribute_type();
        Self { object: Arc::clone(object), place, kind, counted: false, references: None }
    }
}

impl Deref for Known {
    type Target = Attribute;

    fn deref(&self) -> &Attribute {
        &self.object.attributes[self.place]
    }
}
