//! Making, changing and deleting records.

use std::collections::HashMap;

use attio_schema::AttributeType;
use uuid::Uuid;

use super::{Actor, Object, Payload, Record, Store, Stored, Values};
use crate::coerce;
use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::rules::ReadOnlyWrites;
use crate::text::instant::Instant;

/// What an update does to the values that a multi-select attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They stay; new ones are put in front (PATCH).
    Append,
    /// They are replaced (PUT).
    Overwrite,
}

/// What the attributes named in a request are to hold.
type Given = Vec<(Uuid, Vec<Payload>)>;

impl Store {
    /// Makes a record. Nothing is stored when it is refused.
    pub(crate) fn create(
        &mut self,
        object: &str,
        values: &Json,
        actor: Actor,
    ) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        let object_id = object.id;
        let mut given = self.read_values(object, values)?;
        self.add_defaults(object, &mut given, actor);
        for attribute in self.attributes(object).filter(|a| a.model.is_required) {
            let has_value = given.iter().any(|(id, new)| *id == attribute.id && !new.is_empty());
            if !has_value && !attribute.model.is_archived {
                return Err(ApiError::missing_value(attribute.id));
            }
        }
        self.check_unique(&given, None)?;

        let id = Uuid::new_v4();
        let now = self.tick();
        self.sequence += 1;
        let sequence = self.sequence;
        self.records.insert(
            id,
            Record { id, object: object_id, created_at: now, sequence, values: HashMap::new() },
        );
        self.order.entry(object_id).or_default().insert(sequence, id);
        for (attribute, payload) in self.system_values(object_id, id, now, actor) {
            self.set(id, attribute, vec![payload], now, actor);
        }
        for (attribute, new) in given {
            self.set(id, attribute, new, now, actor);
        }
        Ok(id)
    }

    /// Changes a record. Nothing is stored when it is refused.
    pub(crate) fn update(
        &mut self,
        object: &str,
        id: Uuid,
        values: &Json,
        mode: Mode,
        actor: Actor,
    ) -> Result<(), ApiError> {
        let object = self.object_or_404(object)?;
        let record = self.record_or_404(object, id)?;
        let mut given = self.read_values(object, values)?;
        for (attribute_id, new) in &mut given {
            let Some(attribute) = self.attributes.get(attribute_id) else { continue };
            if attribute.model.is_multiselect && mode == Mode::Append {
                let old = record.active(*attribute_id).iter().map(|value| value.payload.clone());
                let old: Vec<Payload> = old.collect();
                new.retain(|value| !old.iter().any(|other| other.same(value)));
                new.extend(old);
            } else if new.is_empty() && attribute.model.is_required {
                return Err(ApiError::missing_value(*attribute_id));
            }
        }
        self.check_unique(&given, Some(id))?;

        let now = self.tick();
        for (attribute, new) in given {
            self.set(id, attribute, new, now, actor);
        }
        Ok(())
    }

    /// Deletes a record, and with it every reference to it.
    pub(crate) fn delete(&mut self, object: &str, id: Uuid) -> Result<(), ApiError> {
        let object = self.object_or_404(object)?;
        self.record_or_404(object, id)?;
        self.remove(id);
        Ok(())
    }

    /// Removes a record that may or may not exist.
    pub(super) fn remove(&mut self, id: Uuid) {
        let now = self.tick();
        for (attribute, from) in self.incoming(id) {
            self.drop_reference(from, attribute, id, now, Actor::SYSTEM);
        }
        let Some(record) = self.records.remove(&id) else { return };
        if let Some(order) = self.order.get_mut(&record.object) {
            order.remove(&record.sequence);
        }
        for (attribute, values) in record.values {
            for value in values.active {
                self.unindex(id, attribute, &value.payload);
            }
        }
    }

    /// Reads `values` of a request: attributes by slug or ID, values of any form that the API
    /// takes.
    fn read_values(&self, object: &Object, values: &Json) -> Result<Given, ApiError> {
        let Json::Object(members) = values else {
            let violation = Violation::wrong_type("object", values);
            return Err(ApiError::body(violation.at("values").at("data")));
        };
        let mut given: Given = Vec::with_capacity(members.len());
        for (key, value) in members {
            let attribute = self
                .attribute(object, key)
                .filter(|attribute| !attribute.model.is_archived)
                .ok_or_else(|| {
                    let message = format!("Cannot find attribute with slug/ID \"{key}\".");
                    ApiError::value_not_found(message)
                })?;
            if given.iter().any(|(id, _)| *id == attribute.id) {
                let violation = Violation::invalid("The same attribute is given by slug and by ID");
                return Err(ApiError::body(violation.at(key.as_str()).at("values").at("data")));
            }
            if !attribute.model.is_writable {
                match self.rules.read_only_writes {
                    ReadOnlyWrites::Ignore => continue,
                    ReadOnlyWrites::Refuse => {
                        let violation = Violation::invalid("The attribute is read-only");
                        return Err(ApiError::value(attribute.slug(), violation));
                    }
                }
            }
            given.push((attribute.id, coerce::values(self, attribute, value)?));
        }
        Ok(given)
    }

    /// Adds default values for the attributes that the request leaves out, and for required ones
    /// that it gives no value.
    fn add_defaults(&self, object: &Object, given: &mut Given, actor: Actor) {
        for attribute in self.attributes(object) {
            let model = &attribute.model;
            let Some(default) = &attribute.default else { continue };
            if !model.is_default_value_enabled || !model.is_writable || model.is_archived {
                continue;
            }
            let named = given.iter().position(|(id, _)| *id == attribute.id);
            let empty = named.is_none_or(|i| given.get(i).is_some_and(|(_, new)| new.is_empty()));
            if named.is_some() && !(empty && model.is_required) {
                continue;
            }
            given.retain(|(id, _)| *id != attribute.id);
            given.push((attribute.id, default.values(attribute.kind, actor)));
        }
    }

    /// The values that Attio itself gives a new record.
    fn system_values(
        &self,
        object: Uuid,
        record: Uuid,
        now: Instant,
        actor: Actor,
    ) -> Vec<(Uuid, Payload)> {
        let Some(object) = self.object_by_id(object) else { return Vec::new() };
        self.attributes(object)
            .filter(|attribute| attribute.model.is_system_attribute && !attribute.model.is_writable)
            .filter_map(|attribute| {
                let payload = match (attribute.slug(), attribute.kind) {
                    ("record_id", Some(AttributeType::Text)) => Payload::Text(record.to_string()),
                    ("created_at", Some(AttributeType::Timestamp)) => Payload::Timestamp(now),
                    ("created_by", Some(AttributeType::ActorReference)) => Payload::Actor(actor),
                    _ => return None,
                };
                Some((attribute.id, payload))
            })
            .collect()
    }

    fn check_unique(&self, given: &Given, own: Option<Uuid>) -> Result<(), ApiError> {
        for (id, new) in given {
            let Some(attribute) = self.attributes.get(id).filter(|a| a.model.is_unique) else {
                continue;
            };
            let mut conflicts: Vec<Uuid> = Vec::new();
            for payload in new {
                for &holder in self.holders(*id, payload) {
                    if Some(holder) != own && !conflicts.contains(&holder) {
                        conflicts.push(holder);
                    }
                }
            }
            if !conflicts.is_empty() {
                return Err(ApiError::uniqueness_conflict(attribute.slug(), &conflicts));
            }
        }
        Ok(())
    }

    /// Makes the values of an attribute be exactly these, and keeps the other sides of a
    /// relationship in step.
    fn set(&mut self, id: Uuid, attribute: Uuid, new: Vec<Payload>, now: Instant, actor: Actor) {
        let (removed, added) = self.replace(id, attribute, new, now, actor);
        let Some(other) = self.attributes.get(&attribute).and_then(|a| a.other) else { return };
        for payload in removed {
            if let Payload::Reference { record, .. } = payload {
                self.drop_reference(record, other, id, now, actor);
            }
        }
        for payload in added {
            if let Payload::Reference { record, .. } = payload {
                self.mirror(record, other, id, attribute, now, actor);
            }
        }
    }

    /// `from` now refers to `target` under `attribute`: makes `target` refer to it under `other`.
    fn mirror(
        &mut self,
        target: Uuid,
        other: Uuid,
        from: Uuid,
        attribute: Uuid,
        now: Instant,
        actor: Actor,
    ) {
        let Some(object) = self.records.get(&from).map(|record| record.object) else { return };
        let Some(record) = self.record_by_id(target) else { return };
        let many = self.attributes.get(&other).is_some_and(|other| other.model.is_multiselect);
        let mut new: Vec<Payload> =
            record.active(other).iter().map(|value| value.payload.clone()).collect();
        let back = Payload::Reference { object, record: from };
        if new.iter().any(|payload| payload.same(&back)) {
            return;
        }
        if !many {
            // The target can belong to one record only: the one that had it loses it.
            for payload in new.drain(..) {
                if let Payload::Reference { record: former, .. } = payload {
                    self.drop_reference(former, attribute, target, now, actor);
                }
            }
        }
        // At the end, so that the target's primary value stays the same.
        new.push(back);
        self.replace(target, other, new, now, actor);
    }

    /// `from` no longer refers to `to` under `attribute`.
    fn drop_reference(
        &mut self,
        from: Uuid,
        attribute: Uuid,
        to: Uuid,
        now: Instant,
        actor: Actor,
    ) {
        let Some(record) = self.record_by_id(from) else { return };
        let rest = record
            .active(attribute)
            .iter()
            .map(|value| value.payload.clone())
            .filter(
                |payload| !matches!(payload, Payload::Reference { record, .. } if *record == to),
            )
            .collect();
        self.replace(from, attribute, rest, now, actor);
    }

    /// Makes the values of an attribute be exactly these: equal ones stay as they are, the others
    /// become history. Answers what went and what came.
    fn replace(
        &mut self,
        id: Uuid,
        attribute: Uuid,
        new: Vec<Payload>,
        now: Instant,
        actor: Actor,
    ) -> (Vec<Payload>, Vec<Payload>) {
        let Some(record) = self.records.get_mut(&id) else { return (Vec::new(), Vec::new()) };
        if new.is_empty() && !record.values.contains_key(&attribute) {
            return (Vec::new(), Vec::new());
        }
        let values: &mut Values = record.values.entry(attribute).or_default();
        let mut old = std::mem::take(&mut values.active);
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for payload in new {
            match old.iter().position(|value| value.payload.same(&payload)) {
                Some(i) => values.active.push(old.remove(i)),
                None => {
                    added.push(payload.clone());
                    let active_until = None;
                    values.active.push(Stored { payload, active_from: now, active_until, actor });
                }
            }
        }
        for mut value in old {
            removed.push(value.payload.clone());
            value.active_until = Some(now);
            values.past.push(value);
        }
        for payload in &removed {
            self.unindex(id, attribute, payload);
        }
        for payload in &added {
            self.index(id, attribute, payload);
        }
        (removed, added)
    }

    fn is_unique(&self, attribute: Uuid) -> bool {
        self.attributes.get(&attribute).is_some_and(|attribute| attribute.model.is_unique)
    }

    fn index(&mut self, id: Uuid, attribute: Uuid, payload: &Payload) {
        if let Payload::Reference { record, .. } = payload {
            self.references.insert(attribute, id, *record);
        } else if self.is_unique(attribute)
            && let Some(key) = payload.unique_key()
        {
            self.unique.insert(attribute, key, id);
        }
    }

    fn unindex(&mut self, id: Uuid, attribute: Uuid, payload: &Payload) {
        if let Payload::Reference { record, .. } = payload {
            self.references.remove(attribute, id, *record);
        } else if self.is_unique(attribute)
            && let Some(key) = payload.unique_key()
        {
            self.unique.remove(attribute, key, id);
        }
    }

    /// Indexes the values of an attribute anew, after it became unique or stopped being so.
    pub(super) fn reindex(&mut self, attribute: Uuid) {
        self.unique.forget(attribute);
        let Some(object) = self.attributes.get(&attribute).map(|a| a.object) else { return };
        for id in self.records_of(object) {
            let Some(record) = self.records.get(&id) else { continue };
            let payloads: Vec<Payload> =
                record.active(attribute).iter().map(|value| value.payload.clone()).collect();
            for payload in payloads {
                self.index(id, attribute, &payload);
            }
        }
    }
}
