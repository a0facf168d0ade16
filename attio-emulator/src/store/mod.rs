//! The workspace in memory: schema, records, and the indexes over them.
//!
//! A write is first worked out in full against the store as it is, and only then applied, so that
//! a refused write stores nothing. Applying cannot fail.

pub(crate) mod defaults;
mod load;
mod payload;
mod record;
mod references;
pub(crate) mod render;
mod schema;
mod schema_write;
mod unique;
mod write;

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

pub(crate) use load::LoadError;
pub(crate) use payload::{Actor, Payload, Place};
pub(crate) use record::{Record, Stored, Values};
pub(crate) use schema::{Attribute, Default, Object};
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
    /// Where the pages of records are: scheme, host and port.
    pub(crate) base_url: String,
    pub(crate) objects: Vec<Object>,
    pub(crate) members: Vec<(Uuid, attio_schema::Member)>,
    attributes: HashMap<Uuid, Attribute>,
    records: HashMap<Uuid, Record>,
    /// The records of each object in the order of creation.
    order: HashMap<Uuid, BTreeMap<u64, Uuid>>,
    unique: unique::UniqueIndex,
    references: references::ReferenceIndex,
    sequence: u64,
    clock: Instant,
}

impl Store {
    /// The current time; later than at every call before, so that the order of writes can be told
    /// from their times.
    fn tick(&mut self) -> Instant {
        self.clock = Instant::now().max(self.clock.next());
        self.clock
    }

    /// The object with this slug or ID.
    pub(crate) fn object(&self, slug_or_id: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.is(slug_or_id))
    }

    /// The object of a path, or the 404 of the API.
    pub(crate) fn object_or_404(&self, slug_or_id: &str) -> Result<&Object, ApiError> {
        self.object(slug_or_id).ok_or_else(|| ApiError::no_object(slug_or_id))
    }

    /// The object with this ID.
    pub(crate) fn object_by_id(&self, id: Uuid) -> Option<&Object> {
        self.objects.iter().find(|object| object.id == id)
    }

    /// The attributes of the object in the order of the user interface, archived ones included.
    pub(crate) fn attributes<'a>(
        &'a self,
        object: &'a Object,
    ) -> impl Iterator<Item = &'a Attribute> + 'a {
        object.attributes.iter().filter_map(|id| self.attributes.get(id))
    }

    /// The attribute with this ID.
    pub(crate) fn attribute_by_id(&self, id: Uuid) -> Option<&Attribute> {
        self.attributes.get(&id)
    }

    /// The object's attribute with this slug or ID, archived or not.
    pub(crate) fn attribute<'a>(
        &'a self,
        object: &'a Object,
        slug_or_id: &str,
    ) -> Option<&'a Attribute> {
        self.attributes(object).find(|attribute| attribute.is(slug_or_id))
    }

    /// The attribute of a path, or the 404 of the API.
    pub(crate) fn attribute_or_404<'a>(
        &'a self,
        object: &'a Object,
        slug_or_id: &str,
    ) -> Result<&'a Attribute, ApiError> {
        self.attribute(object, slug_or_id).ok_or_else(|| ApiError::no_attribute(slug_or_id))
    }

    /// The object's record with this ID.
    pub(crate) fn record(&self, object: &Object, id: Uuid) -> Option<&Record> {
        self.records.get(&id).filter(|record| record.object == object.id)
    }

    /// The record of a path, or the 404 of the API.
    pub(crate) fn record_or_404(&self, object: &Object, id: Uuid) -> Result<&Record, ApiError> {
        self.record(object, id).ok_or_else(|| ApiError::no_record(id))
    }

    /// The record with this ID, whatever its object.
    pub(crate) fn record_by_id(&self, id: Uuid) -> Option<&Record> {
        self.records.get(&id)
    }

    /// The records of an object in the order of creation.
    pub(crate) fn records<'a>(&'a self, object: &Object) -> impl Iterator<Item = &'a Record> + 'a {
        self.order
            .get(&object.id)
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter_map(|id| self.records.get(id))
    }

    /// How many records the object has.
    pub(crate) fn count(&self, object: &Object) -> usize {
        self.order.get(&object.id).map_or(0, BTreeMap::len)
    }

    /// The attributes and records that refer to the record now.
    pub(crate) fn incoming(&self, record: Uuid) -> Vec<(Uuid, Uuid)> {
        self.references.incoming(record)
    }

    /// The records that have the value under a unique attribute.
    pub(crate) fn holders(&self, attribute: Uuid, payload: &Payload) -> &[Uuid] {
        payload.unique_key().map_or(&[], |key| self.unique.holders(attribute, &key))
    }

    /// The member with this ID.
    pub(crate) fn member(&self, id: Uuid) -> Option<&attio_schema::Member> {
        self.members.iter().find(|(member, _)| *member == id).map(|(_, member)| member)
    }
}
