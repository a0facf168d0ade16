//! The state that ties a callback to the browser that started the consent.

use std::fmt;
use std::str::FromStr;

use super::OAuthProblem;
use crate::error::Error;

const BYTES: usize = 32;

/// The state that ties a callback to the browser that started the consent.
///
/// It is 256 random bits, as 64 hexadecimal digits. Without it, another site could send your user's
/// browser to your callback with a code for that site's workspace (RFC 6749, 10.12).
///
/// Create a new state for each consent, and keep it where only that browser has it: in a cookie
/// with `HttpOnly`, `Secure` and `SameSite=Lax`. With `Strict`, the browser would not send it back.
/// The callback should delete the cookie. `Debug` does not show the state.
///
/// ```
/// use attio_core::oauth::State;
///
/// let state = State::random()?;
/// let from_the_cookie: State = state.as_str().parse()?;
/// // A browser without the cookie has no state that could match.
/// assert!("".parse::<State>().is_err());
/// # Ok::<(), attio_core::Error>(())
/// ```
#[derive(Clone)]
#[doc(alias("csrf", "nonce"))]
pub struct State(String);

impl State {
    /// Creates a state from the operating system's randomness.
    ///
    /// # Errors
    ///
    /// Returns an error if the system's random source fails.
    pub fn random() -> Result<Self, Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|error| {
            let reason = format!("the system's random source failed: {error}");
            Error::system("create a state", reason)
        })?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Returns the string for the cookie. The URL of the consent has it too.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a callback has this state.
    ///
    /// Plain equality is safe: a timing attack would need many guesses at one state through the
    /// browser that holds the cookie, and a state is valid for one callback.
    pub(super) fn is(&self, given: Option<&str>) -> bool {
        given == Some(&self.0)
    }
}

/// Reads the state from the cookie's value.
impl FromStr for State {
    type Err = Error;

    /// # Errors
    ///
    /// Returns [`OAuthProblem::StateMismatch`] if the string does not have the form of
    /// [`State::random`], or is empty.
    fn from_str(text: &str) -> Result<Self, Error> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 2 * BYTES || !text.bytes().all(is_digit) {
            return Err(OAuthProblem::StateMismatch.into());
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State([REDACTED])")
    }
}
