//! The index of unique values: which records have a value under a unique attribute.

use std::collections::HashMap;

use uuid::Uuid;

/// Record IDs by attribute and value. Several records can hold one value: an attribute that became
/// unique later keeps the duplicates that it had.
#[derive(Clone, Debug, Default)]
pub(crate) struct UniqueIndex {
    holders: HashMap<(Uuid, String), Vec<Uuid>>,
}

impl UniqueIndex {
    pub(crate) fn holders(&self, attribute: Uuid, key: &str) -> &[Uuid] {
        self.holders.get(&(attribute, key.to_owned())).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn insert(&mut self, attribute: Uuid, key: String, record: Uuid) {
        let holders = self.holders.entry((attribute, key)).or_default();
        if !holders.contains(&record) {
            holders.push(record);
        }
    }

    pub(crate) fn remove(&mut self, attribute: Uuid, key: String, record: Uuid) {
        let key = (attribute, key);
        if let Some(holders) = self.holders.get_mut(&key) {
            holders.retain(|&holder| holder != record);
            if holders.is_empty() {
                self.holders.remove(&key);
            }
        }
    }

    /// Forgets an attribute.
    pub(crate) fn forget(&mut self, attribute: Uuid) {
        self.holders.retain(|(of, _), _| *of != attribute);
    }
}
