//! Facts about the responses of a call.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use reqwest::header::HeaderValue;

use super::{Call, Response};
use crate::error::Error;
use crate::value::Timestamp;

/// The value of a call with facts about its responses, from [`Call::detailed`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Detailed<T> {
    /// The value.
    pub value: T,
    /// The number of attempts of all requests of the call.
    pub attempts_made: u32,
    /// False if an attempt of this call may still be applied.
    ///
    /// It is true for reads, for calls of one attempt, and if each earlier attempt was not sent or was
    /// refused. It is false for [`reconcile`](crate::AttioRecord::reconcile), because the attempt of the
    /// earlier call counts too. It is false for a create whose record a lookup found: a late attempt is
    /// applied if the record has lost its unique value by then.
    pub is_settled: bool,
    /// Attio's ID of the last request, from the header `x-attio-execution-id`.
    pub execution_id: Option<String>,
    /// The time for which the last response is accurate, from the header `x-accurate-at`.
    pub accurate_at: Option<Timestamp>,
}

/// A call that returns a [`Detailed`] value.
pub(super) struct DetailedCall<T> {
    call: Call<T>,
    tally: Tally,
}

impl<T> DetailedCall<T> {
    pub(super) fn new(call: Call<T>, tally: Tally) -> Self {
        Self { call, tally }
    }
}

impl<T> Future for DetailedCall<T> {
    type Output = Result<Detailed<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let value = std::task::ready!(Pin::new(&mut self.call).poll(context));
        Poll::Ready(value.map(|value| self.tally.detailed(value)))
    }
}

/// Collects facts about the responses of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(Arc<Mutex<Facts>>);

#[derive(Debug)]
struct Facts {
    attempts: u32,
    is_settled: bool,
    execution_id: Option<String>,
    accurate_at: Option<HeaderValue>,
}

impl Default for Facts {
    fn default() -> Self {
        Self { attempts: 0, is_settled: true, execution_id: None, accurate_at: None }
    }
}

impl Tally {
    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the result of one more request of the call.
    pub(super) fn add(&self, ended: &Result<Response, Error>) {
        let mut facts = self.facts();
        let (attempts, is_settled) = match ended {
            Ok(response) => {
                facts.execution_id = response.execution_id().map(Cow::into_owned);
                facts.accurate_at = response.headers.accurate_at.clone();
                (response.attempts, response.is_settled)
            }
            Err(error) => {
                facts.execution_id = error.request_id().map(str::to_owned);
                facts.accurate_at = None;
                (error.attempts(), error.counts().unknown == 0)
            }
        };
        facts.attempts = facts.attempts.saturating_add(attempts);
        facts.is_settled &= is_settled;
    }

    /// Sets whether no attempt of the whole call can still be applied.
    pub(super) fn settle(&self, is_settled: bool) {
        self.facts().is_settled = is_settled;
    }

    fn detailed<T>(&self, value: T) -> Detailed<T> {
        let facts = self.facts();
        let text = |header: &Option<HeaderValue>| {
            header.as_ref().and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        Detailed {
            value,
            attempts_made: facts.attempts,
            is_settled: facts.is_settled,
            execution_id: facts.execution_id.clone(),
            accurate_at: text(&facts.accurate_at).and_then(|time| time.parse().ok()),
        }
    }
}
