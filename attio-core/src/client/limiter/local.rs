//! The limiter of one process.

use super::lane::Lane;
use super::{Budget, RateLimit, RateLimiter, Turn};

/// The limiter that a client has by default: it paces the requests of one process, and slows down
/// when others use up the same workspace's budget. After an idle time it lets the first fifth of the
/// limit go at once. Clones of a client share it; give it to several
/// clients with [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter).
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
    reads: Lane,
    writes: Lane,
}

impl LocalRateLimiter {
    /// A limiter for a budget that nobody has used yet.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        Self { reads: Lane::new(limit.reads), writes: Lane::new(limit.writes) }
    }

    fn lane(&self, budget: Budget) -> &Lane {
        match budget {
            Budget::Read => &self.reads,
            Budget::Write => &self.writes,
        }
    }
}

impl RateLimiter for LocalRateLimiter {
    fn try_acquire(&self, budget: Budget) -> bool {
        self.lane(budget).try_acquire()
    }

    fn acquire(&self, budget: Budget) -> Turn<'_> {
        Box::pin(self.lane(budget).acquire())
    }

    fn started(&self, budget: Budget) -> u64 {
        self.lane(budget).started()
    }

    fn finished(&self, budget: Budget, request: u64) {
        self.lane(budget).finished(request);
    }

    fn refused(&self, budget: Budget) {
        self.lane(budget).refused();
    }
}
