//! The part of a schema that belongs to a target.

use attio_schema::{Attribute, Workspace};

use crate::describe::Target;

/// Returns the attributes of an object or a list; `None` if the schema does not have it.
pub(super) fn attributes<'w>(
    workspace: &'w Workspace,
    target: Target<'_>,
) -> Option<&'w [Attribute]> {
    match target {
        Target::Object(name) => workspace.object(name).map(|object| &*object.attributes),
        Target::List(name) => workspace.list(name).map(|list| &*list.attributes),
        // No endpoint returns the attributes of an activity.
        Target::Activity(_) => None,
    }
}

/// Returns Attio's word for the kind of target.
pub(super) fn word(target: Target<'_>) -> &'static str {
    match target {
        Target::Object(_) => "object",
        Target::List(_) => "list",
        Target::Activity(_) => "activity",
    }
}

/// Returns whether the target is an object on which the API creates fewer kinds of attributes.
pub(super) fn is_standard(target: Target<'_>) -> bool {
    matches!(target, Target::Object("people" | "companies"))
}

/// Returns the name of a target in messages: `people`, or `list sales`, because an object and a list
/// can have the same slug.
pub(super) fn place(target: Target<'_>) -> String {
    match target {
        Target::Object(name) => name.to_owned(),
        _ => format!("{} {}", word(target), target.name()),
    }
}
