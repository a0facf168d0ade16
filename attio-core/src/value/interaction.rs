//! Interactions: events that Attio finds in e-mails and calendars.

use serde::Deserialize;

use super::actor_reference::ActorMembers;
use super::kind::InteractionKind;
use super::{Actor, ReadValue, Timestamp, ValueError, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader};

/// The type of an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InteractionType {
    /// An activity.
    Activity,
    /// A calendar event.
    CalendarEvent,
    /// A call.
    Call,
    /// A chat thread.
    ChatThread,
    /// An e-mail.
    Email,
    /// A meeting in person.
    InPersonMeeting,
    /// A meeting.
    Meeting,
    /// A type that this version does not know, as Attio spells it.
    Unknown(String),
}

impl InteractionType {
    /// Returns Attio's spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Activity => "activity",
            Self::CalendarEvent => "calendar-event",
            Self::Call => "call",
            Self::ChatThread => "chat-thread",
            Self::Email => "email",
            Self::InPersonMeeting => "in-person-meeting",
            Self::Meeting => "meeting",
            Self::Unknown(text) => text,
        }
    }

    pub(crate) fn from_text(text: &str) -> Self {
        match text {
            "activity" => Self::Activity,
            "calendar-event" => Self::CalendarEvent,
            "call" => Self::Call,
            "chat-thread" => Self::ChatThread,
            "email" => Self::Email,
            "in-person-meeting" => Self::InPersonMeeting,
            "meeting" => Self::Meeting,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

/// A value of an interaction attribute.
///
/// Attio creates interactions from e-mails and calendars. They cannot be written, so a field of this
/// type is `#[attio(read_only)]`.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias("meeting", "email"))]
pub struct Interaction {
    /// The type of interaction.
    pub interaction_type: InteractionType,
    /// The time at which it happened.
    pub interacted_at: Timestamp,
    /// The actor whose interaction it was.
    pub owner: Actor,
}

impl ReadValue for Interaction {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            interaction_type: Text<'a>,
            #[serde(borrow)]
            interacted_at: Text<'a>,
            #[serde(borrow)]
            owner_actor: ActorMembers<'a>,
        }
        const EXPECTED: &str = "an interaction value";
        let members: Members<'_> = value.members(EXPECTED)?;
        Ok(Self {
            interaction_type: InteractionType::from_text(&members.interaction_type),
            interacted_at: members.interacted_at.parse().map_err(|_| value.not(EXPECTED))?,
            owner: members.owner_actor.into(),
        })
    }
}

fits!(Interaction => InteractionKind);
