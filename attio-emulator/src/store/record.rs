//! A record: its values, current and past.

use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use super::{Actor, Payload};
use crate::text::instant::Instant;

/// A value of a record with its validity period. Values are never changed in place.
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
    /// The current values; the first one is primary.
    pub(crate) active: Vec<Stored>,
    /// The former values, in the order in which they ended.
    pub(crate) past: Vec<Stored>,
}

/// The number of a record's current values per attribute, in order. Records with equal lists share
/// one.
pub(super) type Spans = Arc<[(Uuid, u32)]>;

/// The creation time of a record. Attio has two such times, which can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Creation {
    /// `created_at` of the record.
    pub(crate) record: Instant,
    /// The value of the attribute `created_at`, by which records are sorted and filtered.
    pub(crate) attribute: Instant,
}

/// A record, or an entry of a list.
///
/// Its current values are in one list, grouped by attribute, so that a filter over all records
/// needs few jumps through memory.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) id: Uuid,
    /// The object or the list.
    pub(crate) target: Uuid,
    /// The record that an entry belongs to.
    pub(crate) parent: Option<Uuid>,
    pub(crate) created: Creation,
    /// The position in the order of creation.
    pub(crate) sequence: u64,
    spans: Spans,
    active: Vec<Stored>,
    past: Vec<(Uuid, Stored)>,
}

impl Record {
    /// Creates a record without values.
    pub(super) fn new(id: Uuid, target: Uuid, created: Creation, sequence: u64) -> Self {
        let (parent, active, past) = (None, Vec::new(), Vec::new());
        Self { id, target, parent, created, sequence, spans: Spans::default(), active, past }
    }

    /// The range of the attribute's values.
    fn range(&self, attribute: Uuid) -> Range<usize> {
        let mut start = 0;
        for (id, length) in self.spans.iter() {
            let end = start + *length as usize;
            if *id == attribute {
                return start..end;
            }
            start = end;
        }
        start..start
    }

    fn count(&mut self, attribute: Uuid, length: usize) {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        let mut spans = self.spans.to_vec();
        match spans.iter_mut().find(|(id, _)| *id == attribute) {
            Some((_, count)) => *count = length,
            None => spans.push((attribute, length)),
        }
        self.spans = spans.into();
    }

    /// The distribution of the values over the attributes, for sharing.
    pub(super) fn spans_mut(&mut self) -> &mut Spans {
        &mut self.spans
    }

    /// Removes and returns the current values of the attribute.
    pub(super) fn take(&mut self, attribute: Uuid) -> Vec<Stored> {
        let taken: Vec<Stored> = self.active.drain(self.range(attribute)).collect();
        if !taken.is_empty() {
            self.spans = self.spans.iter().filter(|(id, _)| *id != attribute).copied().collect();
        }
        taken
    }

    /// Removes and returns the first current value that satisfies the predicate.
    pub(super) fn take_one(
        &mut self,
        attribute: Uuid,
        is_it: impl Fn(&Payload) -> bool,
    ) -> Option<Stored> {
        let range = self.range(attribute);
        let values = self.active.get(range.clone())?;
        let i = values.iter().position(|value| is_it(&value.payload))?;
        if range.len() == 1 {
            return self.take(attribute).pop();
        }
        self.count(attribute, range.len() - 1);
        Some(self.active.remove(range.start + i))
    }

    /// Sets the current values of an attribute that has none.
    pub(super) fn put(&mut self, attribute: Uuid, values: Vec<Stored>) {
        if !values.is_empty() {
            self.count(attribute, values.len());
            self.active.reserve_exact(values.len());
            self.active.extend(values);
        }
    }

    /// Adds a current value before the first one that satisfies the predicate, or at the end.
    pub(super) fn insert(
        &mut self,
        attribute: Uuid,
        value: Stored,
        is_before: impl Fn(&Payload) -> bool,
    ) {
        let range = self.range(attribute);
        let place = self.payloads(attribute).position(is_before).unwrap_or(range.len());
        self.active.insert(range.start + place, value);
        self.count(attribute, range.len() + 1);
    }

    /// Adds a former value.
    pub(super) fn push_past(&mut self, attribute: Uuid, value: Stored) {
        // Most records have little history.
        if self.past.len() < 4 {
            self.past.reserve_exact(1);
        }
        self.past.push((attribute, value));
    }

    /// Returns the values of every attribute.
    pub(super) fn into_values(self) -> Vec<(Uuid, Values)> {
        let mut all: Vec<(Uuid, Values)> = Vec::new();
        let mut active = self.active.into_iter();
        for &(attribute, length) in self.spans.iter() {
            let active = active.by_ref().take(length as usize).collect();
            all.push((attribute, Values { active, past: Vec::new() }));
        }
        for (attribute, value) in self.past {
            match all.iter_mut().find(|(id, _)| *id == attribute) {
                Some((_, values)) => values.past.push(value),
                None => all.push((attribute, Values { active: Vec::new(), past: vec![value] })),
            }
        }
        all
    }

    /// Sets the values of an attribute that has none.
    pub(super) fn set(&mut self, attribute: Uuid, values: Values) {
        self.put(attribute, values.active);
        self.past.extend(values.past.into_iter().map(|value| (attribute, value)));
    }

    /// Removes an attribute.
    pub(super) fn forget(&mut self, attribute: Uuid) {
        self.take(attribute);
        self.past.retain(|(id, _)| *id != attribute);
    }

    /// The current values of the attribute.
    pub(crate) fn active(&self, attribute: Uuid) -> &[Stored] {
        self.active.get(self.range(attribute)).unwrap_or_default()
    }

    /// The contents of the attribute's current values.
    pub(crate) fn payloads(&self, attribute: Uuid) -> impl Iterator<Item = &Payload> {
        self.active(attribute).iter().map(|value| &value.payload)
    }

    /// The contents of all current values.
    pub(super) fn all_active(&self) -> Vec<(Uuid, Payload)> {
        let mut all = Vec::with_capacity(self.active.len());
        for (attribute, _) in self.spans.iter() {
            all.extend(self.payloads(*attribute).map(|payload| (*attribute, payload.clone())));
        }
        all
    }

    /// Every value that the attribute ever had, oldest first.
    pub(crate) fn history(&self, attribute: Uuid) -> Vec<&Stored> {
        let past = self.past.iter().filter(|(id, _)| *id == attribute).map(|(_, value)| value);
        let mut all: Vec<&Stored> = past.chain(self.active(attribute)).collect();
        all.sort_by_key(|value| value.active_from);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Stored {
        let payload = Payload::Text(text.to_owned());
        let (active_from, active_until) = (Instant::now(), None);
        Stored { payload, active_from, active_until, actor: Actor::member(Uuid::nil()) }
    }

    fn texts(record: &Record, attribute: Uuid) -> Vec<String> {
        let text = |payload: &Payload| format!("{payload:?}").replace("Text", "");
        record.payloads(attribute).map(text).collect()
    }

    #[test]
    fn the_values_of_attributes_stay_apart() {
        let mut record = Record::new(
            Uuid::nil(),
            Uuid::nil(),
            {
                let now = Instant::now();
                Creation { record: now, attribute: now }
            },
            0,
        );
        let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
        record.put(a, vec![value("a1")]);
        record.put(b, vec![value("b1"), value("b2")]);
        record.insert(a, value("a2"), |_| false);
        record.insert(c, value("c1"), |_| false);
        assert_eq!(texts(&record, a), ["(\"a1\")", "(\"a2\")"]);
        assert_eq!(record.take(a).len(), 2);
        assert_eq!(texts(&record, b), ["(\"b1\")", "(\"b2\")"]);
        assert_eq!(texts(&record, c), ["(\"c1\")"]);
        record.put(a, Vec::new());
        assert!(record.active(a).is_empty());
        record.put(a, vec![value("a3")]);
        record.insert(b, value("b3"), |_| true);
        assert_eq!(texts(&record, a), ["(\"a3\")"]);
        assert_eq!(record.all_active().len(), 5);
        assert_eq!(record.into_values().len(), 3);
    }
}
