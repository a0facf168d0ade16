//! The queue of one budget.

use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::pace::Pace;

const ROUNDING: Duration = Duration::from_micros(1);

/// How long a turn is left to the head of the queue. That may be a future which nobody polls any more,
/// such as one in a `buffer_unordered` whose consumer waits for a turn itself.
pub(super) const STALLED: Duration = Duration::from_secs(2);

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
            Err(_) => match self.head().await {
                Some(head) => (head, true),
                None => return,
            },
        };
        // The pace may have changed during the wait, so the time is asked for anew.
        while let Err(next) = self.take(waited) {
            waited = true;
            // Never before `next`, whichever way it is rounded.
            sleep_until(self.origin + Duration::from_secs_f64(next) + ROUNDING).await;
        }
    }

    /// Waits to be the head; `None` where the turn was taken without.
    async fn head(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let mut head = pin!(self.head.lock());
        loop {
            match timeout(STALLED, head.as_mut()).await {
                Ok(head) => return Some(head),
                Err(_) if self.take_stalled() => return None,
                Err(_) => {}
            }
        }
    }

    fn take_stalled(&self) -> bool {
        let now = self.now();
        let mut pace = self.pace();
        pace.was_due(now - STALLED.as_secs_f64()) && pace.take(now, true).is_ok()
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
