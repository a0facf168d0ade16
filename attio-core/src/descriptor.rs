//! What generated code says of a struct's fields: static tables, no code.

use attio_schema::AttributeType;

/// One field of a struct and the attribute that it stands for.
#[derive(Debug)]
pub struct Field {
    /// The name of the field in the struct.
    pub name: &'static str,
    /// The slug or the ID that the request is keyed by.
    pub key: &'static str,
    /// The start of the attribute in the request body: the key as JSON, a colon, a bracket.
    pub prefix: &'static str,
    /// The slug that answers are keyed by, where it is known.
    pub slug: Option<&'static str>,
    /// The attribute type that the field pins.
    pub kind: Option<AttributeType>,
}

impl Field {
    /// A field whose name is the attribute's slug, and which pins no attribute type.
    #[must_use]
    pub const fn plain(name: &'static str, prefix: &'static str) -> Self {
        Self { name, key: name, prefix, slug: Some(name), kind: None }
    }
}
