//! The kinds of differences, and what each of them breaks.

use super::Severity;
use super::compare::rank;

/// A change from the first schema to the second.
///
/// Options and statuses share the `Choice…` variants: an attribute has either options or statuses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The object is new.
    ObjectAdded,
    /// The object was deleted, or a standard object was disabled.
    ObjectRemoved,
    /// The object has another slug.
    ObjectSlug {
        /// The new slug, if it has one.
        now: Option<String>,
    },
    /// The object was deleted and created again: the slug is the same, the ID is not.
    ObjectRecreated,
    /// The nouns of the object differ.
    Nouns {
        /// Singular and plural, such as `Person` and `People`.
        now: (Option<String>, Option<String>),
    },
    /// Only one of the schemas has the lists of its workspace, so they are not compared.
    ListsNotCompared {
        /// The number of lists that the first schema has.
        known: usize,
    },
    /// The list is new.
    ListAdded,
    /// The list was deleted, or its access no longer includes the token.
    ListRemoved,
    /// The list has another slug.
    ListSlug {
        /// The new slug.
        now: String,
    },
    /// Another list now has the slug.
    ListRecreated,
    /// The name in the user interface differs.
    ListName {
        /// The new name.
        now: String,
    },
    /// The objects whose records can be on the list differ. Their names are slugs if known, otherwise
    /// IDs.
    ListParents {
        /// The added objects.
        added: Vec<String>,
        /// The removed objects.
        removed: Vec<String>,
    },
    /// The access of every member differs; `None` means a private list.
    ListAccess {
        /// The old level.
        was: Option<String>,
        /// The new level.
        now: Option<String>,
    },
    /// The access of one member differs.
    ListMemberAccess {
        /// The member's ID.
        member: String,
        /// The new level; `None` if the member no longer has one.
        now: Option<String>,
        /// Whether the member can now do less, also by the access of every member.
        reduced: bool,
    },
    /// The attribute is new.
    AttributeAdded {
        /// Whether a new record or entry must have a value, and there is no default.
        required: bool,
    },
    /// The attribute was deleted.
    AttributeRemoved,
    /// The attribute has another slug.
    AttributeSlug {
        /// The new slug.
        now: String,
    },
    /// Another attribute now has the slug.
    AttributeRecreated,
    /// The attribute has another type.
    Type {
        /// The old type.
        was: String,
        /// The new type.
        now: String,
    },
    /// The attribute can now have several values, or only one.
    Multiselect {
        /// Whether it can have several values.
        now: bool,
    },
    /// A new record or entry must now have a value, or no longer needs one.
    Required {
        /// Whether it must have a value.
        now: bool,
    },
    /// Values are now unique, or no longer unique.
    Unique {
        /// Whether they are unique.
        now: bool,
    },
    /// Values can now be written, or no longer be written.
    Writable {
        /// Whether they can be written.
        now: bool,
    },
    /// The attribute was archived, or restored.
    Archived {
        /// Whether it is archived.
        now: bool,
    },
    /// The title in the user interface differs.
    Title {
        /// The new title.
        now: String,
    },
    /// The description differs.
    Description,
    /// The default value differs.
    Default {
        /// Whether there is a default now.
        now: bool,
    },
    /// The settings of a currency differ.
    Currency {
        /// The new currency code.
        now: Option<String>,
    },
    /// The objects that can be referred to differ. Their names are slugs if known, otherwise IDs.
    AllowedObjects {
        /// The added objects.
        added: Vec<String>,
        /// The removed objects.
        removed: Vec<String>,
    },
    /// The other side of the relationship differs.
    Relationship,
    /// The option or status is new.
    ChoiceAdded {
        /// Its title.
        title: String,
    },
    /// The option or status was deleted.
    ChoiceRemoved {
        /// Its title.
        title: String,
    },
    /// The option or status has another title.
    ChoiceRenamed {
        /// The old title.
        was: String,
        /// The new title.
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
    /// Returns the severity for code that was written for the first schema.
    #[must_use]
    pub fn severity(&self) -> Severity {
        let breaks = match self {
            Self::ObjectRemoved
            | Self::ObjectSlug { .. }
            | Self::ObjectRecreated
            | Self::ListRemoved
            | Self::ListSlug { .. }
            | Self::ListRecreated
            // Reads of entries with an added parent may fail.
            | Self::ListParents { .. }
            | Self::AttributeRemoved
            | Self::AttributeSlug { .. }
            | Self::AttributeRecreated
            | Self::Type { .. }
            | Self::Multiselect { .. }
            | Self::ChoiceAdded { .. }
            | Self::ChoiceRemoved { .. }
            | Self::ChoiceRenamed { .. } => true,
            // The lists may have changed in any way.
            Self::ListsNotCompared { known } => *known > 0,
            // A new level that is not known may allow less.
            Self::ListAccess { was, now } => rank(now.as_deref()) <= rank(was.as_deref()),
            Self::ListMemberAccess { reduced, .. } => *reduced,
            Self::AttributeAdded { required } => *required,
            Self::Required { now } | Self::Archived { now } | Self::ChoiceArchived { now, .. } => {
                *now
            }
            Self::Unique { now } | Self::Writable { now } => !*now,
            Self::AllowedObjects { removed, .. } => !removed.is_empty(),
            Self::Currency { .. } => true,
            Self::ObjectAdded
            | Self::ListAdded
            | Self::ListName { .. }
            | Self::Nouns { .. }
            | Self::Title { .. }
            | Self::Description
            | Self::Default { .. }
            | Self::Relationship
            | Self::ChoicesReordered
            | Self::StatusSettings { .. } => false,
        };
        if breaks { Severity::Breaking } else { Severity::Compatible }
    }

    /// Returns what the change breaks, or what to note about it.
    pub(super) fn consequence(&self) -> Option<&'static str> {
        Some(match self {
            Self::ObjectRemoved => "every call for its records returns 404",
            Self::ObjectSlug { .. } => "calls with the old slug return 404",
            Self::ObjectRecreated => "its records are gone, and calls with the old ID return 404",
            Self::ListsNotCompared { known: 1.. } => "code for them may no longer work",
            Self::ListRemoved => "every call for its entries returns 404",
            Self::ListSlug { .. } => "calls with the old slug return 404",
            Self::ListRecreated => "its entries are gone, and calls with the old ID return 404",
            Self::ListParents { removed, .. } if removed.is_empty() => {
                "code for one parent cannot read entries of another"
            }
            Self::ListParents { .. } => "entries of records of the removed objects are refused",
            Self::ListAccess { .. } | Self::ListMemberAccess { .. }
                if self.severity() == Severity::Breaking =>
            {
                "calls may be refused, or may not find the list"
            }
            Self::AttributeAdded { required: true } => "a create without a value for it is refused",
            Self::AttributeRemoved => "writes that name it are refused, and reads find no value",
            Self::AttributeSlug { .. } => {
                "writes by the old slug are refused, and reads find no value under it"
            }
            Self::AttributeRecreated => "calls with the old ID are refused",
            Self::Type { .. } => "values of the old type are refused, and reads may fail",
            Self::Multiselect { now: true } => {
                "a field for one value cannot be read once there are two"
            }
            Self::Multiselect { now: false } => "writes of several values are refused",
            Self::Required { now: true } => "a create without a value for it is refused",
            Self::Unique { now: true } => "a value that is already used is refused",
            Self::Unique { now: false } => "its values no longer identify a record or an entry",
            Self::Writable { now: false } => "writes of it are refused",
            Self::Archived { now: true } => "writes of it may be refused, and users do not see it",
            Self::AllowedObjects { removed, .. } if !removed.is_empty() => {
                "references to records of these objects are refused"
            }
            Self::Currency { .. } => "amounts are now in another currency",
            Self::ChoiceRemoved { .. } => "writes of it are refused",
            Self::ChoiceRenamed { .. } => {
                "writes by the old title are refused, and reads return the new one"
            }
            Self::ChoiceArchived { now: true, .. } => "writes of it may be refused",
            Self::ChoiceAdded { .. } => {
                "an enum without a variant for it, or `#[attio(other)]`, cannot read it"
            }
            _ => return None,
        })
    }
}
