//! The pages that `web_url` of a record opens, those of lists and entries, and an index.
//!
//! - `/`: the objects and lists of the workspace;
//! - `/{workspace}/{object slug}`: the records of an object, newest first;
//! - `/{workspace}/person/{record_id}`, `…/company/…`, `…/deals/record/…`,
//!   `…/custom/{object slug}/record/…`: a record, with its entries;
//! - `/{workspace}/lists/{list slug}`: the entries of a list, as a board if the list has a status
//!   attribute. `?view=board&by={attribute slug}` and `?view=table` select;
//! - `/{workspace}/lists/{list slug}/{entry_id}`: an entry.
//!
//! Attio documents no addresses of lists and entries. Private lists have pages too.
//!
//! The pages are read-only, and need no token, because the server listens on loopback and a `web_url`
//! has to open with a click. A page of another site cannot read them: requests for another host name
//! are refused (see [`host`]), and the browser withholds the responses to other requests. No page
//! contains the token.

mod actor;
mod answer;
mod board;
pub(crate) mod consent;
mod entry;
mod example;
mod frame;
mod heading;
mod home;
mod host;
mod links;
mod list;
mod moment;
mod not_found;
mod object;
mod query;
mod record;
mod table;
mod title;
mod value;

use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;

use self::query::Query;
use crate::http::{Shared, lock};
use crate::store::Store;

/// The response to a request for a page. `None` if the path or the method is not that of a page, so
/// that the API responds.
pub(crate) fn respond(
    shared: &Shared,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<Response> {
    let path = uri.path();
    let is_api = path == "/v2" || path.starts_with("/v2/");
    if is_api || !(*method == Method::GET || *method == Method::HEAD) {
        return None;
    }
    if let Some(refusal) = refuse_foreign_host(headers) {
        return Some(refusal);
    }
    let segments = links::segments(path);
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let store = lock(&shared.store);
    let page = find(&store, &segments, &Query::new(uri.query()));
    Some(page.unwrap_or_else(|| not_found::page(&store)))
}

/// The response to a request that is meant for another host; see [`host`].
pub(crate) fn refuse_foreign_host(headers: &HeaderMap) -> Option<Response> {
    (!host::is_loopback(headers)).then(answer::foreign_host)
}

fn find(store: &Store, segments: &[&str], query: &Query) -> Option<Response> {
    match *segments {
        [] => Some(home::page(store)),
        [workspace, ..] if workspace != store.slug => None,
        [_] => Some(answer::redirect("/")),
        [_, ref path @ ..] => object::page(store, path, query)
            .or_else(|| list::page(store, path, query))
            .or_else(|| match *path {
                [links::LISTS] => Some(answer::redirect("/")),
                [ref path @ .., record] if !path.is_empty() => record::page(store, path, record),
                _ => None,
            }),
    }
}
