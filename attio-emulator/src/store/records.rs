//! The records and entries: by ID, and by object or list in the order of creation or of IDs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use super::Record;
use super::record::Spans;

/// All records, grouped so that scanning those of one object or list is fast.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    targets: HashMap<Uuid, BTreeMap<u64, Record>>,
    /// The object or list of each record and its position in the order of creation.
    places: HashMap<Uuid, (Uuid, u64)>,
    /// The IDs of the records of each object or list.
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
        let (target, sequence) = self.places.get(&id)?;
        self.targets.get(target)?.get(sequence)
    }

    pub(super) fn get_mut(&mut self, id: Uuid) -> Option<&mut Record> {
        let (target, sequence) = self.places.get(&id)?;
        self.targets.get_mut(target)?.get_mut(sequence)
    }

    /// Lets the record share its distribution of values with equal ones.
    pub(super) fn share(&mut self, id: Uuid) {
        if self.spans.len() >= MAX_SPANS {
            self.spans.clear();
        }
        let Some((target, sequence)) = self.places.get(&id) else { return };
        let records = self.targets.get_mut(target);
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
        self.places.insert(record.id, (record.target, record.sequence));
        self.ids.entry(record.target).or_default().insert(record.id);
        self.targets.entry(record.target).or_default().insert(record.sequence, record);
    }

    pub(super) fn remove(&mut self, id: Uuid) -> Option<Record> {
        let (target, sequence) = self.places.remove(&id)?;
        if let Some(ids) = self.ids.get_mut(&target) {
            ids.remove(&id);
        }
        self.targets.get_mut(&target)?.remove(&sequence)
    }

    /// The records of an object or list in the order of creation.
    pub(super) fn of(
        &self,
        target: Uuid,
    ) -> impl ExactSizeIterator<Item = &Record> + DoubleEndedIterator {
        static NONE: BTreeMap<u64, Record> = BTreeMap::new();
        self.targets.get(&target).unwrap_or(&NONE).values()
    }

    /// The IDs of the records of an object or list, in ascending order.
    pub(super) fn ids(&self, target: Uuid) -> impl Iterator<Item = Uuid> {
        self.ids.get(&target).into_iter().flatten().copied()
    }

    /// The records of an object or list, mutable.
    pub(super) fn of_mut(&mut self, target: Uuid) -> impl Iterator<Item = &mut Record> {
        self.targets.get_mut(&target).into_iter().flat_map(BTreeMap::values_mut)
    }

    /// The number of records of the object or list.
    pub(super) fn count(&self, target: Uuid) -> usize {
        self.targets.get(&target).map_or(0, BTreeMap::len)
    }
}
