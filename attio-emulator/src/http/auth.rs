//! Tokens and their scopes, and `GET /v2/self`.

use std::sync::Arc;

use axum::http::HeaderMap;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::request::Parts;
use uuid::Uuid;

use super::Shared;
use super::answer::Answer;
use super::call::Call;
use crate::TokenLevel;
use crate::error::ApiError;
use crate::json::{Json, object};
use crate::store::{Access, Actor, Target};

/// Every scope, as `/v2/self` lists them.
pub(crate) const ALL_SCOPES: [&str; 19] = [
    "user_management:read-write",
    "record_permission:read-write",
    "object_configuration:read-write",
    "list_entry:read-write",
    "list_configuration:read-write",
    "public_collection:read-write",
    "private_collection:read-write",
    "comment:read-write",
    "task:read-write",
    "note:read-write",
    "meeting:read-write",
    "call_recording:read-write",
    "webhook:read-write",
    "file:read-write",
    "scim_management:read-write",
    "email:read",
    "activity_configuration:read-write",
    "activity_record:read-write",
    "sequence_unsubscribe:read-write",
];

/// The message for a token that does not exist.
pub(super) const NOT_FOUND: &str = "The API Key provided could not be found. This is most commonly \
                                    caused by the token having been revoked.";

/// The length of Attio's tokens.
const TOKEN_LENGTH: usize = 64;

/// A token: the API key of the emulator, or one that was granted to an app.
pub(crate) struct Token {
    pub(crate) secret: String,
    /// The author of its writes: `created_by_actor`.
    pub(crate) actor: Actor,
    /// The app, or the token itself (Attio's OpenAPI document).
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) issued_at: i64,
    pub(crate) level: TokenLevel,
    /// The member who created it, unless Attio did.
    pub(crate) authorized_by: Option<Uuid>,
}

/// Who makes a request.
#[derive(Clone, Copy)]
pub(crate) struct Caller {
    /// The author of writes.
    pub(crate) actor: Actor,
    /// The member who created the token, unless Attio did.
    member: Option<Uuid>,
}

impl Caller {
    /// The access to a list: that of the member (chosen). `None` if the list is hidden.
    pub(crate) fn access(&self, list: &Target) -> Option<Access> {
        list.list().and_then(|list| list.access_of(self.member))
    }
}

impl Shared {
    /// The token with this secret, if it exists.
    fn token_of(&self, given: &str) -> Option<Arc<Token>> {
        if given == self.token.secret {
            return Some(Arc::clone(&self.token));
        }
        self.grants.token(given)
    }

    /// Checks the header and the scopes.
    pub(super) fn authorize(
        &self,
        headers: &HeaderMap,
        scopes: &[&str],
    ) -> Result<Caller, ApiError> {
        let Some(given) = given(headers) else {
            let message = "No API Key was provided. Please pass one as a Bearer token in the \
                           Authorization header.";
            return Err(ApiError::auth(401, message));
        };
        let Some(token) = self.token_of(&given) else {
            return Err(ApiError::auth(
                401,
                if given.len() == TOKEN_LENGTH {
                    NOT_FOUND
                } else {
                    "The API Key provided was invalid because it was the wrong length (API Keys \
                     should be 64 characters long). You might not have copied the entire API key \
                     from your Admin panel?"
                },
            ));
        };
        token.allow(scopes)
    }

    /// Whether the request counts against the rate limit: it is for the API and has a known token.
    pub(super) fn is_limited(&self, request: &Parts) -> bool {
        request.uri.path().starts_with("/v2/") && self.knows(&request.headers)
    }

    /// Whether the request has a known token.
    pub(super) fn knows(&self, headers: &HeaderMap) -> bool {
        given(headers).is_some_and(|given| self.token_of(&given).is_some())
    }
}

impl Token {
    /// Checks the scopes.
    fn allow(&self, scopes: &[&str]) -> Result<Caller, ApiError> {
        let missing: Vec<String> =
            scopes.iter().filter(|scope| !self.has(scope)).map(|scope| describe(scope)).collect();
        if missing.is_empty() {
            return Ok(Caller { actor: self.actor, member: self.authorized_by });
        }
        let message = format!(
            "The API Key provided is not authorized to perform the requested action. This request \
             requires scopes: {}.",
            missing.join(", ")
        );
        Err(ApiError::auth(403, message))
    }

    /// Whether the token has the scope; read-write includes read.
    fn has(&self, scope: &str) -> bool {
        let wider = scope.strip_suffix(":read").map(|name| format!("{name}:read-write"));
        self.scopes.iter().any(|own| own == scope || Some(own) == wider.as_ref())
    }
}

/// The token of the header: after `Bearer`, or the user name of `Basic`.
fn given(headers: &HeaderMap) -> Option<String> {
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = header.split_once(' ')?;
    let token = if scheme.eq_ignore_ascii_case("bearer") {
        credentials.trim().to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = String::from_utf8(BASE64_STANDARD.decode(credentials.trim()).ok()?).ok()?;
        decoded.strip_suffix(':')?.to_owned()
    } else {
        return None;
    };
    Some(token).filter(|token| !token.is_empty())
}

/// The name of a scope in the 403 message.
fn describe(scope: &str) -> String {
    let (name, access) = scope.split_once(':').unwrap_or((scope, "read"));
    let access = if access == "read" { "Read" } else { "Read-Write" };
    let name = match name {
        "record_permission" => "Records",
        "object_configuration" => "Object Configuration",
        "list_configuration" => "List Configuration",
        "list_entry" => "List Entries",
        "user_management" => "User Management",
        other => other,
    };
    format!("{access} access to the {name} scope")
}

/// `GET /v2/self`: it needs no scope, and an unknown token is not an error.
pub(super) async fn identify(call: Call) -> Answer {
    let given = given(call.headers());
    let Some(token) = given.as_deref().and_then(|given| call.shared().token_of(given)) else {
        return match given {
            Some(given) if given.len() == TOKEN_LENGTH => {
                Answer::bare(object([("active", Json::Bool(false))]))
            }
            _ => {
                let message = "Token was not recognised, please provide a valid access token.";
                ApiError::request(400, "missing_value", message).into()
            }
        };
    };
    let store = call.store();
    let text = |id: Uuid| Json::String(id.to_string());
    let level = match token.level {
        TokenLevel::Workspace => "workspace",
        TokenLevel::User => "user",
    };
    let mut members = vec![
        ("active", Json::Bool(true)),
        ("scope", Json::String(token.scopes.join(" "))),
        ("client_id", Json::string(token.client_id.as_str())),
        ("token_type", Json::string("Bearer")),
        ("exp", Json::Null),
        ("iat", Json::Number(token.issued_at.to_string())),
        ("sub", text(store.workspace)),
        ("aud", Json::string(token.client_id.as_str())),
        ("iss", Json::string("attio.com")),
    ];
    // Omitted rather than null, as documented.
    members.extend(token.authorized_by.map(|id| ("authorized_by_workspace_member_id", text(id))));
    members.extend([
        ("workspace_id", text(store.workspace)),
        ("workspace_name", Json::string(store.name.as_str())),
        ("workspace_slug", Json::string(store.slug.as_str())),
        ("workspace_logo_url", Json::Null),
        ("token_level", Json::string(level)),
    ]);
    let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
    Answer::bare(Json::Object(members.collect()))
}
