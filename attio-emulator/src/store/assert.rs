//! Asserting a record: updating the record that has a unique value, or creating one.

use uuid::Uuid;

use super::write::New;
use super::{Actor, Mode, Store};
use crate::error::ApiError;
use crate::json::Json;

/// The ID of a record or an entry that an assert creates. As captured, it has version 5; the name that
/// Attio derives it from is unknown.
pub(super) fn asserted_id() -> Uuid {
    Uuid::new_v5(&Uuid::new_v4(), b"assert")
}

impl Store {
    /// Updates the record that has one of the values given for the matching attribute, or creates a
    /// record if there is none. A refused request stores nothing.
    pub(crate) fn assert(
        &mut self,
        object: &str,
        matching: &str,
        values: &Json,
        actor: Actor,
    ) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        let target = object.id;
        let attribute = self
            .attribute(object, matching)
            .filter(|attribute| !attribute.model.is_archived)
            .ok_or_else(|| {
                let message = format!(
                    "No attribute was found for matching_attribute slug/ID \"{matching}\"."
                );
                ApiError::value_not_found(message)
            })?;
        if !attribute.model.is_unique {
            let message = "The matching attribute specified is not a unique attribute.";
            return Err(ApiError::request(
                400,
                "matching_attribute_definition_not_unique",
                message,
            ));
        }
        let matching = attribute.id;
        let given = self.read_values(object, values)?;
        let wanted = given.iter().find(|(id, new)| *id == matching && !new.is_empty());
        let (_, wanted) = wanted.ok_or_else(|| ApiError::missing_value(matching))?;
        let mut found: Vec<Uuid> = Vec::new();
        for payload in wanted {
            for holder in self.holders(matching, payload) {
                if !found.contains(&holder) {
                    found.push(holder);
                }
            }
        }
        match found.as_slice() {
            [] => {
                let id = asserted_id();
                self.create_given(New { id, target, parent: None, created: None }, given, actor)
            }
            &[id] => {
                if self.merges.concern(id) {
                    return Err(ApiError::merge_in_progress(400));
                }
                let mode = |id: Uuid| if id == matching { Mode::Append } else { Mode::Overwrite };
                self.update_given(id, given, mode, actor)?;
                Ok(id)
            }
            _ => Err(ApiError::multiple_match_results()),
        }
    }
}
