//! The workspace in memory: schema, records and entries, and the indexes over them.
//!
//! A write is first prepared in full against the current store, and only then applied, so that a
//! refused write stores nothing. Applying cannot fail.

mod actor;
mod apply;
mod assert;
pub(crate) mod defaults;
mod enrichment;
mod entries;
mod load;
mod merge;
mod payload;
mod record;
mod record_writer;
mod records;
mod references;
pub(crate) mod render;
mod schema;
mod schema_write;
mod search;
mod target;
mod unique;
mod views;
mod write;

use std::collections::HashMap;

use uuid::Uuid;

pub use actor::Actor;
pub(crate) use entries::{PARENT_RECORD, Parent};
pub(crate) use load::LoadError;
pub(crate) use payload::{Payload, Place, number_key};
pub(crate) use record::{Creation, Record, Stored, Values};
pub(crate) use schema::{Attribute, Default};
pub use target::TargetName;
pub(crate) use target::{Access, Kind, Target};
pub(crate) use write::Mode;

use crate::error::ApiError;
use crate::rules::Rules;
use crate::text::instant::Instant;

/// A workspace with everything in it.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(crate) rules: Rules,
    pub(crate) workspace: Uuid,
    pub(crate) name: String,
    pub(crate) slug: String,
    /// The origin of the record pages: scheme, host and port.
    pub(crate) base_url: String,
    pub(crate) objects: Vec<Target>,
    pub(crate) lists: Vec<Target>,
    pub(crate) members: Vec<(Uuid, attio_schema::Member)>,
    attributes: HashMap<Uuid, Attribute>,
    records: records::Records,
    on_lists: entries::EntryIndex,
    unique: unique::UniqueIndex,
    references: references::ReferenceIndex,
    merges: merge::Merges,
    views: Vec<views::View>,
    clock: Instant,
}

impl Store {
    /// The current time, which never goes back. Writes within a millisecond share one time.
    fn tick(&mut self) -> Instant {
        self.clock = Instant::now().max(self.clock);
        self.clock
    }

    /// The object with this slug or ID.
    pub(crate) fn object(&self, slug_or_id: &str) -> Option<&Target> {
        self.objects.iter().find(|object| object.is(slug_or_id))
    }

    /// The object of a path, or the 404 of the API.
    pub(crate) fn object_or_404(&self, slug_or_id: &str) -> Result<&Target, ApiError> {
        self.object(slug_or_id).ok_or_else(|| ApiError::no_object(slug_or_id))
    }

    /// The list with this slug or ID.
    pub(crate) fn list(&self, slug_or_id: &str) -> Option<&Target> {
        self.lists.iter().find(|list| list.is(slug_or_id))
    }

    /// The object or the list with this name, or the 404 of the API.
    pub(crate) fn target(&self, name: TargetName<'_>) -> Result<&Target, ApiError> {
        match name {
            TargetName::Object(name) => self.object_or_404(name),
            TargetName::List(name) => self.list(name).ok_or_else(|| ApiError::no_list(name)),
        }
    }

    /// The objects and lists.
    fn targets(&self) -> impl Iterator<Item = &Target> {
        self.objects.iter().chain(&self.lists)
    }

    fn targets_mut(&mut self) -> impl Iterator<Item = &mut Target> {
        self.objects.iter_mut().chain(&mut self.lists)
    }

    /// The object or the list with this ID.
    pub(crate) fn target_by_id(&self, id: Uuid) -> Option<&Target> {
        self.targets().find(|target| target.id == id)
    }

    /// The attributes of the object or list in the order of the user interface, archived ones included.
    pub(crate) fn attributes<'a>(
        &'a self,
        target: &'a Target,
    ) -> impl Iterator<Item = &'a Attribute> + 'a {
        target.attributes.iter().filter_map(|id| self.attributes.get(id))
    }

    /// The attribute with this ID.
    pub(crate) fn attribute_by_id(&self, id: Uuid) -> Option<&Attribute> {
        self.attributes.get(&id)
    }

    /// The attribute with this slug or ID, archived or not.
    pub(crate) fn attribute<'a>(
        &'a self,
        target: &'a Target,
        slug_or_id: &str,
    ) -> Option<&'a Attribute> {
        self.attributes(target).find(|attribute| attribute.is(slug_or_id))
    }

    /// The attribute with this slug or ID, unless it is archived.
    pub(crate) fn open_attribute<'a>(
        &'a self,
        target: &'a Target,
        slug_or_id: &str,
    ) -> Option<&'a Attribute> {
        self.attribute(target, slug_or_id).filter(|attribute| !attribute.model.is_archived)
    }

    /// The attribute of a path, or the 404 of the API.
    pub(crate) fn attribute_or_404<'a>(
        &'a self,
        target: &'a Target,
        slug_or_id: &str,
    ) -> Result<&'a Attribute, ApiError> {
        self.attribute(target, slug_or_id).ok_or_else(|| ApiError::no_attribute(slug_or_id))
    }

    /// The record of the object, or the entry of the list, with this ID.
    pub(crate) fn record(&self, target: &Target, id: Uuid) -> Option<&Record> {
        self.records.get(id).filter(|record| record.target == target.id)
    }

    /// The record of a path, or the 404 of the API.
    pub(crate) fn record_or_404(&self, target: &Target, id: Uuid) -> Result<&Record, ApiError> {
        if self.merges.concern(id) {
            return Err(ApiError::merge_in_progress(404));
        }
        self.record(target, id).ok_or_else(|| match target.kind {
            Kind::Object(_) => ApiError::no_record(id),
            Kind::List(_) => ApiError::no_entry(id),
        })
    }

    /// Whether the record is an input or the result of a pending merge.
    pub(crate) fn is_merging(&self, record: Uuid) -> bool {
        self.merges.concern(record)
    }

    /// The record of a path that will be changed, or the error if it cannot be.
    pub(crate) fn writable_or_404(&self, target: &Target, id: Uuid) -> Result<&Record, ApiError> {
        if self.merges.concern(id) {
            return Err(ApiError::merge_in_progress(400));
        }
        self.record_or_404(target, id)
    }

    /// The record or entry with this ID.
    pub(crate) fn record_by_id(&self, id: Uuid) -> Option<&Record> {
        self.records.get(id)
    }

    /// The records of an object, or the entries of a list, in the order of creation.
    pub(crate) fn records<'a>(
        &'a self,
        target: &Target,
    ) -> impl ExactSizeIterator<Item = &'a Record> + DoubleEndedIterator + use<'a> {
        self.records.of(target.id)
    }

    /// The IDs of the records or entries, in ascending order.
    pub(crate) fn record_ids(&self, target: &Target) -> impl Iterator<Item = Uuid> {
        self.records.ids(target.id)
    }

    /// The number of records or entries.
    pub(crate) fn count(&self, target: &Target) -> usize {
        self.records.count(target.id)
    }

    /// The attributes and records that refer to the record now.
    pub(crate) fn incoming(&self, record: Uuid) -> Vec<(Uuid, Uuid)> {
        self.references.incoming(record)
    }

    /// The records that refer to the record under the attribute.
    pub(crate) fn referring(&self, attribute: Uuid, to: Uuid) -> impl Iterator<Item = Uuid> {
        self.references.referring(attribute, to)
    }

    /// The records that have the value under a unique attribute.
    pub(crate) fn holders(&self, attribute: Uuid, payload: &Payload) -> Vec<Uuid> {
        let Some(found) = self.attributes.get(&attribute) else { return Vec::new() };
        if found.is_own_id() {
            let Payload::Text(text) = payload else { return Vec::new() };
            let record = Uuid::try_parse(text).ok().and_then(|id| self.record_by_id(id));
            let record = record.filter(|record| record.target == found.target);
            // Strings are compared with case.
            return record.map(|r| r.id).filter(|id| id.to_string() == *text).into_iter().collect();
        }
        let Some(key) = payload.unique_key() else { return Vec::new() };
        let holders = self.unique.holders(attribute, &key).iter().copied();
        let has = |id: &Uuid| {
            let record = self.record_by_id(*id);
            record.is_some_and(|r| r.payloads(attribute).any(|other| other.collides(payload)))
        };
        holders.filter(has).collect()
    }

    /// The records with this key under a unique attribute: strings that differ only in case share a
    /// key.
    pub(crate) fn holders_of_key(&self, attribute: Uuid, key: &str) -> &[Uuid] {
        self.unique.holders(attribute, key)
    }

    /// The member with this ID.
    pub(crate) fn member(&self, id: Uuid) -> Option<&attio_schema::Member> {
        self.members.iter().find(|(member, _)| *member == id).map(|(_, member)| member)
    }
}
