//! Calls: what is returned before it is awaited.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use uuid::Uuid;

use super::request::{Request, doing_create};
use super::send::Answer;
use super::{Client, Identity};
use crate::error::{Error, Outcome};
use crate::record::{Record, RecordId, WriteRecord, parse_record};
use crate::wire::encode_record;

/// A request that is on its way, from awaiting a call. It owns what it needs, so it can be
/// spawned.
#[must_use = "futures do nothing unless they are polled"]
pub struct Pending<T> {
    // Boxed here, in the library, so that the user's crate compiles no state machine a call.
    answer: Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>,
    finish: fn(Answer) -> Result<T, Error>,
}

impl<T> Pending<T> {
    fn new(
        client: Client,
        request: Result<Request, Error>,
        finish: fn(Answer) -> Result<T, Error>,
    ) -> Self {
        Self { answer: Box::pin(async move { client.send(request?).await }), finish }
    }
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

/// A create, from [`AttioRecord::create`](crate::AttioRecord::create). Await it.
#[must_use = "the record is created when this is awaited"]
pub struct Create<R> {
    client: Client,
    request: Result<Request, Error>,
    record: PhantomData<fn() -> R>,
}

impl<R: WriteRecord> Create<R> {
    pub(crate) fn new(client: &Client, object: &str, record: &R) -> Self {
        let request = encode_record(&mut |out| record.write_values(out))
            .map(|body| Request::create(object, Bytes::from(body)))
            .map_err(|failure| Error::encode(doing_create(object), failure));
        Self { client: client.clone(), request, record: PhantomData }
    }
}

impl<R> Create<R> {
    /// The JSON body that will be sent, or why it cannot be written. Nothing is sent.
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

impl<R> IntoFuture for Create<R> {
    type Output = Result<Record<R>, Error>;
    type IntoFuture = Pending<Record<R>>;

    fn into_future(self) -> Self::IntoFuture {
        Pending::new(self.client, self.request, |answer| {
            match parse_record(&answer.body) {
                Ok(record) => Ok(Record::new(record, true)),
                // The record is there, whatever became of the answer.
                Err(unreadable) => {
                    let outcome = Outcome::Applied(unreadable.record_id);
                    Err(answer.unreadable(unreadable.reason, outcome))
                }
            }
        })
    }
}

/// A look at a record, from [`AttioRecord::get`](crate::AttioRecord::get). Await it.
#[must_use = "the record is got when this is awaited"]
pub struct Get<R> {
    client: Client,
    request: Request,
    record: PhantomData<fn() -> R>,
}

impl<R> Get<R> {
    pub(crate) fn new(client: &Client, object: &str, id: RecordId<R>) -> Self {
        let request = Request::get(object, id.uuid());
        Self { client: client.clone(), request, record: PhantomData }
    }
}

impl<R> IntoFuture for Get<R> {
    type Output = Result<Record<R>, Error>;
    type IntoFuture = Pending<Record<R>>;

    fn into_future(self) -> Self::IntoFuture {
        Pending::new(self.client, Ok(self.request), |answer| match parse_record(&answer.body) {
            Ok(record) => Ok(Record::new(record, false)),
            Err(unreadable) => Err(answer.unreadable(unreadable.reason, Outcome::NotApplied)),
        })
    }
}

/// A deletion, from [`AttioRecord::delete`](crate::AttioRecord::delete). Await it.
#[must_use = "the record is deleted when this is awaited"]
pub struct Delete {
    client: Client,
    request: Request,
}

impl Delete {
    pub(crate) fn new(client: &Client, object: &str, id: Uuid) -> Self {
        Self { client: client.clone(), request: Request::delete(object, id) }
    }
}

impl IntoFuture for Delete {
    type Output = Result<(), Error>;
    type IntoFuture = Pending<()>;

    fn into_future(self) -> Self::IntoFuture {
        // The answer is `{}`; nothing in it is worth an error once the record is gone.
        Pending::new(self.client, Ok(self.request), |_| Ok(()))
    }
}

/// A look at the token's identity, from [`Client::whoami`]. Await it.
#[must_use = "the request is sent when this is awaited"]
pub struct Whoami {
    client: Client,
}

impl Whoami {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }
}

impl IntoFuture for Whoami {
    type Output = Result<Identity, Error>;
    type IntoFuture = Pending<Identity>;

    fn into_future(self) -> Self::IntoFuture {
        Pending::new(self.client, Ok(Request::whoami()), |answer| {
            Identity::parse(&answer.body)
                .map_err(|error| answer.unreadable(error.to_string(), Outcome::NotApplied))
        })
    }
}

macro_rules! debug_as_name {
    ($($(<$t:ident>)? $name:ident),*) => {$(
        impl$(<$t>)? fmt::Debug for $name$(<$t>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

debug_as_name!(<R> Create, <R> Get);
debug_as_name!(Delete, Whoami);
