//! Settling a create whose outcome is unknown.

mod attributes;
mod look_up;
mod settle;
mod wanted;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use tracing::Instrument;

use crate::client::{BoxFuture, CallSpan, Client};
use crate::describe::RecordId;
use crate::error::Error;
use crate::record::Record;

pub(crate) use attributes::UniqueAttributes;
pub(crate) use settle::{Origin, Settled, settle};
pub(crate) use wanted::is_nothing;

/// How [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) and
/// [`reconcile`](crate::AttioRecord::reconcile) end well: the record is there, once.
#[non_exhaustive]
pub enum Reconciled<R> {
    /// This call made the record.
    Created(Record<R>),
    /// A record with all the unique values is there, and this call was not told that it made it:
    /// an attempt whose answer was lost did, or somebody else with the same values. Nothing that
    /// the API answers tells the two apart.
    AlreadyExists(Record<R>),
}

impl<R> Reconciled<R> {
    /// The record.
    #[must_use]
    pub fn record(&self) -> &Record<R> {
        match self {
            Self::Created(record) | Self::AlreadyExists(record) => record,
        }
    }

    /// The record.
    #[must_use]
    pub fn into_record(self) -> Record<R> {
        match self {
            Self::Created(record) | Self::AlreadyExists(record) => record,
        }
    }

    /// The ID of the record.
    #[must_use]
    pub fn id(&self) -> RecordId<R> {
        self.record().id.record_id
    }

    /// Whether this call was told that it made the record.
    #[must_use]
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

// Derives would ask the same of `R`, which is only a name here.
impl<R> Clone for Reconciled<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Created(record) => Self::Created(record.clone()),
            Self::AlreadyExists(record) => Self::AlreadyExists(record.clone()),
        }
    }
}

impl<R> fmt::Debug for Reconciled<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_created() { "Created" } else { "AlreadyExists" };
        f.debug_tuple(name).field(self.record()).finish()
    }
}

/// A create that is settled before it ends, from
/// [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) and
/// [`reconcile`](crate::AttioRecord::reconcile). Nothing is sent before it is awaited.
#[must_use = "futures do nothing unless they are polled"]
pub struct Reconciliation<R> {
    settled: BoxFuture<Result<Settled, Error>>,
    types: PhantomData<fn() -> R>,
}

impl<R> Reconciliation<R> {
    pub(crate) fn new(client: &Client, create: Result<Create, Error>, origin: Origin) -> Self {
        let client = client.clone();
        let mut span = CallSpan::reconcile(create.as_ref().ok().map(|create| &*create.object));
        let settled = Box::pin(async move {
            let settle = async { settle(&client, &create?, origin).await };
            let result = settle.instrument(span.clone_span()).await;
            span.end(result.as_ref().err());
            result
        });
        Self { settled, types: PhantomData }
    }
}

impl<R> Future for Reconciliation<R> {
    type Output = Result<Reconciled<R>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.settled.as_mut().poll(context).map_ok(|Settled { record, is_created }| {
            let record = Record::new(record, true);
            if is_created { Reconciled::Created(record) } else { Reconciled::AlreadyExists(record) }
        })
    }
}

impl<R> fmt::Debug for Reconciliation<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconciliation").finish_non_exhaustive()
    }
}

/// A create that can be settled.
#[derive(Debug)]
pub(crate) struct Create {
    pub(crate) object: String,
    pub(crate) body: bytes::Bytes,
    /// The slugs or IDs of the attributes that are said to be unique.
    pub(crate) unique: Vec<String>,
}
