//! What the snapshot says of a field's attribute, for the checks that only the compiler can do.

use std::ops::Deref;
use std::sync::Arc;

use attio_schema::AttributeType;
use attio_schema::scan::{Attribute, Object};

/// What the snapshot says of a field's attribute.
pub(crate) struct Known {
    object: Arc<Object>,
    /// The place of the attribute in the object.
    place: usize,
    /// `None` where the type is newer than this crate.
    pub(crate) kind: Option<AttributeType>,
    /// Whether the type of the field shows how many values it holds, and that was looked at.
    pub(crate) counted: bool,
    /// The objects whose records can be referred to; `None` where any can, or where it is not
    /// known.
    pub(crate) references: Option<Vec<Reference>>,
}

/// An object that can be referred to.
pub(crate) struct Reference {
    /// The slug, or the ID where there is none.
    pub(crate) name: String,
    pub(crate) id: String,
}

impl Known {
    /// The attribute at this place of the object.
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
