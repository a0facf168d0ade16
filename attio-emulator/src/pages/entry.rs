//! An entry in a row, on a card, and on the page of its parent.

use attio_schema::AttributeType;
use uuid::Uuid;

use super::heading::is_system;
use super::moment::Moment;
use super::table::Cell;
use super::value::Shown;
use super::{links, title};
use crate::store::{Record, Store, Target};

/// The maximum number of attributes of an entry that are shown outside of tables and its own page.
const FACTS: usize = 3;

/// An entry with a link to its page.
pub(super) struct Entry {
    pub(super) href: String,
    pub(super) short_id: String,
    /// The name of the parent.
    pub(super) name: String,
    pub(super) added_at: Moment,
}

impl Entry {
    pub(super) fn new(store: &Store, list: &Target, entry: &Record) -> Self {
        Self {
            href: links::record(store, list, entry),
            short_id: title::start_of_id(&entry.id.to_string()).to_owned(),
            name: title::record(store, entry),
            added_at: Moment::new(entry.created.record),
        }
    }
}

/// The parent of an entry. Its object is shown if the list has records of several objects.
pub(super) fn parent(store: &Store, list: &Target, entry: &Record) -> Shown {
    let Some((_, record)) = store.parent_of(entry) else {
        let id = entry.parent.unwrap_or(entry.id);
        return Shown::Gone { id: id.to_string() };
    };
    let has_several = list.list().is_some_and(|list| list.parents.len() > 1);
    match Shown::record(store, record) {
        Shown::Record { href, name, .. } if !has_several => {
            Shown::Record { href, name, noun: String::new() }
        }
        shown => shown,
    }
}

/// An attribute of an entry with its values.
pub(super) struct Fact {
    pub(super) title: String,
    pub(super) cell: Cell,
}

/// The statuses of an entry, and the first other attributes in which it has values, except one.
pub(super) fn facts(
    store: &Store,
    list: &Target,
    entry: &Record,
    except: Option<Uuid>,
) -> Vec<Fact> {
    let has_value = |id: Uuid| Some(id) != except && !entry.active(id).is_empty();
    let mut attributes: Vec<_> = store
        .attributes(list)
        .filter(|a| !is_system(list, a) && !a.model.is_archived && has_value(a.id))
        .collect();
    // The sort is stable, so each group stays in the order of the user interface.
    attributes.sort_by_key(|attribute| attribute.kind != Some(AttributeType::Status));
    let fact = |attribute| Fact {
        title: title::attribute(attribute),
        cell: Cell::new(store, attribute, entry),
    };
    attributes.into_iter().take(FACTS).map(fact).collect()
}
