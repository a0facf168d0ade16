//! The ends of calls, and the running times of calls in progress.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use attio_core::{Error, Outcome};

use super::load::Operation;

/// The ends of calls.
#[derive(Debug, Default)]
pub(super) struct Tally {
    calls: [AtomicU64; Operation::ALL.len()],
    failed: AtomicU64,
    not_found: AtomicU64,
    unknown: AtomicU64,
}

impl Tally {
    pub(super) const HEADING: &'static str = "  failed  not found  unknown";

    pub(super) fn note<T>(&self, operation: Operation, result: &Result<T, Error>) {
        let one = |count: &AtomicU64| _ = count.fetch_add(1, Ordering::Relaxed);
        one(&self.calls[operation as usize]);
        match result {
            Ok(_) => {}
            // Another task has deleted it.
            Err(error) if error.is_not_found() => one(&self.not_found),
            Err(error) if error.outcome() == Outcome::Unknown => one(&self.unknown),
            Err(_) => one(&self.failed),
        }
    }

    /// Returns the operations that were never called: the load was incomplete.
    pub(super) fn idle(&self) -> Option<String> {
        let all = Operation::ALL.into_iter().zip(&self.calls);
        let idle: Vec<_> =
            all.filter(|(_, calls)| calls.load(Ordering::Relaxed) == 0).map(|(o, _)| o).collect();
        (!idle.is_empty()).then(|| format!("never called: {idle:?}"))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let get = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let calls: u64 = self.calls.iter().map(get).sum();
        let (failed, not_found, unknown) =
            (get(&self.failed), get(&self.not_found), get(&self.unknown));
        write!(f, "{calls:>8}  {failed:>8}  {not_found:>9}  {unknown:>7}")
    }
}

/// The call that a task is making.
#[derive(Debug, Default)]
pub(super) struct Slot(Mutex<Option<Instant>>);

impl Slot {
    pub(super) fn begin(&self) {
        self.set(Some(Instant::now()));
    }

    pub(super) fn end(&self) {
        self.set(None);
    }

    fn set(&self, began: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = began;
    }

    pub(super) fn runs_for(&self) -> Duration {
        let began = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        began.map_or(Duration::ZERO, |began| began.elapsed())
    }
}
