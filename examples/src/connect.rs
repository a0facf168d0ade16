//! "Connect Attio" as an axum app: the link, the callback, the first typed create.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use attio_core::oauth::{AccessToken, OAuthApp, OAuthProblem, State};
use attio_core::{AttioRecord, Client, Error, PersonalName, Scope};
use axum::Router;
use axum::extract::{RawQuery, State as Shared};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use uuid::Uuid;

/// The cookie that keeps the state until the browser returns.
const STATE_COOKIE: &str = "attio_oauth_state";

#[derive(AttioRecord)]
// This path takes precedence over ATTIO_SCHEMA, which the tests of the cargo workspace set.
#[attio(object = "people", schema = "attio.schema.json")]
struct Person {
    name: PersonalName,
    job_title: Option<String>,
}

/// The app.
#[derive(Debug)]
pub struct Connect {
    oauth: OAuthApp,
    api_base_url: String,
    /// The token of each workspace. A real app stores them in its database, encrypted.
    tokens: Mutex<HashMap<Uuid, AccessToken>>,
}

impl Connect {
    /// Creates an app with these settings, for the API at this base URL.
    pub fn new(oauth: OAuthApp, api_base_url: impl Into<String>) -> Self {
        Self { oauth, api_base_url: api_base_url.into(), tokens: Mutex::default() }
    }

    /// Returns the connected workspaces.
    #[must_use]
    pub fn workspaces(&self) -> Vec<Uuid> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    /// Returns the routes of the app: `/`, `/connect`, `/callback`.
    pub fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/", get(home))
            .route("/connect", get(connect))
            .route("/callback", get(callback))
            .with_state(self)
    }

    /// Handles a callback: gets a token, checks its scopes, and creates a first record.
    async fn finish(&self, cookie: &str, query: &str) -> Result<String, Error> {
        let state: State = cookie.parse()?;
        let code = self.oauth.callback(query, &state)?;
        let token = self.oauth.exchange(code).await?;
        let client =
            Client::builder().api_key(token.clone()).base_url(&self.api_base_url).build()?;
        let me = client.require_scopes(Scope::WRITE_RECORDS).await?;

        let ada = Person {
            name: PersonalName::new("Ada", "Lovelace"),
            job_title: Some("Analyst".to_owned()),
        };
        let created = ada.create(&client).await?;
        if let Some(workspace) = me.workspace_id {
            let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
            tokens.insert(workspace, token);
        }
        // A URL has no special characters of HTML except `&`, which is valid here.
        Ok(created.web_url.map_or_else(
            || format!("record {}", created.id.record_id),
            |url| format!(r#"<a id="record" href="{url}">{url}</a>"#),
        ))
    }
}

async fn home() -> Html<String> {
    page("Billing", r#"<a id="connect" href="/connect">Connect Attio</a>"#)
}

async fn connect(Shared(app): Shared<Arc<Connect>>, jar: CookieJar) -> Response {
    let state = match State::random() {
        Ok(state) => state,
        Err(error) => return failed(&error),
    };
    let cookie = Cookie::build((STATE_COOKIE, state.as_str().to_owned()))
        .path("/callback")
        .http_only(true)
        .secure(app.oauth.redirect_uri().starts_with("https:"))
        // A `Strict` cookie would not be sent when Attio's host redirects back.
        .same_site(SameSite::Lax);
    (jar.add(cookie), Redirect::to(app.oauth.authorize_url(&state).as_str())).into_response()
}

async fn callback(
    Shared(app): Shared<Arc<Connect>>,
    jar: CookieJar,
    RawQuery(query): RawQuery,
) -> Response {
    let cookie = jar.get(STATE_COOKIE).map_or("", Cookie::value);
    let response = match app.finish(cookie, &query.unwrap_or_default()).await {
        Ok(record) => {
            page("Connected", &format!("<p>The first record: {record}</p>")).into_response()
        }
        Err(error) => failed(&error),
    };
    // A state is valid once, whatever the result.
    let spent = Cookie::build((STATE_COOKIE, "")).path("/callback");
    (jar.remove(spent), response).into_response()
}

/// Shows each problem in the app's own words. The exact error goes into its log.
fn failed(error: &Error) -> Response {
    eprintln!("{error}");
    let again = r#"<a href="/connect">Try again</a>"#;
    let (status, title) = match error.oauth() {
        Some(OAuthProblem::Denied) => (StatusCode::OK, "You did not connect Attio"),
        Some(OAuthProblem::StateMismatch) => {
            (StatusCode::BAD_REQUEST, "This was not started in this browser")
        }
        Some(OAuthProblem::InvalidCode | OAuthProblem::MissingCode) => {
            (StatusCode::BAD_REQUEST, "The consent cannot be used any more")
        }
        _ if !error.missing_scopes().is_empty() => (StatusCode::FORBIDDEN, "The app lacks scopes"),
        _ => (StatusCode::BAD_GATEWAY, "Attio cannot be connected right now"),
    };
    (status, page(title, again)).into_response()
}

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title}</h1>{body}</html>"
    ))
}
