//! The changes in words.

use std::fmt;

use super::Change;

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ObjectAdded => f.write_str("the object is new"),
            Self::ObjectRemoved => f.write_str("the object is not there any more"),
            Self::ObjectSlug { now: Some(now) } => write!(f, "the object is now called `{now}`"),
            Self::ObjectSlug { now: None } => f.write_str("the object has no slug any more"),
            Self::ObjectRecreated => f.write_str("the object was made anew, with another ID"),
            Self::Nouns { now: (one, many) } => {
                let or = |noun: &Option<String>| noun.clone().unwrap_or_else(|| "–".to_owned());
                write!(f, "the nouns are now \"{}\" and \"{}\"", or(one), or(many))
            }
            Self::AttributeAdded { required: true } => {
                f.write_str("the attribute is new and required")
            }
            Self::AttributeAdded { required: false } => f.write_str("the attribute is new"),
            Self::AttributeRemoved => f.write_str("the attribute is not there any more"),
            Self::AttributeSlug { now } => write!(f, "the attribute is now called `{now}`"),
            Self::AttributeRecreated => f.write_str("another attribute has this slug now"),
            Self::Type { was, now } => write!(f, "the type was `{was}` and is now `{now}`"),
            Self::Multiselect { now: true } => f.write_str("a record can have several values now"),
            Self::Multiselect { now: false } => f.write_str("a record can have only one value now"),
            Self::Required { now: true } => f.write_str("it is required now"),
            Self::Required { now: false } => f.write_str("it is not required any more"),
            Self::Unique { now: true } => f.write_str("its values are unique now"),
            Self::Unique { now: false } => f.write_str("its values are not unique any more"),
            Self::Writable { now: true } => f.write_str("it can be written now"),
            Self::Writable { now: false } => f.write_str("it is read-only now"),
            Self::Archived { now: true } => f.write_str("it was archived"),
            Self::Archived { now: false } => f.write_str("it was restored from the archive"),
            Self::Title { now } => write!(f, "the title is now \"{now}\""),
            Self::Description => f.write_str("the description is another"),
            Self::Default { now: true } => f.write_str("it has another default value"),
            Self::Default { now: false } => f.write_str("it has no default value any more"),
            Self::Currency { now: Some(now) } => write!(f, "the currency is now {now}"),
            Self::Currency { now: None } => f.write_str("it has no currency any more"),
            Self::AllowedObjects { added, removed } => {
                let list = |names: &[String]| {
                    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                };
                match (added.as_slice(), removed.as_slice()) {
                    ([], removed) => write!(f, "it can no longer refer to {}", list(removed)),
                    (added, []) => write!(f, "it can refer to {} too", list(added)),
                    (added, removed) => write!(
                        f,
                        "it can refer to {}, and no longer to {}",
                        list(added),
                        list(removed)
                    ),
                }
            }
            Self::Relationship => f.write_str("the other side of the relationship is another"),
            Self::ChoiceAdded { title } => write!(f, "\"{title}\" is new"),
            Self::ChoiceRemoved { title } => write!(f, "\"{title}\" is not there any more"),
            Self::ChoiceRenamed { was, now } => write!(f, "\"{was}\" is now called \"{now}\""),
            Self::ChoiceArchived { title, now: true } => write!(f, "\"{title}\" was archived"),
            Self::ChoiceArchived { title, now: false } => {
                write!(f, "\"{title}\" was restored from the archive")
            }
            Self::ChoicesReordered => f.write_str("the options are in another order"),
            Self::StatusSettings { title } => {
                write!(f, "the celebration or the target time of \"{title}\" is another")
            }
        }
    }
}
