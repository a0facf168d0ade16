//! The connections of a client: reqwest's pool, and what is known of it.
#![allow(clippy::disallowed_methods, reason = "connections go by real time")]

mod failure;
mod gate;
mod handover;
mod http;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
pub(super) use failure::{failure, none_in_time};
use gate::Gate;
pub(super) use handover::Handover;
pub(super) use http::HttpSettings;

/// The causes of an error, the nearest first.
fn causes<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&'e (dyn std::error::Error + 'static)| {
        (**cause).source()
    })
}

/// The way to the server.
#[derive(Debug)]
pub(super) struct Transport {
    current: RwLock<Arc<Connections>>,
    /// How to make another pool; none where it is the user's own.
    settings: Option<HttpSettings>,
    gate: Arc<Gate>,
}

/// The first window of a stream, unless the server has it otherwise (RFC 9113, section 6.9.2).
const WINDOW: usize = 65_535;

/// A pool of connections.
#[derive(Debug)]
pub(super) struct Connections {
    pub(super) http: reqwest::Client,
    responses: AtomicU64,
    /// Whether the last sign was that they take the bodies of requests.
    take_bodies: AtomicBool,
}

impl Connections {
    fn new(http: reqwest::Client) -> Arc<Self> {
        let (responses, take_bodies) = (AtomicU64::new(0), AtomicBool::new(false));
        Arc::new(Self { http, responses, take_bodies })
    }

    /// How many responses came over them.
    pub(super) fn responses(&self) -> u64 {
        self.responses.load(Ordering::Relaxed)
    }

    pub(super) fn answered(&self, had_body: bool) {
        self.responses.fetch_add(1, Ordering::Relaxed);
        if had_body && !self.take_bodies.load(Ordering::Relaxed) {
            self.take_bodies.store(true, Ordering::Relaxed);
        }
    }

    /// An attempt timed out.
    pub(super) fn timed_out(&self) {
        self.take_bodies.store(false, Ordering::Relaxed);
    }

    /// Whether a body of so many bytes may have to wait for a window to open.
    pub(super) fn may_stall(&self, size: usize) -> bool {
        size > WINDOW || !self.take_bodies.load(Ordering::Relaxed)
    }
}

impl Transport {
    /// A reqwest client of the user's.
    pub(super) fn of_user(http: reqwest::Client) -> Self {
        Self::new(Connections::new(http), None)
    }

    /// A reqwest client of the library's own.
    ///
    /// # Errors
    ///
    /// Returns an error if a CA certificate cannot be read, or TLS cannot be set up.
    pub(super) fn own(settings: HttpSettings) -> Result<Self, Error> {
        let http = settings.client()?;
        Ok(Self::new(Connections::new(http), Some(settings)))
    }

    fn new(connections: Arc<Connections>, settings: Option<HttpSettings>) -> Self {
        Self { current: RwLock::new(connections), settings, gate: Arc::new(Gate::new()) }
    }

    /// Whether the reqwest client is the user's own, which may follow redirects and has other
    /// timeouts.
    pub(super) fn is_users(&self) -> bool {
        self.settings.is_none()
    }

    pub(super) fn connections(&self) -> Arc<Connections> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until a request may be given to the pool. Returns what is left of its time; nothing, if
    /// there was no connection in that time.
    pub(super) async fn enter(&self, time: Duration) -> (Handover, Option<Duration>) {
        let handover = Handover::new(&self.gate);
        if handover.try_pass() {
            return (handover, Some(time));
        }
        let began = Instant::now();
        let passed = tokio::time::timeout(time, handover.pass()).await;
        let left = time.saturating_sub(began.elapsed());
        (handover, passed.ok().and((!left.is_zero()).then_some(left)))
    }

    /// Replaces these connections: requests that begin from now on use none of them. Does nothing if
    /// they were replaced before, or are those of the user's own client.
    pub(super) fn replace(&self, connections: &Arc<Connections>) {
        let is_current = |current: &Arc<Connections>| Arc::ptr_eq(current, connections);
        let Some(settings) = &self.settings else { return };
        if !is_current(&self.connections()) {
            return;
        }
        // If that fails, because certificates were taken away for instance, the old ones are all there is.
        let Ok(http) = settings.client() else { return };
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if is_current(&current) {
            *current = Connections::new(http);
        }
    }
}
