use super::Attribute;

/// A list: records of one object, or of several, each as an entry with values of its own.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct List {
    /// The list's ID, `id.list_id` in the API.
    pub id: String,
    /// The slug.
    pub api_slug: String,
    /// The name in the user interface.
    pub name: String,
    /// The slugs or IDs of the objects whose records can be on the list, `parent_object` in the API.
    /// A list that is created with the API has one; older lists may have several.
    pub parent_objects: Vec<String>,
    /// The access of every member: `full-access`, `read-and-write` or `read-only`; `None` for a
    /// private list.
    pub workspace_access: Option<String>,
    /// The access of single members.
    pub workspace_member_access: Vec<MemberAccess>,
    /// When the list was created. A snapshot does not keep it.
    pub created_at: Option<String>,
    /// The attributes of an entry. The API returns them in the order of the user interface; a snapshot
    /// sorts them by slug.
    pub attributes: Vec<Attribute>,
}

impl List {
    /// Creates a list with this slug for records of one object. Every member has full access; the ID
    /// is empty, and the slug is also the name.
    #[must_use]
    pub fn new(api_slug: &str, parent_object: &str) -> Self {
        Self {
            api_slug: api_slug.to_owned(),
            name: api_slug.to_owned(),
            parent_objects: vec![parent_object.to_owned()],
            workspace_access: Some("full-access".to_owned()),
            ..Self::default()
        }
    }

    /// Returns whether this is the list's slug or ID.
    #[must_use]
    pub fn is(&self, slug_or_id: &str) -> bool {
        self.api_slug == slug_or_id || self.id == slug_or_id
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

/// The access of one member to a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberAccess {
    /// The member's ID.
    pub workspace_member_id: String,
    /// `full-access`, `read-and-write` or `read-only`; some responses have null.
    pub level: Option<String>,
}

impl MemberAccess {
    /// Creates the access of the member with this ID.
    #[must_use]
    pub fn new(workspace_member_id: &str, level: &str) -> Self {
        Self { workspace_member_id: workspace_member_id.to_owned(), level: Some(level.to_owned()) }
    }
}
