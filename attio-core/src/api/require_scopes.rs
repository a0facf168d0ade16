//! Scopes, checked before the first write.

use super::Identity;
use crate::client::{BoxFuture, Client};
use crate::error::{Error, Kind, Outcome};
use crate::scope::Scope;

impl Client {
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
    ) -> BoxFuture<Result<Identity, Error>> {
        require(self.clone(), scopes.into_iter().map(Into::into).collect())
    }
}

fn require(client: Client, needed: Vec<Scope>) -> BoxFuture<Result<Identity, Error>> {
    Box::pin(async move {
        let identity = client.whoami().await?;
        let missing = identity.missing_scopes(&needed);
        if identity.active && missing.is_empty() {
            return Ok(identity);
        }
        let kind = Kind::Scopes { active: identity.active, missing };
        Err(Error::new(kind, "use the token", Outcome::NotApplied))
    })
}
