//! The queue of this process for one shared budget.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep, timeout};

use super::link::{Ask, Link};
use super::outbox::Outbox;
use crate::client::limiter::queue::{Queue, STALLED};

/// How long the end of a request waits for a call of the script that can report it.
const GATHER: Duration = Duration::from_millis(50);

/// Gives permits one after another. Only the head of the queue asks Redis, when a permit should be free:
/// permits are not reserved in advance, so a dropped wait takes none.
#[derive(Debug)]
pub(super) struct SharedQueue {
    keys: [String; 3],
    limit: u32,
    /// A fair lock, held by the head of the queue.
    head: Mutex<()>,
    outbox: Outbox,
    /// Whether a task is about to report ended requests.
    is_gathering: Arc<AtomicBool>,
    /// When the head should get its permit.
    due: std::sync::Mutex<Instant>,
    /// The queue to use while Redis is unavailable. It records all requests of this process.
    alone: Queue,
}

impl SharedQueue {
    pub(super) fn new(key: &str, limit: u32, share: f64) -> Self {
        // The share is at most 1, so the product fits.
        let alone = Queue::new(((f64::from(limit) * share) as u32).max(1));
        Self {
            keys: [key.to_owned(), format!("{key}:counting"), format!("{key}:awaited")],
            limit,
            head: Mutex::new(()),
            outbox: Outbox::default(),
            is_gathering: Arc::default(),
            due: std::sync::Mutex::new(Instant::now()),
            alone,
        }
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
            // Other processes may have taken or delayed the permit.
            purpose = "late";
        }
    }

    /// Waits to become the head; `None` if a permit was taken meanwhile, from Redis or the local queue.
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

    /// Returns whether the head has left its permit unused. Returns `true` to one waiting request at a time,
    /// and to the next only after the same time again.
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

    pub(super) fn started(&self) -> u64 {
        self.alone.started()
    }

    /// Records the end of a request. [`gather`](Self::gather) or the next call of the script reports it to
    /// Redis.
    pub(super) fn finished(&self, number: u64) {
        self.alone.finished(number);
        self.outbox.finished([number]);
    }

    /// Returns the guard for a task that gathers; `None` if there is one already, or if Redis is unavailable.
    pub(super) fn begin_to_gather(&self, link: &Link) -> Option<Gathering> {
        let is_first = !link.is_away() && !self.is_gathering.swap(true, Ordering::Relaxed);
        is_first.then(|| Gathering(Arc::clone(&self.is_gathering)))
    }

    /// Reports the ended requests to Redis, unless a call of the script has reported them meanwhile.
    pub(super) async fn gather(&self, link: &Arc<Link>, gathering: Gathering) {
        sleep(GATHER).await;
        drop(gathering);
        self.report(link).await;
    }

    /// Records a refusal. [`report`](Self::report) or the next call of the script reports it to Redis.
    pub(super) fn refused(&self, link: &Link) {
        if link.is_away() {
            self.alone.refused();
        } else {
            self.outbox.refused();
        }
    }

    pub(super) async fn report(&self, link: &Arc<Link>) {
        if !self.outbox.is_empty() {
            self.call(link, "report", 0).await;
        }
    }

    /// Asks Redis for a permit. A permit without a known response is reported as ended.
    async fn ask(&self, link: &Arc<Link>, purpose: &'static str) -> Option<Duration> {
        self.outbox.finished(self.alone.abandoned());
        let number = self.alone.next_number();
        let asked = (!link.is_away()).then_some(number);
        let mut unknown = Unknown { outbox: &self.outbox, number: asked };
        let answer = self.call(link, purpose, number).await;
        *self.due() = Instant::now() + answer.unwrap_or_default();
        if answer.is_some() {
            unknown.number = None;
        }
        if answer == Some(Duration::ZERO) {
            self.outbox.finished(self.alone.note(number));
        }
        answer
    }

    async fn call(&self, link: &Arc<Link>, purpose: &'static str, number: u64) -> Option<Duration> {
        let (keys, limit, is_idle) = (&self.keys, self.limit, self.alone.is_idle());
        let mut report = self.outbox.take();
        let (refusals, finished) = (report.refusals(), report.finished());
        let answer =
            link.ask(Ask { keys, limit, refusals, purpose, number, is_idle, finished }).await;
        if answer.is_some() {
            report.sent();
        } else {
            // From now on, this process limits itself.
            (0..report.take_refusals()).for_each(|_| self.alone.refused());
        }
        answer
    }
}

/// The guard of a task that gathers. The task may be dropped with its runtime.
pub(super) struct Gathering(Arc<AtomicBool>);

impl Drop for Gathering {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// A permit that Redis may have given. Unless Redis confirms it, its drop reports it as ended.
struct Unknown<'q> {
    outbox: &'q Outbox,
    number: Option<u64>,
}

impl Drop for Unknown<'_> {
    fn drop(&mut self) {
        self.outbox.finished(self.number);
    }
}
