//! The code of a consent.

use secrecy::SecretString;

/// The authorization code of a consent, from [`OAuthApp::callback`](super::OAuthApp::callback).
///
/// It is valid for one [`exchange`](super::OAuthApp::exchange) within minutes, so it cannot be
/// cloned, and is never shown.
#[derive(Debug)]
pub struct Code(pub(super) SecretString);

impl Code {
    /// Creates a code that your own code took from the callback, after it compared the state.
    pub fn new(code: impl Into<SecretString>) -> Self {
        Self(code.into())
    }
}
