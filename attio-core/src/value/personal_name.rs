//! The names of people.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::kind::PersonalNameKind;
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{ValueReader, ValueWriter};

/// A value of a personal name attribute.
///
/// First, last and full name are always sent together: Attio refuses a name that lacks one of them.
///
/// ```
/// use attio_core::PersonalName;
///
/// let ada = PersonalName::new("Ada", "Lovelace");
/// assert_eq!(ada.full_name(), "Ada Lovelace");
/// assert_eq!("Lovelace, Ada".parse().as_ref(), Ok(&ada));
/// let countess = ada.with_full_name("Ada, Countess of Lovelace");
/// assert_eq!(countess.last_name(), "Lovelace");
/// ```
///
/// In serde's formats it has the members `first_name`, `last_name` and `full_name`. A missing `full_name` is
/// made from the other two, as [`new`](Self::new) does.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Form"))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PersonalName {
    first_name: String,
    last_name: String,
    full_name: String,
}

/// A name in serde's formats.
#[cfg(feature = "serde")]
#[derive(Deserialize)]
struct Form {
    first_name: String,
    last_name: String,
    #[serde(default)]
    full_name: Option<String>,
}

#[cfg(feature = "serde")]
impl From<Form> for PersonalName {
    fn from(form: Form) -> Self {
        let name = Self::new(form.first_name, form.last_name);
        match form.full_name {
            Some(full_name) => name.with_full_name(full_name),
            None => name,
        }
    }
}

impl PersonalName {
    /// Creates a name whose full form is the first name, a space and the last name.
    pub fn new(first_name: impl Into<String>, last_name: impl Into<String>) -> Self {
        let (first_name, last_name) = (first_name.into(), last_name.into());
        let space = if first_name.is_empty() || last_name.is_empty() { "" } else { " " };
        let full_name = format!("{first_name}{space}{last_name}");
        Self { first_name, last_name, full_name }
    }

    /// Sets the full form, which Attio stores as it is sent.
    #[must_use]
    pub fn with_full_name(mut self, full_name: impl Into<String>) -> Self {
        self.full_name = full_name.into();
        self
    }

    /// Returns the first name.
    #[must_use]
    pub fn first_name(&self) -> &str {
        &self.first_name
    }

    /// Returns the last name.
    #[must_use]
    pub fn last_name(&self) -> &str {
        &self.last_name
    }

    /// Returns the full name.
    #[must_use]
    pub fn full_name(&self) -> &str {
        &self.full_name
    }
}

impl FromStr for PersonalName {
    type Err = ValueError;

    /// Parses `Last, First`, as Attio does, or a full name whose last word is the last name. A single word is
    /// the first name.
    ///
    /// A string does not show where a last name of several words begins: for `Ludwig van Beethoven`, use
    /// [`new`](PersonalName::new) or write `van Beethoven, Ludwig`.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let name = match (text.split_once(','), text.rsplit_once(char::is_whitespace)) {
            (Some((last, first)), _) => Self::new(first.trim(), last.trim()),
            (None, Some((first, last))) => Self::new(first.trim(), last).with_full_name(text),
            (None, None) => Self::new(text, ""),
        };
        if name.full_name.is_empty() {
            return Err(ValueError::of_text(
                text,
                "a name such as `Ada Lovelace` or `Lovelace, Ada`",
            ));
        }
        Ok(name)
    }
}

impl fmt::Display for PersonalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full_name)
    }
}

impl WriteValue for PersonalName {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.object_of([
            ("{\"first_name\":", Some(&self.first_name)),
            (",\"last_name\":", Some(&self.last_name)),
            (",\"full_name\":", Some(&self.full_name)),
        ])
    }
}

impl ReadValue for PersonalName {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members {
            first_name: Option<String>,
            last_name: Option<String>,
            full_name: Option<String>,
        }
        const EXPECTED: &str = "a personal name value";
        let members: Members = value.members(EXPECTED)?;
        let (None, None, None) = (&members.first_name, &members.last_name, &members.full_name)
        else {
            return Ok(Self {
                first_name: members.first_name.unwrap_or_default(),
                last_name: members.last_name.unwrap_or_default(),
                full_name: members.full_name.unwrap_or_default(),
            });
        };
        Err(value.not(EXPECTED))
    }
}

fits!(PersonalName => PersonalNameKind);
