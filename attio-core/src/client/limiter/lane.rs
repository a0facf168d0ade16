//! The queue of one budget.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::pace::Pace;

const ROUNDING: Duration = Duration::from_micros(1);

/// Lets requests through one after another, in the order in which they came.
#[derive(Debug)]
pub(super) struct Lane {
    /// Fair: who holds it is the head of the queue. Only the head looks at the clock, so a turn
    /// wakes one task, and a wait that is dropped has taken nothing.
    head: tokio::sync::Mutex<()>,
    pace: Mutex<Pace>,
    origin: Instant,
}

impl Lane {
    pub(super) fn new(limit: u32) -> Self {
        Self {
            head: tokio::sync::Mutex::new(()),
            pace: Mutex::new(Pace::new(limit)),
            origin: Instant::now(),
        }
    }

    pub(super) fn try_acquire(&self) -> bool {
        // While anybody waits, the lock is held or handed on.
        self.head.try_lock().is_ok_and(|_head| self.take(false).is_ok())
    }

    pub(super) async fn acquire(&self) {
        let (_head, mut waited) = match self.head.try_lock() {
            Ok(head) => (head, false),
            Err(_) => (self.head.lock().await, true),
        };
        // The pace may have changed during the wait, so the time is asked for anew.
        while let Err(next) = self.take(waited) {
            waited = true;
            // Never before `next`, whichever way it is rounded.
            sleep_until(self.origin + Duration::from_secs_f64(next) + ROUNDING).await;
        }
    }

    pub(super) fn refused(&self) {
        let now = self.now();
        self.pace().refuse(now);
    }

    fn take(&self, waited: bool) -> Result<(), f64> {
        let now = self.now();
        self.pace().take(now, waited)
    }

    fn now(&self) -> f64 {
        self.origin.elapsed().as_secs_f64()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // A pace is whole after every step.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
