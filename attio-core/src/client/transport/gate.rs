//! Limits how many requests may open a connection at once while no connection is known to be open.
//!
//! HTTP/2 sends all requests over one connection, but reqwest learns only from the TLS handshake that the
//! server supports it. So 100 requests of a cold client would start 100 handshakes, 99 of them useless.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

use super::timeline::Timeline;

/// Two, so that one lost packet does not stop all requests.
const CONNECTING: usize = 2;

/// How long a connection counts as open after it took a request: reqwest does not report that a server shut
/// a connection down.
const OPEN_FOR: Duration = Duration::from_millis(50);

/// How long a request waits for the connection of another request, which may no longer be polled, and how
/// long after that the next request may pass.
const PATIENCE: Duration = Duration::from_secs(1);
const NEXT: Duration = Duration::from_millis(250);

/// A gate that is open for a moment after a connection took a request.
#[derive(Debug)]
pub(super) struct Gate {
    timeline: Timeline,
    /// When it was last opened, and when a request last passed without a permit.
    opened_at: AtomicU64,
    overtook_at: AtomicU64,
    connecting: Semaphore,
    waiting: AtomicUsize,
    /// Wakes all waiting requests. A permit handed to one of them would be lost if it is no longer polled.
    changed: Notify,
}

/// A request at the gate.
#[derive(Debug, Default)]
pub(super) struct Place {
    is_connecting: AtomicBool,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self {
            timeline: Timeline::new(),
            opened_at: AtomicU64::new(0),
            overtook_at: AtomicU64::new(0),
            connecting: Semaphore::new(CONNECTING),
            waiting: AtomicUsize::new(0),
            changed: Notify::new(),
        }
    }

    fn is_open(&self) -> bool {
        let open_for = self.timeline.since(self.opened_at.load(Ordering::Acquire));
        open_for.is_some_and(|time| time < OPEN_FOR)
    }

    /// Returns whether the request may pass at once.
    pub(super) fn try_pass(&self, place: &Place) -> bool {
        self.is_open()
            || self.connecting.try_acquire().is_ok_and(|permit| {
                permit.forget();
                place.is_connecting.store(true, Ordering::Release);
                true
            })
    }

    /// Waits until a connection takes a request, or until the request may open a connection.
    pub(super) async fn pass(&self, place: &Place) {
        let _waiting = Waiting::new(&self.waiting);
        let mut until = Instant::now() + PATIENCE;
        loop {
            let mut changed = pin!(self.changed.notified());
            // Enabled before the gate is checked, so that no change is missed.
            changed.as_mut().enable();
            if self.try_pass(place) {
                return;
            }
            if tokio::time::timeout_at(until, changed).await.is_ok() {
                continue;
            }
            if self.overtakes() {
                return;
            }
            until = Instant::now() + NEXT;
        }
    }

    /// Returns whether a request that has waited long enough may pass, one at a time.
    fn overtakes(&self) -> bool {
        let last = self.overtook_at.load(Ordering::Acquire);
        let now = self.timeline.now();
        let overtake = |last| {
            self.overtook_at.compare_exchange(last, now, Ordering::AcqRel, Ordering::Relaxed)
        };
        self.timeline.since(last).is_none_or(|time| time >= NEXT) && overtake(last).is_ok()
    }

    /// Called when a connection has taken the request.
    pub(super) fn open(&self, place: &Place) {
        self.opened_at.store(self.timeline.now(), Ordering::Release);
        self.give_back(place);
        self.tell();
    }

    /// Called when the connection may be gone.
    pub(super) fn close(&self) {
        self.opened_at.store(0, Ordering::Release);
    }

    /// Called when the request no longer connects.
    pub(super) fn leave(&self, place: &Place) {
        if self.give_back(place) {
            self.tell();
        }
    }

    fn give_back(&self, place: &Place) -> bool {
        let had_permit = place.is_connecting.swap(false, Ordering::AcqRel);
        if had_permit {
            self.connecting.add_permits(1);
        }
        had_permit
    }

    fn tell(&self) {
        // Usually nobody waits, and the lock of the list need not be taken.
        if self.waiting.load(Ordering::Acquire) > 0 {
            self.changed.notify_waiters();
        }
    }
}

/// Counts a waiting request until it is dropped.
struct Waiting<'g>(&'g AtomicUsize);

impl<'g> Waiting<'g> {
    fn new(count: &'g AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
