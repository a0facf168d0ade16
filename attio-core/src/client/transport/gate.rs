//! How many requests may wait for a connection at once while none is known to be open.
//!
//! HTTP/2 takes all requests over one connection, but reqwest learns only from the TLS handshake that
//! the server speaks it: 100 requests of a cold client would begin 100 handshakes, of which 99 would
//! be in vain.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::{Notify, Semaphore};

/// Two, so that one lost packet does not stop all requests.
const CONNECTING: usize = 2;

/// Open while requests are in flight and the last sign was that there is a connection.
#[derive(Debug)]
pub(super) struct Gate {
    is_open: AtomicBool,
    in_flight: AtomicUsize,
    connecting: Semaphore,
    opened: Notify,
}

/// A request at the gate.
#[derive(Debug, Default)]
pub(super) struct Place {
    is_connecting: AtomicBool,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self {
            is_open: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            connecting: Semaphore::new(CONNECTING),
            opened: Notify::new(),
        }
    }

    /// A request begins. It is in flight until it [leaves](Self::leave).
    pub(super) fn enter(&self) {
        self.in_flight.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the request may go on at once.
    pub(super) fn try_pass(&self, place: &Place) -> bool {
        self.is_open.load(Ordering::Acquire)
            || self.connecting.try_acquire().is_ok_and(|permit| {
                permit.forget();
                place.is_connecting.store(true, Ordering::Release);
                true
            })
    }

    /// Waits until there is a connection, or room to open one.
    pub(super) async fn pass(&self, place: &Place) {
        loop {
            let mut opened = std::pin::pin!(self.opened.notified());
            // Before the look at the gate, so that no opening is missed.
            opened.as_mut().enable();
            if self.try_pass(place) {
                return;
            }
            tokio::select! {
                Ok(permit) = self.connecting.acquire() => {
                    permit.forget();
                    place.is_connecting.store(true, Ordering::Release);
                    return;
                }
                () = opened => {}
            }
        }
    }

    /// A connection has taken the request.
    pub(super) fn open(&self, place: &Place) {
        self.give_back(place);
        if !self.is_open.swap(true, Ordering::AcqRel) {
            self.opened.notify_waiters();
        }
    }

    /// The connection may be gone.
    pub(super) fn close(&self) {
        self.is_open.store(false, Ordering::Release);
    }

    /// The request is over.
    pub(super) fn leave(&self, place: &Place) {
        self.give_back(place);
        // The pool closes what is idle, and tells nobody.
        if self.in_flight.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.close();
        }
    }

    fn give_back(&self, place: &Place) {
        if place.is_connecting.swap(false, Ordering::AcqRel) {
            self.connecting.add_permits(1);
        }
    }
}
