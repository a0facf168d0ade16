//! A request with a permit.

use super::RateLimiter;
use crate::request::RequestKind;

/// A request with a permit. Its drop reports the end to the limiter.
pub(crate) struct InFlight<'a> {
    limiter: &'a dyn RateLimiter,
    kind: RequestKind,
    request: u64,
}

impl<'a> InFlight<'a> {
    /// Call this right after the limiter gave its permit, before anything else is polled.
    pub(crate) fn start(limiter: &'a dyn RateLimiter, kind: RequestKind) -> Self {
        Self { limiter, kind, request: limiter.started(kind) }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.limiter.finished(self.kind, self.request);
    }
}
