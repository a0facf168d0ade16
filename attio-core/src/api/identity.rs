//! Who a token is, and what it may do.

use serde::Deserialize;
use uuid::Uuid;

use crate::client::{Call, Client, Requests};
use crate::error::{Error, Kind, Outcome};
use crate::request::{Form, Operation, Request};
use crate::scope::Scope;

pub(crate) static WHOAMI: Operation =
    Operation::get("whoami", "/v2/self", "identify the token").with_form(Form::With("active"));

impl Client {
    /// Whose token it is, for which workspace, with which scopes: `GET /v2/self`. Needs no scope.
    ///
    /// Attio answers this call also for a token that is revoked, with
    /// [`active`](Identity::active) false.
    ///
    /// # Errors
    ///
    /// Returns an error that [`is_auth`](Error::is_auth) if the token is truncated, or is not an Attio token
    /// at all.
    pub fn whoami(&self) -> Call<Identity> {
        Call::new(self, Ok(Request::new(&WHOAMI)), |response| response.json())
    }

    /// Checks that the token has these scopes, before a program relies on them: a missing one is
    /// named now, and not by the 403 of the first write. Answers whose token it is. One call,
    /// `GET /v2/self`; which call needs what is in the table of [`Scope`].
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
    /// Awaiting it fails when the token is not active, or lacks some of the scopes: the error
    /// [`is_auth`](Error::is_auth), and [`missing_scopes`](Error::missing_scopes) names each. It
    /// fails too when the token cannot be looked up.
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

/// What `GET /v2/self` says of a token.
///
/// Only [`active`](Self::active) is sure to be there: an inactive token has nothing else, and Attio
/// has added and dropped members before.
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
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
    /// The member who made the token; not there for tokens that Attio made.
    #[serde(default)]
    pub authorized_by_workspace_member_id: Option<Uuid>,
    /// Whether the token acts for the workspace or for one member: `workspace` or `user`.
    #[serde(default)]
    pub token_level: Option<String>,
    /// The app, or the token itself.
    #[serde(default)]
    pub client_id: Option<String>,
    /// When the token was made, in seconds since 1970-01-01T00:00:00Z.
    #[serde(default, rename = "iat")]
    pub issued_at: Option<i64>,
}

impl Identity {
    /// The scopes that the token has.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scope.as_deref().unwrap_or_default().split_whitespace().map(Scope::from)
    }

    /// Whether the token has a scope. Read-write includes read.
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

    /// Those of the scopes that the token lacks.
    /// [`Client::require_scopes`](crate::Client::require_scopes) makes an error of them.
    #[must_use]
    pub fn missing_scopes(&self, needed: &[Scope]) -> Vec<Scope> {
        needed.iter().filter(|scope| !self.has_scope(*scope)).cloned().collect()
    }
}
