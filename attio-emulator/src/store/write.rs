//! Creating, updating and deleting records.

use attio_schema::AttributeType;
use uuid::Uuid;

use super::{Actor, Creation, Object, Payload, Record, Store};
use crate::coerce;
use crate::error::{ApiError, Violation};
use crate::json::Json;
use crate::rules::{EmptyAppend, ReadOnlyWrites};
use crate::text::instant::Instant;

/// The effect of an update on the existing values of a multi-select attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They stay; new ones are added in front (PATCH).
    Append,
    /// They are replaced (PUT).
    Overwrite,
}

/// The new values of the attributes named in a request.
pub(crate) type Given = Vec<(Uuid, Vec<Payload>)>;

impl Store {
    /// Creates a record. A refused request stores nothing.
    pub(crate) fn create(
        &mut self,
        object: &str,
        values: &Json,
        actor: Actor,
    ) -> Result<Uuid, ApiError> {
        self.seed(Uuid::new_v4(), object, values, actor, None)
    }

    /// Creates a record with these creation times, or now. A refused request stores nothing.
    pub(crate) fn seed(
        &mut self,
        id: Uuid,
        object: &str,
        values: &Json,
        actor: Actor,
        created: Option<Creation>,
    ) -> Result<Uuid, ApiError> {
        let object = self.object_or_404(object)?;
        let (object_id, given) = (object.id, self.read_values(object, values)?);
        if self.record_by_id(id).is_some() {
            let message = format!("There is a record with the ID \"{id}\".");
            return Err(ApiError::validation(message, Vec::new()));
        }
        self.create_given(id, object_id, given, actor, created)
    }

    pub(super) fn create_given(
        &mut self,
        id: Uuid,
        object_id: Uuid,
        mut given: Given,
        actor: Actor,
        created: Option<Creation>,
    ) -> Result<Uuid, ApiError> {
        if let Some(object) = self.object_by_id(object_id) {
            self.add_defaults(object, &mut given, actor);
            for attribute in self.attributes(object).filter(|a| a.model.is_required) {
                let has_value =
                    given.iter().any(|(id, new)| *id == attribute.id && !new.is_empty());
                if !has_value && !attribute.model.is_archived {
                    return Err(ApiError::missing_value(attribute.id));
                }
            }
        }
        self.check_unique(&given, None)?;

        let sequence = self.records.next_sequence();
        let created = created.unwrap_or_else(|| {
            let attribute = self.tick();
            Creation { record: attribute.shifted(self.rules.difference(sequence)), attribute }
        });
        let now = created.attribute;
        self.records.insert(Record::new(id, object_id, created, sequence));
        for (attribute, payload) in self.system_values(object_id, id, now, actor) {
            self.set(id, attribute, vec![payload], now, actor);
        }
        for (attribute, new) in given {
            self.set(id, attribute, new, now, actor);
        }
        self.records.share(id);
        Ok(id)
    }

    /// Updates a record. A refused request stores nothing.
    pub(crate) fn update(
        &mut self,
        object: &str,
        id: Uuid,
        values: &Json,
        mode: Mode,
        actor: Actor,
    ) -> Result<(), ApiError> {
        let object = self.object_or_404(object)?;
        self.writable_or_404(object, id)?;
        let given = self.read_values(object, values)?;
        self.update_given(id, given, |_| mode, actor)
    }

    /// Updates a record, each multi-select attribute in its mode.
    pub(super) fn update_given(
        &mut self,
        id: Uuid,
        mut given: Given,
        mode: impl Fn(Uuid) -> Mode,
        actor: Actor,
    ) -> Result<(), ApiError> {
        if self.rules.empty_append == EmptyAppend::Keep {
            given.retain(|(id, new)| !new.is_empty() || mode(*id) == Mode::Overwrite);
        }
        let mode = |store: &Self, attribute: Uuid| match store.attributes.get(&attribute) {
            Some(attribute) if attribute.model.is_multiselect => mode(attribute.id),
            _ => Mode::Overwrite,
        };
        for (attribute, new) in &given {
            let required = self.attributes.get(attribute).is_some_and(|a| a.model.is_required);
            if required && new.is_empty() && mode(self, *attribute) == Mode::Overwrite {
                return Err(ApiError::missing_value(*attribute));
            }
        }
        self.check_unique(&given, Some(id))?;

        let now = self.tick();
        for (attribute, new) in given {
            // The values that stay are read only now: an earlier attribute may be the other side of
            // a relationship within the record.
            match mode(self, attribute) {
                Mode::Append => self.add(id, attribute, new, now, actor),
                Mode::Overwrite => self.set(id, attribute, new, now, actor),
            }
        }
        self.records.share(id);
        Ok(())
    }

    /// Deletes a record and every reference to it.
    pub(crate) fn delete(&mut self, object: &str, id: Uuid) -> Result<(), ApiError> {
        let object = self.object_or_404(object)?;
        self.writable_or_404(object, id)?;
        self.remove(id);
        Ok(())
    }

    /// Removes a record that may or may not exist.
    pub(super) fn remove(&mut self, id: Uuid) {
        let now = self.tick();
        for (attribute, from) in self.incoming(id) {
            self.drop_reference(from, attribute, id, now);
        }
        let Some(record) = self.records.remove(id) else { return };
        for (attribute, values) in record.into_values() {
            for value in values.active {
                self.unindex(id, attribute, &value.payload);
            }
        }
    }

    /// Reads `values` of a request: attributes by slug or ID, values in any form that the API
    /// accepts.
    pub(crate) fn read_values(&self, object: &Object, values: &Json) -> Result<Given, ApiError> {
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
                        return Err(ApiError::value(attribute.slug(), vec![violation]));
                    }
                }
            }
            given.push((attribute.id, coerce::values(self, attribute, value)?));
        }
        Ok(given)
    }

    /// Adds default values for the attributes that the request omits, and for required ones that it
    /// leaves empty.
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

    /// The values that Attio itself sets in a new record.
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

    /// Refuses new values of a unique attribute that another record has.
    fn check_unique(&self, given: &Given, own: Option<Uuid>) -> Result<(), ApiError> {
        let own = own.and_then(|id| self.record_by_id(id));
        for (id, new) in given {
            let Some(attribute) = self.attributes.get(id).filter(|a| a.model.is_unique) else {
                continue;
            };
            let mut conflicts: Vec<Uuid> = Vec::new();
            for payload in new {
                // A duplicate that is older than the uniqueness may stay.
                if own.is_some_and(|own| own.payloads(*id).any(|other| other.same(payload))) {
                    continue;
                }
                for holder in self.holders(*id, payload) {
                    if !conflicts.contains(&holder) {
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
}
