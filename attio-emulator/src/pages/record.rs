//! The page of a record or an entry: its values, their history, the entries of the record, and the
//! records that refer to it.

use askama::Template;
use attio_schema::AttributeType;
use axum::response::Response;
use uuid::Uuid;

use super::actor::Who;
use super::entry::{self, Entry, Fact};
use super::frame::Frame;
use super::heading::{Heading, is_system};
use super::moment::Moment;
use super::value::Shown;
use super::{answer, links, title};
use crate::standard_objects;
use crate::store::{Attribute, Payload, Record, Store, Stored, Target};

/// The maximum number of values, of values in the history, of entries, and of referring records that
/// are shown.
const MAX_SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    frame: Frame,
    name: String,
    initials: String,
    noun: String,
    created_at: Moment,
    created_by: Option<Who>,
    /// Whether this is an entry.
    is_entry: bool,
    /// The parent of an entry.
    parent: Option<Shown>,
    parent_id: Option<String>,
    /// The ID of the record or entry.
    id: String,
    /// The ID and the slug of the object or list.
    target_id: String,
    target_slug: String,
    workspace_id: String,
    /// The path in the API.
    api_path: String,
    fields: Vec<Field>,
    /// The attributes that never had a value.
    empty: Vec<Heading>,
    on_lists: Vec<OnList>,
    on_lists_more: usize,
    referring: Vec<Referring>,
    referring_more: usize,
}

/// An entry of this record.
struct OnList {
    href: String,
    name: String,
    facts: Vec<Fact>,
    entry: Entry,
}

/// An attribute with its values.
struct Field {
    heading: Heading,
    values: Vec<Shown>,
    more: usize,
    /// Newest first.
    history: Vec<Past>,
    history_total: usize,
    history_more: usize,
    /// Whether the API does not return this history.
    is_hidden_by_api: bool,
}

struct Past {
    value: Shown,
    from: Moment,
    until: Option<Moment>,
    by: Who,
}

/// A record or an entry that refers to this record.
struct Referring {
    record: Shown,
    attribute: String,
}

/// The page, or `None` if there is no such record or entry.
pub(super) fn page(store: &Store, path: &[&str], id: &str) -> Option<Response> {
    let id = Uuid::try_parse(id).ok().filter(|_| attio_schema::is_uuid(id))?;
    let record = store.record_by_id(id)?;
    let target = store.target_by_id(record.target)?;
    if links::segments_before_id(target) != path {
        let is_named = match (target.list(), path) {
            (None, [name]) | (Some(_), [links::LISTS, name]) => target.is(name),
            _ => false,
        };
        return is_named.then(|| answer::redirect(&links::record(store, target, record)));
    }
    let name = title::record(store, record);
    let (mut fields, mut empty) = (Vec::new(), Vec::new());
    let (system, own): (Vec<_>, Vec<_>) =
        store.attributes(target).partition(|a| is_system(target, a));
    // The system attributes come last, because every record has them.
    for attribute in own.into_iter().chain(system) {
        let history = record.history(attribute.id);
        if !history.is_empty() {
            fields.push(field(store, target, record, attribute, &history));
        } else if !attribute.model.is_archived {
            empty.push(Heading::new(attribute));
        }
    }
    let (on_lists, on_lists_more) = on_lists(store, record);
    let (referring, referring_more) = referring(store, record);
    let noun = title::singular(target);
    let is_entry = target.list().is_some();
    let [targets, records] = if is_entry { ["lists", "entries"] } else { ["objects", "records"] };
    Some(answer::page(&RecordPage {
        frame: Frame::within(store, target, &name),
        initials: title::initials(&name, &noun),
        name,
        noun,
        created_at: Moment::new(record.created.record),
        created_by: created_by(store, target, record),
        is_entry,
        parent: record
            .parent
            .and_then(|id| store.record_by_id(id))
            .map(|r| Shown::record(store, r)),
        parent_id: record.parent.map(|id| id.to_string()),
        id: record.id.to_string(),
        target_id: target.id.to_string(),
        target_slug: target.slug().to_owned(),
        workspace_id: store.workspace.to_string(),
        api_path: format!("/v2/{targets}/{}/{records}/{}", target.slug(), record.id),
        fields,
        empty,
        on_lists,
        on_lists_more,
        referring,
        referring_more,
    }))
}

fn created_by(store: &Store, target: &Target, record: &Record) -> Option<Who> {
    let attribute = store.attribute(target, "created_by")?;
    match record.active(attribute.id).first()?.payload {
        Payload::Actor(actor) => Some(Who::new(store, actor)),
        _ => None,
    }
}

fn field(
    store: &Store,
    target: &Target,
    record: &Record,
    attribute: &Attribute,
    history: &[&Stored],
) -> Field {
    let active = record.active(attribute.id);
    let show = |value: &Stored| Shown::new(store, attribute, &value.payload);
    let past = |value: &&Stored| Past {
        value: show(value),
        from: Moment::new(value.active_from),
        until: value.active_until.map(Moment::new),
        by: Who::new(store, value.actor),
    };
    Field {
        heading: Heading::new(attribute),
        values: active.iter().take(MAX_SHOWN).map(show).collect(),
        more: active.len().saturating_sub(MAX_SHOWN),
        history: history.iter().rev().take(MAX_SHOWN).map(past).collect(),
        history_total: history.len(),
        history_more: history.len().saturating_sub(MAX_SHOWN),
        is_hidden_by_api: is_hidden_by_api(target, attribute),
    }
}

/// Whether the API refuses to return the history. Only statuses and select options of a list have one.
fn is_hidden_by_api(target: &Target, attribute: &Attribute) -> bool {
    match target.list() {
        Some(_) => !matches!(attribute.kind, Some(AttributeType::Status | AttributeType::Select)),
        None => standard_objects::has_no_history(target.slug(), attribute.slug()),
    }
}

/// The entries of the record, newest first, and how many more there are.
fn on_lists(store: &Store, record: &Record) -> (Vec<OnList>, usize) {
    let entries = store.entries_of(record.id).into_iter();
    let mut entries: Vec<&Record> = entries.filter_map(|id| store.record_by_id(id)).collect();
    entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.sequence));
    let more = entries.len().saturating_sub(MAX_SHOWN);
    let on_list = |entry: &Record| {
        let list = store.target_by_id(entry.target)?;
        Some(OnList {
            href: links::target(store, list),
            name: title::plural(list),
            facts: entry::facts(store, list, entry, None),
            entry: Entry::new(store, list, entry),
        })
    };
    (entries.into_iter().take(MAX_SHOWN).filter_map(on_list).collect(), more)
}

/// The records that refer to this one, and how many more there are. Relationships are omitted, because
/// their other side is among the values.
fn referring(store: &Store, record: &Record) -> (Vec<Referring>, usize) {
    let mut shown = Vec::new();
    let mut total = 0_usize;
    for (attribute, from) in store.incoming(record.id) {
        let attribute = store.attribute_by_id(attribute).filter(|a| a.other.is_none());
        let (Some(attribute), Some(from)) = (attribute, store.record_by_id(from)) else { continue };
        total += 1;
        if shown.len() < MAX_SHOWN {
            shown.push(Referring {
                record: Shown::record(store, from),
                attribute: title::attribute(attribute),
            });
        }
    }
    (shown, total.saturating_sub(MAX_SHOWN))
}
