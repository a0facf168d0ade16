//! Narrows down the records that can match a filter, with the indexes.

use uuid::Uuid;

use super::condition::{Condition, Filter};
use super::property::{Field, Operator};
use super::test::Test;
use crate::store::{Attribute, Store, number_key};

impl Filter {
    /// A superset of the matching records; `None` if no index applies and all records must be
    /// scanned.
    pub(super) fn candidates(&self, store: &Store) -> Option<Vec<Uuid>> {
        match self {
            Self::All(filters) => {
                let found = filters.iter().filter_map(|filter| filter.candidates(store));
                found.min_by_key(Vec::len)
            }
            Self::Any(filters) => {
                let found: Option<Vec<_>> =
                    filters.iter().map(|filter| filter.candidates(store)).collect();
                Some(found?.concat())
            }
            Self::Not(_) => None,
            Self::Some(condition) => condition.candidates(store),
        }
    }
}

impl Condition {
    fn candidates(&self, store: &Store) -> Option<Vec<Uuid>> {
        let attribute = store.attribute_by_id(self.attribute)?;
        let found =
            self.tests.iter().filter_map(|(field, test)| by_index(store, attribute, *field, test));
        let mut found = found.min_by_key(Vec::len)?;
        for hop in self.hops.iter().rev() {
            found = found.iter().flat_map(|id| hop.sources(store, *id)).collect();
            found.sort_unstable();
            found.dedup();
        }
        Some(found)
    }
}

/// The records that can pass the test, if an index applies.
fn by_index(store: &Store, attribute: &Attribute, field: Field, test: &Test) -> Option<Vec<Uuid>> {
    match (field, test) {
        (Field::TargetRecord, Test::IdIn(ids)) => {
            Some(ids.iter().flat_map(|id| store.referring(attribute.id, *id)).collect())
        }
        (Field::Value, Test::TextIn(needles)) if attribute.is_own_id() => {
            let ids = needles.iter().filter_map(|needle| Uuid::try_parse(needle.as_str()).ok());
            Some(ids.collect())
        }
        _ if !attribute.model.is_unique => None,
        (Field::Value | Field::Domain | Field::Email | Field::Phone, Test::TextIn(needles)) => {
            let found = needles.iter();
            let found = found.map(|needle| store.holders_of_key(attribute.id, needle.as_str()));
            Some(found.collect::<Vec<_>>().concat())
        }
        (Field::Value, Test::Number(Operator::Eq, number)) => {
            Some(store.holders_of_key(attribute.id, &number_key(*number)).to_vec())
        }
        _ => None,
    }
}
