//! Rate limiting: when a request may be sent without being refused by Attio.

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
/// A client first calls [`try_acquire`](Self::try_acquire), and awaits [`acquire`](Self::acquire) only if
/// that returns `false`. So a request that need not wait costs no allocation. A permit is the right to send
/// one request: every attempt needs one, and so does a retry.
///
/// A client then calls [`started`](Self::started) once per permit, before it polls anything else, and
/// [`finished`](Self::finished) once per `started`. A limiter that wraps another limiter must forward all
/// five methods: without `started`, the inner limiter assumes that responses arrive at once.
///
/// The default is [`LocalRateLimiter`]. If several clients share a workspace's budget, give them one limiter
/// with [`ClientBuilder::rate_limiter`](crate::ClientBuilder::rate_limiter).
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
#[doc(alias("throttle", "429"))]
pub trait RateLimiter: Debug + Send + Sync + 'static {
    /// Takes a permit if one is free and nobody waits for it, and returns whether it did.
    ///
    /// A limiter that cannot decide without waiting returns `false`, as the default implementation does.
    fn try_acquire(&self, kind: RequestKind) -> bool {
        let _ = kind;
        false
    }

    /// Waits for a permit.
    ///
    /// Waiting callers get their permits in the order of their calls. A dropped future takes no permit.
    fn acquire(&self, kind: RequestKind) -> BoxFuture<'_, ()>;

    /// Reports that a request is sent with the permit that the client has just acquired.
    ///
    /// Returns a number that identifies the request to [`finished`](Self::finished). By default this does
    /// nothing and returns 0.
    fn started(&self, kind: RequestKind) -> u64 {
        let _ = kind;
        0
    }

    /// Reports that a request has ended. By default this does nothing.
    ///
    /// Its response was read or failed, its timeout has passed, its call was dropped, or it was not sent
    /// after all. `request` is the number from [`started`](Self::started).
    ///
    /// This may be called outside a runtime, and must not block.
    fn finished(&self, kind: RequestKind, request: u64) {
        let _ = (kind, request);
    }

    /// Reports that a request was refused with 429, so that the limiter slows down.
    ///
    /// The client itself waits before it retries that request.
    fn refused(&self, kind: RequestKind);
}
