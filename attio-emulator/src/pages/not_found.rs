//! The page for an unknown path.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::answer;
use super::frame::Frame;
use crate::store::Store;

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFound {
    frame: Frame,
}

pub(super) fn page(store: &Store) -> Response {
    let page = NotFound { frame: Frame::new(store, "Not found") };
    answer::with_status(StatusCode::NOT_FOUND, &page)
}
