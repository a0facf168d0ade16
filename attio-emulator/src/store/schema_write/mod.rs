//! Creating and updating objects, lists, attributes, options and statuses.

mod attributes;
mod choices;
mod lists;
mod objects;

use uuid::Uuid;

use super::load::derived;

/// The message for an update without properties.
const EMPTY: &str = "You passed an empty payload. Please ensure you are updating at least one property in your request.";

/// The ID of a new attribute, the same as that of an attribute loaded without an ID.
fn attribute_id(target: Uuid, slug: &str) -> Uuid {
    derived(target, &format!("attribute {slug}"))
}
