//! The index: the objects and lists of the workspace.

use askama::Template;
use axum::response::Response;

use super::frame::Frame;
use super::list::{self, Parent};
use super::{answer, links, title};
use crate::store::Store;

/// The maximum length of a list's slug in characters.
const MAX_SLUG: usize = 100;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    workspace_id: String,
    objects: Vec<Row>,
    lists: Vec<ListRow>,
}

struct Row {
    href: String,
    name: String,
    slug: String,
    attributes: usize,
    records: usize,
}

struct ListRow {
    href: String,
    name: String,
    slug: String,
    is_private: bool,
    parents: Vec<Parent>,
    entries: usize,
}

pub(super) fn page(store: &Store) -> Response {
    let objects = store.objects.iter().map(|object| Row {
        href: links::target(store, object),
        name: title::plural(object),
        slug: object.slug().to_owned(),
        attributes: store.attributes(object).filter(|a| !a.model.is_archived).count(),
        records: store.count(object),
    });
    let lists = store.lists.iter().map(|list| ListRow {
        href: links::target(store, list),
        name: title::plural(list),
        slug: title::cut(list.slug(), MAX_SLUG),
        is_private: list.list().is_some_and(|list| list.workspace_access.is_none()),
        parents: list::parents(store, list),
        entries: store.count(list),
    });
    answer::page(&Home {
        frame: Frame::new(store, ""),
        workspace_id: store.workspace.to_string(),
        objects: objects.collect(),
        lists: lists.collect(),
    })
}
