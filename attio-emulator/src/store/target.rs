//! Objects and lists as the store holds them: what has attributes, and records or entries.

use attio_schema::MemberAccess;
use uuid::Uuid;

use super::Actor;
use super::schema::is_id;
use crate::text::instant::Instant;

/// The slug or ID of an object or a list. A string is that of an object.
///
/// ```
/// use attio_emulator::{Emulator, TargetName};
/// use serde_json::json;
///
/// let attio = Emulator::start_blocking()?;
/// attio.create_list(&json!({"api_slug": "pipeline", "parent_object": "companies"}))?;
/// let pipeline = TargetName::List("pipeline");
/// attio.create_attribute(pipeline, &json!({"api_slug": "stage", "type": "status"}))?;
/// attio.create_status(pipeline, "stage", "Won")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TargetName<'a> {
    /// An object.
    Object(&'a str),
    /// A list.
    List(&'a str),
}

impl<'a> From<&'a str> for TargetName<'a> {
    fn from(object: &'a str) -> Self {
        Self::Object(object)
    }
}

impl<'a> From<&'a String> for TargetName<'a> {
    fn from(object: &'a String) -> Self {
        Self::Object(object)
    }
}

/// An object or a list. Its attributes are in the store; the records of a list are its entries.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) created_at: Instant,
    /// The attributes in the order of the user interface.
    pub(crate) attributes: Vec<Uuid>,
}

/// The settings, which differ between objects and lists.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// The model has no attributes, and the ID is never empty.
    Object(attio_schema::Object),
    List(List),
}

/// The settings of a list.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) slug: String,
    pub(crate) name: String,
    /// The objects whose records can be on the list.
    pub(crate) parents: Vec<Uuid>,
    /// The access of every member; `None` for a private list.
    pub(crate) workspace_access: Option<Access>,
    /// The access of single members.
    pub(crate) member_access: MembersAccess,
    pub(crate) created_by: Actor,
}

/// The access of single members; some responses of Attio have no level.
pub(crate) type MembersAccess = Vec<(Uuid, Option<Access>)>;

/// A level of access to a list; a later level includes the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    Read,
    Write,
    Full,
}

impl Access {
    pub(crate) const NAMES: [&str; 3] = ["full-access", "read-and-write", "read-only"];

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Full, Self::Write, Self::Read].into_iter().find(|access| access.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Full => "full-access",
            Self::Write => "read-and-write",
            Self::Read => "read-only",
        }
    }
}

impl List {
    /// The access of a member, or of a token without a member; `None` if the list is hidden.
    pub(crate) fn access_of(&self, member: Option<Uuid>) -> Option<Access> {
        let own = self.member_access.iter().filter(|(id, _)| Some(*id) == member);
        own.filter_map(|(_, access)| *access).chain(self.workspace_access).max()
    }

    /// Whether some member can change the settings of the list, which Attio demands.
    pub(crate) fn has_full_access(&self) -> bool {
        let members = self.member_access.iter().map(|(_, access)| *access);
        members.chain([self.workspace_access]).any(|access| access == Some(Access::Full))
    }

    pub(crate) fn member_access_model(&self) -> Vec<MemberAccess> {
        let members = self.member_access.iter().map(|(member, access)| {
            let mut model = MemberAccess::default();
            model.workspace_member_id = member.to_string();
            model.level = access.map(|access| access.name().to_owned());
            model
        });
        members.collect()
    }
}

impl Target {
    /// The slug, or the ID of an object that has no slug.
    pub(crate) fn slug(&self) -> &str {
        match &self.kind {
            Kind::Object(object) => object.api_slug.as_deref().unwrap_or(&object.id),
            Kind::List(list) => &list.slug,
        }
    }

    pub(crate) fn is(&self, slug_or_id: &str) -> bool {
        self.slug() == slug_or_id || is_id(self.id, slug_or_id)
    }

    /// The settings, if this is a list.
    pub(crate) fn list(&self) -> Option<&List> {
        match &self.kind {
            Kind::List(list) => Some(list),
            Kind::Object(_) => None,
        }
    }

    /// The model without attributes, if this is an object.
    pub(crate) fn object(&self) -> Option<&attio_schema::Object> {
        match &self.kind {
            Kind::Object(object) => Some(object),
            Kind::List(_) => None,
        }
    }

    fn object_slug(&self) -> Option<&str> {
        self.object().and_then(|object| object.api_slug.as_deref())
    }

    /// Whether this is one of the five objects that Attio defines.
    pub(crate) fn is_standard(&self) -> bool {
        let standard = ["people", "companies", "deals", "users", "workspaces"];
        self.object_slug().is_some_and(|slug| standard.contains(&slug))
    }

    /// Whether this is one of the two objects with limits for custom attributes.
    pub(crate) fn is_person_or_company(&self) -> bool {
        matches!(self.object_slug(), Some("people" | "companies"))
    }

    /// The path segments in the `web_url` of an object's record, between the workspace and the ID.
    pub(crate) fn web_path(&self) -> Vec<&str> {
        match self.slug() {
            "people" => vec!["person"],
            "companies" => vec!["company"],
            standard @ ("deals" | "users" | "workspaces") => vec![standard, "record"],
            custom => vec!["custom", custom, "record"],
        }
    }
}
