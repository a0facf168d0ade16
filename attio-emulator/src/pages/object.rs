//! The page of an object: its records, newest first, and its attributes.

use std::collections::HashSet;

use askama::Template;
use axum::response::Response;
use url::form_urlencoded;
use uuid::Uuid;

use super::frame::Frame;
use super::heading::Heading;
use super::moment::Moment;
use super::value::Shown;
use super::{answer, example, links, title};
use crate::store::{Attribute, Record, Store, Target};

/// The number of records per page.
const PAGE: usize = 100;

/// The maximum number of columns, besides the name and the time of creation.
const COLUMNS: usize = 3;

/// The maximum number of values of one attribute that a cell shows.
const CELL: usize = 2;

#[derive(Template)]
#[template(path = "object.html")]
struct ObjectPage {
    frame: Frame,
    plural: String,
    singular: String,
    slug: String,
    object_id: String,
    total: usize,
    /// The positions of the first and the last row among all, counted from 1.
    first: usize,
    last: usize,
    newer: Option<String>,
    older: Option<String>,
    columns: Vec<String>,
    rows: Vec<Row>,
    attributes: Vec<Heading>,
    example: Option<String>,
}

struct Row {
    href: String,
    name: String,
    cells: Vec<Cell>,
    created_at: Moment,
}

struct Cell {
    values: Vec<Shown>,
    more: usize,
}

/// The page, or `None` if there is no such object or no such page of it.
pub(super) fn page(store: &Store, path: &[&str], query: Option<&str>) -> Option<Response> {
    let object = match *path {
        [path] => store.object(path),
        _ => None,
    };
    let Some(object) = object else {
        // The path may be a record's address without the ID.
        let object = store.objects.iter().find(|object| object.web_path() == path)?;
        return Some(answer::redirect(&links::object(store, object)));
    };
    let number = page_number(query)?;
    let total = store.count(object);
    let skipped = number.checked_mul(PAGE)?;
    if number > 0 && skipped >= total {
        return None;
    }
    // The store is sorted oldest first.
    let end = total - skipped;
    let start = end.saturating_sub(PAGE);
    let mut records: Vec<&Record> = store.records(object).skip(start).take(end - start).collect();
    records.reverse();
    let columns = columns(store, object, &records);
    let href = links::object(store, object);
    Some(answer::page(&ObjectPage {
        frame: Frame::new(store, title::plural(object)),
        plural: title::plural(object).to_owned(),
        singular: title::singular(object).to_owned(),
        slug: object.slug().to_owned(),
        object_id: object.id.to_string(),
        total,
        first: skipped + 1,
        last: skipped + records.len(),
        newer: match number {
            0 => None,
            1 => Some(href.clone()),
            _ => Some(format!("{href}?page={number}")),
        },
        older: (start > 0).then(|| format!("{href}?page={}", number + 2)),
        columns: columns.iter().map(|column| title::attribute(column).to_owned()).collect(),
        rows: records.iter().map(|record| row(store, object, &columns, record)).collect(),
        attributes: store.attributes(object).map(Heading::new).collect(),
        example: example::body(store, object),
    }))
}

/// The requested page, counted from 0; the query counts from 1.
fn page_number(query: Option<&str>) -> Option<usize> {
    let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    match pairs.filter(|(name, _)| name == "page").last() {
        Some((_, number)) => number.parse::<usize>().ok()?.checked_sub(1),
        None => Some(0),
    }
}

/// The first attributes in which these records have values, except their names.
fn columns<'a>(store: &'a Store, object: &'a Target, records: &[&Record]) -> Vec<&'a Attribute> {
    let naming: HashSet<Uuid> = records
        .iter()
        .filter_map(|record| title::naming(store, object, record))
        .map(|attribute| attribute.id)
        .collect();
    store
        .attributes(object)
        .filter(|a| !matches!(a.slug(), "record_id" | "created_at" | "created_by"))
        .filter(|a| !a.model.is_archived && !naming.contains(&a.id))
        .filter(|a| records.iter().any(|record| !record.active(a.id).is_empty()))
        .take(COLUMNS)
        .collect()
}

fn row(store: &Store, object: &Target, columns: &[&Attribute], record: &Record) -> Row {
    let cell = |column: &&Attribute| {
        let values = record.active(column.id);
        let shown = values.iter().take(CELL).map(|value| Shown::new(store, column, &value.payload));
        Cell { values: shown.collect(), more: values.len().saturating_sub(CELL) }
    };
    Row {
        href: links::record(store, object, record),
        name: title::record(store, record),
        cells: columns.iter().map(cell).collect(),
        created_at: Moment::new(record.created.record),
    }
}
