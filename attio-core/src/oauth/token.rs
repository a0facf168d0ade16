//! The token of an app for a workspace.

use secrecy::{ExposeSecret, SecretString};

/// A token of the app for one workspace, from [`OAuthApp::exchange`](super::OAuthApp::exchange).
///
/// It does not expire; it becomes invalid when the user removes the app from the workspace. Pass it
/// to [`ClientBuilder::api_key`](crate::ClientBuilder::api_key). It is wiped from memory when it is
/// dropped, and `Debug` does not show it.
///
/// ```
/// use attio_core::Client;
/// use attio_core::oauth::AccessToken;
///
/// let token = AccessToken::new("kept-from-an-earlier-exchange");
/// assert!(!format!("{token:?}").contains("kept"));
/// let client = Client::builder().api_key(token).build()?;
/// # Ok::<(), attio_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct AccessToken(pub(super) SecretString);

impl AccessToken {
    /// Creates a token from a stored string.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(token.into())
    }

    /// Returns the token itself. Store it with your other secrets.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<AccessToken> for SecretString {
    fn from(token: AccessToken) -> Self {
        token.0
    }
}
