//! The two requests of the app itself: the exchange of a code, and introspection.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::form_urlencoded;

use super::{AccessToken, Code, OAuthApp, OAuthProblem};
use crate::api::Identity;
use crate::client::{Call, Requests, bearer};
use crate::error::{ApiError, Body, Error, Kind};
use crate::redact::{REDACTED, Secrets};
use crate::request::{Form, Operation, Request};

static EXCHANGE: Operation =
    Operation::post("oauth_exchange", "/oauth/token", "exchange the authorization code")
        .with_form(Form::With("access_token"))
        .of_oauth();

static INTROSPECT: Operation =
    Operation::read("oauth_introspect", "/oauth/introspect", "introspect the token")
        .with_form(Form::With("active"))
        .of_oauth();

/// `{"access_token": "…", "token_type": "Bearer"}`.
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    token_type: Option<String>,
}

/// RFC 6749, 5.2. The description is not kept, because the server may write anything into it.
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl OAuthApp {
    /// Exchanges the code of a consent for a token: `POST /oauth/token`.
    ///
    /// A code is valid once, so the request is retried only if it did not reach Attio or was
    /// refused with 429.
    ///
    /// # Errors
    ///
    /// Returns an error if Attio refuses the code: [`Error::oauth`] is
    /// [`OAuthProblem::InvalidCode`], [`OAuthProblem::InvalidClient`] or [`OAuthProblem::Refused`].
    /// If the response had no token, it is [`OAuthProblem::NoToken`]. Also returns an error if no
    /// response is received. If the error [`may_have_applied`](Error::may_have_applied), the code
    /// may be used up, so the user has to consent again.
    #[doc(alias("access_token", "authorization_code"))]
    pub fn exchange(&self, code: Code) -> Call<AccessToken> {
        let app = self.clone();
        Call::many(&self.0.client, async move |calls| exchange(calls, app, code).await)
    }

    /// Returns the owner, workspace and scopes of a token: `POST /oauth/introspect`.
    ///
    /// The response is that of [`Client::whoami`](crate::Client::whoami). If the user removed the
    /// app from the workspace, the token is not [`active`](Identity::active), which is not an
    /// error.
    ///
    /// # Errors
    ///
    /// Returns an error as any read does.
    #[doc(alias = "whoami")]
    pub fn introspect(&self, token: &AccessToken) -> Call<Identity> {
        let request = bearer(&token.0).map(|header| {
            let secrets = Secrets::new([token.0.clone(), self.0.client_secret.clone()]);
            Request::new(&INTROSPECT).with_authorization(header).with_secrets(secrets)
        });
        Call::new(&self.0.client, request, |response| response.json())
    }

    fn form(&self, code: &Code) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.0.client_id)
            .append_pair("client_secret", self.0.client_secret.expose_secret())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code.0.expose_secret())
            .append_pair("redirect_uri", &self.0.redirect_uri)
            .finish()
    }
}

async fn exchange(calls: Requests, app: OAuthApp, code: Code) -> Result<AccessToken, Error> {
    let secrets = Secrets::new([app.0.client_secret.clone(), code.0.clone()]);
    let request = Request::new(&EXCHANGE).with_form(app.form(&code)).with_secrets(secrets);
    let response = match calls.send(request).await {
        Ok(response) => response,
        Err(error) => return Err(refusal(error)),
    };
    token(&response.body).ok_or_else(|| {
        let status = Some(response.status);
        let kind = Kind::OAuth { problem: OAuthProblem::NoToken, status };
        response.unreadable(String::new()).with_kind(kind)
    })
}

fn token(body: &[u8]) -> Option<AccessToken> {
    let answer: TokenAnswer = serde_json::from_slice(body).ok()?;
    let token = SecretString::from(answer.access_token);
    let is_bearer = answer.token_type.is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
    (is_bearer && bearer(&token).is_ok()).then_some(AccessToken(token))
}

/// Reads why Attio refused the exchange. The body is dropped if it belongs to a success, quotes the
/// request or has a token, because it may also have secrets that are not known here.
fn refusal(error: Error) -> Error {
    let status = error.status();
    let Some(body) = error.body() else { return error };
    if let Some(status) = status.filter(|status| *status >= 300 && error.is_foreign_response()) {
        return match has_secrets(body) {
            true => error.with_kind(Kind::Foreign { status, body: Body::of(&[]) }),
            false => error,
        };
    }
    let Some(api) = error.api() else {
        // A success whose body is incomplete.
        return error.with_kind(Kind::OAuth { problem: OAuthProblem::NoToken, status });
    };
    let refusal: Option<Refusal> = serde_json::from_slice(body).ok();
    // An outage is reported by its status, regardless of the body.
    let refusal = refusal.filter(|_| (400..429).contains(&api.status()));
    match refusal.and_then(|refusal| OAuthProblem::of(&refusal.error)) {
        Some(problem) => error.with_kind(Kind::OAuth { problem, status }),
        None if has_secrets(body) => {
            let emptied = ApiError::new(api.status(), Vec::new());
            error.with_kind(Kind::Api(emptied))
        }
        None => error,
    }
}

/// Returns whether a secret was removed from a body, or the body has the member of a success.
fn has_secrets(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.contains(REDACTED) || Secrets::new(["access_token".into()]).are_in(&text)
}
