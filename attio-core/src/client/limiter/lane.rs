//! The queue of one budget.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::{Instant, sleep_until};

use super::pace::Pace;

/// Lets requests through one after another, in the order in which they came.
#[derive(Debug)]
pub(super) struct Lane {
    /// Fair: who holds it is the head of the queue. Only the head looks at the clock, so a turn
    /// wakes one task, and a wait that is dropped has taken nothing.
    head: tokio::sync::Mutex<()>,
    pace: Mutex<Pace>,
}

impl Lane {
    pub(super) fn new(limit: u32) -> Self {
        Self { head: tokio::sync::Mutex::new(()), pace: Mutex::new(Pace::new(limit)) }
    }

    pub(super) fn try_acquire(&self) -> bool {
        // While anybody waits, the lock is held or handed on.
        self.head.try_lock().is_ok_and(|_head| self.pace().take(Instant::now()).is_ok())
    }

    pub(super) async fn acquire(&self) {
        let _head = self.head.lock().await;
        loop {
            // The rate may have changed meanwhile, so the time is asked for anew.
            let Err(next) = self.pace().take(Instant::now()) else {
                return;
            };
            sleep_until(next).await;
        }
    }

    pub(super) fn refused(&self) {
        self.pace().refused(Instant::now());
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        // A pace is whole after every step.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
