//! Removes the secrets of a call from its errors.

use std::error::Error as _;
use std::mem::take;

#[cfg(feature = "oauth")]
use super::OAuthProblem;
use super::kind::MAX_BODY;
use super::{Body, Error, Kind, NoConnection};
use crate::redact::Secrets;

impl Error {
    /// Removes the secrets of the call from everything that came from the server or from a library.
    pub(crate) fn redacted(mut self, secrets: &Secrets) -> Self {
        let inner = &mut *self.0;
        if std::mem::replace(&mut inner.is_redacted, true) {
            return self;
        }
        inner.kind.redact(secrets);
        // It may contain names that a server sent, such as those of a schema.
        let action = inner.action.to_string();
        if secrets.are_in(&action) {
            inner.action = secrets.redact_string(action).into();
        }
        for text in [&mut inner.request_id, &mut inner.note].into_iter().flatten() {
            redact(text, secrets);
        }
        self
    }
}

fn redact(text: &mut String, secrets: &Secrets) {
    *text = secrets.redact_string(take(text));
}

impl Kind {
    fn redact(&mut self, secrets: &Secrets) {
        match self {
            Self::Config { reason, .. } => redact(reason, secrets),
            Self::Unwritable(reason)
            | Self::Withheld(reason)
            | Self::System(reason)
            | Self::Unsettled(reason) => redact(reason, secrets),
            Self::Encode { source, .. } => source.redact(secrets),
            Self::Decode { attribute, source } => {
                if let Some(attribute) = attribute {
                    redact(attribute, secrets);
                }
                source.redact(secrets);
            }
            Self::Connect { reason, source } => {
                match reason {
                    NoConnection::Certificate(_, reason)
                    | NoConnection::Tls(reason)
                    | NoConnection::Broken(reason)
                    | NoConnection::Other(reason) => redact(reason, secrets),
                    NoConnection::ProxyCredentials
                    | NoConnection::ProxyRefused
                    | NoConnection::InTime(_) => {}
                }
                drop_if_it_quotes(source, secrets);
            }
            Self::NotProcessed(source) | Self::Transport(source) => {
                drop_if_it_quotes(source, secrets);
            }
            Self::Api(error) => error.redact(secrets),
            Self::Foreign { body, .. } => body.redact(secrets),
            Self::Pages(reason) => redact(reason, secrets),
            Self::Unreadable { reason, body, .. } => {
                redact(reason, secrets);
                body.redact(secrets);
            }
            #[cfg(feature = "oauth")]
            Self::OAuth { problem: OAuthProblem::Refused { code }, .. } => redact(code, secrets),
            #[cfg(feature = "oauth")]
            Self::OAuth { .. } => {}
            Self::Timeout(_)
            | Self::NoPermit(_)
            | Self::NoTime(_)
            | Self::Redirected
            | Self::TooLarge { .. }
            | Self::Scopes { .. } => {}
        }
    }
}

/// Drops a library's error that quotes a secret, because it cannot be changed.
fn drop_if_it_quotes(source: &mut Option<reqwest::Error>, secrets: &Secrets) {
    let Some(error) = source else { return };
    let mut text = format!("{error} {error:?}");
    let mut cause_of_it = error.source();
    while let Some(cause) = cause_of_it {
        text.push_str(&format!(" {cause} {cause:?}"));
        cause_of_it = cause.source();
    }
    if secrets.are_in(&text) {
        *source = None;
    }
}

impl Body {
    pub(super) fn redact(&mut self, secrets: &Secrets) {
        let mut body = secrets.redact_bytes(&self.0).into_owned();
        body.truncate(MAX_BODY);
        self.0 = body;
    }
}
