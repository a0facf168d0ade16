//! Rate limiting: when a request may be sent, so that Attio need not refuse it.

mod in_flight;
mod lane;
mod local;
mod pace;
#[cfg(feature = "redis")]
mod redis;
#[cfg(test)]
mod rule;
mod settings;
mod window;

use std::fmt::Debug;
use std::pin::Pin;

#[cfg(feature = "redis")]
pub use self::redis::RedisRateLimiter;
pub(super) use in_flight::InFlight;
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
/// A client then calls [`started`](Self::started) once for each permit, before it polls anything else,
/// and [`finished`](Self::finished) once for each `started`. A limiter that wraps another one forwards
/// all five methods: a limiter whose `started` is not called assumes that responses arrive at once.
///
/// [`LocalRateLimiter`] is the one that clients have by default. Give several clients one limiter
/// with [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter) where they share a
/// workspace's budget.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// use attio_core::rate_limit::{Budget, LocalRateLimiter, RateLimiter, Turn};
///
/// /// Counts the requests in flight.
/// #[derive(Debug)]
/// struct Counted {
///     limiter: LocalRateLimiter,
///     in_flight: AtomicUsize,
/// }
///
/// impl RateLimiter for Counted {
///     fn try_acquire(&self, budget: Budget) -> bool {
///         self.limiter.try_acquire(budget)
///     }
///
///     fn acquire(&self, budget: Budget) -> Turn<'_> {
///         self.limiter.acquire(budget)
///     }
///
///     fn started(&self, budget: Budget) -> u64 {
///         self.in_flight.fetch_add(1, Ordering::Relaxed);
///         self.limiter.started(budget)
///     }
///
///     fn finished(&self, budget: Budget, request: u64) {
///         self.in_flight.fetch_sub(1, Ordering::Relaxed);
///         self.limiter.finished(budget, request);
///     }
///
///     fn refused(&self, budget: Budget) {
///         self.limiter.refused(budget);
///     }
/// }
/// ```
///
/// Implemented by you, for another way to share the limit.
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

    /// A request is sent with the permit that the client has just got. Returns a number that names the
    /// request to [`finished`](Self::finished). By default this does nothing.
    fn started(&self, budget: Budget) -> u64 {
        let _ = budget;
        0
    }

    /// A request has ended: its response was read or failed, its timeout has passed, its call was
    /// dropped, or it was not sent after all. `request` is the number from
    /// [`started`](Self::started). By default this does nothing.
    ///
    /// This may be called outside a runtime, and must not block.
    fn finished(&self, budget: Budget, request: u64) {
        let _ = (budget, request);
    }

    /// A request was answered with 429. It waits for its own date; this tells the limiter, so that
    /// it slows the others down.
    fn refused(&self, budget: Budget);
}
