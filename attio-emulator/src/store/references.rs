//! The index of references: which records refer to a record, and under which attributes.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

/// `(attribute, referring record)` by target record.
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

    /// Whether `from` refers to `to` under the attribute.
    pub(crate) fn contains(&self, attribute: Uuid, from: Uuid, to: Uuid) -> bool {
        self.incoming.get(&to).is_some_and(|incoming| incoming.contains(&(attribute, from)))
    }

    /// The attributes and records that refer to the record.
    pub(crate) fn incoming(&self, to: Uuid) -> Vec<(Uuid, Uuid)> {
        self.incoming
            .get(&to)
            .map(|incoming| incoming.iter().copied().collect())
            .unwrap_or_default()
    }

    /// The records that refer to the record under the attribute.
    pub(crate) fn referring(&self, attribute: Uuid, to: Uuid) -> impl Iterator<Item = Uuid> {
        let all = (attribute, Uuid::nil())..=(attribute, Uuid::max());
        let incoming = self.incoming.get(&to);
        incoming
            .into_iter()
            .flat_map(move |incoming| incoming.range(all.clone()))
            .map(|(_, from)| *from)
    }
}
