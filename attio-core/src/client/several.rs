//! Calls that send several requests.

use std::time::{Duration, Instant};

use super::call::{Call, Limits, Settings};
use super::{Client, Response, RetryPolicy};
use crate::error::Error;
use crate::request::Request;

/// Sends the requests of one call with its settings, and collects facts about the responses.
#[derive(Clone)]
pub(crate) struct Requests {
    client: Client,
    settings: Settings,
    started: Instant,
}

impl Requests {
    pub(super) fn new(client: Client, settings: Settings) -> Self {
        let started = client.clock().now();
        Self { client, settings, started }
    }

    /// Creates requests with the client's settings.
    pub(crate) fn of(client: &Client) -> Self {
        Self::new(client.clone(), Settings::default())
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a request, and retries it as the client's policy allows.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, Error> {
        self.call(request, Ok).await
    }

    /// Creates the call of one request.
    pub(crate) fn call<T>(
        &self,
        request: Request,
        read: fn(Response) -> Result<T, Error>,
    ) -> Call<T> {
        let settings = Settings { limits: self.limits(), ..self.settings.clone() };
        Call::new(&self.client, Ok(request), read).with_settings(settings)
    }

    /// Returns the limits of the next request. All requests of the call share one deadline.
    fn limits(&self) -> Limits {
        let deadline =
            self.settings.limits.deadline.map(|deadline| deadline.saturating_sub(self.elapsed()));
        Limits { deadline, ..self.settings.limits }
    }

    /// Applies the client's deadline to the whole call, if the call has no deadline.
    pub(crate) fn with_deadline(mut self) -> Self {
        self.settings.limits.deadline.get_or_insert(self.client.deadline());
        self
    }

    /// Returns the time that the call has left, if it has a deadline.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.limits().deadline
    }

    /// Returns the retry policy of the call.
    pub(crate) fn retry_policy(&self) -> RetryPolicy {
        self.client.retry_policy_within(self.settings.limits)
    }

    /// Sets whether no attempt of the whole call can still be applied.
    pub(crate) fn settle(&self, is_settled: bool) {
        if let Some(tally) = &self.settings.tally {
            tally.settle(is_settled);
        }
    }

    fn elapsed(&self) -> Duration {
        self.client.clock().now().saturating_duration_since(self.started)
    }
}
