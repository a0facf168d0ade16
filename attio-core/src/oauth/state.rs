//! What ties a callback to the browser that asked for it.

use std::fmt;
use std::str::FromStr;

use super::OAuthProblem;
use crate::error::Error;

const BYTES: usize = 32;

/// What ties the callback to the browser that asked for it: 256 random bits, as 64 hexadecimal
/// digits. Without it, another site could send your user's browser to your callback with the code
/// of its own workspace (RFC 6749, 10.12).
///
/// Make a new one for each consent, and keep it where only that browser has it: in a cookie with
/// `HttpOnly`, `Secure` and `SameSite=Lax` (`Strict` would keep it from coming back), which the
/// callback takes away. It is not shown by `Debug`.
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
pub struct State(String);

impl State {
    /// A new state, of the operating system's randomness.
    ///
    /// # Errors
    ///
    /// The system has no randomness to give.
    pub fn random() -> Result<Self, Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|error| {
            let reason = format!("the system has no randomness: {error}");
            Error::system("make a state", reason)
        })?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The text, for the cookie. It is in the URL of the consent too.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a callback has this state.
    ///
    /// By plain equality: who wanted to learn the state from the time of a comparison would have to
    /// measure it through the browser that holds the cookie, with many tries at one state, and it is
    /// good for one.
    pub(super) fn is(&self, given: Option<&str>) -> bool {
        given == Some(&self.0)
    }
}

/// From the cookie.
impl FromStr for State {
    type Err = Error;

    /// # Errors
    ///
    /// It is not one that [`State::random`] made, or there is none: [`OAuthProblem::StateMismatch`].
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
