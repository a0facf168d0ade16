//! A record: its values, current and past.

use std::collections::HashMap;

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
    /// The values by attribute.
    pub(crate) values: HashMap<Uuid, Values>,
}

impl Record {
    /// The current values of the attribute.
    pub(crate) fn active(&self, attribute: Uuid) -> &[Stored] {
        self.values.get(&attribute).map_or(&[], |values| &values.active)
    }

    /// Every value that the attribute ever had, the oldest first.
    pub(crate) fn history(&self, attribute: Uuid) -> Vec<&Stored> {
        let Some(values) = self.values.get(&attribute) else { return Vec::new() };
        let mut all: Vec<&Stored> = values.past.iter().chain(&values.active).collect();
        all.sort_by_key(|value| value.active_from);
        all
    }
}
