//! The records: by ID, and by object in the order of creation or of IDs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::Record;
use super::record::Spans;

/// All records, grouped by object so that scanning one object's records is fast.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    objects: HashMap<Uuid, BTreeMap<u64, Record>>,
    /// The object of each record and its position in the order of creation.
    places: HashMap<Uuid, (Uuid, u64)>,
    /// The IDs of each object's records.
    ids: HashMap<Uuid, BTreeSet<Uuid>>,
    last: u64,
    /// The shared distributions of values over attributes.
    spans: HashSet<Spans>,
}

/// The maximum number of cached distributions. Evicted ones stay with their records.
const MAX_SPANS: usize = 10_000;

impl Records {
    /// A position after all other records in the order of creation.
    pub(super) fn next_sequence(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn get(&self, id: Uuid) -> Option<&Record> {
        let (object, sequence) = self.places.get(&id)?;
        self.objects.get(object)?.get(sequence)
    }

    pub(super) fn get_mut(&mut self, id: Uuid) -> Option<&mut Record> {
        let (object, sequence) = self.places.get(&id)?;
        self.objects.get_mut(object)?.get_mut(sequence)
    }

    /// Lets the record share its distribution of values with equal ones.
    pub(super) fn share(&mut self, id: Uuid) {
        if self.spans.len() >= MAX_SPANS {
            self.spans.clear();
        }
        let Some((object, sequence)) = self.places.get(&id) else { return };
        let records = self.objects.get_mut(object);
        let Some(record) = records.and_then(|records| records.get_mut(sequence)) else { return };
        let spans = record.spans_mut();
        match self.spans.get(spans) {
            Some(known) => *spans = Arc::clone(known),
            None => {
                self.spans.insert(Arc::clone(spans));
            }
        }
    }

    pub(super) fn insert(&mut self, record: Record) {
        self.places.insert(record.id, (record.object, record.sequence));
        self.ids.entry(record.object).or_default().insert(record.id);
        self.objects.entry(record.object).or_default().insert(record.sequence, record);
    }

    pub(super) fn remove(&mut self, id: Uuid) -> Option<Record> {
        let (object, sequence) = self.places.remove(&id)?;
        if let Some(ids) = self.ids.get_mut(&object) {
            ids.remove(&id);
        }
        self.objects.get_mut(&object)?.remove(&sequence)
    }

    /// The records of an object in the order of creation.
    pub(super) fn of(
        &self,
        object: Uuid,
    ) -> impl ExactSizeIterator<Item = &Record> + DoubleEndedIterator {
        static NONE: BTreeMap<u64, Record> = BTreeMap::new();
        self.objects.get(&object).unwrap_or(&NONE).values()
    }

    /// The IDs of the records of an object, in ascending order.
    pub(super) fn ids(&self, object: Uuid) -> impl Iterator<Item = Uuid> {
        self.ids.get(&object).into_iter().flatten().copied()
    }

    /// The records of an object, mutable.
    pub(super) fn of_mut(&mut self, object: Uuid) -> impl Iterator<Item = &mut Record> {
        self.objects.get_mut(&object).into_iter().flat_map(BTreeMap::values_mut)
    }

    /// The number of records of the object.
    pub(super) fn count(&self, object: Uuid) -> usize {
        self.objects.get(&object).map_or(0, BTreeMap::len)
    }
}
