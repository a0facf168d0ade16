//! Classifies a failure without a response: whether the request was sent, and whether it was processed.

use std::error::Error as _;
use std::time::Duration;

use super::{Handover, causes};
use crate::client::response::Failed;
use crate::client::retry::Known;
#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
use crate::error::Distrust;
use crate::error::{Kind, NoConnection, Outcome};
use crate::request::{Effect, Request};

/// Returns the failure of an attempt without a response.
pub(in crate::client) fn failure(
    error: reqwest::Error,
    request: &Request,
    time: Duration,
    handover: &Handover,
) -> Failed {
    // The error's action already names the endpoint.
    let error = error.without_url();
    // The head is the whole of a request without a body, and may have been sent in spite of a withdrawal.
    let withholds_all = request.body.is_some() || request.effect == Effect::Read;
    let was_not_sent = handover.withdraw() && (withholds_all || error.is_connect());
    let (known, kind, outcome) = if error.is_builder() {
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        let kind = Kind::Unwritable(format!("the request cannot be built: {reason}"));
        (Known::Answered, kind, Outcome::NotApplied)
    } else if was_not_sent {
        let reason = no_connection(&error, time);
        let known = if reason.is_passing() { Known::NotSent } else { Known::CannotConnect };
        (known, Kind::Connect { reason, source: Some(error) }, Outcome::NotApplied)
    } else if was_not_processed(&error) {
        (Known::NotProcessed, Kind::NotProcessed(Some(error)), Outcome::NotApplied)
    } else {
        let outcome = match request.effect {
            Effect::Read => Outcome::NotApplied,
            _ => Outcome::Unknown,
        };
        let kind =
            if is_our_timeout(&error) { Kind::Timeout(time) } else { Kind::Transport(Some(error)) };
        (Known::Lost, kind, outcome)
    };
    Failed::without_response(request, kind, known, outcome)
}

/// Returns the failure of an attempt that got no connection within its timeout.
pub(in crate::client) fn none_in_time(request: &Request, time: Duration) -> Failed {
    let kind = Kind::Connect { reason: NoConnection::InTime(time), source: None };
    Failed::without_response(request, kind, Known::NotSent, Outcome::NotApplied)
}

/// Returns whether the timeout of the attempt has passed. reqwest also reports a timeout if connecting took
/// too long, or if a PING was not acknowledged.
fn is_our_timeout(error: &reqwest::Error) -> bool {
    error.is_timeout() && error.source().is_some_and(|cause| cause.source().is_none())
}

/// Returns whether the server reported over HTTP/2 that it did not and will not process the request.
///
/// It refused the stream (RFC 9113, section 8.7), or shut the connection down with a last stream below this
/// one (section 6.8). h2 reports the error of a GOAWAY to no other stream.
fn was_not_processed(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        let is_refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (is_refused || error.is_go_away())
    })
}

fn no_connection(error: &reqwest::Error, time: Duration) -> NoConnection {
    if is_our_timeout(error) {
        return NoConnection::InTime(time);
    }
    for cause in causes(error) {
        if let Some(reason) = tls(cause) {
            return reason;
        }
        // The type is not public.
        match cause.to_string().as_str() {
            "tunnel error: proxy authorization required" => return NoConnection::ProxyCredentials,
            "tunnel error: unsuccessful" => return NoConnection::ProxyRefused,
            _ => {}
        }
    }
    let reason = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    match error.is_connect() {
        true => NoConnection::Other(reason),
        false => NoConnection::Broken(reason),
    }
}

/// Returns the error inside I/O errors, which their `source` skips.
#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
fn innermost<'e>(
    mut error: &'e (dyn std::error::Error + 'static),
) -> &'e (dyn std::error::Error + 'static) {
    while let Some(inner) = error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref()) {
        error = inner;
    }
    error
}

/// Returns the TLS error, unless it is only a connection that broke.
pub(super) fn tls(cause: &(dyn std::error::Error + 'static)) -> Option<NoConnection> {
    #[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
    {
        use rustls::{AlertDescription, CertificateError as Wrong, Error};
        match innermost(cause).downcast_ref::<Error>() {
            // A server that is overloaded, or is replacing its certificate.
            Some(Error::AlertReceived(AlertDescription::InternalError)) | None => {}
            Some(error @ Error::InvalidCertificate(wrong)) => {
                let distrust = match wrong {
                    Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => Distrust::Name,
                    Wrong::Expired
                    | Wrong::ExpiredContext { .. }
                    | Wrong::NotValidYet
                    | Wrong::NotValidYetContext { .. } => Distrust::Time,
                    _ => Distrust::Issuer,
                };
                return Some(NoConnection::Certificate(distrust, error.to_string()));
            }
            Some(error) => return Some(NoConnection::Tls(error.to_string())),
        }
    }
    #[cfg(feature = "native-tls")]
    if let Some(error) = cause.downcast_ref::<native_tls::Error>() {
        // A connection that broke contains an I/O error.
        if !causes(error).any(|cause| cause.is::<std::io::Error>()) {
            // The system's TLS libraries have no common error codes.
            let reason = error.to_string();
            let words = reason.to_ascii_lowercase();
            let says = |wanted: &[&str]| wanted.iter().any(|wanted| words.contains(wanted));
            if !says(&["certificate"]) {
                return Some(NoConnection::Tls(reason));
            }
            let distrust = if says(&["hostname", "host name"]) {
                Distrust::Name
            } else if says(&["expired", "not yet valid"]) {
                Distrust::Time
            } else {
                Distrust::Issuer
            };
            return Some(NoConnection::Certificate(distrust, reason));
        }
    }
    let _ = cause;
    None
}
