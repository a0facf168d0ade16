//! The page of an object: its records, newest first, and its attributes.

use askama::Template;
use axum::response::Response;

use super::frame::Frame;
use super::heading::Heading;
use super::moment::Moment;
use super::query::Query;
use super::table::{self, Cell, Pager};
use super::value::Shown;
use super::{answer, example, links, title};
use crate::store::{Attribute, Record, Store, Target};

/// The maximum number of columns, besides the name and the time of creation.
const COLUMNS: usize = 3;

#[derive(Template)]
#[template(path = "object.html")]
struct ObjectPage {
    frame: Frame,
    plural: String,
    singular: String,
    slug: String,
    object_id: String,
    columns: Vec<String>,
    rows: Vec<Row>,
    pager: Pager,
    attributes: Vec<Heading>,
    example: Option<String>,
}

struct Row {
    href: String,
    name: String,
    cells: Vec<Cell>,
    created_at: Moment,
}

/// The page, or `None` if there is no such object or no such page of it.
pub(super) fn page(store: &Store, path: &[&str], query: &Query) -> Option<Response> {
    let object = match *path {
        [path] => store.object(path),
        _ => None,
    };
    let Some(object) = object else {
        // The path may be a record's address without the ID.
        let object = store.objects.iter().find(|object| object.web_path() == path)?;
        return Some(answer::redirect(&links::target(store, object)));
    };
    let number = table::page_number(query.get("page"))?;
    let href = links::target(store, object);
    let newest_first = store.records(object).rev();
    let (records, pager) = table::rows(newest_first, store.count(object), number, (&href, &[]))?;
    let columns = table::columns(store, object, &records, COLUMNS);
    Some(answer::page(&ObjectPage {
        frame: Frame::new(store, &title::plural(object)),
        plural: title::plural(object),
        singular: title::singular(object),
        slug: object.slug().to_owned(),
        object_id: object.id.to_string(),
        columns: columns.iter().map(|column| title::attribute(column)).collect(),
        rows: records.iter().map(|record| row(store, object, &columns, record)).collect(),
        pager,
        attributes: store.attributes(object).map(Heading::new).collect(),
        example: example::record(store, object),
    }))
}

fn row(store: &Store, object: &Target, columns: &[&Attribute], record: &Record) -> Row {
    Row {
        href: links::record(store, object, record),
        name: title::record(store, record),
        cells: columns.iter().map(|column| Cell::new(store, column, record)).collect(),
        created_at: Moment::new(record.created.record),
    }
}
