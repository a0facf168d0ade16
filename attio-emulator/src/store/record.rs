//! A record: its values, current and past.

use uuid::Uuid;

use super::payload::{Actor, Payload};
use crate::text::instant::Instant;

/// A value of a record with the time that it held. Values are never changed in place.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) payload: Payload,
    pub(crate) active_from: Instant,
    pub(crate) active_until: Option<Instant>,
    pub(crate) actor: Actor,
}

/// The values of one attribute of a record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    /// The current values; the first one is the primary one.
    pub(crate) active: Vec<Stored>,
    /// The values that held before, in the order in which they ended.
    pub(crate) past: Vec<Stored>,
}

/// A record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: Uuid,
    pub(crate) object: Uuid,
    pub(crate) created_at: Instant,
    /// The place in the order of creation.
    pub(crate) sequence: u64,
    /// The values by attribute. A list: a record has values for a few attributes only.
    values: Vec<(Uuid, Values)>,
}

impl Record {
    /// A record without values.
    pub(super) fn new(id: Uuid, object: Uuid, created_at: Instant, sequence: u64) -> Self {
        Self { id, object, created_at, sequence, values: Vec::new() }
    }

    fn values(&self, attribute: Uuid) -> Option<&Values> {
        self.values.iter().find(|(id, _)| *id == attribute).map(|(_, values)| values)
    }

    /// The values of the attribute, to be changed.
    pub(super) fn values_mut(&mut self, attribute: Uuid) -> &mut Values {
        let i = self.values.iter().position(|(id, _)| *id == attribute).unwrap_or_else(|| {
            self.values.reserve_exact(1);
            self.values.push((attribute, Values::default()));
            self.values.len() - 1
        });
        &mut self.values[i].1
    }

    /// Every attribute that has or had a value.
    pub(super) fn into_values(self) -> Vec<(Uuid, Values)> {
        self.values
    }

    /// Forgets an attribute.
    pub(super) fn forget(&mut self, attribute: Uuid) {
        self.values.retain(|(id, _)| *id != attribute);
    }

    /// Whether the attribute has or had a value.
    pub(super) fn has_had(&self, attribute: Uuid) -> bool {
        self.values(attribute).is_some()
    }

    /// The current values of the attribute.
    pub(crate) fn active(&self, attribute: Uuid) -> &[Stored] {
        self.values(attribute).map_or(&[], |values| &values.active)
    }

    /// What the attribute holds now.
    pub(crate) fn payloads(&self, attribute: Uuid) -> impl Iterator<Item = &Payload> {
        self.active(attribute).iter().map(|value| &value.payload)
    }

    /// What all attributes hold now.
    pub(super) fn all_active(&self) -> Vec<(Uuid, Payload)> {
        let values = self.values.iter();
        values
            .flat_map(|(id, values)| values.active.iter().map(|value| (*id, value.payload.clone())))
            .collect()
    }

    /// Every value that the attribute ever had, the oldest first.
    pub(crate) fn history(&self, attribute: Uuid) -> Vec<&Stored> {
        let Some(values) = self.values(attribute) else { return Vec::new() };
        let mut all: Vec<&Stored> = values.past.iter().chain(&values.active).collect();
        all.sort_by_key(|value| value.active_from);
        all
    }
}
