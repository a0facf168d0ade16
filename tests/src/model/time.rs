//! Time that passes only once nothing else can happen.
//!
//! tokio's paused clock advances as soon as no task is ready, even if a socket holds unread bytes. So
//! [`Time::keep`] advances the clock instead: once several polls of the sockets in a row found nothing, it moves
//! to the next due time.

use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use attio_core::Clock;
use tokio::time::Instant;

/// The number of polls of the sockets without activity after which nothing else can happen.
const QUIET: u32 = 6;

/// The maximum step of the clock. Only the client knows some due times, and these are late by up to this.
const STEP: u64 = 2_000;

/// The wall time at the beginning of each schedule, in seconds since 1970.
const EPOCH: u64 = 1_780_000_000;

/// The time of one schedule. Clones share it.
#[derive(Clone)]
pub(super) struct Time(Arc<Inner>);

struct Inner {
    began: Instant,
    /// The due times, in milliseconds.
    due: Mutex<BTreeSet<(u64, u64)>>,
    numbers: AtomicU64,
    /// Counts the signs of activity.
    signs: AtomicU64,
    /// The number of tasks that may wait for a disk, during which the clock must not advance.
    uses_disk: AtomicU64,
}

impl Time {
    /// Begins the time of a schedule, in a runtime of one thread whose clock is paused.
    pub(super) fn begin() -> Self {
        Self(Arc::new(Inner {
            began: Instant::now(),
            due: Mutex::default(),
            numbers: AtomicU64::new(0),
            signs: AtomicU64::new(0),
            uses_disk: AtomicU64::new(0),
        }))
    }

    /// Returns the milliseconds since the beginning.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Returns the server's time of day.
    pub(super) fn of_day(&self) -> SystemTime {
        at(i64::try_from(self.now()).unwrap_or(i64::MAX))
    }

    /// Reports activity.
    pub(super) fn sign(&self) {
        self.0.signs.fetch_add(1, Ordering::Relaxed);
    }

    /// Runs a future that may wait for a disk.
    pub(super) async fn with_disk<T>(&self, future: impl Future<Output = T>) -> T {
        self.0.uses_disk.fetch_add(1, Ordering::Relaxed);
        self.sign();
        let value = future.await;
        self.0.uses_disk.fetch_sub(1, Ordering::Relaxed);
        value
    }

    /// Waits.
    pub(super) async fn sleep(&self, milliseconds: u64) {
        let _due = self.is_due_in(milliseconds);
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    /// Registers a due time until the guard is dropped.
    pub(super) fn is_due_in(&self, milliseconds: u64) -> Due {
        let number = self.0.numbers.fetch_add(1, Ordering::Relaxed);
        let entry = (self.now() + milliseconds, number);
        self.due().insert(entry);
        self.sign();
        Due(self.clone(), entry)
    }

    fn due(&self) -> MutexGuard<'_, BTreeSet<(u64, u64)>> {
        self.0.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Advances the clock, until `limit`.
    pub(super) async fn keep(&self, limit: u64) {
        while self.now() < limit {
            self.be_quiet().await;
            if self.0.uses_disk.load(Ordering::Relaxed) > 0 {
                // tokio does not advance the time during a wait for a disk, so this ends after it.
                #[allow(clippy::disallowed_methods, reason = "the disk's time, not the schedule's")]
                let began = std::time::Instant::now();
                tokio::time::sleep(Duration::from_millis(1)).await;
                let signs = self.0.signs.load(Ordering::Relaxed);
                self.be_quiet().await;
                let has_waited = began.elapsed() > Duration::from_micros(400);
                if has_waited || signs != self.0.signs.load(Ordering::Relaxed) {
                    continue;
                }
            }
            let now = self.now();
            // An attempt whose client has disconnected is no longer due, although it is still kept.
            let next =
                self.due().range((now + 1, 0)..).next().map_or(STEP, |(due, _)| due - now + 1);
            tokio::time::advance(Duration::from_millis(next.min(STEP))).await;
        }
    }

    async fn be_quiet(&self) {
        let (mut quiet, mut seen) = (0, self.0.signs.load(Ordering::Relaxed));
        while quiet < QUIET {
            tokio::task::yield_now().await;
            let signs = self.0.signs.load(Ordering::Relaxed);
            quiet = if signs == seen { quiet + 1 } else { 0 };
            seen = signs;
        }
    }
}

/// Returns the server's time of day after this many milliseconds.
pub(super) fn at(milliseconds: i64) -> SystemTime {
    let epoch = SystemTime::UNIX_EPOCH + Duration::from_secs(EPOCH);
    let distance = Duration::from_millis(milliseconds.unsigned_abs());
    if milliseconds < 0 { epoch - distance } else { epoch + distance }
}

/// A due time.
pub(super) struct Due(Time, (u64, u64));

impl Drop for Due {
    fn drop(&mut self) {
        self.0.due().remove(&self.1);
        self.0.sign();
    }
}

/// A client's clock, which may be wrong.
pub(super) struct LocalClock {
    pub(super) time: Time,
    /// The milliseconds by which it is ahead.
    pub(super) ahead: i64,
}

impl Clock for LocalClock {
    fn now(&self) -> std::time::Instant {
        Instant::now().into_std()
    }

    fn time(&self) -> SystemTime {
        at(i64::try_from(self.time.now()).unwrap_or(i64::MAX).saturating_add(self.ahead))
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Box::pin(self.time.sleep(milliseconds))
    }
}

impl fmt::Debug for LocalClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalClock({} ms ahead)", self.ahead)
    }
}
