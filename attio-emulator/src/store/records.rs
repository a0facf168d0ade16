//! The records: by ID, and those of an object in the order of creation.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::Record;

/// All records. Those of one object lie beside one another, so that a look at all of them is quick.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    objects: HashMap<Uuid, BTreeMap<u64, Record>>,
    /// The object and the place in the order of creation of each record.
    places: HashMap<Uuid, (Uuid, u64)>,
    last: u64,
}

impl Records {
    /// A place behind all others in the order of creation.
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

    pub(super) fn insert(&mut self, record: Record) {
        self.places.insert(record.id, (record.object, record.sequence));
        self.objects.entry(record.object).or_default().insert(record.sequence, record);
    }

    pub(super) fn remove(&mut self, id: Uuid) -> Option<Record> {
        let (object, sequence) = self.places.remove(&id)?;
        self.objects.get_mut(&object)?.remove(&sequence)
    }

    /// The records of an object in the order of creation.
    pub(super) fn of(&self, object: Uuid) -> impl ExactSizeIterator<Item = &Record> {
        static NONE: BTreeMap<u64, Record> = BTreeMap::new();
        self.objects.get(&object).unwrap_or(&NONE).values()
    }

    /// The records of an object, to be changed.
    pub(super) fn of_mut(&mut self, object: Uuid) -> impl Iterator<Item = &mut Record> {
        self.objects.get_mut(&object).into_iter().flat_map(BTreeMap::values_mut)
    }

    /// How many records the object has.
    pub(super) fn count(&self, object: Uuid) -> usize {
        self.objects.get(&object).map_or(0, BTreeMap::len)
    }
}
