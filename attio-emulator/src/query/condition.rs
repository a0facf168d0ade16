//! Conditions on the values of one attribute.

use uuid::Uuid;

use super::property::Field;
use super::steps::Hop;
use super::test::{Atom, Test};
use crate::store::{Attribute, Record, Store};

/// A condition: some value of the attribute passes all tests. The attribute may be that of a record
/// several references away.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) hops: Vec<Hop>,
    pub(super) attribute: Uuid,
    /// The attribute is the creation time, whose value the record itself holds.
    pub(super) is_created_at: bool,
    pub(super) tests: Vec<(Field, Test)>,
}

/// A filter of a query.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Not(Box<Filter>),
    Some(Condition),
}

impl Condition {
    pub(super) fn new(hops: Vec<Hop>, attribute: &Attribute, tests: Vec<(Field, Test)>) -> Self {
        Self { hops, attribute: attribute.id, is_created_at: attribute.is_created_at(), tests }
    }

    fn holds(&self, store: &Store, record: &Record) -> bool {
        self.holds_from(&self.hops, store, record)
    }

    fn holds_from(&self, hops: &[Hop], store: &Store, record: &Record) -> bool {
        match hops {
            [] if self.is_created_at => {
                let created_at = Some(Atom::Instant(record.created.attribute));
                self.tests.iter().all(|(_, test)| test.holds(created_at))
            }
            [] => record
                .active(self.attribute)
                .iter()
                .any(|value| self.tests.iter().all(|(f, test)| test.holds(Atom::of(value, *f)))),
            [hop, rest @ ..] => {
                hop.targets(store, record).any(|target| self.holds_from(rest, store, target))
            }
        }
    }
}

impl Filter {
    /// Whether the record matches.
    pub(super) fn holds(&self, store: &Store, record: &Record) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.holds(store, record)),
            Self::Any(filters) => filters.iter().any(|filter| filter.holds(store, record)),
            Self::Not(filter) => !filter.holds(store, record),
            Self::Some(condition) => condition.holds(store, record),
        }
    }
}
