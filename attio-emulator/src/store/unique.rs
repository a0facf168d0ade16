//! The index of unique values: the records that have a value under a unique attribute.

use std::collections::HashMap;

use uuid::Uuid;

/// Record IDs by attribute and key. Several records can share a key: strings that differ only in
/// case, and duplicates of an attribute that became unique later.
#[derive(Clone, Debug, Default)]
pub(crate) struct UniqueIndex {
    attributes: HashMap<Uuid, HashMap<Box<str>, Holders>>,
}

/// The records with one key; nearly always a single one.
#[derive(Clone, Debug)]
enum Holders {
    One(Uuid),
    Many(Vec<Uuid>),
}

impl Holders {
    fn as_slice(&self) -> &[Uuid] {
        match self {
            Self::One(record) => std::slice::from_ref(record),
            Self::Many(records) => records,
        }
    }
}

impl UniqueIndex {
    pub(crate) fn holders(&self, attribute: Uuid, key: &str) -> &[Uuid] {
        let keys = self.attributes.get(&attribute);
        keys.and_then(|keys| keys.get(key)).map_or(&[], Holders::as_slice)
    }

    pub(crate) fn insert(&mut self, attribute: Uuid, key: String, record: Uuid) {
        let keys = self.attributes.entry(attribute).or_default();
        match keys.get_mut(key.as_str()) {
            Some(holders) if holders.as_slice().contains(&record) => {}
            Some(Holders::Many(records)) => records.push(record),
            Some(holders @ Holders::One(_)) => {
                *holders = Holders::Many([holders.as_slice(), &[record]].concat());
            }
            None => {
                keys.insert(key.into_boxed_str(), Holders::One(record));
            }
        }
    }

    pub(crate) fn remove(&mut self, attribute: Uuid, key: &str, record: Uuid) {
        let Some(keys) = self.attributes.get_mut(&attribute) else { return };
        let Some(holders) = keys.get_mut(key) else { return };
        if let Holders::Many(records) = holders {
            records.retain(|&holder| holder != record);
        }
        if matches!(holders.as_slice(), [])
            || matches!(holders, Holders::One(one) if *one == record)
        {
            keys.remove(key);
        }
    }

    /// Removes an attribute.
    pub(crate) fn forget(&mut self, attribute: Uuid) {
        self.attributes.remove(&attribute);
    }
}
