//! A request that was let through.

use super::{Budget, RateLimiter};

/// A request with a permit. Its drop reports the end to the limiter.
pub(crate) struct InFlight<'a> {
    limiter: &'a dyn RateLimiter,
    budget: Budget,
    request: u64,
}

impl<'a> InFlight<'a> {
    /// To be called before anything else is polled after the limiter gave its permit.
    pub(crate) fn start(limiter: &'a dyn RateLimiter, budget: Budget) -> Self {
        Self { limiter, budget, request: limiter.started(budget) }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.limiter.finished(self.budget, self.request);
    }
}
