//! Targets: objects, lists and activities.

use std::fmt;

/// An object, a list or an activity, which Attio calls a *target*.
///
/// It has attributes, and holds records or entries. The string is a slug or an ID (a UUID).
///
/// ```
/// use attio_core::Target;
///
/// let people = Target::Object("people");
/// assert_eq!(people.name(), "people");
/// assert_eq!(people.to_string(), "`people`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target<'a> {
    /// An object, which holds records.
    Object(&'a str),
    /// A list, which holds entries.
    List(&'a str),
    /// An activity, such as `calls`, which holds records.
    Activity(&'a str),
}

impl<'a> Target<'a> {
    /// Returns the slug or ID.
    #[must_use]
    pub const fn name(self) -> &'a str {
        match self {
            Self::Object(name) | Self::List(name) | Self::Activity(name) => name,
        }
    }
}

impl fmt::Display for Target<'_> {
    /// Writes the slug or ID, in backquotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name())
    }
}
