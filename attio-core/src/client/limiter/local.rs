//! The limiter of one process.

use super::queue::Queue;
use super::{RateLimit, RateLimiter};
use crate::request::RequestKind;
use futures_core::future::BoxFuture;

/// The default rate limiter, for one process.
///
/// It slows down if other processes use the same workspace's budget. After an idle time it allows a fifth
/// of the limit at once. Clones of a client share the limiter. To share it among several clients, use
/// [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter).
///
/// ```
/// use std::sync::Arc;
/// use attio_core::Client;
/// use attio_core::rate_limit::{LocalRateLimiter, RateLimit};
///
/// let limiter = Arc::new(LocalRateLimiter::new(RateLimit::default()));
/// let first = Client::builder().api_key("one-token").rate_limiter(limiter.clone()).build()?;
/// let second = Client::builder().api_key("another-token").rate_limiter(limiter).build()?;
/// # Ok::<(), attio_core::Error>(())
/// ```
#[derive(Debug)]
pub struct LocalRateLimiter {
    reads: Queue,
    writes: Queue,
}

impl LocalRateLimiter {
    /// Creates a limiter that starts with an unused budget.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        Self { reads: Queue::new(limit.reads), writes: Queue::new(limit.writes) }
    }

    fn queue(&self, kind: RequestKind) -> &Queue {
        match kind {
            RequestKind::Read => &self.reads,
            RequestKind::Write => &self.writes,
        }
    }
}

impl RateLimiter for LocalRateLimiter {
    fn try_acquire(&self, kind: RequestKind) -> bool {
        self.queue(kind).try_acquire()
    }

    fn acquire(&self, kind: RequestKind) -> BoxFuture<'_, ()> {
        Box::pin(self.queue(kind).acquire())
    }

    fn started(&self, kind: RequestKind) -> u64 {
        self.queue(kind).started()
    }

    fn finished(&self, kind: RequestKind, request: u64) {
        self.queue(kind).finished(request);
    }

    fn refused(&self, kind: RequestKind) {
        self.queue(kind).refused();
    }
}
