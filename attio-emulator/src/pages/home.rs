//! The index: the objects of the workspace.

use askama::Template;
use axum::response::Response;

use super::frame::Frame;
use super::{answer, links, title};
use crate::store::Store;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    workspace_id: String,
    objects: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    slug: String,
    attributes: usize,
    records: usize,
}

pub(super) fn page(store: &Store) -> Response {
    let objects = store.objects.iter().map(|object| Row {
        href: links::object(store, object),
        name: title::plural(object).to_owned(),
        slug: object.slug().to_owned(),
        attributes: store.attributes(object).filter(|a| !a.model.is_archived).count(),
        records: store.count(object),
    });
    answer::page(&Home {
        frame: Frame::new(store, ""),
        workspace_id: store.workspace.to_string(),
        objects: objects.collect(),
    })
}
