//! The storage of a journal as a job needs it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_core::future::BoxFuture;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use self::sealed::{Handle, Sealed};
use super::JournalError;
use super::entry::{Entry, KeyHash};
use super::ledger::{Batch, JobFacts};
use crate::bulk::item::Verdict;

/// How long a job that was dropped may take to stop: a wait for the disk, and no more, unless its
/// runtime stands still.
const STOP: Duration = Duration::from_secs(10);

/// A journal that a bulk job can use: a [`Journal`](super::Journal), or a reference to one.
///
/// Sealed: only this library implements it. It is a bound of
/// [`Bulk::journal`](crate::bulk::Bulk::journal).
pub trait JournalStore: Sealed + Send + Sync {}

impl<T: JournalStore + ?Sized> JournalStore for &T {}
impl<T: JournalStore + ?Sized> JournalStore for Arc<T> {}

impl<T: Sealed + ?Sized> Sealed for &T {
    fn handle(&self) -> Handle {
        (**self).handle()
    }
}

impl<T: Sealed + ?Sized> Sealed for Arc<T> {
    fn handle(&self) -> Handle {
        (**self).handle()
    }
}

pub(super) mod sealed {
    use std::sync::Arc;

    use super::Store;

    pub trait Sealed {
        fn handle(&self) -> Handle;
    }

    /// A store of whatever type.
    pub struct Handle(pub(in super::super) Arc<dyn Store>);
}

/// The storage of one journal.
pub(super) trait Store: Send + Sync {
    /// Returns the name of the journal for messages.
    fn name(&self) -> String;

    /// Takes the journal for a job. Fails if another job has it.
    fn acquire(self: Arc<Self>) -> BoxFuture<'static, Result<Acquired, JournalError>>;
}

/// A journal that was taken for a job.
pub(super) struct Acquired {
    pub(super) session: Arc<dyn Session>,
    /// The job's consumer holds it: until it is dropped, other jobs are refused.
    pub(super) guard: Box<dyn Send + Sync>,
}

/// A journal in the hands of one job. A call that was begun may go on after its future was dropped;
/// until it has ended and the session is dropped, no other session begins.
pub(super) trait Session: Send + Sync {
    /// Begins a run as [`ledger::begin`](super::ledger::begin) decides, and returns its number. It
    /// reads and writes in one transaction.
    fn begin(self: Arc<Self>, job: JobFacts) -> BoxFuture<'static, Result<u64, JournalError>>;

    /// Loads the entries of a batch's keys, calls [`Batch::decide`], writes the changes, and returns
    /// the verdicts. No other write to these keys may come between, also to keys that have no entry
    /// yet. If the changes are durable, they survive a crash of the machine once this has returned.
    fn commit(self: Arc<Self>, batch: Batch) -> BoxFuture<'static, Result<Vec<Verdict>, String>>;

    /// Reads the entry of a key.
    fn entry(self: Arc<Self>, key: KeyHash) -> BoxFuture<'static, Result<Option<Entry>, String>>;
}

/// Ensures that one job of this process at a time uses a store.
#[derive(Clone, Default)]
pub(super) struct Occupancy(Arc<Occupied>);

#[derive(Default)]
struct Occupied {
    /// True if somebody has a job of it.
    is_busy: AtomicBool,
    /// Held while an engine may write. It goes on for a moment after its job was dropped.
    engine: Arc<Mutex<()>>,
}

impl Occupancy {
    /// Takes the store, until the first guard is dropped, and waits until nothing of a job that was
    /// dropped can write any more. `None` if another job has it.
    pub(super) async fn acquire(&self) -> Option<(Busy, OwnedMutexGuard<()>)> {
        if self.0.is_busy.swap(true, Ordering::AcqRel) {
            return None;
        }
        let busy = Busy(self.clone());
        let engine = timeout(STOP, Arc::clone(&self.0.engine).lock_owned()).await.ok()?;
        Some((busy, engine))
    }
}

pub(super) struct Busy(Occupancy);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.is_busy.store(false, Ordering::Release);
    }
}
