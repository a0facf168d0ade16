//! Rate limiting: when a request may be sent, so that Attio need not refuse it.

mod lane;
mod local;
mod pace;
#[cfg(feature = "redis")]
mod redis;
mod settings;

use std::fmt::Debug;
use std::pin::Pin;

#[cfg(feature = "redis")]
pub use self::redis::RedisRateLimiter;
pub use local::LocalRateLimiter;
pub use settings::RateLimit;

/// Which of Attio's budgets a request counts against. Queries and searches are reads, though they
/// are sent with `POST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Budget {
    /// 100 requests a second, by Attio's docs.
    Read,
    /// 25 requests a second, by Attio's docs.
    Write,
}

/// A wait for the limiter.
pub type Turn<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Decides when a request may be sent.
///
/// A client asks [`try_acquire`](Self::try_acquire) first, and waits for
/// [`acquire`](Self::acquire) only where that says no, so that a request that may go at once costs
/// no allocation. Every attempt asks anew, a repeat too.
///
/// [`LocalRateLimiter`] is the one that clients have by default. Give several clients one limiter
/// with [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter) where they share a
/// workspace's budget.
pub trait RateLimiter: Debug + Send + Sync + 'static {
    /// Takes a turn if there is one at once and nobody waits for it. A limiter that cannot tell
    /// without waiting says `false`.
    fn try_acquire(&self, budget: Budget) -> bool {
        let _ = budget;
        false
    }

    /// Ends when a request may be sent, in the order in which it was asked. A wait that is dropped
    /// takes nothing.
    fn acquire(&self, budget: Budget) -> Turn<'_>;

    /// A request was answered with 429. It waits for its own date; this tells the limiter, so that
    /// it slows the others down.
    fn refused(&self, budget: Budget);
}
