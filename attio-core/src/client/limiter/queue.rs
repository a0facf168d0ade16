//! The queue of requests that wait for one budget.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::pace::Pace;

const ROUNDING: Duration = Duration::from_micros(1);

/// How long a permit is reserved for the head of the queue. The head may be a future that is no longer
/// polled, such as one in a `buffer_unordered` whose consumer waits for a permit itself.
pub(super) const STALLED: Duration = Duration::from_secs(2);

/// Seconds after which a permit without a started request counts as used by a caller that never reports
/// starts.
const UNSTARTED: f64 = 0.1;

/// Gives permits in the order in which they were requested.
#[derive(Debug)]
pub(super) struct Queue {
    /// A fair lock, held by the head of the queue. Only the head waits for the time of the next permit, so a
    /// permit wakes one task, and a dropped wait takes no permit.
    head: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    /// The number of the next permit, which differs between processes.
    number: AtomicU64,
    origin: Instant,
}

#[derive(Debug)]
struct State {
    pace: Pace,
    /// Permits without a started request, with the times at which they were given, oldest first.
    given: VecDeque<(u64, f64)>,
}

impl Queue {
    pub(super) fn new(limit: u32) -> Self {
        let state = State { pace: Pace::new(limit), given: VecDeque::new() };
        Self {
            head: tokio::sync::Mutex::new(()),
            state: Mutex::new(state),
            number: AtomicU64::new(fastrand::u64(..)),
            origin: Instant::now(),
        }
    }

    pub(super) fn try_acquire(&self) -> bool {
        // While a request waits, the lock is held or being passed on.
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
        // The rate may have changed during the wait, so the time is computed again.
        while let Err(next) = self.take(waited) {
            waited = true;
            // Never before `next`, however it is rounded.
            sleep_until(self.origin + Duration::from_secs_f64(next) + ROUNDING).await;
        }
    }

    /// Waits to become the head; `None` if a permit was taken meanwhile.
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
        self.state().pace.was_due(now - STALLED.as_secs_f64()) && self.take(true).is_ok()
    }

    fn take(&self, waited: bool) -> Result<(), f64> {
        let now = self.now();
        let number = self.next_number();
        let mut state = self.state();
        state.pace.take(now, waited, number)?;
        state.give(now, number);
        Ok(())
    }

    /// Records that a request with a permit is sent, and returns the number of the permit. Permits are
    /// interchangeable, so this is the oldest one.
    pub(super) fn started(&self) -> u64 {
        let now = self.now();
        let mut state = self.state();
        state.abandoned(now);
        match state.given.pop_front() {
            Some((number, _)) => {
                state.pace.start(now, number);
                number
            }
            None => self.next_number(),
        }
    }

    pub(super) fn finished(&self, number: u64) {
        let now = self.now();
        self.state().pace.finish(now, number);
    }

    pub(super) fn refused(&self) {
        let now = self.now();
        self.state().pace.refuse(now);
    }

    /// Returns a number for a permit.
    pub(super) fn next_number(&self) -> u64 {
        self.number.fetch_add(1, Ordering::Relaxed)
    }

    fn now(&self) -> f64 {
        self.origin.elapsed().as_secs_f64()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is consistent after every step, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For a limiter that gets its permits elsewhere, and falls back to this queue.
#[cfg(feature = "redis")]
impl Queue {
    /// Records a permit that was given elsewhere. Returns the permits that were given and never started.
    pub(super) fn note(&self, number: u64) -> Vec<u64> {
        let now = self.now();
        let mut state = self.state();
        state.pace.note(now);
        state.give(now, number)
    }

    /// Removes and returns the permits that were given and never started.
    pub(super) fn abandoned(&self) -> Vec<u64> {
        let now = self.now();
        self.state().abandoned(now)
    }

    /// Returns whether this process has sent nothing and awaited nothing for two seconds.
    pub(super) fn is_idle(&self) -> bool {
        let now = self.now();
        self.state().pace.is_idle(now)
    }
}

impl State {
    fn give(&mut self, now: f64, number: u64) -> Vec<u64> {
        let abandoned = self.abandoned(now);
        self.given.push_back((number, now));
        abandoned
    }

    fn abandoned(&mut self, now: f64) -> Vec<u64> {
        let count = self.given.iter().take_while(|(_, at)| at + UNSTARTED <= now).count();
        self.given.drain(..count).map(|(number, _)| number).collect()
    }
}
