//! The settings of a bulk job.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use tokio::sync::{mpsc, watch};

use super::engine::{self, Job};
use super::item::{Input, Item, Ledger, StoredItem};
use super::operation::Operation;
use super::{BulkResults, Progress, Stored};
use crate::client::Client;
use crate::describe::Rows;
use crate::error::Error;
use crate::request::TargetBuf;
use crate::row::Row;
use crate::sealed::Sealed;

/// The default window: at Attio's limit of 25 writes per second, it allows responses that take more
/// than a second.
const CONCURRENCY: usize = 32;

pub(crate) type Encode<I> = Arc<dyn Fn(&I) -> Result<Bytes, Error> + Send + Sync>;

/// A bulk job that has not started.
///
/// [`AttioRecord::bulk_create`](crate::AttioRecord::bulk_create) and similar methods return it. See
/// [the module](super).
#[must_use = "nothing is sent before the job is run"]
#[doc(alias("batch", "import", "job"))]
pub struct Bulk<R, I = R> {
    pub(super) client: Client,
    pub(super) operation: Operation,
    encode: Encode<I>,
    concurrency: usize,
    total: Option<u64>,
    types: std::marker::PhantomData<fn() -> R>,
}

impl<R: Rows<Row: Row> + 'static, I: 'static> Bulk<R, I> {
    pub(crate) fn create(
        client: &Client,
        target: impl Into<TargetBuf>,
        unique: Vec<String>,
        encode: Encode<I>,
    ) -> Self {
        Self::new(client, Operation::Create { target: target.into(), unique }, encode)
    }

    pub(crate) fn assert(
        client: &Client,
        target: impl Into<TargetBuf>,
        attribute: impl Into<String>,
        encode: Encode<I>,
    ) -> Self {
        let operation =
            Operation::Assert { target: target.into(), attribute: Some(attribute.into()) };
        Self::new(client, operation, encode)
    }

    pub(crate) fn assert_by_parent(
        client: &Client,
        target: impl Into<TargetBuf>,
        encode: Encode<I>,
    ) -> Self {
        Self::new(client, Operation::Assert { target: target.into(), attribute: None }, encode)
    }

    fn new(client: &Client, operation: Operation, encode: Encode<I>) -> Self {
        Self {
            client: client.clone(),
            operation,
            encode,
            concurrency: CONCURRENCY,
            total: None,
            types: std::marker::PhantomData,
        }
    }

    /// Sets how many records may be taken whose results have not been returned.
    ///
    /// The default is 32, the minimum 1. It bounds the requests in progress and the memory. The client's
    /// [rate limiter](crate::ClientBuilder::rate_limit) sets the rate: at 25 writes per second, a concurrency
    /// of hundreds gains nothing. With thousands, calls wait for a permit beyond their
    /// [deadline](crate::ClientBuilder::deadline).
    #[doc(alias("parallelism", "workers"))]
    pub fn concurrency(mut self, records: usize) -> Self {
        // Far above any use, and below the maximum of a semaphore.
        self.concurrency = records.clamp(1, 1 << 20);
        self
    }

    /// Sets the number of records in the input, for the [progress](BulkResults::progress).
    ///
    /// Inputs that know their size do not need it.
    pub fn total(mut self, records: u64) -> Self {
        self.total = Some(records);
        self
    }

    /// Runs the job over pairs of a key and a record.
    ///
    /// Each result has the key of its record. If the records have no keys, `records.into_iter().enumerate()`
    /// uses their positions.
    #[doc(alias("execute", "start"))]
    pub fn run<K, T>(self, records: T) -> BulkResults<K, R>
    where
        K: Send + 'static,
        T: IntoIterator<Item: KeyAndRecord<K, I>, IntoIter: Send + 'static>,
    {
        let mut records = records.into_iter();
        let size = records.size_hint();
        self.start(size, move |_| Poll::Ready(records.next().map(T::Item::into_pair)), None)
    }

    /// Runs the job over a stream of pairs of a key and a record.
    pub fn run_stream<K, S>(self, records: S) -> BulkResults<K, R>
    where
        K: Send + 'static,
        S: Stream<Item: KeyAndRecord<K, I>> + Send + 'static,
    {
        let size = records.size_hint();
        let mut records = Box::pin(records);
        let next = move |context: &mut Context<'_>| {
            records.as_mut().poll_next(context).map(|next| next.map(S::Item::into_pair))
        };
        self.start(size, next, None)
    }

    pub(super) fn start<K: Send + 'static>(
        self,
        size: (usize, Option<usize>),
        mut next: impl FnMut(&mut Context<'_>) -> Poll<Option<(K, I)>> + Send + 'static,
        journal: Option<Journaling<K>>,
    ) -> BulkResults<K, R> {
        let known_size = (size.1 == Some(size.0)).then_some(size.0 as u64);
        let total = self.total.or(known_size);
        let (progress, watched) = watch::channel(Progress { total, ..Progress::default() });
        let (sender, results) = mpsc::unbounded_channel();
        let encode = self.encode;
        let (ledger, key_text, guard) = match journal {
            Some(Journaling { ledger, key_text, guard }) => {
                (Some(ledger), Some(key_text), Some(guard))
            }
            None => (None, None, None),
        };
        let input: Input = Box::new(move |context| {
            let Some((key, record)) = std::task::ready!(next(context)) else {
                return Poll::Ready(None);
            };
            let sender = sender.clone();
            Poll::Ready(Some(Item {
                key: key_text.map(|key_text| key_text(&key)),
                body: encode(&record),
                deliver: Box::new(move |end, permit| {
                    // If the receiver was dropped, nobody waits for the result.
                    let _ = sender.send((key, end.map(stored), permit));
                }),
            }))
        });
        let job = Job {
            client: self.client,
            operation: self.operation,
            window: self.concurrency,
            ledger,
            progress,
        };
        BulkResults::new(Box::pin(engine::run(job, input)), results, watched, guard)
    }
}

/// The items that a job runs over: pairs of a key of the type `K` and a record of the type `I`.
#[diagnostic::on_unimplemented(
    message = "a bulk job cannot run over `{Self}`: it needs pairs of a key and a `{I}`",
    label = "its items are not pairs of a key and a `{I}`",
    note = "the key comes back with the result; to number the items, use `.into_iter().enumerate()`, or for a \
            stream `.enumerate()`",
    note = "for entries, an item is `(key, (parent_id, entry))`"
)]
pub trait KeyAndRecord<K, I> {
    #[doc(hidden)]
    const SEALED: Sealed;

    #[doc(hidden)]
    fn into_pair(self) -> (K, I);
}

#[diagnostic::do_not_recommend]
impl<K, I> KeyAndRecord<K, I> for (K, I) {
    const SEALED: Sealed = Sealed;

    fn into_pair(self) -> (K, I) {
        self
    }
}

/// The parts of a journal that a job needs.
pub(super) struct Journaling<K> {
    pub(super) ledger: Arc<dyn Ledger>,
    pub(super) key_text: fn(&K) -> String,
    /// Held until the job ends.
    pub(super) guard: Box<dyn Send + Sync>,
}

fn stored<R: Rows<Row: Row>>(item: StoredItem) -> Stored<R> {
    let record = item.row.and_then(|row| R::Row::of(row, true).ok());
    Stored {
        id: item.id.into(),
        disposition: item.disposition,
        record,
        is_settled: item.is_settled,
    }
}

impl<R, I> fmt::Debug for Bulk<R, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("operation", &self.operation)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
