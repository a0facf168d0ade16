//! Calls: futures that send their requests once they are polled.

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

/// A call of the API that returns a `T`: a future that owns what it needs.
///
/// Nothing is sent before it is polled. Its settings can be changed until then, and have no effect after. It can be awaited,
/// spawned, joined and selected as it is:
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
/// Its span is created at the first poll, as a child of the span that was current when the call was made,
/// or, if there was none, of the current one. A call that sends several requests, such as
/// [`Query::all`](crate::Query::all), has one span per request. See [`telemetry`](crate::telemetry).
#[must_use = "nothing is sent before a call is awaited or polled"]
pub struct Call<T> {
    state: State<T>,
    settings: Settings,
    /// The span that was current when the call was made.
    parent: Span,
}

/// The settings of one call that differ from those of the client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) limits: Limits,
    pub(super) correlation_id: Option<String>,
    /// Counts the responses, if somebody asks for what is known of them.
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
        // Before the call's span, so that the attempt's ends first.
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
    /// With the outcome of a call of which nothing more is known.
    Ended(Outcome),
}

/// Begins a call of several requests.
type Start = Box<dyn FnOnce(Settings) -> BoxFuture<'static, Result<Several, Error>> + Send>;

/// The result of several requests, without its type: the future of a type that borrows could not be boxed
/// for as long as the call lives.
type Several = Box<dyn Any + Send>;

/// Gives the result of several requests its type.
type Finish<T> = fn(Several) -> Option<T>;

impl<T> Call<T> {
    /// A call of one request, or the error of a request that cannot be written.
    pub(crate) fn new(
        client: &Client,
        request: Result<Request, Error>,
        read: fn(Response) -> Result<T, Error>,
    ) -> Self {
        Self::of(State::One { client: client.clone(), request, read })
    }

    /// A call of several requests, whose result `finish` turns into a `T`.
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

    /// Sets the most time that this call may take with all its requests, attempts and waits.
    ///
    /// By default each request has the client's [deadline](crate::ClientBuilder::deadline), also in a call
    /// of several requests; a create that is settled has it as a whole.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.settings.limits.deadline = Some(deadline);
        self
    }

    /// Sets how often each request of this call is sent at most, in place of the
    /// [`RetryPolicy`](crate::RetryPolicy::max_attempts)'s; at least 1. Attempts that end in a 429 do not
    /// count.
    pub fn attempts(mut self, max: u32) -> Self {
        self.settings.limits.attempts = Some(max.max(1));
        self
    }

    /// Sets your own ID of this call, in place of the one that
    /// [`ClientBuilder::correlation_id`](crate::ClientBuilder::correlation_id) gives it. It is in the call's
    /// span, and is sent if a header is named for it; see [`telemetry`](crate::telemetry).
    pub fn correlation_id(mut self, id: impl Into<String>) -> Self {
        self.settings.correlation_id = Some(id.into());
        self
    }

    /// Returns the JSON body that will be sent: empty if the request has no body. Nothing is sent.
    ///
    /// Returns `None` if the call makes several requests, if it has begun, and if a value cannot be written:
    /// awaiting the call then returns the error.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        let State::One { request: Ok(request), .. } = &self.state else { return None };
        let body = request.body.as_deref().unwrap_or_default();
        // It was written by this library, which writes UTF-8. If not, what is wrong with it is seen.
        Some(body.utf8_chunks().next().map_or("", |chunk| chunk.valid()))
    }

    /// Keeps what is known of the response beside the value: attempts, Attio's ID of the request, and the
    /// time for which it is accurate.
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
    pub fn detailed(
        mut self,
    ) -> impl Future<Output = Result<Detailed<T>, Error>> + Send + Unpin + use<T> {
        let tally = self.settings.tally.get_or_insert_default().clone();
        DetailedCall::new(self, tally)
    }

    /// Begins the call if it has not begun.
    fn begin(&mut self) {
        let begun = match std::mem::replace(&mut self.state, State::Ended(Outcome::Unknown)) {
            State::One { client, request, read } => {
                let Settings { limits, correlation_id, .. } = &mut self.settings;
                let id = correlation_id.take();
                let (response, span) = start(client, request, *limits, id, &self.parent);
                State::Sending { response, span, read }
            }
            State::Several { start, finish } => {
                // `detailed` may be asked for later.
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
        // It would keep the span open as long as the call.
        self.parent = Span::none();
    }

    /// Sends the request in a task of its own, which goes on if nobody polls the call: a call that waits for
    /// a permit holds up the calls after it. The task ends when the call is dropped.
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
    /// A call of several requests that come to a `T`.
    pub(crate) fn many<F>(
        client: &Client,
        send: impl FnOnce(Requests) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self::several(client, send, |value| value.downcast().ok().map(|value| *value))
    }
}

/// Begins a call of one request.
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

    /// Polls the call. Polled after its end, it returns an error.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if matches!(this.state, State::One { .. } | State::Several { .. }) {
            this.begin();
        }
        // Taken before code of the user's reads it, which may panic.
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
                    finish(result).ok_or_else(|| {
                        Error::system("return the result", "it is of another type")
                            .with_outcome(Outcome::Unknown)
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

/// Polls the request in its span. Not generic, so that it is compiled once.
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

/// The task of a call.
struct OwnTask(JoinHandle<Result<Response, Error>>);

impl Future for OwnTask {
    type Output = Result<Response, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|ended| match ended {
            Ok(response) => response,
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
