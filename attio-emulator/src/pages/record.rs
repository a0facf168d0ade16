//! The page of a record: its values, their history, and the records that refer to it.

use askama::Template;
use axum::response::Response;
use uuid::Uuid;

use super::actor::Who;
use super::frame::Frame;
use super::heading::Heading;
use super::moment::Moment;
use super::value::Shown;
use super::{answer, links, title};
use crate::standard_objects;
use crate::store::{Attribute, Payload, Record, Store, Stored, Target};

/// The maximum number of values, of values in the history, and of referring records that are shown.
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
    record_id: String,
    object_id: String,
    object_slug: String,
    workspace_id: String,
    fields: Vec<Field>,
    /// The attributes that never had a value.
    empty: Vec<Heading>,
    referring: Vec<Referring>,
    referring_more: usize,
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

/// A record that refers to this one.
struct Referring {
    record: Shown,
    attribute: String,
}

/// The page, or `None` if there is no such record.
pub(super) fn page(store: &Store, path: &[&str], id: &str) -> Option<Response> {
    let id = Uuid::try_parse(id).ok().filter(|_| attio_schema::is_uuid(id))?;
    let record = store.record_by_id(id)?;
    let object = store.target_by_id(record.target)?;
    if object.web_path() != path {
        let here = links::record(store, object, record);
        return matches!(path, [path] if object.is(path)).then(|| answer::redirect(&here));
    }
    let name = title::record(store, record);
    let (mut fields, mut empty) = (Vec::new(), Vec::new());
    let is_system = |attribute: &Attribute| {
        matches!(attribute.slug(), "record_id" | "created_at" | "created_by")
    };
    let (system, own): (Vec<_>, Vec<_>) = store.attributes(object).partition(|a| is_system(a));
    // The system attributes come last, because every record has them.
    for attribute in own.into_iter().chain(system) {
        let history = record.history(attribute.id);
        if !history.is_empty() {
            fields.push(field(store, object, record, attribute, &history));
        } else if !attribute.model.is_archived {
            empty.push(Heading::new(attribute));
        }
    }
    let (referring, referring_more) = referring(store, record);
    Some(answer::page(&RecordPage {
        frame: Frame::within(store, object, &name),
        initials: title::initials(&name, title::singular(object)),
        name,
        noun: title::singular(object).to_owned(),
        created_at: Moment::new(record.created.record),
        created_by: created_by(store, object, record),
        record_id: record.id.to_string(),
        object_id: object.id.to_string(),
        object_slug: object.slug().to_owned(),
        workspace_id: store.workspace.to_string(),
        fields,
        empty,
        referring,
        referring_more,
    }))
}

fn created_by(store: &Store, object: &Target, record: &Record) -> Option<Who> {
    let attribute = store.attribute(object, "created_by")?;
    match record.active(attribute.id).first()?.payload {
        Payload::Actor(actor) => Some(Who::new(store, actor)),
        _ => None,
    }
}

fn field(
    store: &Store,
    object: &Target,
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
        is_hidden_by_api: standard_objects::has_no_history(object.slug(), attribute.slug()),
    }
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
                attribute: title::attribute(attribute).to_owned(),
            });
        }
    }
    (shown, total.saturating_sub(MAX_SHOWN))
}
