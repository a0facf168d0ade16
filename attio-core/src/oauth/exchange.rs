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

/// RFC 6749, 5.2. The description is not kept: it is a text of the server's choice.
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl OAuthApp {
    /// Exchanges the code of a consent for a token: `POST /oauth/token`. It is sent again only where
    /// it did not get to Attio, or was refused with 429, since a code is good once.
    ///
    /// # Errors
    ///
    /// Awaiting it fails when Attio refuses: [`Error::oauth`] then is [`OAuthProblem::InvalidCode`],
    /// [`OAuthProblem::InvalidClient`] or [`OAuthProblem::Refused`], or
    /// [`OAuthProblem::NoToken`] where the answer was none. It fails too without an answer; if the
    /// error [`may_have_applied`](Error::may_have_applied), the code is used up, and the user has to
    /// consent again.
    pub fn exchange(&self, code: Code) -> Call<AccessToken> {
        let app = self.clone();
        Call::many(&self.0.client, async move |calls| exchange(calls, app, code).await)
    }

    /// Whose token it is, for which workspace, with which scopes: `POST /oauth/introspect`, which
    /// answers what [`Client::whoami`](crate::Client::whoami) does. The token of a user who took the
    /// app out of the workspace is no error, but not [`active`](Identity::active).
    ///
    /// # Errors
    ///
    /// Awaiting it fails as any read does.
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

/// Reads what Attio's refusal of the exchange means. Nothing is kept of a success, nor of a body that quotes what
/// was sent or has a token: secrets that are not known here may stand beside them.
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
        // A success that broke off.
        return error.with_kind(Kind::OAuth { problem: OAuthProblem::NoToken, status });
    };
    let refusal: Option<Refusal> = serde_json::from_slice(body).ok();
    // An outage is told by its status, whatever the body says.
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

/// Whether a secret was taken out of a body, or it has the member of a success.
fn has_secrets(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.contains(REDACTED) || Secrets::new(["access_token".into()]).are_in(&text)
}
