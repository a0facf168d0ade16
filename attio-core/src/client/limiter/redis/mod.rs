//! The rate limiter that many processes share over Redis.

mod link;
mod outbox;
mod queue;

#[cfg(test)]
mod same_pace;

use std::fmt;
use std::sync::Arc;

use redis::Client;
use secrecy::{ExposeSecret, SecretString};
use tokio::runtime::Handle;

use self::link::Link;
use self::queue::SharedQueue;
use super::{RateLimit, RateLimiter};
use crate::error::{ConfigProblem, Error};
use crate::request::RequestKind;
use futures_core::future::BoxFuture;

/// The default share of the limit that a process uses while Redis is unavailable.
const SHARE: f64 = 0.25;

/// A rate limiter that processes on many machines share over Redis.
///
/// Together they stay below the limit of one workspace, and a refused request slows all of them down.
/// It needs the feature `redis`, and Redis 5 or later, or Valkey.
///
/// ```
/// use std::sync::Arc;
/// use attio_core::Client;
/// use attio_core::rate_limit::RedisRateLimiter;
///
/// # fn f() -> Result<(), attio_core::Error> {
/// let limiter = RedisRateLimiter::new("redis://:password@redis.internal", "acme-workspace")?
///     .share(0.25); // four processes
/// let client = Client::builder()
///     .api_key("a-token-of-the-workspace")
///     .rate_limiter(Arc::new(limiter))
///     .build()?;
/// # Ok(()) }
/// ```
///
/// * **Permits** are taken by one atomic script, which reads Redis' clock: the clocks of the machines do
///   not matter. Within a process, requests get permits in the order in which they arrived. Among
///   waiting processes, the first to ask once a permit is free gets it.
/// * **Redis unavailable**: if Redis cannot be reached, takes longer than 250 ms, or returns an unexpected
///   result, the process keeps to its [`share`](Self::share) of the limit. It logs one warning through
///   `tracing`, tries to reconnect every second, and logs when Redis is available again.
/// * **Lost permits**: permits are not reserved in advance. If a wait is dropped, or a process is killed,
///   during the call to Redis, that one permit is lost.
/// * **Speed**: for each permit, every process that wants it calls Redis once, and once more if it had to
///   wait. A call to Redis should take less than the time between two requests: 10 ms for 100 reads per
///   second. The ends of requests are reported with the next call, or in a separate call at most every 50 ms,
///   which delays no request.
/// * **Idle time** is counted over all processes: if no process has sent or awaited anything for two seconds,
///   a fifth of the limit may be sent at once. A request of a killed process counts as awaited for one
///   minute.
/// * **Data in Redis**: two hashes of thirteen numbers, `attio:limit:{name}:reads` and `…:writes`. For each
///   of them there are two sorted sets of request numbers, `…:counting` and `…:awaited`. The keys expire
///   after two minutes. Tokens and your data are not stored.
///
/// For `rediss://`, depend on the crate `redis` 1 with a TLS feature of your choice.
#[doc(alias("throttle", "distributed", "shared"))]
pub struct RedisRateLimiter {
    shared: Arc<Shared>,
}

struct Shared {
    link: Arc<Link>,
    reads: SharedQueue,
    writes: SharedQueue,
    name: String,
    limit: RateLimit,
    share: f64,
}

impl RedisRateLimiter {
    /// Creates a limiter over the Redis at this URL. Nothing is sent yet.
    ///
    /// The URL is `redis://[user][:password@]host[:port][/database]`, or `redis+unix:///path`. Processes with
    /// the same `name` share a budget: use one name per workspace. The name is part of the keys in Redis, so
    /// it must not be the token.
    ///
    /// # Errors
    ///
    /// Returns an error if the URL is not a Redis URL.
    pub fn new(url: impl Into<SecretString>, name: impl Into<String>) -> Result<Self, Error> {
        // The error of the crate `redis` may quote the URL, which contains the password.
        let client = Client::open(url.into().expose_secret()).map_err(|_| {
            Error::config(ConfigProblem::RedisUrl, "the Redis URL is not a `redis://` URL")
        })?;
        let link = Arc::new(Link::new(client));
        let shared = Shared::new(link, name.into(), RateLimit::default(), SHARE);
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Sets the limit of all processes together; Attio's limits by default.
    ///
    /// All processes should set the same limit.
    #[must_use]
    pub fn limit(self, limit: RateLimit) -> Self {
        let Shared { link, name, share, .. } = &*self.shared;
        Self { shared: Arc::new(Shared::new(link.clone(), name.clone(), limit, *share)) }
    }

    /// Sets the share of the limit to use while Redis is unavailable; 0.25 by default.
    ///
    /// The share is above 0 and at most 1. With `n` processes, a share of `1.0 / n` keeps them together below
    /// the limit. A share that is not above 0 is treated as one request per second.
    #[must_use]
    pub fn share(self, share: f64) -> Self {
        // `min` would turn NaN into the whole limit.
        let share = if share.is_nan() { 0.0 } else { share.min(1.0) };
        let Shared { link, name, limit, .. } = &*self.shared;
        Self { shared: Arc::new(Shared::new(link.clone(), name.clone(), *limit, share)) }
    }
}

impl Shared {
    fn new(link: Arc<Link>, name: String, limit: RateLimit, share: f64) -> Self {
        let queue =
            |kind, limit| SharedQueue::new(&format!("attio:limit:{{{name}}}:{kind}"), limit, share);
        let (reads, writes) = (queue("reads", limit.reads), queue("writes", limit.writes));
        Self { link, reads, writes, name, limit, share }
    }

    fn queue(&self, kind: RequestKind) -> &SharedQueue {
        match kind {
            RequestKind::Read => &self.reads,
            RequestKind::Write => &self.writes,
        }
    }
}

impl RateLimiter for RedisRateLimiter {
    fn acquire(&self, kind: RequestKind) -> BoxFuture<'_, ()> {
        Box::pin(self.shared.queue(kind).acquire(&self.shared.link))
    }

    fn started(&self, kind: RequestKind) -> u64 {
        self.shared.queue(kind).started()
    }

    fn finished(&self, kind: RequestKind, request: u64) {
        let queue = self.shared.queue(kind);
        queue.finished(request);
        // Outside a runtime, the next call of the script reports it.
        if let Ok(runtime) = Handle::try_current()
            && let Some(gathering) = queue.begin_to_gather(&self.shared.link)
        {
            let shared = Arc::clone(&self.shared);
            runtime.spawn(async move {
                shared.queue(kind).gather(&shared.link, gathering).await;
            });
        }
    }

    fn refused(&self, kind: RequestKind) {
        self.shared.queue(kind).refused(&self.shared.link);
        // Outside a runtime, the next call of the script reports it.
        if let Ok(runtime) = Handle::try_current() {
            let shared = Arc::clone(&self.shared);
            runtime.spawn(async move { shared.queue(kind).report(&shared.link).await });
        }
    }
}

impl fmt::Debug for RedisRateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the link, because its URL contains a password.
        f.debug_struct("RedisRateLimiter")
            .field("name", &self.shared.name)
            .field("limit", &self.shared.limit)
            .field("share", &self.shared.share)
            .field("away", &self.shared.link.is_away())
            .finish_non_exhaustive()
    }
}
