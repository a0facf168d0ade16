//! Actors, and references to them.

use std::fmt;

use serde::Deserialize;
use uuid::Uuid;

use super::kind::ActorReferenceKind;
use super::{EmailAddress, ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// The type of an actor (the "Actors" page of Attio's docs).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ActorType {
    /// A token created in the workspace's settings.
    ApiToken,
    /// A person who is a member of the workspace.
    WorkspaceMember,
    /// Attio itself; it has no ID.
    System,
    /// An app that is installed in the workspace.
    App,
    /// The response does not name a type.
    Unspecified,
    /// A type that this version does not know, as Attio spells it.
    Unknown(String),
}

impl ActorType {
    /// Returns Attio's spelling; empty for [`ActorType::Unspecified`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::ApiToken => "api-token",
            Self::WorkspaceMember => "workspace-member",
            Self::System => "system",
            Self::App => "app",
            Self::Unspecified => "",
            Self::Unknown(text) => text,
        }
    }

    pub(crate) fn from_text(text: Option<&str>) -> Self {
        match text {
            None => Self::Unspecified,
            Some("api-token") => Self::ApiToken,
            Some("workspace-member") => Self::WorkspaceMember,
            Some("system") => Self::System,
            Some("app") => Self::App,
            Some(other) => Self::Unknown(other.to_owned()),
        }
    }
}

impl fmt::Display for ActorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Somebody or something that acts in a workspace.
///
/// Actors write values, own interactions, and are named by actor references.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The type of actor.
    pub actor_type: ActorType,
    /// The ID; the system has none. A string, because Attio does not promise a UUID.
    pub id: Option<String>,
}

/// `created_by_actor` and `owner_actor` of a response. Both members may be missing or null.
#[derive(Deserialize)]
pub(super) struct ActorMembers<'a> {
    #[serde(borrow, rename = "type", default)]
    actor_type: Option<Text<'a>>,
    #[serde(default)]
    id: Option<String>,
}

impl From<ActorMembers<'_>> for Actor {
    fn from(members: ActorMembers<'_>) -> Self {
        Self { actor_type: ActorType::from_text(members.actor_type.as_deref()), id: members.id }
    }
}

impl ReadValue for Actor {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            referenced_actor_type: Text<'a>,
            #[serde(default)]
            referenced_actor_id: Option<String>,
        }
        let members: Members<'_> = value.members("an actor reference")?;
        Ok(Self {
            actor_type: ActorType::from_text(Some(&members.referenced_actor_type)),
            id: members.referenced_actor_id,
        })
    }
}

/// A value of an actor reference attribute.
///
/// Only workspace members can be written, by ID or by e-mail address; responses may name any [`Actor`].
///
/// ```
/// use attio_core::ActorRef;
///
/// let owner = ActorRef::email("ada@example.com")?;
/// assert!(owner.actor().is_none()); // Attio will look the member up
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(alias("owner", "assignee", "user"))]
pub struct ActorRef(Reference);

#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Reference {
    Email(EmailAddress),
    Actor(Actor),
}

impl ActorRef {
    /// Creates a reference to the workspace member with this ID.
    #[must_use]
    pub fn member(id: Uuid) -> Self {
        Self(Reference::Actor(Actor {
            actor_type: ActorType::WorkspaceMember,
            id: Some(id.to_string()),
        }))
    }

    /// Creates a reference to the workspace member with this e-mail address.
    ///
    /// # Errors
    ///
    /// Returns an error if the string is not an e-mail address.
    pub fn email(address: &str) -> Result<Self, ValueError> {
        address.parse().map(|address| Self(Reference::Email(address)))
    }

    /// Returns the actor; `None` for a reference by e-mail address, which only Attio can resolve.
    #[must_use]
    pub fn actor(&self) -> Option<&Actor> {
        match &self.0 {
            Reference::Actor(actor) => Some(actor),
            Reference::Email(_) => None,
        }
    }
}

impl From<Actor> for ActorRef {
    fn from(actor: Actor) -> Self {
        Self(Reference::Actor(actor))
    }
}

impl WriteValue for ActorRef {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        match &self.0 {
            Reference::Email(address) => {
                out.object_with("{\"workspace_member_email_address\":", address.as_str())
            }
            Reference::Actor(Actor { actor_type: ActorType::WorkspaceMember, id: Some(id) }) => out
                .object_with(
                    "{\"referenced_actor_type\":\"workspace-member\",\"referenced_actor_id\":",
                    id,
                ),
            Reference::Actor(Actor { actor_type: ActorType::WorkspaceMember, id: None }) => {
                Err(ValueError::new("a workspace member without an ID", "one with an ID"))
            }
            Reference::Actor(actor) => Err(ValueError::new(
                format!("an actor of type `{}`", actor.actor_type),
                "a workspace member: Attio accepts no other actor in a write",
            )),
        }
    }
}

impl ReadValue for ActorRef {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        Actor::read(value).map(Self::from)
    }
}

fits!(ActorRef, Actor => ActorReferenceKind);
