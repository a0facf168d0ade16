//! The descriptions of the changes.

use std::fmt;

use super::Change;

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ObjectAdded => f.write_str("the object is new"),
            Self::ObjectRemoved => f.write_str("the object no longer exists"),
            Self::ObjectSlug { now: Some(now) } => write!(f, "the object is now called `{now}`"),
            Self::ObjectSlug { now: None } => f.write_str("the object no longer has a slug"),
            Self::ObjectRecreated => f.write_str("the object was recreated with another ID"),
            Self::Nouns { now: (one, many) } => {
                let or = |noun: &Option<String>| noun.clone().unwrap_or_else(|| "–".to_owned());
                write!(f, "the nouns are now \"{}\" and \"{}\"", or(one), or(many))
            }
            Self::ListsNotCompared { known: 0 } => {
                f.write_str("they are not compared, because only one of the two schemas has them")
            }
            Self::ListsNotCompared { .. } => {
                f.write_str("they are not compared, because the second schema does not have them")
            }
            Self::ListAdded => f.write_str("the list is new"),
            Self::ListRemoved => f.write_str("the list no longer exists"),
            Self::ListSlug { now } => write!(f, "the list is now called `{now}`"),
            Self::ListRecreated => f.write_str("another list now has this slug"),
            Self::ListName { now } => write!(f, "the name is now \"{now}\""),
            Self::ListParents { added, removed } => match (added.as_slice(), removed.as_slice()) {
                ([], removed) => write!(f, "records of {} can no longer be on it", list(removed)),
                (added, []) => write!(f, "records of {} can now be on it", list(added)),
                (added, removed) => write!(
                    f,
                    "records of {} can now be on it, but no longer records of {}",
                    list(added),
                    list(removed)
                ),
            },
            Self::ListAccess { now: Some(now), .. } => {
                write!(f, "the access of every member is now `{now}`")
            }
            Self::ListAccess { now: None, .. } => f.write_str("the list is now private"),
            Self::ListMemberAccess { member, now: Some(now), .. } => {
                write!(f, "the access of the member {member} is now `{now}`")
            }
            Self::ListMemberAccess { member, now: None, .. } => {
                write!(f, "the member {member} no longer has access of their own")
            }
            Self::AttributeAdded { required: true } => {
                f.write_str("the attribute is new and required")
            }
            Self::AttributeAdded { required: false } => f.write_str("the attribute is new"),
            Self::AttributeRemoved => f.write_str("the attribute no longer exists"),
            Self::AttributeSlug { now } => write!(f, "the attribute is now called `{now}`"),
            Self::AttributeRecreated => f.write_str("another attribute now has this slug"),
            Self::Type { was, now } => write!(f, "the type was `{was}` and is now `{now}`"),
            Self::Multiselect { now: true } => f.write_str("it can now have several values"),
            Self::Multiselect { now: false } => f.write_str("it can now have only one value"),
            Self::Required { now: true } => f.write_str("it is now required"),
            Self::Required { now: false } => f.write_str("it is no longer required"),
            Self::Unique { now: true } => f.write_str("its values are now unique"),
            Self::Unique { now: false } => f.write_str("its values are no longer unique"),
            Self::Writable { now: true } => f.write_str("it can now be written"),
            Self::Writable { now: false } => f.write_str("it is now read-only"),
            Self::Archived { now: true } => f.write_str("it was archived"),
            Self::Archived { now: false } => f.write_str("it was restored from the archive"),
            Self::Title { now } => write!(f, "the title is now \"{now}\""),
            Self::Description => f.write_str("the description changed"),
            Self::Default { now: true } => f.write_str("the default value changed"),
            Self::Default { now: false } => f.write_str("it no longer has a default value"),
            Self::Currency { now: Some(now) } => write!(f, "the currency is now {now}"),
            Self::Currency { now: None } => f.write_str("it no longer has a currency"),
            Self::AllowedObjects { added, removed } => match (added.as_slice(), removed.as_slice())
            {
                ([], removed) => write!(f, "it can no longer refer to {}", list(removed)),
                (added, []) => write!(f, "it can also refer to {}", list(added)),
                (added, removed) => {
                    write!(f, "it can refer to {}, but no longer to {}", list(added), list(removed))
                }
            },
            Self::Relationship => f.write_str("the other side of the relationship changed"),
            Self::ChoiceAdded { title } => write!(f, "\"{title}\" is new"),
            Self::ChoiceRemoved { title } => write!(f, "\"{title}\" no longer exists"),
            Self::ChoiceRenamed { was, now } => write!(f, "\"{was}\" is now called \"{now}\""),
            Self::ChoiceArchived { title, now: true } => write!(f, "\"{title}\" was archived"),
            Self::ChoiceArchived { title, now: false } => {
                write!(f, "\"{title}\" was restored from the archive")
            }
            Self::ChoicesReordered => f.write_str("the order of the options changed"),
            Self::StatusSettings { title } => {
                write!(f, "the celebration or target time of \"{title}\" changed")
            }
        }
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
