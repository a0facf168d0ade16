//! The index of references: which records refer to a record, and under which attributes.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

/// `(attribute, referring record)` by the record that is referred to.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReferenceIndex {
    incoming: HashMap<Uuid, BTreeSet<(Uuid, Uuid)>>,
}

impl ReferenceIndex {
    pub(crate) fn insert(&mut self, attribute: Uuid, from: Uuid, to: Uuid) {
        self.incoming.entry(to).or_default().insert((attribute, from));
    }

    pub(crate) fn remove(&mut self, attribute: Uuid, from: Uuid, to: Uuid) {
        if let Some(incoming) = self.incoming.get_mut(&to) {
            incoming.remove(&(attribute, from));
            if incoming.is_empty() {
                self.incoming.remove(&to);
            }
        }
    }

    /// What refers to the record.
    pub(crate) fn incoming(&self, to: Uuid) -> Vec<(Uuid, Uuid)> {
        self.incoming
            .get(&to)
            .map(|incoming| incoming.iter().copied().collect())
            .unwrap_or_default()
    }
}
