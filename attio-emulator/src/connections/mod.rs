//! The connections: their numbers and their state.

mod backlog;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use tokio::sync::{Notify, oneshot};

use crate::http::lock;
pub(crate) use backlog::Backlog;

/// The maximum number of silent connections that are kept open. Each takes a file handle.
const MAX_SILENT: usize = 256;

/// The connections of an emulator.
#[derive(Default)]
pub(crate) struct Connections {
    accepted: AtomicU64,
    /// How many connections were accepted before the last reset.
    earlier: AtomicU64,
    silent: Mutex<VecDeque<oneshot::Sender<()>>>,
}

impl Connections {
    /// Numbers a connection.
    pub(crate) fn accept(self: &Arc<Self>) -> Arc<Connection> {
        Arc::new(Connection {
            number: self.accepted.fetch_add(1, Ordering::AcqRel) + 1,
            silent: AtomicBool::new(false),
            held: Mutex::new(None),
            silenced: Notify::new(),
            last_stream: OnceLock::new(),
            all: Arc::clone(self),
        })
    }

    /// How many were accepted since the start or the last reset.
    pub(crate) fn count(&self) -> u64 {
        let earlier = self.earlier.load(Ordering::Acquire);
        self.accepted.load(Ordering::Acquire).saturating_sub(earlier)
    }

    /// Counts from zero again, and closes the silent connections.
    pub(crate) fn reset(&self) {
        self.earlier.store(self.accepted.load(Ordering::Acquire), Ordering::Release);
        lock(&self.silent).clear();
    }

    /// Returns a receiver that fails when the silent connection is to be closed.
    fn hold(&self) -> oneshot::Receiver<()> {
        let (holder, held) = oneshot::channel();
        let mut silent = lock(&self.silent);
        if silent.len() >= MAX_SILENT {
            silent.pop_front();
        }
        silent.push_back(holder);
        held
    }
}

/// One connection.
pub(crate) struct Connection {
    number: u64,
    silent: AtomicBool,
    held: Mutex<Option<oneshot::Receiver<()>>>,
    silenced: Notify,
    /// The last stream that is processed, if a GOAWAY has announced it.
    last_stream: OnceLock<u32>,
    all: Arc<Connections>,
}

impl Connection {
    /// Stops all reads and writes.
    pub(crate) fn silence(&self) {
        if !self.silent.swap(true, Ordering::AcqRel) {
            *lock(&self.held) = Some(self.all.hold());
            self.silenced.notify_one();
        }
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.silent.load(Ordering::Acquire)
    }

    /// Waits until the connection is silent and is to be closed.
    pub(crate) async fn let_go(&self) {
        self.silenced.notified().await;
        let held = lock(&self.held).take();
        if let Some(held) = held {
            let _ = held.await;
        }
    }
}

#[cfg(feature = "tls")]
impl Connection {
    /// The last stream that is processed, if there is one.
    pub(crate) fn last_stream(&self) -> Option<u32> {
        self.last_stream.get().copied()
    }
}

/// The connection and the stream of a request, in its extensions.
#[derive(Clone)]
pub(crate) struct Arrival {
    connection: Arc<Connection>,
    /// The stream that was processed before this one, or 0.
    before: u32,
}

impl Arrival {
    pub(crate) fn new(connection: &Arc<Connection>, before: u32) -> Self {
        Self { connection: Arc::clone(connection), before }
    }

    /// The number of the connection.
    pub(crate) fn connection(&self) -> u64 {
        self.connection.number
    }

    /// Lets the connection go silent.
    pub(crate) fn silence(&self) {
        self.connection.silence();
    }

    /// Cuts off this stream and the later ones of the connection. The first of several cuts counts,
    /// because the streams after it are already gone.
    pub(crate) fn cut_off(&self) {
        let _ = self.connection.last_stream.set(self.before);
    }
}
