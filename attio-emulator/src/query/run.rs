//! Running a query. No record is copied on the way.

use super::condition::Filter;
use super::request::Query;
use super::sort::{Direction, Sort};
use super::test::Atom;
use crate::store::{Object, Record, Store};

impl Query {
    /// The records of the page that is asked for.
    pub(crate) fn run<'a>(&self, store: &'a Store, object: &Object) -> Vec<&'a Record> {
        if matches!(&self.filter, Filter::All(filters) if filters.is_empty()) {
            return self.page(store, store.records(object));
        }
        let fits = |record: &&Record| self.filter.holds(store, record);
        let Some(mut candidates) = self.filter.candidates(store) else {
            return self.page(store, store.records(object).filter(fits));
        };
        candidates.sort_unstable();
        candidates.dedup();
        let found = candidates.into_iter().filter_map(|id| store.record(object, id));
        let mut found: Vec<&Record> = found.filter(fits).collect();
        found.sort_unstable_by_key(|record| record.sequence);
        self.page(store, found.into_iter())
    }

    /// Sorts what was found, which is in the order of creation, and cuts the page out.
    fn page<'a>(
        &self,
        store: &'a Store,
        found: impl DoubleEndedIterator<Item = &'a Record>,
    ) -> Vec<&'a Record> {
        let (offset, limit) = (self.offset, self.limit);
        match self.sorts.first().map(Sort::by_creation) {
            None | Some(Some(Direction::Ascending)) => {
                return found.skip(offset).take(limit).collect();
            }
            Some(Some(Direction::Descending)) => {
                return found.rev().skip(offset).take(limit).collect();
            }
            Some(None) => {}
        }
        let mut keys: Vec<Option<Atom<'a>>> = Vec::new();
        let mut rows: Vec<(usize, &Record)> = Vec::new();
        for record in found {
            rows.push((keys.len(), record));
            keys.extend(self.sorts.iter().map(|sort| sort.key(store, record)));
        }
        let compare = |(a, _): &(usize, &Record), (b, _): &(usize, &Record)| {
            let keys_of = |row: usize| keys.get(row..row + self.sorts.len()).unwrap_or_default();
            let pairs = keys_of(*a).iter().zip(keys_of(*b));
            self.sorts
                .iter()
                .zip(pairs)
                .map(|(sort, (a, b))| sort.compare(*a, *b))
                .find(|order| order.is_ne())
                // The order of creation.
                .unwrap_or_else(|| a.cmp(b))
        };
        let end = offset.saturating_add(limit);
        if end < rows.len() {
            rows.select_nth_unstable_by(end, compare);
            rows.truncate(end);
        }
        rows.sort_unstable_by(compare);
        rows.into_iter().skip(offset).map(|(_, record)| record).collect()
    }
}
