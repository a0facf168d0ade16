//! What goes wrong between the consent and the token.

use super::{Error, Kind, Outcome};

/// What went wrong between the user's consent and the token, from
/// [`Error::oauth`](crate::Error::oauth).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthProblem {
    /// The user said no: `error=access_denied`.
    #[error("the user denied it")]
    Denied,
    /// The callback's state is not the one of this browser, or one of the two is not there: the
    /// callback may be another site's doing. Nothing of it was used.
    #[error("the callback's state is not the one that this browser was sent away with")]
    StateMismatch,
    /// The callback has neither a code nor an error.
    #[error("the callback has no code")]
    MissingCode,
    /// Attio takes the code for no valid one: it was used before, is too old, or belongs to another
    /// app or redirect URI. The user has to consent again.
    #[error(
        "the code was used before, is too old, or belongs to another app or redirect URI; the user \
         has to consent again"
    )]
    InvalidCode,
    /// Attio does not know the client ID, or the secret is not its own.
    #[error("Attio does not accept the client ID and secret of the app")]
    InvalidClient,
    /// Attio refused with another code of RFC 6749, such as `server_error`.
    #[error("it was refused with `{code}`")]
    Refused {
        /// The code.
        code: String,
    },
    /// Attio answered the exchange with success, but without a bearer token that can be used. The
    /// answer is not kept: it may hold one.
    #[error("the answer has no bearer token")]
    NoToken,
}

impl OAuthProblem {
    /// The problem that an error code of RFC 6749 means; none when it is no such code.
    pub(crate) fn of(code: &str) -> Option<Self> {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        Some(match code {
            "access_denied" => Self::Denied,
            "invalid_grant" => Self::InvalidCode,
            "invalid_client" => Self::InvalidClient,
            // What is longer may be anything.
            _ if !code.is_empty() && code.len() <= 40 && code.bytes().all(is_word) => {
                Self::Refused { code: code.to_owned() }
            }
            _ => return None,
        })
    }
}

impl From<OAuthProblem> for Error {
    fn from(problem: OAuthProblem) -> Self {
        let kind = Kind::OAuth { problem, status: None };
        Self::new(kind, "connect a workspace", Outcome::NotApplied)
    }
}
