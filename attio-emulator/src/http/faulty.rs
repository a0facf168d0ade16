//! Requests with faults.

use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use super::Shared;
use super::afterwards::afterwards;
use super::working::Work;
use crate::connections::Arrival;
use crate::faults::{Ending, Plan};

/// Handles a request as its faults specify.
pub(super) async fn faulty(
    shared: Arc<Shared>,
    plan: Plan,
    number: u64,
    arrival: Arrival,
    request: Request,
    next: Next,
    work: Work,
) -> Response {
    let era = shared.faults.era();
    let task = async move {
        tokio::time::sleep(plan.wait_before()).await;
        let (method, uri) = (request.method().clone(), request.uri().clone());
        if let Some(response) = plan.instead(&method, &uri) {
            return ended(response, &arrival);
        }
        // The request came before a reset: its store is gone.
        if era != shared.faults.era() {
            return Ending::HangUp.response();
        }
        let response = next.run(request).await;
        afterwards(&shared, &plan, &response);
        shared.log.worked(number, response.status());
        drop(work);
        ended(plan.finish(response, &method, &uri).await, &arrival)
    };
    // In a separate task, because the connection's task ends when the client disconnects.
    tokio::spawn(task).await.unwrap_or_else(|_| Ending::HangUp.response())
}

/// Silences the connection here, because nobody may be waiting for the response any more.
fn ended(response: Response, arrival: &Arrival) -> Response {
    if response.extensions().get() == Some(&Ending::Silent) {
        arrival.silence();
    }
    response
}
