//! Creating, updating and deleting records and entries.

use attio_schema::AttributeType;
use uuid::Uuid;

use super::{Actor, Attribute, Creation, Payload, Record, Store, Target};
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

/// A new record or entry.
pub(super) struct New {
    pub(super) id: Uuid,
    pub(super) target: Uuid,
    /// The record that an entry belongs to.
    pub(super) parent: Option<Uuid>,
    /// The times of creation; `None` is now.
    pub(super) created: Option<Creation>,
}

/// The error about a value. For entries, its path begins at the body (reported).
fn located(target: &Target, mut error: ApiError, attribute: &Attribute) -> ApiError {
    if target.list().is_some() {
        let violations = std::mem::take(&mut error.validation_errors).into_iter();
        let located = violations.map(|v| v.at(attribute.slug()).at("entry_values").at("data"));
        error.validation_errors = located.collect();
    }
    error
}

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
        let (target, given) = (object.id, self.read_values(object, values)?);
        self.check_unused(id)?;
        self.create_given(New { id, target, parent: None, created }, given, actor)
    }

    /// Refuses an ID that a record or an entry has.
    pub(super) fn check_unused(&self, id: Uuid) -> Result<(), ApiError> {
        if self.record_by_id(id).is_some() {
            let message = format!("There is a record with the ID \"{id}\".");
            return Err(ApiError::validation(message, Vec::new()));
        }
        Ok(())
    }

    pub(super) fn create_given(
        &mut self,
        new: New,
        mut given: Given,
        actor: Actor,
    ) -> Result<Uuid, ApiError> {
        let New { id, target, parent, created } = new;
        if let Some(target) = self.target_by_id(target) {
            self.add_defaults(target, &mut given, actor);
            for attribute in self.attributes(target).filter(|a| a.model.is_required) {
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
            // The two times of an entry are equal, as captured.
            let difference = if parent.is_some() { 0 } else { self.rules.difference(sequence) };
            Creation { record: attribute.shifted(difference), attribute }
        });
        let now = created.attribute;
        let mut record = Record::new(id, target, created, sequence);
        record.parent = parent;
        self.on_lists.insert(&record);
        self.records.insert(record);
        for (attribute, payload) in self.system_values(target, id, now, actor) {
            self.set(id, attribute, vec![payload], now, actor);
        }
        for (attribute, new) in given {
            self.set(id, attribute, new, now, actor);
        }
        self.records.share(id);
        Ok(id)
    }

    /// Updates a record or an entry. A refused request stores nothing.
    pub(crate) fn update(
        &mut self,
        id: Uuid,
        values: &Json,
        mode: Mode,
        actor: Actor,
    ) -> Result<(), ApiError> {
        let target = self.record_by_id(id).and_then(|record| self.target_by_id(record.target));
        let given = self.read_values(target.ok_or_else(|| ApiError::no_record(id))?, values)?;
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

    /// Removes a record with its entries and every reference to it, or an entry; it need not exist.
    pub(crate) fn remove(&mut self, id: Uuid) {
        for entry in self.entries_of(id) {
            self.remove(entry);
        }
        let now = self.tick();
        for (attribute, from) in self.incoming(id) {
            self.drop_reference(from, attribute, id, now);
        }
        let Some(record) = self.records.remove(id) else { return };
        self.on_lists.remove(&record);
        for (attribute, values) in record.into_values() {
            for value in values.active {
                self.unindex(id, attribute, &value.payload);
            }
        }
    }

    /// Reads `values` of a request, or `entry_values`: attributes by slug or ID, values in any form that the API
    /// accepts.
    pub(crate) fn read_values(&self, target: &Target, values: &Json) -> Result<Given, ApiError> {
        let member = if target.list().is_some() { "entry_values" } else { "values" };
        let Json::Object(members) = values else {
            let violation = Violation::wrong_type("object", values);
            return Err(ApiError::body(violation.at(member).at("data")));
        };
        let mut given: Given = Vec::with_capacity(members.len());
        for (key, value) in members {
            let attribute = self
                .attribute(target, key)
                .filter(|attribute| !attribute.model.is_archived)
                .ok_or_else(|| {
                    let message = format!("Cannot find attribute with slug/ID \"{key}\".");
                    ApiError::value_not_found(message)
                })?;
            if given.iter().any(|(id, _)| *id == attribute.id) {
                let violation = Violation::invalid("The same attribute is given by slug and by ID");
                return Err(ApiError::body(violation.at(key.as_str()).at(member).at("data")));
            }
            if !attribute.model.is_writable {
                match self.rules.read_only_writes {
                    ReadOnlyWrites::Ignore => continue,
                    ReadOnlyWrites::Refuse => {
                        let violation = Violation::invalid("The attribute is read-only");
                        let error = ApiError::value(attribute.slug(), vec![violation]);
                        return Err(located(target, error, attribute));
                    }
                }
            }
            let values = coerce::values(self, attribute, value);
            given.push((attribute.id, values.map_err(|error| located(target, error, attribute))?));
        }
        Ok(given)
    }

    /// Adds default values for the attributes that the request omits, and for required ones that it
    /// leaves empty.
    fn add_defaults(&self, target: &Target, given: &mut Given, actor: Actor) {
        for attribute in self.attributes(target) {
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
        target: Uuid,
        id: Uuid,
        now: Instant,
        actor: Actor,
    ) -> Vec<(Uuid, Payload)> {
        let Some(target) = self.target_by_id(target) else { return Vec::new() };
        self.attributes(target)
            .filter(|attribute| attribute.model.is_system_attribute && !attribute.model.is_writable)
            .filter_map(|attribute| {
                let payload = match (attribute.slug(), attribute.kind) {
                    _ if attribute.is_own_id() => Payload::Text(id.to_string()),
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
