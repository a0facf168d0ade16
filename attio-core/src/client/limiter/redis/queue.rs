//! The queue of one budget in this process.

use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep, timeout};

use super::link::{Ask, Link};
use crate::client::limiter::lane::{Lane, STALLED};

/// Lets requests through one after another. Only the head asks Redis, when its turn has come:
/// nothing is booked ahead, so a wait that is dropped takes nothing.
#[derive(Debug)]
pub(super) struct Queue {
    key: String,
    limit: u32,
    /// Fair: who holds it is the head of the queue.
    head: Mutex<()>,
    refusals: AtomicU32,
    /// When the head was to have its turn.
    due: std::sync::Mutex<Instant>,
    /// While Redis is away.
    alone: Lane,
}

impl Queue {
    pub(super) fn new(key: String, limit: u32, share: f64) -> Self {
        // A share is no more than 1.
        let alone = Lane::new(((f64::from(limit) * share) as u32).max(1));
        let due = std::sync::Mutex::new(Instant::now());
        Self { key, limit, head: Mutex::new(()), refusals: AtomicU32::new(0), due, alone }
    }

    pub(super) async fn acquire(&self, link: &Arc<Link>) {
        let (_head, mut purpose) = match self.head.try_lock() {
            Ok(head) => (head, "turn"),
            Err(_) => match self.head(link).await {
                Some(head) => (head, "late"),
                None => return,
            },
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

    /// Waits to be the head; `None` where the turn was had without, as in [`Lane`].
    async fn head(&self, link: &Arc<Link>) -> Option<MutexGuard<'_, ()>> {
        let mut head = pin!(self.head.lock());
        loop {
            match timeout(STALLED, head.as_mut()).await {
                Ok(head) => return Some(head),
                Err(_) if self.is_stalled() => match self.ask(link, "late").await {
                    Some(Duration::ZERO) => return None,
                    Some(_) => {}
                    None => {
                        self.alone.acquire().await;
                        return None;
                    }
                },
                Err(_) => {}
            }
        }
    }

    /// Whether the head has left its turn alone. Says so to one that waits, and to the next only after
    /// as long again.
    fn is_stalled(&self) -> bool {
        let now = Instant::now();
        let mut due = self.due();
        let is_stalled = *due + STALLED <= now;
        if is_stalled {
            *due = now;
        }
        is_stalled
    }

    fn due(&self) -> std::sync::MutexGuard<'_, Instant> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
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
        if purpose != "report" {
            *self.due() = Instant::now() + answer.unwrap_or_default();
        }
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
