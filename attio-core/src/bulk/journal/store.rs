//! The interface between a job and the storage of a journal.

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

/// How long a dropped job may take to stop. Unless its runtime is blocked, it only waits for the disk.
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

    /// A store of any type.
    pub struct Handle(pub(in super::super) Arc<dyn Store>);
}

/// The storage of one journal.
pub(super) trait Store: Send + Sync {
    /// Returns the name of the journal for messages.
    fn name(&self) -> String;

    /// Acquires the journal for a job. Fails if another job has it.
    fn acquire(self: Arc<Self>) -> BoxFuture<'static, Result<Acquired, JournalError>>;
}

/// A journal that was acquired for a job.
pub(super) struct Acquired {
    pub(super) session: Arc<dyn Session>,
    /// Held by the job's consumer: until it is dropped, other jobs are refused.
    pub(super) guard: Box<dyn Send + Sync>,
}

/// A journal in use by one job. A call may continue after its future was dropped; no other session begins until
/// the call has ended and the session is dropped.
pub(super) trait Session: Send + Sync {
    /// Begins a run as [`ledger::begin`](super::ledger::begin) decides, in one transaction, and returns its
    /// number.
    fn begin(self: Arc<Self>, job: JobFacts) -> BoxFuture<'static, Result<u64, JournalError>>;

    /// Loads the entries of a batch's keys, calls [`Batch::decide`], writes the changes, and returns
    /// the verdicts. No other write to these keys may come between, even to keys without an entry. If the
    /// changes are durable, they survive a crash of the machine once this has returned.
    fn commit(self: Arc<Self>, batch: Batch) -> BoxFuture<'static, Result<Vec<Verdict>, String>>;

    /// Reads the entry of a key.
    fn entry(self: Arc<Self>, key: KeyHash) -> BoxFuture<'static, Result<Option<Entry>, String>>;
}

/// Ensures that only one job of this process uses a store at a time.
#[derive(Clone, Default)]
pub(super) struct Occupancy(Arc<Occupied>);

#[derive(Default)]
struct Occupied {
    /// True if a job uses the store.
    is_busy: AtomicBool,
    /// Held while an engine may write: it may run on for a moment after its job was dropped.
    engine: Arc<Mutex<()>>,
}

impl Occupancy {
    /// Acquires the store until the first guard is dropped, and waits until a dropped job can no longer write.
    /// Returns `None` if another job has it.
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
