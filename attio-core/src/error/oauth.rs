//! Failures between the consent and the token.

use super::{Error, Kind, Outcome};

/// The reason why a user's consent did not lead to a token, from [`Error::oauth`](crate::Error::oauth).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthProblem {
    /// The user denied the consent: `error=access_denied`.
    #[error("the user denied it")]
    Denied,
    /// The callback's state does not match the state of this browser, or one of the two is missing.
    ///
    /// Another site may have caused the callback, so it was not used.
    #[error("the callback's state does not match this browser's")]
    StateMismatch,
    /// The callback has neither a code nor an error.
    #[error("the callback has no code")]
    MissingCode,
    /// Attio rejected the code: it was used before, is too old, or belongs to another app or redirect URI.
    /// The user has to consent again.
    #[error(
        "the code was used before, is too old, or belongs to another app or redirect URI; the user \
         has to consent again"
    )]
    InvalidCode,
    /// Attio does not know the client ID, or the secret belongs to a different client.
    #[error("Attio does not accept the client ID and secret of the app")]
    InvalidClient,
    /// Attio refused with another code of RFC 6749, such as `server_error`.
    #[error("Attio refused with `{code}`")]
    Refused {
        /// The code.
        code: String,
    },
    /// Attio responded to the exchange with success, but without a usable bearer token.
    ///
    /// The response is not kept, because it may contain a token.
    #[error("the response has no bearer token")]
    NoToken,
}

impl OAuthProblem {
    /// Returns the problem that an error code of RFC 6749 means; `None` if it is not such a code.
    pub(crate) fn of(code: &str) -> Option<Self> {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        Some(match code {
            "access_denied" => Self::Denied,
            "invalid_grant" => Self::InvalidCode,
            "invalid_client" => Self::InvalidClient,
            // A longer string may be anything.
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
