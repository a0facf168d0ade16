//! Calls: futures that send their requests when they are polled.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing::{Instrument, Span};

use super::detailed::{Detailed, DetailedCall, Tally};
use super::several::Requests;
use super::span::CallSpan;
use super::{Client, Response};
use crate::error::{Error, Outcome};
use crate::request::Request;

/// A call of the API that returns a `T`: a future without borrows.
///
/// Nothing is sent before the call is polled. Changes to its settings after the first poll have no effect. A
/// call can be awaited, spawned, joined and selected directly:
///
/// ```no_run
/// # use std::time::Duration;
/// # use attio_core::{AttioRecord, Client};
/// # #[derive(AttioRecord)]
/// # #[attio(object = "people")]
/// # struct Person { job_title: Option<String> }
/// # async fn f(client: Client, ada: Person) -> Result<(), Box<dyn std::error::Error>> {
/// let created = ada.create(&client).timeout(Duration::from_secs(5)).await?;
/// let deleting = tokio::spawn(Person::delete(&client, created.id.record_id));
/// deleting.await??;
/// # Ok(()) }
/// ```
///
/// Its span is created at the first poll. The parent is the span that was current when the call was created
/// or, if there was none, at the first poll. A call that sends several requests, such as
/// [`Query::all`](crate::Query::all), has one span per request. See [`telemetry`](crate::telemetry).
#[must_use = "nothing is sent until the call is awaited or polled"]
pub struct Call<T> {
    state: State<T>,
    settings: Settings,
    /// The span that was current when the call was created.
    parent: Span,
}

/// The settings of one call that differ from those of the client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) limits: Limits,
    pub(super) correlation_id: Option<String>,
    /// Counts the responses, for [`Call::detailed`].
    pub(super) tally: Option<Tally>,
}

/// The limits of one call that differ from those of the client.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempts: Option<u32>,
}

#[expect(clippy::large_enum_variant, reason = "a box would be one more allocation per call")]
enum State<T> {
    One {
        client: Client,
        request: Result<Request, Error>,
        read: fn(Response) -> Result<T, Error>,
    },
    Sending {
        // Declared before the call's span, so that the attempt's span ends first.
        response: BoxFuture<'static, Result<Response, Error>>,
        span: CallSpan,
        read: fn(Response) -> Result<T, Error>,
    },
    Several {
        start: Start,
        finish: Finish<T>,
    },
    SendingSeveral {
        result: BoxFuture<'static, Result<Several, Error>>,
        finish: Finish<T>,
    },
    /// With the outcome to report if the call is polled again.
    Ended(Outcome),
}

/// Begins a call of several requests.
type Start = Box<dyn FnOnce(Settings) -> BoxFuture<'static, Result<Several, Error>> + Send>;

/// The type-erased result of several requests. If `T` borrows, a future of `T` could not be boxed as
/// `'static`.
type Several = Box<dyn Any + Send>;

/// Restores the type of the result of several requests; `None` if it has another type.
type Finish<T> = fn(Several) -> Option<Result<T, Error>>;

impl<T> Call<T> {
    /// Creates a call of one request, or of the error of a request that cannot be written.
    pub(crate) fn new(
        client: &Client,
        request: Result<Request, Error>,
        read: fn(Response) -> Result<T, Error>,
    ) -> Self {
        Self::of(State::One { client: client.clone(), request, read })
    }

    /// Creates a call of several requests, whose result `finish` turns into a `T`.
    pub(crate) fn several<M, F>(
        client: &Client,
        send: impl FnOnce(Requests) -> F + Send + 'static,
        finish: Finish<T>,
    ) -> Self
    where
        M: Send + 'static,
        F: Future<Output = Result<M, Error>> + Send + 'static,
    {
        let client = client.clone();
        let start: Start = Box::new(move |settings| {
            let requests = Requests::new(client, settings);
            Box::pin(async move {
                let secrets = requests.client().secrets().clone();
                let sent = send(requests).await.map_err(|error| error.redacted(&secrets));
                Ok(Box::new(sent?) as Several)
            })
        });
        Self::of(State::Several { start, finish })
    }

    fn of(state: State<T>) -> Self {
        Self { state, settings: Settings::default(), parent: Span::current() }
    }

    pub(super) fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets the most time that one attempt may take, in place of the client's
    /// [timeout](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.limits.timeout = Some(timeout);
        self
    }

    /// Sets the most time that this call may take.
    ///
    /// It includes all requests, attempts and waits. By default the client's
    /// [deadline](crate::ClientBuilder::deadline) applies to each request, even in a call of several requests.
    /// For [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) and
    /// [`reconcile`](crate::AttioRecord::reconcile), it applies to the whole call.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.settings.limits.deadline = Some(deadline);
        self
    }

    /// Sets the maximum number of attempts per request of this call; at least 1.
    ///
    /// It replaces [`RetryPolicy::max_attempts`](crate::RetryPolicy::max_attempts). Attempts that end in a
    /// 429 do not count.
    #[doc(alias = "max_retries")]
    pub fn attempts(mut self, max: u32) -> Self {
        self.settings.limits.attempts = Some(max.max(1));
        self
    }

    /// Sets the correlation ID of this call.
    ///
    /// It replaces the ID from [`ClientBuilder::correlation_id`](crate::ClientBuilder::correlation_id). It
    /// is recorded in the call's span, and is sent if the client has a
    /// [`correlation_header`](crate::ClientBuilder::correlation_header); see
    /// [`telemetry`](crate::telemetry).
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.settings.correlation_id = Some(id.into());
        self
    }

    /// Returns the JSON body that will be sent; empty if the request has no body.
    ///
    /// Nothing is sent. Returns `None` if the call makes several requests, if it has begun, or if a value
    /// cannot be written. In the last case, awaiting the call returns the error.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        let State::One { request: Ok(request), .. } = &self.state else { return None };
        let body = request.body.as_deref().unwrap_or_default();
        // This library writes UTF-8. If a body is not UTF-8, its valid beginning helps to find the bug.
        Some(body.utf8_chunks().next().map_or("", |chunk| chunk.valid()))
    }

    /// Returns a call whose result includes facts about the response: [`Detailed`].
    ///
    /// The facts are the attempts, Attio's ID of the request, and the time for which the response is
    /// accurate.
    ///
    /// ```no_run
    /// # use attio_core::{AttioRecord, Client};
    /// # #[derive(AttioRecord)]
    /// # #[attio(object = "people")]
    /// # struct Person { job_title: Option<String> }
    /// # async fn f(client: Client, ada: Person) -> Result<(), attio_core::Error> {
    /// let created = ada.create(&client).detailed().await?;
    /// println!("{} after {} attempts", created.value.id.record_id, created.attempts_made);
    /// # Ok(()) }
    /// ```
    #[doc(alias("metadata", "headers"))]
    pub fn detailed(
        mut self,
    ) -> impl Future<Output = Result<Detailed<T>, Error>> + Send + Unpin + use<T> {
        let tally = self.settings.tally.get_or_insert_default().clone();
        DetailedCall::new(self, tally)
    }

    /// Starts the call if it has not started.
    fn begin(&mut self) {
        let begun = match std::mem::replace(&mut self.state, State::Ended(Outcome::Unknown)) {
            State::One { client, request, read } => {
                let Settings { limits, correlation_id, .. } = &mut self.settings;
                let id = correlation_id.take();
                let (response, span) = start(client, request, *limits, id, &self.parent);
                State::Sending { response, span, read }
            }
            State::Several { start, finish } => {
                // `detailed` may be called later.
                self.settings.tally.get_or_insert_default();
                let result = start(self.settings.clone());
                let result = match self.parent.is_none() {
                    true => result,
                    false => Box::pin(
                        result.instrument(std::mem::replace(&mut self.parent, Span::none())),
                    ),
                };
                State::SendingSeveral { result, finish }
            }
            begun => begun,
        };
        self.state = begun;
        // Otherwise the call would keep this span open.
        self.parent = Span::none();
    }

    /// Sends the request in its own task, because a call that waits for a permit and is not polled delays
    /// the calls after it. The task is aborted when the call is dropped.
    pub(crate) fn on_its_own(mut self) -> Self {
        self.begin();
        if let State::Sending { response, span, .. } = &mut self.state
            && let Ok(runtime) = Handle::try_current()
        {
            let sending = std::mem::replace(response, Box::pin(std::future::pending()));
            *response = Box::pin(OwnTask(runtime.spawn(sending.instrument(span.clone_span()))));
        }
        self
    }
}

impl<T: Send + 'static> Call<T> {
    /// Creates a call of several requests that returns a `T`.
    pub(crate) fn many<F>(
        client: &Client,
        send: impl FnOnce(Requests) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self::several(client, send, |value| value.downcast().ok().map(|value| Ok(*value)))
    }
}

/// Starts a call of one request.
fn start(
    client: Client,
    request: Result<Request, Error>,
    limits: Limits,
    correlation_id: Option<String>,
    parent: &Span,
) -> (BoxFuture<'static, Result<Response, Error>>, CallSpan) {
    let begun = request.and_then(|mut request| {
        let _parent = (!parent.is_none()).then(|| parent.enter());
        let span = client.begin(&mut request, correlation_id)?;
        Ok((request, span))
    });
    match begun {
        Ok((request, span)) => {
            (Box::pin(async move { client.send_in_span(request, limits).await }), span)
        }
        Err(error) => (Box::pin(std::future::ready(Err(error))), CallSpan::none()),
    }
}

impl<T> Future for Call<T> {
    type Output = Result<T, Error>;

    /// Polls the call. After the call has ended, this returns an error.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if matches!(this.state, State::One { .. } | State::Several { .. }) {
            this.begin();
        }
        // Replaced before the user's code reads the response, because that code may panic.
        match std::mem::replace(&mut this.state, State::Ended(Outcome::Unknown)) {
            State::Sending { mut response, mut span, read } => {
                let Poll::Ready(ended) = poll(&mut response, &span, &this.settings, context) else {
                    this.state = State::Sending { response, span, read };
                    return Poll::Pending;
                };
                if span.is_of_a_read() {
                    this.state = State::Ended(Outcome::NotApplied);
                }
                let result = ended.and_then(|response| {
                    let secrets = response.secrets.clone();
                    read(response).map_err(|error| error.redacted(&secrets))
                });
                span.end(result.as_ref().err());
                Poll::Ready(result)
            }
            State::SendingSeveral { mut result, finish } => match result.as_mut().poll(context) {
                Poll::Pending => {
                    this.state = State::SendingSeveral { result, finish };
                    Poll::Pending
                }
                Poll::Ready(result) => Poll::Ready(result.and_then(|result| {
                    finish(result).unwrap_or_else(|| {
                        Err(Error::system("return the result", "it is of another type")
                            .with_outcome(Outcome::Unknown))
                    })
                })),
            },
            ended => {
                let outcome = match &ended {
                    State::Ended(outcome) => *outcome,
                    _ => Outcome::Unknown,
                };
                this.state = ended;
                Poll::Ready(Err(
                    Error::system("poll the call", "it has ended").with_outcome(outcome)
                ))
            }
        }
    }
}

/// Polls the request within its span. Not generic, so that it is compiled only once.
fn poll(
    response: &mut BoxFuture<'static, Result<Response, Error>>,
    span: &CallSpan,
    settings: &Settings,
    context: &mut Context<'_>,
) -> Poll<Result<Response, Error>> {
    let entered = span.enter();
    let response = response.as_mut().poll(context);
    drop(entered);
    if let Poll::Ready(response) = &response {
        if let Ok(response) = response {
            span.responded(response);
        }
        if let Some(tally) = &settings.tally {
            tally.add(response);
        }
    }
    response
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Call");
        if let State::One { request: Ok(request), .. } = &self.state {
            debug.field("action", &format_args!("{}", request.action));
        }
        debug.finish_non_exhaustive()
    }
}

/// The task that sends the request of a call.
struct OwnTask(JoinHandle<Result<Response, Error>>);

impl Future for OwnTask {
    type Output = Result<Response, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|ended| match ended {
            Ok(response) => response,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => {
                    Err(Error::system("read a page", "the runtime that requested it has ended"))
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
