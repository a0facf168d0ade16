//! The faults of one request.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, Uri};

use super::Fault;
use super::spoil::{made_up, spoil};

/// How the request ends, in the extensions of a response. Over HTTP/1.1, which has no streams, the
/// connection is closed instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The connection is closed.
    HangUp,
    /// The stream is reset with REFUSED_STREAM.
    Refuse,
    /// The stream is reset with INTERNAL_ERROR.
    Reset,
    /// The stream is later than the last stream of a GOAWAY.
    CutOff,
    /// The response is sent, and the connection closed when no requests are left.
    GoAway,
    /// A GOAWAY with an error is sent, and the connection closed.
    GoAwayError,
    /// Nothing more is read or written.
    Silent,
}

impl Ending {
    /// A placeholder response that is not sent.
    pub(crate) fn response(self) -> Response {
        self.with(StatusCode::SERVICE_UNAVAILABLE.into_response())
    }

    fn with(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// The faults of one request: any number of combining ones, and at most one other.
pub(crate) struct Plan(Vec<Fault>);

impl Plan {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(faults)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn faults(&self) -> &[Fault] {
        &self.0
    }

    /// How the request ends before its body is read.
    pub(crate) fn before_reading(&self) -> Option<Ending> {
        self.0.iter().find_map(|fault| match fault {
            Fault::DropBeforeReading => Some(Ending::HangUp),
            Fault::RefuseStream => Some(Ending::Refuse),
            Fault::GoAway => Some(Ending::CutOff),
            _ => None,
        })
    }

    /// How long the request waits before it is applied.
    pub(crate) fn wait_before(&self) -> Duration {
        let time = |fault: &Fault| match fault {
            Fault::StallThenApply(time) => Some(*time),
            _ => None,
        };
        self.0.iter().filter_map(time).fold(Duration::ZERO, Duration::saturating_add)
    }

    /// The response that is sent without applying the request.
    pub(crate) fn instead(&self, method: &Method, uri: &Uri) -> Option<Response> {
        self.0.iter().find_map(|fault| match fault {
            Fault::DropBeforeApplying => Some(Ending::HangUp.response()),
            Fault::ResetBeforeApplying => Some(Ending::Reset.response()),
            Fault::GoSilent => Some(Ending::Silent.response()),
            Fault::ApplyThenStatus(_) | Fault::ApplyThenForeign(_) => None,
            fault => made_up(fault, method, uri),
        })
    }

    /// Changes the response as the faults define, after the time of a stall.
    pub(crate) async fn finish(
        &self,
        mut response: Response,
        method: &Method,
        uri: &Uri,
    ) -> Response {
        for fault in &self.0 {
            response = match fault {
                Fault::ApplyThenStall(time) => {
                    tokio::time::sleep(*time).await;
                    response
                }
                Fault::ApplyThenDrop => Ending::HangUp.response(),
                Fault::ApplyThenReset => Ending::Reset.response(),
                Fault::ApplyThenGoAway => Ending::GoAway.with(response),
                Fault::ApplyThenGoAwayError => Ending::GoAwayError.response(),
                Fault::ApplyThenGoSilent => Ending::Silent.response(),
                Fault::ApplyThenStatus(_) | Fault::ApplyThenForeign(_) => {
                    made_up(fault, method, uri).unwrap_or(response)
                }
                Fault::SlowDrip(_) => response,
                fault => spoil(fault, response).await,
            };
        }
        // Last, because it slows down the final body.
        for fault in self.0.iter().filter(|fault| matches!(fault, Fault::SlowDrip(_))) {
            response = spoil(fault, response).await;
        }
        response
    }
}
