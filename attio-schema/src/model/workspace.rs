use super::{Attribute, List, Object};

/// The schema of a workspace: its objects and lists with their attributes, and its members.
///
/// It is read from API responses ([`api`](crate::api)) or from a snapshot
/// ([`Workspace::from_json`]), and written as a snapshot ([`Workspace::to_json`]).
///
/// ```
/// use attio_schema::{Attribute, Object, Workspace};
///
/// let mut companies = Object::new("companies");
/// companies.attributes.push(Attribute::new("name", "text"));
/// let mut workspace = Workspace::default();
/// workspace.objects.push(companies);
///
/// let read = Workspace::from_json(&workspace.to_json())?;
/// assert_eq!(read, workspace);
/// # Ok::<(), attio_schema::SchemaError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Workspace {
    /// The workspace's ID.
    pub id: Option<String>,
    /// The workspace's name.
    pub name: Option<String>,
    /// The workspace's slug: the first segment in the paths of its pages.
    pub slug: Option<String>,
    /// The objects. A snapshot sorts them by slug, then by ID.
    pub objects: Vec<Object>,
    /// The lists. A snapshot sorts them by slug, then by ID. `None` if they are not known: in a
    /// snapshot without lists, or for a token without the scope `list_configuration:read`.
    pub lists: Option<Vec<List>>,
    /// The members. They are personal data, so think before you commit them in a snapshot.
    pub members: Vec<Member>,
}

impl Workspace {
    /// Returns the object with this slug or ID.
    #[must_use]
    pub fn object(&self, slug_or_id: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.is(slug_or_id))
    }

    /// Returns the object with this slug or ID, mutably.
    pub fn object_mut(&mut self, slug_or_id: &str) -> Option<&mut Object> {
        self.objects.iter_mut().find(|object| object.is(slug_or_id))
    }

    /// Returns an attribute of an object, each by slug or ID.
    #[must_use]
    pub fn attribute(&self, object: &str, attribute: &str) -> Option<&Attribute> {
        self.object(object)?.attribute(attribute)
    }

    /// Returns the list with this slug or ID.
    #[must_use]
    pub fn list(&self, slug_or_id: &str) -> Option<&List> {
        self.lists.iter().flatten().find(|list| list.is(slug_or_id))
    }

    /// Returns the list with this slug or ID, mutably.
    pub fn list_mut(&mut self, slug_or_id: &str) -> Option<&mut List> {
        self.lists.iter_mut().flatten().find(|list| list.is(slug_or_id))
    }

    /// Sorts everything as in a snapshot: objects, lists and attributes by slug, members by e-mail
    /// address, the parents of a list by name and the access to it by member.
    ///
    /// Items with the same slug or address are sorted by ID. Options and statuses keep their order.
    pub fn sort(&mut self) {
        self.objects.sort_by(|a, b| (&a.api_slug, &a.id).cmp(&(&b.api_slug, &b.id)));
        for object in &mut self.objects {
            object.attributes.sort_by(|a, b| (&a.api_slug, &a.id).cmp(&(&b.api_slug, &b.id)));
        }
        for list in self.lists.iter_mut().flatten() {
            list.parent_objects.sort();
            list.workspace_member_access.sort_by(|a, b| {
                (&a.workspace_member_id, &a.level).cmp(&(&b.workspace_member_id, &b.level))
            });
            list.attributes.sort_by(|a, b| (&a.api_slug, &a.id).cmp(&(&b.api_slug, &b.id)));
        }
        if let Some(lists) = &mut self.lists {
            lists.sort_by(|a, b| (&a.api_slug, &a.id).cmp(&(&b.api_slug, &b.id)));
        }
        self.members.sort_by(|a, b| (&a.email_address, &a.id).cmp(&(&b.email_address, &b.id)));
    }
}

/// A member of the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// The member's ID, `id.workspace_member_id` in the API.
    pub id: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The URL of the picture.
    pub avatar_url: Option<String>,
    /// The e-mail address.
    pub email_address: String,
    /// `admin`, `member` or `suspended`; Attio may add access levels.
    pub access_level: String,
    /// When the member was created. A snapshot does not keep it.
    pub created_at: Option<String>,
}

impl Member {
    /// Creates a member with the access level `member` and without an ID.
    #[must_use]
    pub fn new(first_name: &str, last_name: &str, email_address: &str) -> Self {
        Self {
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email_address: email_address.to_owned(),
            access_level: "member".to_owned(),
            ..Self::default()
        }
    }
}
