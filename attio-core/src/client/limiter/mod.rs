//! Rate limiting: when a request may be sent, so that Attio need not refuse it.

mod in_flight;
mod local;
mod pace;
mod queue;
#[cfg(feature = "redis")]
mod redis;
#[cfg(test)]
mod rule;
mod settings;
mod window;

use std::fmt::Debug;

use futures_core::future::BoxFuture;

#[cfg(feature = "redis")]
pub use self::redis::RedisRateLimiter;
pub(super) use in_flight::InFlight;
pub use local::LocalRateLimiter;
pub use settings::RateLimit;

use crate::request::RequestKind;

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
/// use attio_core::rate_limit::{LocalRateLimiter, RateLimiter, RequestKind};
/// use futures_core::future::BoxFuture;
///
/// /// Counts the requests in flight.
/// #[derive(Debug)]
/// struct Counted {
///     limiter: LocalRateLimiter,
///     in_flight: AtomicUsize,
/// }
///
/// impl RateLimiter for Counted {
///     fn try_acquire(&self, kind: RequestKind) -> bool {
///         self.limiter.try_acquire(kind)
///     }
///
///     fn acquire(&self, kind: RequestKind) -> BoxFuture<'_, ()> {
///         self.limiter.acquire(kind)
///     }
///
///     fn started(&self, kind: RequestKind) -> u64 {
///         self.in_flight.fetch_add(1, Ordering::Relaxed);
///         self.limiter.started(kind)
///     }
///
///     fn finished(&self, kind: RequestKind, request: u64) {
///         self.in_flight.fetch_sub(1, Ordering::Relaxed);
///         self.limiter.finished(kind, request);
///     }
///
///     fn refused(&self, kind: RequestKind) {
///         self.limiter.refused(kind);
///     }
/// }
/// ```
///
/// Implemented by you, for another way to share the limit.
pub trait RateLimiter: Debug + Send + Sync + 'static {
    /// Takes a turn if there is one at once and nobody waits for it. A limiter that cannot tell
    /// without waiting says `false`.
    fn try_acquire(&self, kind: RequestKind) -> bool {
        let _ = kind;
        false
    }

    /// Ends when a request may be sent, in the order in which it was asked. A wait that is dropped
    /// takes nothing.
    fn acquire(&self, kind: RequestKind) -> BoxFuture<'_, ()>;

    /// A request is sent with the permit that the client has just got. Returns a number that names the
    /// request to [`finished`](Self::finished). By default this does nothing.
    fn started(&self, kind: RequestKind) -> u64 {
        let _ = kind;
        0
    }

    /// A request has ended: its response was read or failed, its timeout has passed, its call was
    /// dropped, or it was not sent after all. `request` is the number from
    /// [`started`](Self::started). By default this does nothing.
    ///
    /// This may be called outside a runtime, and must not block.
    fn finished(&self, kind: RequestKind, request: u64) {
        let _ = (kind, request);
    }

    /// A request was answered with 429. It waits for its own date; this tells the limiter, so that
    /// it slows the others down.
    fn refused(&self, kind: RequestKind);
}
