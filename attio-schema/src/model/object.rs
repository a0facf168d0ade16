use super::Attribute;

/// An object: a kind of record, such as people or companies.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Object {
    /// The object's ID, `id.object_id` in the API.
    pub id: String,
    /// The slug. The API may return null.
    pub api_slug: Option<String>,
    /// The name of one record, such as `Person`. The API may return null.
    pub singular_noun: Option<String>,
    /// The name of several records, such as `People`. The API may return null.
    pub plural_noun: Option<String>,
    /// When the object was created. A snapshot does not keep it.
    pub created_at: Option<String>,
    /// The attributes. The API returns them in the order of the user interface; a snapshot sorts them
    /// by slug.
    pub attributes: Vec<Attribute>,
}

impl Object {
    /// Creates an object with this slug, without attributes and with an empty ID.
    #[must_use]
    pub fn new(api_slug: &str) -> Self {
        Self { api_slug: Some(api_slug.to_owned()), ..Self::default() }
    }

    /// Returns whether this is the object's slug or ID.
    #[must_use]
    pub fn is(&self, slug_or_id: &str) -> bool {
        self.api_slug.as_deref() == Some(slug_or_id) || self.id == slug_or_id
    }

    /// Returns the attribute with this slug or ID.
    #[must_use]
    pub fn attribute(&self, slug_or_id: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.is(slug_or_id))
    }

    /// Returns the attribute with this slug or ID, mutably.
    pub fn attribute_mut(&mut self, slug_or_id: &str) -> Option<&mut Attribute> {
        self.attributes.iter_mut().find(|attribute| attribute.is(slug_or_id))
    }
}
