//! Merging two records into a new one, at once or later.

use uuid::Uuid;

use super::{Actor, Payload, Record, Store, Stored, Values};
use crate::error::ApiError;

/// The merges that are accepted but not applied yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Merges {
    delay_next: bool,
    pending: Vec<Merge>,
}

#[derive(Clone, Copy, Debug)]
struct Merge {
    primary: Uuid,
    secondary: Uuid,
    merged: Uuid,
    actor: Actor,
}

impl Merges {
    /// Whether this record is an input or the result of a pending merge.
    pub(super) fn concern(&self, id: Uuid) -> bool {
        self.pending.iter().any(|m| [m.primary, m.secondary, m.merged].contains(&id))
    }
}

impl Store {
    /// Merges two records; returns the ID of the new one, and whether it exists already.
    pub(crate) fn merge(
        &mut self,
        object: &str,
        primary: Uuid,
        secondary: Uuid,
        actor: Actor,
    ) -> Result<(Uuid, bool), ApiError> {
        let object = self.object_or_404(object)?;
        self.writable_or_404(object, primary)?;
        self.writable_or_404(object, secondary)?;
        if primary == secondary {
            let message = "A record cannot be merged with itself.";
            return Err(ApiError::request(400, "self_merge", message));
        }
        let merge = Merge { primary, secondary, merged: Uuid::new_v4(), actor };
        let at_once = !std::mem::take(&mut self.merges.delay_next);
        if at_once {
            self.apply_merge(merge);
        } else {
            self.merges.pending.push(merge);
        }
        Ok((merge.merged, at_once))
    }

    /// Accepts the next merge but applies it only with `finish_merges`.
    pub(crate) fn delay_next_merge(&mut self) {
        self.merges.delay_next = true;
    }

    /// Applies the accepted merges, in order.
    pub(crate) fn finish_merges(&mut self) {
        for merge in std::mem::take(&mut self.merges.pending) {
            self.apply_merge(merge);
        }
    }

    fn apply_merge(&mut self, merge: Merge) {
        let Merge { primary, secondary, merged, actor } = merge;
        let now = self.tick();
        let inputs = [primary, secondary];
        let mut incoming = self.incoming(primary);
        incoming.extend(self.incoming(secondary));
        incoming.retain(|(_, from)| !inputs.contains(from));
        incoming.sort_unstable();
        incoming.dedup();
        // Both are gone if their object was deleted in the meantime.
        let (Some(first), Some(second)) = (self.take(primary), self.take(secondary)) else {
            return;
        };
        let mut record = Record::new(merged, first.target, first.created, first.sequence);
        let mut rest = second.into_values();
        for (attribute, values) in first.into_values() {
            let other = rest.iter().position(|(id, _)| *id == attribute);
            let other = other.map(|i| rest.swap_remove(i).1).unwrap_or_default();
            record.set(attribute, self.merged_values(merge, attribute, values, other));
        }
        for (attribute, values) in rest {
            record.set(attribute, self.merged_values(merge, attribute, Values::default(), values));
        }
        let active = record.all_active();
        self.records.insert(record);
        self.move_entries(inputs, merged);
        for (attribute, payload) in active {
            self.index(merged, attribute, &payload);
        }
        for (attribute, from) in incoming {
            let other = self.attributes.get(&attribute).and_then(|a| a.other);
            // The other side of a relationship may have been dropped in favour of the primary's.
            let stays = other.is_none_or(|other| self.references.contains(other, merged, from));
            let new = self.repointed(from, attribute, inputs, stays.then_some(merged));
            self.replace(from, attribute, new, now, actor);
        }
    }

    /// Removes a record and its index entries; references to it stay.
    fn take(&mut self, id: Uuid) -> Option<Record> {
        let record = self.records.remove(id)?;
        for (attribute, payload) in record.all_active() {
            self.unindex(id, attribute, &payload);
        }
        Some(record)
    }

    /// A record's references, with references to the inputs replaced by references to `merged`, or
    /// dropped.
    fn repointed(
        &self,
        from: Uuid,
        attribute: Uuid,
        inputs: [Uuid; 2],
        merged: Option<Uuid>,
    ) -> Vec<Payload> {
        let mut new: Vec<Payload> = Vec::new();
        let payloads = self.record_by_id(from).into_iter().flat_map(|r| r.payloads(attribute));
        for payload in payloads {
            let payload = match (payload, merged) {
                (Payload::Reference { object, record }, merged) if inputs.contains(record) => {
                    let Some(record) = merged else { continue };
                    Payload::Reference { object: *object, record }
                }
                (other, _) => other.clone(),
            };
            if !new.contains(&payload) {
                new.push(payload);
            }
        }
        new
    }

    /// The primary's values, or the secondary's where the primary has none. A relationship to
    /// several records has both: a record that refers to either input refers to the new record.
    fn merged_values(
        &self,
        merge: Merge,
        attribute: Uuid,
        mut values: Values,
        other: Values,
    ) -> Values {
        let Some(attribute) = self.attributes.get(&attribute) else { return values };
        if attribute.is_own_id() {
            for value in &mut values.active {
                value.payload = Payload::Text(merge.merged.to_string());
            }
            return values;
        }
        let related = attribute.other.is_some();
        if values.active.is_empty() || (related && attribute.model.is_multiselect) {
            values.active.extend(other.active);
            values.past.extend(other.past);
            values.past.sort_by_key(|value| value.active_until);
        }
        let mut active: Vec<Stored> = Vec::with_capacity(values.active.len());
        for mut value in values.active {
            if let Payload::Reference { record, .. } = &mut value.payload
                && [merge.primary, merge.secondary].contains(record)
            {
                if related {
                    continue;
                }
                *record = merge.merged;
            }
            if !active.iter().any(|other| other.payload == value.payload) {
                active.push(value);
            }
        }
        values.active = active;
        values
    }
}
