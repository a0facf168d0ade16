//! The API over HTTP: routes, authentication, the error envelope.

mod afterwards;
mod answer;
mod attributes;
mod auth;
mod call;
mod enrichment;
mod entries;
mod faulty;
mod headers;
mod intercept;
mod lists;
mod members;
mod oauth;
mod objects;
mod query;
mod records;
mod search;
mod working;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use uuid::Uuid;

use crate::canned::Stubs;
use crate::connections::{Backlog, Connections};
use crate::error::ApiError;
use crate::faults::Faults;
use crate::oauth::Grants;
use crate::pages;
use crate::rate_limit::Limiter;
use crate::requests::Log;
use crate::store::Store;
pub(crate) use answer::{Answer, too_many_requests, unauthorized};
pub(crate) use auth::{ALL_SCOPES, Caller, Token};
pub(crate) use working::Working;

/// The state shared by the server and the user's handle.
pub(crate) struct Shared {
    pub(crate) store: Mutex<Store>,
    /// The store as it was at the start, for `reset`.
    pub(crate) initial: Store,
    /// The API key.
    pub(crate) token: Arc<Token>,
    pub(crate) token_id: Uuid,
    /// The first member.
    pub(crate) member: Uuid,
    pub(crate) grants: Grants,
    pub(crate) log: Log,
    pub(crate) working: Working,
    /// The pending links of people to companies.
    pub(crate) enriching: Arc<Working>,
    pub(crate) stubs: Mutex<Stubs>,
    pub(crate) faults: Faults,
    pub(crate) connections: Arc<Connections>,
    pub(crate) backlog: Backlog,
    pub(crate) limiter: Option<Limiter>,
    pub(crate) body_limit: usize,
}

/// Locks, ignoring poison: a panic of another thread must not cause one here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The routes.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for target in ["/v2/objects/{object}", "/v2/lists/{list}"] {
        let attributes = format!("{target}/attributes");
        let attribute = format!("{attributes}/{{attribute}}");
        router = router
            .route(&attributes, get(attributes::list).post(attributes::create))
            .route(&attribute, get(attributes::get).patch(attributes::update))
            .route(
                &format!("{attribute}/options"),
                get(attributes::options).post(attributes::create_option),
            )
            .route(&format!("{attribute}/options/{{option}}"), patch(attributes::update_option))
            .route(
                &format!("{attribute}/statuses"),
                get(attributes::statuses).post(attributes::create_status),
            )
            .route(&format!("{attribute}/statuses/{{status}}"), patch(attributes::update_status))
            .route(&format!("{target}/views"), get(query::views));
    }
    router
        .route("/v2/self", get(auth::identify))
        .route("/v2/objects", get(objects::list).post(objects::create))
        .route(
            "/v2/objects/{object}",
            get(objects::get).patch(objects::update).delete(objects::delete),
        )
        .route("/v2/objects/{object}/records", post(records::create).put(records::assert))
        .route("/v2/objects/{object}/records/query", post(query::query))
        .route("/v2/objects/{object}/records/merge", post(records::merge))
        .route("/v2/objects/records/search", post(search::search))
        .route("/v2/objects/{object}/records/{record_id}/entries", get(entries::of_record))
        .route(
            "/v2/objects/{object}/records/{record_id}",
            get(records::get)
                .patch(records::append)
                .put(records::overwrite)
                .delete(records::delete),
        )
        .route(
            "/v2/objects/{object}/records/{record_id}/attributes/{attribute}/values",
            get(records::values),
        )
        .route("/v2/workspace_members", get(members::list))
        .route("/v2/workspace_members/{workspace_member_id}", get(members::get))
        .route("/v2/lists", get(lists::list).post(lists::create))
        .route("/v2/lists/{list}", get(lists::get).patch(lists::update))
        .route("/v2/lists/{list}/entries", post(entries::create).put(entries::assert))
        .route("/v2/lists/{list}/entries/query", post(entries::query))
        .route(
            "/v2/lists/{list}/entries/{entry_id}",
            get(entries::get)
                .patch(entries::append)
                .put(entries::overwrite)
                .delete(entries::delete),
        )
        .route(
            "/v2/lists/{list}/entries/{entry_id}/attributes/{attribute}/values",
            get(entries::values),
        )
        .route("/authorize", get(oauth::ask).post(oauth::decide))
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/introspect", post(oauth::introspect))
        .fallback(page_or_no_endpoint)
        .method_not_allowed_fallback(no_endpoint)
        .layer(from_fn_with_state(Arc::clone(&shared), intercept::intercept))
        .with_state(shared)
}

/// A path outside of the API may be a page.
async fn page_or_no_endpoint(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match pages::respond(&shared, &method, &uri, &headers) {
        Some(page) => page,
        None => no_endpoint(method, uri).await.into_response(),
    }
}

async fn no_endpoint(method: Method, uri: Uri) -> Answer {
    let message = format!("Could not find endpoint \"{method} {}\".", uri.path());
    Err(ApiError::request(404, "not_found", message)).into()
}
