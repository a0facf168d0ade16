//! The limiter of one process.

use super::queue::Queue;
use super::{Budget, RateLimit, RateLimiter, Turn};

/// The limiter that a client has by default: it paces the requests of one process, and slows down
/// when others use up the same workspace's budget. After an idle time it lets the first fifth of the
/// limit go at once. Clones of a client share it; give it to several
/// clients with [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter).
///
/// ```
/// use std::sync::Arc;
/// use attio_core::{Client, LocalRateLimiter, RateLimit};
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
    /// A limiter for a budget that nobody has used yet.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        Self { reads: Queue::new(limit.reads), writes: Queue::new(limit.writes) }
    }

    fn queue(&self, budget: Budget) -> &Queue {
        match budget {
            Budget::Read => &self.reads,
            Budget::Write => &self.writes,
        }
    }
}

impl RateLimiter for LocalRateLimiter {
    fn try_acquire(&self, budget: Budget) -> bool {
        self.queue(budget).try_acquire()
    }

    fn acquire(&self, budget: Budget) -> Turn<'_> {
        Box::pin(self.queue(budget).acquire())
    }

    fn started(&self, budget: Budget) -> u64 {
        self.queue(budget).started()
    }

    fn finished(&self, budget: Budget, request: u64) {
        self.queue(budget).finished(request);
    }

    fn refused(&self, budget: Budget) {
        self.queue(budget).refused();
    }
}
