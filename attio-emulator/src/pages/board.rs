//! The board of a list: its entries in columns, by their status.

use std::collections::HashMap;

use attio_schema::Status;

use super::entry::{self, Entry, Fact};
use super::value::Shown;
use super::{links, title};
use crate::store::{Attribute, Payload, Record, Store, Target};

/// The maximum number of columns.
const COLUMNS: usize = 100;

/// The maximum number of cards in a column.
const CARDS: usize = 25;

/// The number of cards on a board at which its columns become shorter.
const BOARD: usize = 500;

/// The number of cards that a column shows in any case.
const FEW_CARDS: usize = 5;

/// A board.
pub(super) struct Board {
    pub(super) columns: Vec<Column>,
    /// The number of columns that are left out.
    pub(super) more: usize,
}

/// The entries with one status, or without a status.
pub(super) struct Column {
    pub(super) title: String,
    /// Whether this is the column of the entries without a status.
    pub(super) is_none: bool,
    pub(super) is_archived: bool,
    pub(super) count: usize,
    /// The table of these entries.
    pub(super) href: String,
    pub(super) cards: Vec<Card>,
    /// The number of entries that are left out.
    pub(super) more: usize,
}

/// An entry on a board.
pub(super) struct Card {
    pub(super) parent: Shown,
    pub(super) facts: Vec<Fact>,
    pub(super) entry: Entry,
}

/// The statuses of an attribute.
pub(super) struct Statuses<'a> {
    pub(super) attribute: &'a Attribute,
    positions: HashMap<&'a str, usize>,
}

impl<'a> Statuses<'a> {
    pub(super) fn of(attribute: &'a Attribute) -> Self {
        let statuses = attribute.model.statuses.iter().enumerate();
        let positions = statuses.map(|(i, status)| (status.id.as_str(), i)).collect();
        Self { attribute, positions }
    }

    /// The position of the entry's status, or `None` if the entry has no status.
    pub(super) fn position(&self, entry: &Record) -> Option<usize> {
        let mut statuses = entry.payloads(self.attribute.id).filter_map(|payload| match payload {
            Payload::Status(id) => Some(id.as_str()),
            _ => None,
        });
        statuses.next().and_then(|id| self.positions.get(id).copied())
    }

    pub(super) fn get(&self, position: usize) -> Option<&'a Status> {
        self.attribute.model.statuses.get(position)
    }

    /// The parameter of an address that selects the entries with this status.
    pub(super) fn parameter(&self, position: Option<usize>) -> &'a str {
        position.and_then(|i| self.get(i)).map_or(WITHOUT, |status| &status.id)
    }

    /// The position that the parameter selects. `None` if there is no such status.
    pub(super) fn selected(&self, parameter: &str) -> Option<Option<usize>> {
        match parameter {
            WITHOUT => Some(None),
            id => self.positions.get(id).copied().map(Some),
        }
    }

    /// The title of the status, or a title for the entries without a status.
    pub(super) fn title(&self, position: Option<usize>) -> String {
        match position.and_then(|i| self.get(i)) {
            Some(status) => title::choice(&status.title),
            None => format!("No {}", title::attribute(self.attribute)),
        }
    }
}

/// The parameter that selects the entries without a status. An ID is a UUID.
const WITHOUT: &str = "none";

/// The parameters of the table of the entries with one status, or without a status.
pub(super) fn parameters<'a>(
    statuses: &Statuses<'a>,
    position: Option<usize>,
) -> [(&'static str, &'a str); 3] {
    let by = links::attribute_parameter(statuses.attribute);
    [("view", "table"), ("by", by), ("status", statuses.parameter(position))]
}

impl Board {
    /// The board by a status attribute. The entries without a status come first, if there are any.
    pub(super) fn new(store: &Store, list: &Target, statuses: &Statuses<'_>) -> Self {
        let count = statuses.attribute.model.statuses.len();
        // The last group is that of the entries without a status.
        let mut groups: Vec<(usize, Vec<&Record>)> = vec![(0, Vec::new()); count + 1];
        for entry in store.records(list).rev() {
            let group = groups.get_mut(statuses.position(entry).unwrap_or(count));
            let Some((total, shown)) = group else { continue };
            *total += 1;
            if shown.len() < CARDS {
                shown.push(entry);
            }
        }
        let without = groups.pop().map(|group| (None, group));
        let groups = groups.into_iter().enumerate().map(|(i, group)| (Some(i), group));
        let is_archived = |position: &Option<usize>| {
            position.and_then(|i| statuses.get(i)).is_some_and(|status| status.is_archived)
        };
        let mut groups: Vec<_> = without
            .into_iter()
            .chain(groups)
            .filter(|(position, (total, _))| {
                *total > 0 || (position.is_some() && !is_archived(position))
            })
            .collect();
        let more = groups.len().saturating_sub(COLUMNS);
        groups.truncate(COLUMNS);
        let cards = (BOARD / groups.len().max(1)).clamp(FEW_CARDS, CARDS);
        let href = links::target(store, list);
        let card = |entry: &&Record| Card {
            parent: entry::parent(store, list, entry),
            facts: entry::facts(store, list, entry, Some(statuses.attribute.id)),
            entry: Entry::new(store, list, entry),
        };
        let column = |(position, (count, shown)): (Option<usize>, (usize, Vec<&Record>))| {
            let cards: Vec<Card> = shown.iter().take(cards).map(card).collect();
            Column {
                title: statuses.title(position),
                is_none: position.is_none(),
                is_archived: is_archived(&position),
                count,
                href: links::with_query(&href, &parameters(statuses, position)),
                more: count - cards.len(),
                cards,
            }
        };
        Self { columns: groups.into_iter().map(column).collect(), more }
    }
}
