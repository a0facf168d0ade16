//! What went wrong, by kind.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use super::{ApiError, ConfigProblem, NoConnection};
use crate::describe::{ValueError, write_preview};
#[cfg(feature = "oauth")]
use crate::error::OAuthProblem;
use crate::scope::Scope;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    /// A setting is wrong, so that there is no client. Nothing was sent.
    #[error("{reason}")]
    Config { problem: ConfigProblem, reason: String },
    /// The request cannot be written from what the caller gave. Nothing was sent.
    #[error("{0}")]
    Unwritable(String),
    /// The library decided not to send it.
    #[error("{0}")]
    Withheld(String),
    /// The runtime or the machine cannot do its part. Nothing was sent.
    #[error("{0}")]
    System(String),
    /// A value cannot be written; nothing was sent.
    #[error("`{attribute}`: {source}")]
    Encode { attribute: Cow<'static, str>, source: ValueError },
    /// An answer cannot be read into the struct.
    #[error("{}{source}", .attribute.as_ref().map_or_else(String::new, |a| format!("`{a}`: ")))]
    Decode { attribute: Option<String>, source: ValueError },
    /// There is no connection that takes the request; nothing was sent.
    #[error("{reason}")]
    Connect { reason: NoConnection, source: Option<reqwest::Error> },
    /// The server said that it did not process the request, and never will.
    #[error(
        "the server shut the connection down, or refused the stream, before it processed the request"
    )]
    NotProcessed(#[source] Option<reqwest::Error>),
    /// The connection failed after the request may have been sent.
    #[error("the connection failed")]
    Transport(#[source] Option<reqwest::Error>),
    /// No answer came in time.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// The rate limiter let it not go in time.
    #[error("the client's rate limiter gave it no turn within {0:?}")]
    NoTurn(Duration),
    /// The deadline left too little time to send it.
    #[error("{0:?} are left of its deadline, too little for an attempt")]
    NoTime(Duration),
    /// The user's HTTP client followed a redirect with a write.
    #[error("it was redirected, and answered from elsewhere")]
    Redirected,
    /// Attio answered with an error.
    #[error("{0}")]
    Api(ApiError),
    /// Nothing shows that the response is Attio's.
    #[error("{}", foreign(*.status, .body))]
    Foreign { status: u16, body: Body },
    /// Attio answered with success, but the answer cannot be read.
    #[error("{status}, but the answer cannot be read: {reason}")]
    Unreadable { status: u16, reason: String, body: Body },
    /// The pages of a listing do not fit together.
    #[error("{0}")]
    Pages(String),
    /// Attio answered with success, but with more than is read.
    #[error("{status}, but the answer has more than {bound} bytes")]
    TooLarge { status: u16, bound: usize },
    /// It is not known whether an earlier call took effect.
    #[error("{0}")]
    Unsettled(String),
    /// The token cannot do what the program needs.
    #[error("{}", without_scopes(*.active, .missing))]
    Scopes { active: bool, missing: Vec<Scope> },
    /// The user's consent, or the exchange of its code.
    #[cfg(feature = "oauth")]
    #[error("{problem}")]
    OAuth { problem: OAuthProblem, status: Option<u16> },
}

impl Kind {
    /// The kind in a word, for spans; none where it is the status.
    pub(super) fn type_name(&self) -> Option<&'static str> {
        Some(match self {
            Self::Config { .. } | Self::Unwritable(_) | Self::Withheld(_) | Self::Encode { .. } => {
                "request"
            }
            Self::System(_) => "system",
            Self::Connect { .. } => "connect",
            Self::NotProcessed(_) => "not_processed",
            Self::Transport(_) => "transport",
            Self::Timeout(_) => "timeout",
            Self::NoTurn(_) => "no_turn",
            Self::NoTime(_) => "no_time",
            Self::Redirected => "redirected",
            Self::Api(_) => return None,
            Self::Foreign { .. } => "foreign_response",
            Self::Decode { .. } | Self::Unreadable { .. } | Self::Pages(_) => "response_unreadable",
            Self::TooLarge { .. } => "response_too_large",
            Self::Unsettled(_) => "unsettled",
            Self::Scopes { .. } => "scopes_missing",
            #[cfg(feature = "oauth")]
            Self::OAuth { .. } => "oauth",
        })
    }

    /// Whether the same call may succeed later without doubling anything.
    pub(super) fn is_retryable(&self, idempotent: bool) -> bool {
        match self {
            Self::Connect { reason, .. } => reason.may_pass(),
            Self::NotProcessed(_) | Self::NoTurn(_) | Self::NoTime(_) => true,
            Self::Transport(_) | Self::Timeout(_) => idempotent,
            Self::Foreign { status, .. } => match status {
                421 => true,
                300..400 => false,
                _ => idempotent,
            },
            Self::Api(error) => match error.status() {
                421 | 429 => true,
                409 => error.code() == Some("concurrent_write_conflict"),
                408 | 500.. => idempotent,
                _ => false,
            },
            Self::Config { .. }
            | Self::Unwritable(_)
            | Self::Withheld(_)
            | Self::System(_)
            | Self::Encode { .. }
            | Self::Decode { .. }
            | Self::Unreadable { .. }
            | Self::Pages(_)
            | Self::TooLarge { .. }
            | Self::Redirected
            | Self::Unsettled(_)
            | Self::Scopes { .. } => false,
            // A code is used once: whatever came, the user begins again.
            #[cfg(feature = "oauth")]
            Self::OAuth { .. } => false,
        }
    }
}

fn foreign(status: u16, Body(body): &Body) -> String {
    let mut text = format!("a response with the status {status} came that is not Attio's, ");
    text.push_str("so a proxy or another server in front of Attio sent it; ");
    if body.is_empty() {
        text.push_str("it has no body");
    } else {
        text.push_str("it says ");
        // Writing to a string does not fail.
        let _ = write_preview(&mut text, &String::from_utf8_lossy(body));
    }
    text
}

fn without_scopes(active: bool, missing: &[Scope]) -> String {
    if !active {
        return "Attio does not know the token, or it was revoked".to_owned();
    }
    let names: Vec<&str> = missing.iter().map(Scope::as_str).collect();
    format!(
        "it lacks {} {}; add {} in Attio, to the token or to the app that asked for it",
        if names.len() == 1 { "the scope" } else { "the scopes" },
        names.join(", "),
        if names.len() == 1 { "it" } else { "them" },
    )
}

/// The body of an answer. It holds values of records, so only its size is shown.
pub(crate) struct Body(pub(crate) Vec<u8>);

/// The most that an error keeps of a body.
pub(crate) const MAX_BODY: usize = 1 << 20;

impl Body {
    /// The beginning of a body, in memory of its own.
    pub(crate) fn of(body: &[u8]) -> Self {
        Self(body[..body.len().min(MAX_BODY)].to_vec())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}
