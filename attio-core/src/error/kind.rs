//! The kinds of errors.

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
    /// The library does not send the request.
    #[error("{0}")]
    Withheld(String),
    /// The runtime or the machine failed. Nothing was sent.
    #[error("{0}")]
    System(String),
    /// A value cannot be written; nothing was sent.
    #[error("{}{source}", .attribute.as_ref().map_or_else(String::new, |a| format!("`{a}`: ")))]
    Encode { attribute: Option<Cow<'static, str>>, source: ValueError },
    /// A response cannot be read into the struct.
    #[error("{}{source}", .attribute.as_ref().map_or_else(String::new, |a| format!("`{a}`: ")))]
    Decode { attribute: Option<String>, source: ValueError },
    /// No connection took the request; nothing was sent.
    #[error("{reason}")]
    Connect { reason: NoConnection, source: Option<reqwest::Error> },
    /// The server reported that it did not process the request, and never will.
    #[error(
        "the server shut the connection down, or refused the stream, before it processed the request"
    )]
    NotProcessed(#[source] Option<reqwest::Error>),
    /// The connection failed after the request may have been sent.
    #[error("the connection failed")]
    Transport(#[source] Option<reqwest::Error>),
    /// No response came in time.
    #[error("no response within {0:?}")]
    Timeout(Duration),
    /// The rate limiter gave no permit in time.
    #[error("timed out after {0:?} waiting for the client's rate limiter")]
    NoPermit(Duration),
    /// The deadline left too little time to send it.
    #[error("the deadline leaves {0:?}, too little for an attempt")]
    NoTime(Duration),
    /// The user's HTTP client followed a redirect with a write.
    #[error("the request was redirected, and another URL responded")]
    Redirected,
    /// Attio responded with an error.
    #[error("{}", with_advice(.0))]
    Api(ApiError),
    /// Nothing shows that the response is Attio's.
    #[error("{}", foreign(*.status, .body))]
    Foreign { status: u16, body: Body },
    /// Attio responded with success, but the response cannot be read.
    #[error("the {status} response cannot be read: {reason}")]
    Unreadable { status: u16, reason: String, body: Body },
    /// The pages of a listing do not fit together.
    #[error("{0}")]
    Pages(String),
    /// Attio responded with success, but the response exceeds the maximum size.
    #[error("the {status} response has more than {bound} bytes")]
    TooLarge { status: u16, bound: usize },
    /// It is not known whether an earlier call took effect.
    #[error("{0}")]
    Unsettled(String),
    /// The token lacks scopes that the program needs, or is not active.
    #[error("{}", without_scopes(*.active, .missing))]
    Scopes { active: bool, missing: Vec<Scope> },
    /// The user's consent failed, or the exchange of its code.
    #[cfg(feature = "oauth")]
    #[error("{problem}")]
    OAuth { problem: OAuthProblem, status: Option<u16> },
}

impl Kind {
    /// Returns the kind in a word, for spans; `None` for errors that spans record by their status.
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
            Self::NoPermit(_) => "no_permit",
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

    /// Returns whether the same call may succeed later without duplicating anything.
    pub(super) fn is_retryable(&self, idempotent: bool) -> bool {
        match self {
            Self::Connect { reason, .. } => reason.may_pass(),
            Self::NotProcessed(_) | Self::NoPermit(_) | Self::NoTime(_) => true,
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
            // A code works once, so the user has to consent again after any failure.
            #[cfg(feature = "oauth")]
            Self::OAuth { .. } => false,
        }
    }
}

fn with_advice(error: &ApiError) -> String {
    format!("{error}{}", error.advice().unwrap_or_default())
}

fn foreign(status: u16, Body(body): &Body) -> String {
    let mut text = format!("the response with status {status} is not Attio's, ");
    text.push_str("so a proxy or another server in front of Attio sent it; ");
    if body.is_empty() {
        text.push_str("no body");
    } else {
        text.push_str("body: \"");
        // Writing to a string does not fail.
        let _ = write_preview(&mut text, &String::from_utf8_lossy(body));
        text.push('"');
    }
    text
}

fn without_scopes(active: bool, missing: &[Scope]) -> String {
    if !active {
        return "Attio does not know the token, or it was revoked".to_owned();
    }
    let names: Vec<&str> = missing.iter().map(Scope::as_str).collect();
    format!(
        "it lacks {} {}; in Attio, add {} to the token or its app",
        if names.len() == 1 { "the scope" } else { "the scopes" },
        names.join(", "),
        if names.len() == 1 { "the scope" } else { "the scopes" },
    )
}

/// The body of a response. Only its size is shown, because it holds values of records.
pub(crate) struct Body(pub(crate) Vec<u8>);

/// The number of bytes of a body that an error keeps.
pub(crate) const MAX_BODY: usize = 1 << 20;

impl Body {
    /// Copies the beginning of a body.
    pub(crate) fn of(body: &[u8]) -> Self {
        Self(body[..body.len().min(MAX_BODY)].to_vec())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}
