//! The connections of a client: reqwest's pool, and observations about it.
#![allow(clippy::disallowed_methods, reason = "connections use real time")]

mod failure;
mod gate;
mod handover;
mod http;
mod timeline;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
pub(super) use failure::{failure, none_in_time};
use gate::Gate;
pub(super) use handover::Handover;
pub(super) use http::HttpSettings;
use timeline::Timeline;

/// Returns the causes of an error, the nearest first.
fn causes<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&'e (dyn std::error::Error + 'static)| {
        (**cause).source()
    })
}

/// The current connections to the server, and the settings to replace them.
#[derive(Debug)]
pub(super) struct Transport {
    current: RwLock<Arc<Connections>>,
    /// The settings of another pool; `None` if the reqwest client is the user's own.
    settings: Option<HttpSettings>,
}

/// How long responses must be missing before a timeout means that the connections are dead. A shorter time
/// would be wrong for a call whose timeout is shorter than connecting takes.
const SILENCE: Duration = Duration::from_secs(1);

/// The initial window of a stream, unless the server changes it (RFC 9113, section 6.9.2).
const WINDOW: usize = 65_535;

/// An attempt that may be passed to the pool.
pub(super) struct Entered {
    pub(super) connections: Arc<Connections>,
    pub(super) handover: Handover,
    /// The time that the attempt has left.
    pub(super) left: Duration,
}

/// A pool of connections.
#[derive(Debug)]
pub(super) struct Connections {
    pub(super) http: reqwest::Client,
    gate: Arc<Gate>,
    timeline: Timeline,
    /// When the first request was sent after the last response: of requests without a body, and of requests
    /// with a body, which a closed window can stop.
    silent_since: [AtomicU64; 2],
    /// Whether the last observation was that the connections accept request bodies.
    take_bodies: AtomicBool,
}

impl Connections {
    fn new(http: reqwest::Client) -> Arc<Self> {
        let gate = Arc::new(Gate::new());
        Arc::new(Self {
            http,
            gate,
            timeline: Timeline::new(),
            silent_since: Default::default(),
            take_bodies: AtomicBool::new(false),
        })
    }

    /// Called when a request is sent.
    pub(super) fn asked(&self, with_body: bool) {
        let since = &self.silent_since[usize::from(with_body)];
        if since.load(Ordering::Relaxed) == 0 {
            since.store(self.timeline.now(), Ordering::Relaxed);
        }
    }

    /// Returns whether requests like this one have had no response for a while.
    pub(super) fn are_silent(&self, with_body: bool) -> bool {
        let since = self.silent_since[usize::from(with_body)].load(Ordering::Relaxed);
        self.timeline.since(since).is_some_and(|time| time >= SILENCE)
    }

    /// Called when a response arrives.
    pub(super) fn answered(&self, with_body: bool) {
        self.silent_since[usize::from(with_body)].store(0, Ordering::Relaxed);
        if with_body && !self.take_bodies.load(Ordering::Relaxed) {
            self.take_bodies.store(true, Ordering::Relaxed);
        }
    }

    /// Called when an attempt timed out.
    pub(super) fn timed_out(&self) {
        self.take_bodies.store(false, Ordering::Relaxed);
    }

    /// Returns whether a body of this size may have to wait for a window to open.
    pub(super) fn may_stall(&self, size: usize) -> bool {
        size > WINDOW || !self.take_bodies.load(Ordering::Relaxed)
    }
}

impl Transport {
    /// Creates a transport over the user's reqwest client.
    pub(super) fn of_user(http: reqwest::Client) -> Self {
        Self::new(Connections::new(http), None)
    }

    /// Creates a transport over the library's default reqwest client.
    ///
    /// # Errors
    ///
    /// Returns an error if a CA certificate cannot be read, or TLS cannot be set up.
    pub(super) fn own(settings: HttpSettings) -> Result<Self, Error> {
        let http = settings.client()?;
        Ok(Self::new(Connections::new(http), Some(settings)))
    }

    fn new(connections: Arc<Connections>, settings: Option<HttpSettings>) -> Self {
        Self { current: RwLock::new(connections), settings }
    }

    /// Returns whether the reqwest client is the user's own, which may follow redirects and has other
    /// timeouts.
    pub(super) fn is_users(&self) -> bool {
        self.settings.is_none()
    }

    pub(super) fn connections(&self) -> Arc<Connections> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until a request may be passed to the pool. Returns `None` if there is no connection within this
    /// time.
    pub(super) async fn enter(&self, time: Duration) -> Option<Entered> {
        let connections = self.connections();
        let handover = Handover::new(&connections.gate);
        if handover.try_pass() {
            return Some(Entered { connections, handover, left: time });
        }
        let began = Instant::now();
        let pass = async {
            let (mut connections, mut handover) = (connections, handover);
            loop {
                handover.pass().await;
                let current = self.connections();
                if Arc::ptr_eq(&connections, &current) {
                    return (connections, handover);
                }
                // The connections were replaced meanwhile.
                handover = Handover::new(&current.gate);
                connections = current;
            }
        };
        let (connections, handover) = tokio::time::timeout(time, pass).await.ok()?;
        let left = time.saturating_sub(began.elapsed());
        (!left.is_zero()).then_some(Entered { connections, handover, left })
    }

    /// Replaces these connections: requests that start from now on use new ones. Does nothing if they were
    /// replaced before, or if they belong to the user's own client.
    pub(super) fn replace(&self, connections: &Arc<Connections>) {
        let is_current = |current: &Arc<Connections>| Arc::ptr_eq(current, connections);
        let Some(settings) = &self.settings else { return };
        if !is_current(&self.connections()) {
            return;
        }
        // If that fails, for example because certificates were removed, the old connections stay.
        let Ok(http) = settings.client() else { return };
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if is_current(&current) {
            *current = Connections::new(http);
        }
    }
}
