//! How many requests may wait for a connection at once while none is known to be open.
//!
//! HTTP/2 takes all requests over one connection, but reqwest learns only from the TLS handshake that
//! the server speaks it: 100 requests of a cold client would begin 100 handshakes, of which 99 would
//! be in vain.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

use super::timeline::Timeline;

/// Two, so that one lost packet does not stop all requests.
const CONNECTING: usize = 2;

/// How long a connection counts as open after it took a request: a server that shuts one down
/// tells reqwest, which tells nobody.
const OPEN_FOR: Duration = Duration::from_millis(50);

/// How long a request waits for the connection of another one, which may not be polled any more, and
/// how long after that the next one goes.
const PATIENCE: Duration = Duration::from_secs(1);
const NEXT: Duration = Duration::from_millis(250);

/// Open for a moment after a connection took a request.
#[derive(Debug)]
pub(super) struct Gate {
    timeline: Timeline,
    /// When it was opened and when a request went without a permit.
    opened_at: AtomicU64,
    overtook_at: AtomicU64,
    connecting: Semaphore,
    waiting: AtomicUsize,
    /// All that wait look again. A permit that was handed to one of them would be lost if that one is
    /// not polled any more.
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

    /// Whether the request may go on at once.
    pub(super) fn try_pass(&self, place: &Place) -> bool {
        self.is_open()
            || self.connecting.try_acquire().is_ok_and(|permit| {
                permit.forget();
                place.is_connecting.store(true, Ordering::Release);
                true
            })
    }

    /// Waits until a connection takes a request, or until there is room to open one.
    pub(super) async fn pass(&self, place: &Place) {
        let _waiting = Waiting::new(&self.waiting);
        let mut until = Instant::now() + PATIENCE;
        loop {
            let mut changed = pin!(self.changed.notified());
            // Before the look at the gate, so that no change is missed.
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

    /// Whether a request that has waited for long enough may go, one at a time.
    fn overtakes(&self) -> bool {
        let last = self.overtook_at.load(Ordering::Acquire);
        let now = self.timeline.now();
        let overtake = |last| {
            self.overtook_at.compare_exchange(last, now, Ordering::AcqRel, Ordering::Relaxed)
        };
        self.timeline.since(last).is_none_or(|time| time >= NEXT) && overtake(last).is_ok()
    }

    /// A connection has taken the request.
    pub(super) fn open(&self, place: &Place) {
        self.opened_at.store(self.timeline.now(), Ordering::Release);
        self.give_back(place);
        self.tell();
    }

    /// The connection may be gone.
    pub(super) fn close(&self) {
        self.opened_at.store(0, Ordering::Release);
    }

    /// The request connects no more.
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
        // Most find nobody, and need not take the lock of the list.
        if self.waiting.load(Ordering::Acquire) > 0 {
            self.changed.notify_waiters();
        }
    }
}

/// One that waits, until its drop.
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
