//! Entries: records of other objects on lists.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::assert::asserted_id;
use super::write::New;
use super::{Actor, Creation, Mode, Record, Store, Target};
use crate::error::{ApiError, Violation};
use crate::json::Json;

/// The name of the step from an entry to its parent in a path; no attribute of a list has this slug.
pub(crate) const PARENT_RECORD: &str = "parent_record";

/// The record that a request adds to a list, and its object by slug or ID.
#[derive(Clone, Copy)]
pub(crate) struct Parent<'a> {
    pub(crate) object: &'a str,
    pub(crate) record: Uuid,
}

/// The error for a parent that does not exist.
fn no_parent(record: Uuid) -> ApiError {
    ApiError::value_not_found(format!("Parent record with slug/ID \"{record}\" not found."))
}

/// The entries of each record, by record, list and entry.
#[derive(Clone, Debug, Default)]
pub(super) struct EntryIndex(BTreeSet<(Uuid, Uuid, Uuid)>);

impl EntryIndex {
    pub(super) fn insert(&mut self, entry: &Record) {
        if let Some(parent) = entry.parent {
            self.0.insert((parent, entry.target, entry.id));
        }
    }

    pub(super) fn remove(&mut self, entry: &Record) {
        if let Some(parent) = entry.parent {
            self.0.remove(&(parent, entry.target, entry.id));
        }
    }

    /// The entries of a record on the list.
    fn on(&self, list: Uuid, parent: Uuid) -> impl Iterator<Item = Uuid> {
        let all = (parent, list, Uuid::nil())..=(parent, list, Uuid::max());
        self.0.range(all).map(|(_, _, entry)| *entry)
    }

    /// The entries of a record on every list.
    fn of(&self, parent: Uuid) -> impl Iterator<Item = Uuid> {
        let all = (parent, Uuid::nil(), Uuid::nil())..=(parent, Uuid::max(), Uuid::max());
        self.0.range(all).map(|(_, _, entry)| *entry)
    }
}

impl Store {
    /// The entries of a record on the list, in the order of their IDs.
    pub(crate) fn entries_on(&self, list: Uuid, parent: Uuid) -> impl Iterator<Item = Uuid> {
        self.on_lists.on(list, parent)
    }

    /// The entries of a record on all lists.
    pub(crate) fn entries_of(&self, parent: Uuid) -> Vec<Uuid> {
        self.on_lists.of(parent).collect()
    }

    /// The parent of an entry: its object and the record.
    pub(crate) fn parent_of(&self, entry: &Record) -> Option<(&Target, &Record)> {
        let record = self.record_by_id(entry.parent?)?;
        Some((self.target_by_id(record.target)?, record))
    }

    /// The record that will be a parent, which must be of one of the list's objects.
    fn parent_for(&self, list: &Target, parent: Parent<'_>) -> Result<Uuid, ApiError> {
        let object = self.parent_object(list, parent.object)?;
        let found = self.record(object, parent.record).map(|record| record.id);
        found.ok_or_else(|| no_parent(parent.record))
    }

    fn parent_object(&self, list: &Target, object: &str) -> Result<&Target, ApiError> {
        let parents = list.list().map(|list| list.parents.as_slice()).unwrap_or_default();
        let found = self.object(object).filter(|object| parents.contains(&object.id));
        found.ok_or_else(|| {
            let message = format!("Records of object \"{object}\" cannot be added to this list");
            ApiError::body(Violation::invalid(message).at("parent_object").at("data"))
        })
    }

    /// Adds a record to a list. A refused request stores nothing.
    pub(crate) fn create_entry(
        &mut self,
        list: Uuid,
        parent: Parent<'_>,
        values: &Json,
        actor: Actor,
    ) -> Result<Uuid, ApiError> {
        let parent = self.parent_for(self.list_by_id(list)?, parent)?;
        self.add_entry(Uuid::new_v4(), list, parent, values, actor, None)
    }

    /// Adds the record with this ID to a list, as an entry with these creation times, or now.
    pub(crate) fn seed_entry(
        &mut self,
        id: Uuid,
        list: Uuid,
        record: Uuid,
        values: &Json,
        actor: Actor,
        created: Option<Creation>,
    ) -> Result<Uuid, ApiError> {
        let object = self.record_by_id(record).and_then(|found| self.target_by_id(found.target));
        // An entry cannot be a parent.
        let object = object.filter(|object| object.object().is_some());
        let object = object.map(Target::slug).ok_or_else(|| no_parent(record))?;
        let parent = self.parent_for(self.list_by_id(list)?, Parent { object, record })?;
        self.add_entry(id, list, parent, values, actor, created)
    }

    fn add_entry(
        &mut self,
        id: Uuid,
        list: Uuid,
        parent: Uuid,
        values: &Json,
        actor: Actor,
        created: Option<Creation>,
    ) -> Result<Uuid, ApiError> {
        let given = self.read_values(self.list_by_id(list)?, values)?;
        self.check_unused(id)?;
        self.create_given(New { id, target: list, parent: Some(parent), created }, given, actor)
    }

    /// Updates the entry of the record, or adds the record to the list if it is not on it.
    pub(crate) fn assert_entry(
        &mut self,
        list: Uuid,
        parent: Parent<'_>,
        values: &Json,
        actor: Actor,
    ) -> Result<Uuid, ApiError> {
        self.parent_object(self.list_by_id(list)?, parent.object)?;
        if self.merges.concern(parent.record) {
            return Err(ApiError::merge_in_progress(400));
        }
        let parent = self.parent_for(self.list_by_id(list)?, parent)?;
        let given = self.read_values(self.list_by_id(list)?, values)?;
        let found: Vec<Uuid> = self.entries_on(list, parent).take(2).collect();
        match *found.as_slice() {
            [] => {
                let new =
                    New { id: asserted_id(), target: list, parent: Some(parent), created: None };
                self.create_given(new, given, actor)
            }
            [entry] => {
                self.update_given(entry, given, |_| Mode::Overwrite, actor)?;
                Ok(entry)
            }
            _ => Err(ApiError::several_entries()),
        }
    }

    fn list_by_id(&self, id: Uuid) -> Result<&Target, ApiError> {
        let found = self.lists.iter().find(|list| list.id == id);
        found.ok_or_else(|| ApiError::no_list(&id.to_string()))
    }

    /// Lets the entries of two merged records belong to the new record.
    pub(super) fn move_entries(&mut self, from: [Uuid; 2], to: Uuid) {
        let entries = from.map(|record| self.entries_of(record)).concat();
        for entry in entries {
            let Some(entry) = self.records.get_mut(entry) else { continue };
            self.on_lists.remove(entry);
            entry.parent = Some(to);
            self.on_lists.insert(entry);
        }
    }
}
