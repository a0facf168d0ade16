//! What happens to one request.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri};

use super::Fault;
use super::spoil::{made_up, spoil};

/// In the extensions of a response: no answer is sent, the connection is closed.
#[derive(Clone, Copy)]
pub(crate) struct HangUp;

impl HangUp {
    /// A response that is not sent.
    pub(crate) fn response() -> Response {
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        response.extensions_mut().insert(Self);
        response
    }
}

/// The faults of one request: any number that take time, and at most one other.
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

    pub(crate) fn drops_before_reading(&self) -> bool {
        self.0.contains(&Fault::DropBeforeReading)
    }

    /// How long the request waits before it is applied.
    pub(crate) fn wait_before(&self) -> Duration {
        let time = |fault: &Fault| match fault {
            Fault::StallThenApply(time) => Some(*time),
            _ => None,
        };
        self.0.iter().filter_map(time).fold(Duration::ZERO, Duration::saturating_add)
    }

    /// What is answered without applying the request.
    pub(crate) fn instead(&self, uri: &Uri) -> Option<Response> {
        self.0.iter().find_map(|fault| match fault {
            Fault::DropBeforeApplying => Some(HangUp::response()),
            Fault::ApplyThenStatus(_) | Fault::ApplyThenHtml(_) => None,
            fault => made_up(fault, uri),
        })
    }

    /// What becomes of the answer; it may take the time of a stall.
    pub(crate) async fn finish(&self, mut response: Response, uri: &Uri) -> Response {
        for fault in &self.0 {
            response = match fault {
                Fault::ApplyThenStall(time) => {
                    tokio::time::sleep(*time).await;
                    response
                }
                Fault::ApplyThenDrop => HangUp::response(),
                Fault::ApplyThenStatus(_) | Fault::ApplyThenHtml(_) => {
                    made_up(fault, uri).unwrap_or(response)
                }
                Fault::SlowDrip(_) => response,
                fault => spoil(fault, response).await,
            };
        }
        // At last: it turns the body into a slow one.
        for fault in self.0.iter().filter(|fault| matches!(fault, Fault::SlowDrip(_))) {
            response = spoil(fault, response).await;
        }
        response
    }
}
