//! The kinds of differences and what each breaks.

use super::Severity;

/// What differs, from the first schema to the second.
///
/// Options and statuses share the changes of choices: an attribute has one or the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The object is new.
    ObjectAdded,
    /// The object is gone, or a standard object is switched off.
    ObjectRemoved,
    /// The object has another slug.
    ObjectSlug {
        /// The slug that it has now, if it has one.
        now: Option<String>,
    },
    /// The object was removed and made anew: same slug, another ID.
    ObjectRecreated,
    /// The names of the object differ.
    Nouns {
        /// One and several, such as `Person` and `People`.
        now: (Option<String>, Option<String>),
    },
    /// The attribute is new.
    AttributeAdded {
        /// Whether a new record must have a value, and Attio has none of its own.
        required: bool,
    },
    /// The attribute is gone.
    AttributeRemoved,
    /// The attribute has another slug.
    AttributeSlug {
        /// The slug that it has now.
        now: String,
    },
    /// Another attribute has the slug now.
    AttributeRecreated,
    /// The attribute has another type.
    Type {
        /// The type that it had.
        was: String,
        /// The type that it has.
        now: String,
    },
    /// A record can have several values now, or only one.
    Multiselect {
        /// Whether it can have several.
        now: bool,
    },
    /// A new record must have a value now, or need not any longer.
    Required {
        /// Whether it must.
        now: bool,
    },
    /// Values are unique now, or no longer.
    Unique {
        /// Whether they are.
        now: bool,
    },
    /// Values can be written now, or no longer.
    Writable {
        /// Whether they can.
        now: bool,
    },
    /// The attribute was archived, or restored.
    Archived {
        /// Whether it is archived.
        now: bool,
    },
    /// The title in the user interface differs.
    Title {
        /// The title that it has now.
        now: String,
    },
    /// The description differs.
    Description,
    /// The default value differs.
    Default {
        /// Whether there is one now.
        now: bool,
    },
    /// The settings of a currency differ.
    Currency {
        /// The currency code that it has now.
        now: Option<String>,
    },
    /// The objects that can be referred to differ: slugs where known, else IDs.
    AllowedObjects {
        /// Those that were added.
        added: Vec<String>,
        /// Those that were taken away.
        removed: Vec<String>,
    },
    /// The other side of the relationship differs.
    Relationship,
    /// The option or status is new.
    ChoiceAdded {
        /// Its title.
        title: String,
    },
    /// The option or status is gone.
    ChoiceRemoved {
        /// Its title.
        title: String,
    },
    /// The option or status has another title.
    ChoiceRenamed {
        /// The title that it had.
        was: String,
        /// The title that it has.
        now: String,
    },
    /// The option or status was archived, or restored.
    ChoiceArchived {
        /// Its title.
        title: String,
        /// Whether it is archived.
        now: bool,
    },
    /// The options or statuses are in another order.
    ChoicesReordered,
    /// The celebration or the target time of a status differs.
    StatusSettings {
        /// Its title.
        title: String,
    },
}

impl Change {
    /// How much it matters to code that was written against the first schema.
    #[must_use]
    pub fn severity(&self) -> Severity {
        let breaks = match self {
            Self::ObjectRemoved
            | Self::ObjectSlug { .. }
            | Self::ObjectRecreated
            | Self::AttributeRemoved
            | Self::AttributeSlug { .. }
            | Self::AttributeRecreated
            | Self::Type { .. }
            | Self::Multiselect { .. }
            | Self::ChoiceRemoved { .. }
            | Self::ChoiceRenamed { .. } => true,
            Self::AttributeAdded { required } => *required,
            Self::Required { now } | Self::Archived { now } | Self::ChoiceArchived { now, .. } => {
                *now
            }
            Self::Unique { now } | Self::Writable { now } => !*now,
            Self::AllowedObjects { removed, .. } => !removed.is_empty(),
            Self::Currency { .. } => true,
            Self::ObjectAdded
            | Self::Nouns { .. }
            | Self::Title { .. }
            | Self::Description
            | Self::Default { .. }
            | Self::Relationship
            | Self::ChoiceAdded { .. }
            | Self::ChoicesReordered
            | Self::StatusSettings { .. } => false,
        };
        if breaks { Severity::Breaking } else { Severity::Compatible }
    }

    /// What it breaks, or what is to be known of it.
    pub(super) fn consequence(&self) -> Option<&'static str> {
        Some(match self {
            Self::ObjectRemoved => "every call for its records is answered 404",
            Self::ObjectSlug { .. } => "calls with the old slug are answered 404",
            Self::ObjectRecreated => {
                "its records are gone, and calls with the old ID are answered 404"
            }
            Self::AttributeAdded { required: true } => "a create without a value for it is refused",
            Self::AttributeRemoved => "writes that name it are refused, and reads find no value",
            Self::AttributeSlug { .. } => {
                "writes by the old slug are refused, and reads find no value under it"
            }
            Self::AttributeRecreated => "calls with the old ID are refused",
            Self::Type { .. } => "values of the old type are refused, and reads do not fit",
            Self::Multiselect { now: true } => {
                "a field for one value cannot be read once a record has two"
            }
            Self::Multiselect { now: false } => "writes of several values are refused",
            Self::Required { now: true } => "a create without a value for it is refused",
            Self::Unique { now: true } => "a value that another record has is refused",
            Self::Unique { now: false } => "records can no longer be matched by it",
            Self::Writable { now: false } => "writes of it are refused",
            Self::Archived { now: true } => "writes of it may be refused, and people do not see it",
            Self::AllowedObjects { removed, .. } if !removed.is_empty() => {
                "references to records of these objects are refused"
            }
            Self::Currency { .. } => "amounts are taken for another currency",
            Self::ChoiceRemoved { .. } => "writes of it are refused",
            Self::ChoiceRenamed { .. } => {
                "writes by the old title are refused, and reads have the new one"
            }
            Self::ChoiceArchived { now: true, .. } => "writes of it may be refused",
            Self::ChoiceAdded { .. } => "an enum of the options without it cannot read it",
            _ => return None,
        })
    }
}
