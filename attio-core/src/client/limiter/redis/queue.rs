//! The queue of one budget in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use super::link::{Ask, Link};
use crate::client::limiter::lane::Lane;

/// How late a booked turn may still be used: later it would come too close to others.
const LATE: Duration = Duration::from_millis(20);

/// Lets requests through one after another. Only the head books a turn, so a process has at most
/// one ahead.
#[derive(Debug)]
pub(super) struct Queue {
    key: String,
    limit: u32,
    /// The turn that is booked. It outlives a wait that is dropped: the next in line has it.
    head: Mutex<Option<Instant>>,
    refusals: AtomicU32,
    /// While Redis is away.
    alone: Lane,
}

impl Queue {
    pub(super) fn new(key: String, limit: u32, share: f64) -> Self {
        // A share is no more than 1.
        let alone = Lane::new(((f64::from(limit) * share) as u32).max(1));
        Self { key, limit, head: Mutex::new(None), refusals: AtomicU32::new(0), alone }
    }

    pub(super) async fn acquire(&self, link: &Arc<Link>) {
        let mut booked = self.head.lock().await;
        let at = match *booked {
            Some(at) if at + LATE >= Instant::now() => at,
            _ => match self.ask(link, true).await {
                Some(away) => *booked.insert(Instant::now() + away),
                None => return self.alone.acquire().await,
            },
        };
        sleep_until(at).await;
        *booked = None;
    }

    /// Counts a refusal; it is told to Redis with [`report`](Self::report), or with the next turn.
    pub(super) fn refused(&self, link: &Link) {
        if link.is_away() {
            self.alone.refused();
        } else {
            self.refusals.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) async fn report(&self, link: &Arc<Link>) {
        if self.refusals.load(Ordering::Relaxed) > 0 {
            self.ask(link, false).await;
        }
    }

    async fn ask(&self, link: &Arc<Link>, book: bool) -> Option<Duration> {
        let refusals = self.refusals.swap(0, Ordering::Relaxed);
        link.ask(Ask { key: &self.key, limit: self.limit, refusals, book }).await
    }
}
