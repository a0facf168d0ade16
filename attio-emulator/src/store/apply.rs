//! Applies a prepared write: values, their history, both sides of relationships, the indexes.
//! Nothing here can fail.

use uuid::Uuid;

use super::{Actor, Payload, Store, Stored};
use crate::text::instant::Instant;

impl Store {
    /// Adds the values that the attribute does not have, in front of its current ones.
    pub(super) fn add(
        &mut self,
        id: Uuid,
        attribute: Uuid,
        mut new: Vec<Payload>,
        now: Instant,
        actor: Actor,
    ) {
        let Some(record) = self.records.get(id) else { return };
        new.retain(|value| !record.payloads(attribute).any(|other| other.same(value)));
        if !new.is_empty() {
            new.extend(record.payloads(attribute).cloned());
            self.set(id, attribute, new, now, actor);
        }
    }

    /// Sets the values of an attribute to exactly these, and updates the other sides of a
    /// relationship.
    pub(super) fn set(
        &mut self,
        id: Uuid,
        attribute: Uuid,
        new: Vec<Payload>,
        now: Instant,
        actor: Actor,
    ) {
        let (removed, added) = self.replace(id, attribute, new, now, actor);
        let Some(other) = self.attributes.get(&attribute).and_then(|a| a.other) else { return };
        for payload in removed {
            if let Payload::Reference { record, .. } = payload {
                self.drop_reference(record, other, id, now);
            }
        }
        for payload in added {
            if let Payload::Reference { record, .. } = payload {
                self.mirror(record, other, id, attribute, now, actor);
            }
        }
    }

    /// `from` now refers to `target` under `attribute`: makes `target` refer to it under `other`.
    pub(super) fn mirror(
        &mut self,
        target: Uuid,
        other: Uuid,
        from: Uuid,
        attribute: Uuid,
        now: Instant,
        actor: Actor,
    ) {
        if self.references.contains(other, target, from) {
            return;
        }
        let Some(object) = self.records.get(from).map(|record| record.target) else { return };
        let back = Payload::Reference { object, record: from };
        if self.attributes.get(&other).is_some_and(|other| other.model.is_multiselect) {
            // As captured, values that the system adds are not in order of time. Here they are
            // ordered by ID, as far as the existing values are.
            let Some(record) = self.records.get_mut(target) else { return };
            let value = Stored { payload: back, active_from: now, active_until: None, actor };
            let is_later = |payload: &Payload| matches!(payload, Payload::Reference { record, .. } if *record > from);
            record.insert(other, value, is_later);
            self.references.insert(other, target, from);
            return;
        }
        // The target can belong to one record only: its former record loses it.
        let former = self.record_by_id(target).and_then(|record| record.payloads(other).next());
        if let Some(&Payload::Reference { record: former, .. }) = former {
            self.drop_reference(former, attribute, target, now);
        }
        self.replace(target, other, vec![back], now, actor);
    }

    /// `from` no longer refers to `to` under `attribute`.
    pub(super) fn drop_reference(&mut self, from: Uuid, attribute: Uuid, to: Uuid, now: Instant) {
        let Some(record) = self.records.get_mut(from) else { return };
        let is_it = |payload: &Payload| matches!(payload, Payload::Reference { record, .. } if *record == to);
        if let Some(value) = record.take_one(attribute, is_it) {
            record.push_past(attribute, Stored { active_until: Some(now), ..value });
            self.references.remove(attribute, from, to);
        }
    }

    /// Sets the values of an attribute to exactly these. Equal values stay as they are, other current
    /// values become history. Returns the removed and the added values.
    pub(super) fn replace(
        &mut self,
        id: Uuid,
        attribute: Uuid,
        new: Vec<Payload>,
        now: Instant,
        actor: Actor,
    ) -> (Vec<Payload>, Vec<Payload>) {
        let Some(record) = self.records.get_mut(id) else { return (Vec::new(), Vec::new()) };
        let old = record.take(attribute);
        let mut old: Vec<Option<Stored>> = old.into_iter().map(Some).collect();
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        let mut active = Vec::with_capacity(new.len());
        // Values that stay mostly keep their order, so the search starts at the next value.
        let mut next = 0;
        for payload in new {
            let is_same =
                |value: &Option<Stored>| value.as_ref().is_some_and(|v| v.payload.same(&payload));
            let (before, after) = old.split_at(next);
            let found = after.iter().position(is_same).map(|i| i + next);
            match found.or_else(|| before.iter().position(is_same)) {
                Some(i) => {
                    next = i + 1;
                    active.extend(old.get_mut(i).and_then(Option::take));
                }
                None => {
                    added.push(payload.clone());
                    let active_until = None;
                    active.push(Stored { payload, active_from: now, active_until, actor });
                }
            }
        }
        for mut value in old.into_iter().flatten() {
            removed.push(value.payload.clone());
            value.active_until = Some(now);
            record.push_past(attribute, value);
        }
        record.put(attribute, active);
        for payload in &removed {
            self.unindex(id, attribute, payload);
        }
        for payload in &added {
            self.index(id, attribute, payload);
        }
        (removed, added)
    }

    /// The key in the index of unique values. A record's own ID needs no index.
    fn unique_key(&self, attribute: Uuid, payload: &Payload) -> Option<String> {
        let attribute = self.attributes.get(&attribute)?;
        let indexed = attribute.model.is_unique && !attribute.is_own_id();
        if indexed { payload.unique_key() } else { None }
    }

    pub(super) fn index(&mut self, id: Uuid, attribute: Uuid, payload: &Payload) {
        if let Payload::Reference { record, .. } = payload {
            self.references.insert(attribute, id, *record);
        } else if let Some(key) = self.unique_key(attribute, payload) {
            self.unique.insert(attribute, key, id);
        }
    }

    pub(super) fn unindex(&mut self, id: Uuid, attribute: Uuid, payload: &Payload) {
        if let Payload::Reference { record, .. } = payload {
            self.references.remove(attribute, id, *record);
        } else if let Some(key) = self.unique_key(attribute, payload) {
            self.unique.remove(attribute, &key, id);
        }
    }

    /// Reindexes the values of an attribute after it became unique or stopped being unique.
    pub(super) fn reindex(&mut self, attribute: Uuid) {
        self.unique.forget(attribute);
        let Some(target) = self.attributes.get(&attribute).map(|a| a.target) else { return };
        let keys: Vec<(Uuid, String)> = self
            .records
            .of(target)
            .flat_map(|record| record.payloads(attribute).map(|payload| (record.id, payload)))
            .filter_map(|(id, payload)| Some((id, self.unique_key(attribute, payload)?)))
            .collect();
        for (id, key) in keys {
            self.unique.insert(attribute, key, id);
        }
    }
}
