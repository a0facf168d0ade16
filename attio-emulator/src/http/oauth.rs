//! The OAuth endpoints, which Attio serves at `app.attio.com`: consent, token, introspection.

use axum::body::Body;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use http::{HeaderValue, StatusCode};
use url::form_urlencoded;

use super::answer::Answer;
use super::auth;
use super::call::Call;
use crate::json::{Json, object};
use crate::oauth::{Asked, Problem, TokenRequest};
use crate::pages;

/// The media type of the two forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// `GET /authorize`: the consent page.
pub(super) async fn ask(call: Call) -> Response {
    if let Some(refusal) = pages::refuse_foreign_host(call.headers()) {
        return refusal;
    }
    let grants = &call.shared().grants;
    let store = call.store();
    // There is no redirect if the app or the redirect URI is unknown (RFC 6749, 4.1.2.1).
    let client_id = call.query_once("client_id").unwrap_or_default();
    let Some(app) = grants.app(client_id) else {
        return pages::consent::refusal(&store, "No app has this client ID.");
    };
    let redirect_uri = call.query_once("redirect_uri").unwrap_or_default();
    if !app.redirect_uris.iter().any(|registered| registered == redirect_uri) {
        return pages::consent::refusal(&store, "The redirect URI is not one of the app's own.");
    }
    let asked = Asked {
        client_id: client_id.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        state: call.query_once("state").map(str::to_owned),
    };
    match call.query_once("response_type") {
        Some("code") => {
            let key = grants.ask(asked.clone());
            pages::consent::page(&store, app, &asked, &key)
        }
        Some(_) => redirect(&asked, &[("error", "unsupported_response_type")]),
        None => redirect(&asked, &[("error", "invalid_request")]),
    }
}

/// `POST /authorize`: the member's choice on the consent page. The request is kept here under a key
/// that only the page has: another site can neither change nor send the form.
pub(super) async fn decide(call: Call) -> Response {
    if let Some(refusal) = pages::refuse_foreign_host(call.headers()) {
        return refusal;
    }
    let store = call.store();
    let form = Form::read(&call).unwrap_or_default();
    let asked = form.get("consent").and_then(|key| call.shared().grants.asked(key));
    let Some(asked) = asked else {
        let reason = "This consent was already decided, or was not requested here.";
        return pages::consent::refusal(&store, reason);
    };
    match form.get("decision") {
        Some("allow") => {
            let code = call.shared().grants.allow(asked.clone());
            redirect(&asked, &[("code", &code)])
        }
        _ => redirect(&asked, &[("error", "access_denied")]),
    }
}

/// `POST /oauth/token`: a token for a code.
pub(super) async fn token(call: Call) -> Response {
    let exchange = || {
        let form = Form::read(&call)?;
        let required = |name, problem| form.get(name).ok_or(problem);
        let missing = |what| Problem::new("invalid_request", what);
        match required("grant_type", missing("grant_type is missing."))? {
            "authorization_code" => {}
            _ => {
                let description = "The grant type is not authorization_code.";
                return Err(Problem::new("unsupported_grant_type", description));
            }
        }
        let request = TokenRequest {
            client_id: required("client_id", missing("client_id is missing."))?,
            client_secret: required("client_secret", missing("client_secret is missing."))?,
            code: required("code", missing("code is missing."))?,
            redirect_uri: required("redirect_uri", missing("redirect_uri is missing."))?,
        };
        let shared = call.shared();
        let workspace = call.store().workspace;
        shared.grants.exchange(&request, workspace, shared.member)
    };
    let (status, body) = match exchange() {
        Ok(secret) => {
            let token = [("access_token", secret.as_str()), ("token_type", "Bearer")];
            (200, object(token.map(|(name, value)| (name, Json::string(value)))))
        }
        Err(problem) => {
            let error = [("error", problem.code), ("error_description", problem.description)];
            (problem.status, object(error.map(|(name, value)| (name, Json::string(value)))))
        }
    };
    let mut response = Response::new(Body::from(body.to_bytes()));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // RFC 6749, 5.1.
    for (name, value) in [
        (CONTENT_TYPE, "application/json; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (PRAGMA, "no-cache"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `POST /oauth/introspect`: as `GET /v2/self`.
pub(super) async fn introspect(call: Call) -> Answer {
    auth::identify(call).await
}

/// Redirects the browser to the app, with a `GET` whatever the method of this request.
fn redirect(asked: &Asked, parameters: &[(&str, &str)]) -> Response {
    match asked.redirect(parameters) {
        Some(url) => Redirect::to(&url).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The parameters of a form.
#[derive(Default)]
struct Form(Vec<(String, String)>);

impl Form {
    fn read(call: &Call) -> Result<Self, Problem> {
        let content_type = call.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = content_type.and_then(|value| value.split(';').next()).map(str::trim);
        if !media_type.is_some_and(|media_type| media_type.eq_ignore_ascii_case(FORM)) {
            let description = "The content type is not application/x-www-form-urlencoded.";
            return Err(Problem::new("invalid_request", description));
        }
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(call.body()).into_owned().collect();
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            // RFC 6749, 3.2.
            return Err(Problem::new("invalid_request", "A parameter occurs twice."));
        }
        Ok(Self(pairs))
    }

    /// A parameter; an empty value counts as absent (RFC 6749, 3.2).
    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }
}
