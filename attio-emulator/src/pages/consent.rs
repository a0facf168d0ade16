//! The page on which a member allows or denies an app access to the workspace.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::answer;
use super::frame::Frame;
use crate::oauth::{Asked, Grants, OAuthApp};
use crate::store::Store;

#[derive(Template)]
#[template(path = "consent.html")]
struct Consent<'a> {
    frame: Frame,
    app: &'a str,
    scopes: Vec<Scope>,
    redirect_uri: &'a str,
    /// The key that the form sends back. Only this page contains it.
    key: &'a str,
}

struct Scope {
    name: String,
    writes: bool,
}

#[derive(Template)]
#[template(path = "consent_refused.html")]
struct Refused<'a> {
    frame: Frame,
    reason: &'a str,
}

/// The consent page.
pub(crate) fn page(store: &Store, app: &OAuthApp, asked: &Asked, key: &str) -> Response {
    let scopes = Grants::scopes(app)
        .into_iter()
        .map(|name| Scope { writes: name.ends_with(":read-write"), name });
    let page = Consent {
        frame: Frame::new(store, "Connect an app"),
        app: &app.name,
        scopes: scopes.collect(),
        redirect_uri: &asked.redirect_uri,
        key,
    };
    answer::form(&page, &origin(&asked.redirect_uri))
}

/// The page for a request for which the browser cannot be sent back to the app.
pub(crate) fn refusal(store: &Store, reason: &str) -> Response {
    let page = Refused { frame: Frame::new(store, "Connect an app"), reason };
    answer::with_status(StatusCode::BAD_REQUEST, &page)
}

/// Scheme, host and port of a URL, which is the part that a policy accepts. Empty if there are none.
fn origin(url: &str) -> String {
    let url: Option<url::Url> = url.parse().ok();
    let origin = url.map(|url| url.origin()).filter(url::Origin::is_tuple);
    origin.map(|origin| origin.ascii_serialization()).unwrap_or_default()
}
