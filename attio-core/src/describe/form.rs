//! Whether a target holds records or entries.

use super::Target;

/// How a record or an entry is named in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Record,
    Entry,
}

impl Form {
    /// The form of what the target holds.
    pub(crate) fn of(target: Target<'_>) -> Self {
        match target {
            Target::List(_) => Self::Entry,
            Target::Object(_) | Target::Activity(_) => Self::Record,
        }
    }

    /// The member with the values.
    pub(crate) fn values(self) -> &'static str {
        match self {
            Self::Record => "values",
            Self::Entry => "entry_values",
        }
    }

    /// The member with the values, in the words of an error.
    pub(crate) fn quoted_values(self) -> &'static str {
        match self {
            Self::Record => "`values`",
            Self::Entry => "`entry_values`",
        }
    }

    /// The member of `id` and the attribute with the own ID.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Record => "record_id",
            Self::Entry => "entry_id",
        }
    }

    /// The description of the missing thing where one is expected.
    pub(crate) fn expected(self) -> &'static str {
        match self {
            Self::Record => "expected a record",
            Self::Entry => "expected an entry",
        }
    }

    pub(crate) fn with_article(self) -> &'static str {
        match self {
            Self::Record => "a record",
            Self::Entry => "an entry",
        }
    }

    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Entry => "entry",
        }
    }

    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Record => "records",
            Self::Entry => "entries",
        }
    }
}
