//! Calls: what is returned before it is awaited.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::Client;
use super::request::Request;
use super::{Answer, Limits};
use crate::error::Error;

/// A future on the heap. Boxed in the library, so that the user's crate compiles no state machine
/// for a call.
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A call of the API that answers a `T`. It is sent when it is awaited, and owns what it needs, so
/// it can also be spawned: `tokio::spawn(call.into_future())`.
#[must_use = "the request is sent when this is awaited"]
pub struct Call<T> {
    client: Client,
    request: Result<Request, Error>,
    finish: fn(Answer) -> Result<T, Error>,
    limits: Limits,
}

impl<T> Call<T> {
    pub(crate) fn new(
        client: &Client,
        request: Result<Request, Error>,
        finish: fn(Answer) -> Result<T, Error>,
    ) -> Self {
        Self { client: client.clone(), request, finish, limits: Limits::default() }
    }

    /// The most time that one attempt of this call may take, in place of the client's
    /// [timeout](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// The most time that this call may take with all its attempts and waits, in place of the
    /// client's [deadline](crate::ClientBuilder::deadline).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.limits.deadline = Some(deadline);
        self
    }

    /// The JSON body that will be sent, empty where there is none, or why it cannot be written.
    /// Nothing is sent.
    ///
    /// # Errors
    ///
    /// A value cannot be written.
    pub fn body(&self) -> Result<&str, &Error> {
        let body = self.request.as_ref()?.body.as_deref().unwrap_or_default();
        // It was written by this library, which writes UTF-8.
        Ok(std::str::from_utf8(body).unwrap_or_default())
    }
}

impl<T> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Pending<T> {
        let Self { client, request, finish, limits } = self;
        let answer = Box::pin(async move { client.send_within(request?, limits).await });
        Pending { answer, finish }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doing = self.request.as_ref().map(|request| request.doing.as_str());
        f.debug_struct("Call").field("doing", &doing.unwrap_or_default()).finish_non_exhaustive()
    }
}

/// A request that is on its way, from awaiting a [`Call`].
#[must_use = "futures do nothing unless they are polled"]
pub struct Pending<T> {
    answer: BoxFuture<Result<Answer, Error>>,
    finish: fn(Answer) -> Result<T, Error>,
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let finish = self.finish;
        self.answer.as_mut().poll(context).map(|answer| answer.and_then(finish))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}
