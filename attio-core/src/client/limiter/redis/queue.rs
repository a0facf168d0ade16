//! The queue of one budget in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::sleep;

use super::link::{Ask, Link};
use crate::client::limiter::lane::Lane;

/// Lets requests through one after another. Only the head asks Redis, when its turn has come:
/// nothing is booked ahead, so a wait that is dropped takes nothing.
#[derive(Debug)]
pub(super) struct Queue {
    key: String,
    limit: u32,
    /// Fair: who holds it is the head of the queue.
    head: Mutex<()>,
    refusals: AtomicU32,
    /// While Redis is away.
    alone: Lane,
}

impl Queue {
    pub(super) fn new(key: String, limit: u32, share: f64) -> Self {
        // A share is no more than 1.
        let alone = Lane::new(((f64::from(limit) * share) as u32).max(1));
        Self { key, limit, head: Mutex::new(()), refusals: AtomicU32::new(0), alone }
    }

    pub(super) async fn acquire(&self, link: &Arc<Link>) {
        let (_head, mut purpose) = match self.head.try_lock() {
            Ok(head) => (head, "turn"),
            Err(_) => (self.head.lock().await, "late"),
        };
        loop {
            match self.ask(link, purpose).await {
                Some(Duration::ZERO) => return,
                Some(away) => sleep(away).await,
                None => return self.alone.acquire().await,
            }
            // Other processes may have taken it, or moved it.
            purpose = "late";
        }
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
            self.ask(link, "report").await;
        }
    }

    async fn ask(&self, link: &Arc<Link>, purpose: &'static str) -> Option<Duration> {
        let refusals = Untold::take(&self.refusals);
        let ask = Ask { key: &self.key, limit: self.limit, refusals: refusals.count, purpose };
        let answer = link.ask(ask).await;
        let refusals = refusals.told();
        if answer.is_none() {
            // From now on the process paces alone.
            (0..refusals).for_each(|_| self.alone.refused());
        }
        answer
    }
}

/// Refusals that are being told. Where the wait for the answer is dropped, they are told again.
struct Untold<'q> {
    from: &'q AtomicU32,
    count: u32,
}

impl<'q> Untold<'q> {
    fn take(from: &'q AtomicU32) -> Self {
        Self { from, count: from.swap(0, Ordering::Relaxed) }
    }

    fn told(mut self) -> u32 {
        std::mem::take(&mut self.count)
    }
}

impl Drop for Untold<'_> {
    fn drop(&mut self) {
        self.from.fetch_add(self.count, Ordering::Relaxed);
    }
}
