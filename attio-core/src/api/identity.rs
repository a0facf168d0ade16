//! The identity of a token and its scopes.

use serde::Deserialize;
use uuid::Uuid;

use crate::client::{Call, Client, Requests};
use crate::error::{Error, Kind, Outcome};
use crate::request::{Form, Operation, Request};
use crate::scope::Scope;

pub(crate) static WHOAMI: Operation =
    Operation::get("whoami", "/v2/self", "identify the token").with_form(Form::With("active"));

impl Client {
    /// Returns the identity of the token: its workspace, member and scopes. Needs no scope.
    ///
    /// Endpoint: `GET /v2/self`. It also succeeds for a revoked token, whose [`active`](Identity::active) is
    /// false.
    ///
    /// # Errors
    ///
    /// Returns an error that [`is_auth`](Error::is_auth) if the token is truncated, or is not an Attio token.
    #[doc(alias("me", "identify", "self", "introspect"))]
    pub fn whoami(&self) -> Call<Identity> {
        Call::new(self, Ok(Request::new(&WHOAMI)), |response| response.json())
    }

    /// Checks that the token has these scopes, and returns its identity.
    ///
    /// Call it when your program starts, to find a missing scope before a write fails with 403. It sends one
    /// request, `GET /v2/self`. For the scopes that each call needs, see [`Scope`].
    ///
    /// ```no_run
    /// # async fn f(client: attio_core::Client) -> Result<(), attio_core::Error> {
    /// use attio_core::Scope;
    ///
    /// let me = client.require_scopes([Scope::RecordsReadWrite, Scope::ObjectsRead]).await?;
    /// println!("writing to {:?}", me.workspace_name);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error that [`is_auth`](Error::is_auth) if the token is not active or lacks a scope.
    /// [`missing_scopes`](Error::missing_scopes) lists the missing scopes. Also returns an error if the
    /// request fails.
    #[doc(alias("permissions", "check_scopes"))]
    pub fn require_scopes<S: Into<Scope>>(
        &self,
        scopes: impl IntoIterator<Item = S>,
    ) -> Call<Identity> {
        let needed: Vec<Scope> = scopes.into_iter().map(Into::into).collect();
        Call::many(self, move |requests| require(requests, needed))
    }
}

async fn require(requests: Requests, needed: Vec<Scope>) -> Result<Identity, Error> {
    let identity: Identity = requests.send(Request::new(&WHOAMI)).await?.json()?;
    let missing = identity.missing_scopes(&needed);
    if identity.active && missing.is_empty() {
        return Ok(identity);
    }
    let kind = Kind::Scopes { active: identity.active, missing };
    Err(Error::new(kind, "use the token", Outcome::NotApplied))
}

/// The response of `GET /v2/self`: a token's workspace, member and scopes.
///
/// Only [`active`](Self::active) is always present: the response for an inactive token has no other field,
/// and Attio has added and removed fields before.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
#[doc(alias("whoami", "me", "self"))]
pub struct Identity {
    /// Whether the token is valid.
    pub active: bool,
    /// The scopes, separated by spaces; see [`scopes`](Self::scopes).
    #[serde(default, rename = "scope")]
    scope: Option<String>,
    /// The workspace.
    #[serde(default)]
    pub workspace_id: Option<Uuid>,
    /// The name of the workspace.
    #[serde(default)]
    pub workspace_name: Option<String>,
    /// The slug of the workspace, as in the URLs of the web app.
    #[serde(default)]
    pub workspace_slug: Option<String>,
    /// The logo of the workspace.
    #[serde(default)]
    pub workspace_logo_url: Option<String>,
    /// The member who created the token; `None` for tokens that Attio created.
    #[serde(default)]
    pub authorized_by_workspace_member_id: Option<Uuid>,
    /// Whether the token acts for the workspace or for one member: `workspace` or `user`.
    #[serde(default)]
    pub token_level: Option<String>,
    /// The app, or the token itself.
    #[serde(default)]
    pub client_id: Option<String>,
    /// When the token was created, in seconds since 1970-01-01T00:00:00Z.
    #[serde(default, rename = "iat")]
    pub issued_at: Option<i64>,
}

impl Identity {
    /// Returns the scopes of the token.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scope.as_deref().unwrap_or_default().split_whitespace().map(Scope::from)
    }

    /// Returns whether the token has a scope. Read-write includes read.
    ///
    /// ```no_run
    /// # fn f(identity: attio_core::api::Identity) {
    /// use attio_core::Scope;
    ///
    /// if !identity.has_scope(Scope::RecordsReadWrite) {
    ///     eprintln!("this token cannot create records");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn has_scope(&self, scope: impl Into<Scope>) -> bool {
        let scope = scope.into();
        self.scopes().any(|own| own.includes(&scope))
    }

    /// Returns the scopes in `needed` that the token lacks.
    ///
    /// [`Client::require_scopes`](crate::Client::require_scopes) returns an error that lists them.
    #[must_use]
    pub fn missing_scopes(&self, needed: &[Scope]) -> Vec<Scope> {
        needed.iter().filter(|scope| !self.has_scope(*scope)).cloned().collect()
    }
}
