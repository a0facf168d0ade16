//! The code of a consent.

use secrecy::SecretString;

/// The authorization code of a consent, from [`OAuthApp::callback`](super::OAuthApp::callback). It is
/// good for one [`exchange`](super::OAuthApp::exchange) within minutes, so it cannot be cloned, and
/// is never shown.
#[derive(Debug)]
pub struct Code(pub(super) SecretString);

impl Code {
    /// A code that something else took out of the callback, and compared the state of.
    pub fn new(code: impl Into<SecretString>) -> Self {
        Self(code.into())
    }
}
