//! Select options and statuses, for attributes without an enum of their options.

use std::ops::Deref;

use attio_schema::AttributeType;
use serde::Deserialize;
use uuid::Uuid;

use super::kind::{SelectKind, StatusKind};
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{ValueReader, ValueWriter};

/// A select option or status: its title, its ID or both.
///
/// A value that was read has both. [`SelectOption`] and [`Status`] dereference to this type.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Form"))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Choice {
    title: Option<String>,
    id: Option<Uuid>,
    is_archived: bool,
}

/// A choice in serde's formats: a title, an ID or both.
#[cfg(feature = "serde")]
#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(default)]
    is_archived: bool,
}

#[cfg(feature = "serde")]
impl TryFrom<Form> for Choice {
    type Error = ValueError;

    fn try_from(form: Form) -> Result<Self, ValueError> {
        let Form { title, id, is_archived } = form;
        if title.is_none() && id.is_none() {
            return Err(ValueError::new("an option or status without a key", "a title or an ID"));
        }
        Ok(Self { title, id, is_archived })
    }
}

impl Choice {
    fn by_title(title: String) -> Self {
        Self { title: Some(title), id: None, is_archived: false }
    }

    fn by_id(id: Uuid) -> Self {
        Self { title: None, id: Some(id), is_archived: false }
    }

    /// Returns the title, if it was given or read.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the ID, if it was given or read.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        self.id
    }

    /// Returns whether the option or status was archived when it was read.
    #[must_use]
    pub fn is_archived(&self) -> bool {
        self.is_archived
    }

    /// Writes the ID if there is one, because the title may have changed since it was read.
    fn write(&self, kind: AttributeType, out: ValueWriter<'_>) -> Result<(), ValueError> {
        match (self.id, &self.title) {
            (Some(id), _) => {
                let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
                out.choice(kind, id.hyphenated().encode_lower(&mut text))
            }
            (None, Some(title)) => out.choice(kind, title),
            (None, None) => {
                Err(ValueError::new("an option or status without a key", "a title or an ID"))
            }
        }
    }
}

/// A value of a select attribute: an option by its title or ID.
///
/// Attio refuses a title or ID that is not an option of the attribute, and never creates an option. For
/// the options of your own workspace, an enum with [`AttioOption`](macro@crate::AttioOption) reads
/// better.
///
/// ```
/// use attio_core::SelectOption;
///
/// let medium = SelectOption::title("Medium");
/// assert_eq!(medium.title(), Some("Medium"));
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(alias("tag", "dropdown"))]
pub struct SelectOption(Choice);

impl SelectOption {
    /// Creates a value for the option with this title, spelled as in the workspace.
    pub fn title(title: impl Into<String>) -> Self {
        Self(Choice::by_title(title.into()))
    }

    /// Creates a value for the option with this ID.
    #[must_use]
    pub fn id(id: Uuid) -> Self {
        Self(Choice::by_id(id))
    }
}

impl Deref for SelectOption {
    type Target = Choice;

    fn deref(&self) -> &Choice {
        &self.0
    }
}

/// A value of a status attribute: a status by its title or ID.
///
/// ```
/// use attio_core::Status;
///
/// assert_eq!(Status::title("In Progress").title(), Some("In Progress"));
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(alias("pipeline", "stage"))]
pub struct Status {
    #[cfg_attr(feature = "serde", serde(flatten))]
    choice: Choice,
    #[cfg_attr(feature = "serde", serde(default))]
    celebration_enabled: bool,
    target_time_in_status: Option<String>,
}

impl Status {
    /// Creates a value for the status with this title, spelled as in the workspace.
    pub fn title(title: impl Into<String>) -> Self {
        Self::of(Choice::by_title(title.into()))
    }

    /// Creates a value for the status with this ID.
    #[must_use]
    pub fn id(id: Uuid) -> Self {
        Self::of(Choice::by_id(id))
    }

    fn of(choice: Choice) -> Self {
        Self { choice, celebration_enabled: false, target_time_in_status: None }
    }

    /// Returns whether Attio celebrates when a record gets this status; false until it is read.
    #[must_use]
    pub fn celebration_enabled(&self) -> bool {
        self.celebration_enabled
    }

    /// Returns how long a record should stay in this status, if read and set.
    ///
    /// It is an ISO 8601 duration such as `P0Y0M1DT0H0M0S`.
    #[must_use]
    pub fn target_time_in_status(&self) -> Option<&str> {
        self.target_time_in_status.as_deref()
    }
}

impl Deref for Status {
    type Target = Choice;

    fn deref(&self) -> &Choice {
        &self.choice
    }
}

impl WriteValue for SelectOption {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        self.0.write(AttributeType::Select, out)
    }
}

impl WriteValue for Status {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        self.choice.write(AttributeType::Status, out)
    }
}

/// The member of a value object that holds the option or status.
#[derive(Deserialize)]
struct Members {
    #[serde(default)]
    option: Option<OptionMembers>,
    #[serde(default)]
    status: Option<StatusMembers>,
}

#[derive(Deserialize)]
struct OptionMembers {
    id: OptionId,
    title: String,
    #[serde(default)]
    is_archived: bool,
}

#[derive(Deserialize)]
struct OptionId {
    option_id: Uuid,
}

#[derive(Deserialize)]
struct StatusMembers {
    id: StatusId,
    title: String,
    #[serde(default)]
    is_archived: bool,
    #[serde(default)]
    celebration_enabled: bool,
    #[serde(default)]
    target_time_in_status: Option<String>,
}

#[derive(Deserialize)]
struct StatusId {
    status_id: Uuid,
}

impl ReadValue for SelectOption {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        const EXPECTED: &str = "a select value";
        let members: Members = value.members(EXPECTED)?;
        let option = members.option.ok_or_else(|| value.not(EXPECTED))?;
        Ok(Self(Choice {
            title: Some(option.title),
            id: Some(option.id.option_id),
            is_archived: option.is_archived,
        }))
    }
}

impl ReadValue for Status {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        const EXPECTED: &str = "a status value";
        let members: Members = value.members(EXPECTED)?;
        let status = members.status.ok_or_else(|| value.not(EXPECTED))?;
        Ok(Self {
            choice: Choice {
                title: Some(status.title),
                id: Some(status.id.status_id),
                is_archived: status.is_archived,
            },
            celebration_enabled: status.celebration_enabled,
            target_time_in_status: status.target_time_in_status,
        })
    }
}

/// Reads the title and ID of a value object of either type, for enums of options.
pub(super) fn read_title_and_id(value: ValueReader<'_>) -> Result<(String, Uuid), ValueError> {
    const EXPECTED: &str = "a select or status value";
    let members: Members = value.members(EXPECTED)?;
    match (members.option, members.status) {
        (Some(option), _) => Ok((option.title, option.id.option_id)),
        (None, Some(status)) => Ok((status.title, status.id.status_id)),
        (None, None) => Err(value.not(EXPECTED)),
    }
}

fits!(SelectOption => SelectKind);
fits!(Status => StatusKind);
