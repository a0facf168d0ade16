//! Calls: what is returned before it is awaited.

use std::fmt;
use std::future::{Future, IntoFuture, ready};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing::Instrument;

use super::span::CallSpan;
use super::{Answer, Client, Limits};
use crate::error::Error;
use crate::request::Request;

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
    correlation_id: Option<String>,
}

impl<T> Call<T> {
    pub(crate) fn new(
        client: &Client,
        request: Result<Request, Error>,
        finish: fn(Answer) -> Result<T, Error>,
    ) -> Self {
        let limits = Limits::default();
        Self { client: client.clone(), request, finish, limits, correlation_id: None }
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

    /// Your own ID of this call, in place of that which
    /// [`ClientBuilder::correlation_id`](crate::ClientBuilder::correlation_id) gives it. It is in
    /// the call's span, and sent where a header is named for it; see [`telemetry`](crate::telemetry).
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.correlation_id = Some(id.into());
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
        // It was written by this library, which writes UTF-8. If not, what is wrong with it is seen.
        Ok(body.utf8_chunks().next().map_or("", |chunk| chunk.valid()))
    }
}

impl<T> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pending<T>;

    fn into_future(self) -> Pending<T> {
        let Self { client, request, finish, limits, correlation_id } = self;
        let (answer, span) = start(client, request, limits, correlation_id);
        Pending { answer, span, finish }
    }
}

/// Begins a call. Its span is a child of the one that is current here, not where it is polled, since
/// it may be spawned.
fn start(
    client: Client,
    request: Result<Request, Error>,
    limits: Limits,
    correlation_id: Option<String>,
) -> (BoxFuture<Result<Answer, Error>>, CallSpan) {
    let begun = request.and_then(|mut request| {
        let span = client.begin(&mut request, correlation_id)?;
        Ok((request, span))
    });
    match begun {
        Ok((request, span)) => {
            (Box::pin(async move { client.send_in_span(request, limits).await }), span)
        }
        Err(error) => (Box::pin(ready(Err(error))), CallSpan::none()),
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
    // Before the call's span, so that the attempt's ends first.
    answer: BoxFuture<Result<Answer, Error>>,
    span: CallSpan,
    finish: fn(Answer) -> Result<T, Error>,
}

impl<T> Pending<T> {
    /// Goes on by a task of its own, also while this is not polled: a call that waits for its turn holds
    /// up those behind it. Dropped, it stops.
    pub(crate) fn on_its_own(mut self) -> Self {
        if let Ok(runtime) = Handle::try_current() {
            let answer = std::mem::replace(&mut self.answer, Box::pin(std::future::pending()));
            let task = runtime.spawn(answer.instrument(self.span.clone_span()));
            self.answer = Box::pin(OwnTask(task));
        }
        self
    }
}

/// The task of a call.
struct OwnTask(JoinHandle<Result<Answer, Error>>);

impl Future for OwnTask {
    type Output = Result<Answer, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|ended| match ended {
            Ok(answer) => answer,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => {
                    Err(Error::system("read a page", "the runtime that asked for it has ended"))
                }
            },
        })
    }
}

impl Drop for OwnTask {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { answer, span, finish } = &mut *self;
        poll(answer, span, context).map(|answer| {
            let result = answer.and_then(finish);
            span.end(result.as_ref().err());
            result
        })
    }
}

/// Not generic, so that it is compiled once.
fn poll(
    answer: &mut BoxFuture<Result<Answer, Error>>,
    span: &CallSpan,
    context: &mut Context<'_>,
) -> Poll<Result<Answer, Error>> {
    let entered = span.enter();
    let answer = answer.as_mut().poll(context);
    drop(entered);
    if let Poll::Ready(Ok(answer)) = &answer {
        span.answered(answer);
    }
    answer
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}
