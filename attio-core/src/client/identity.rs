//! Who a token is.

use serde::Deserialize;
use uuid::Uuid;

use super::{Answer, Scope};
use crate::error::{Error, Outcome};

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
    /// What an answer says.
    pub(crate) fn of(answer: Answer) -> Result<Self, Error> {
        serde_json::from_slice(&answer.body)
            .map_err(|error| answer.unreadable(error.to_string(), Outcome::NotApplied))
    }

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
