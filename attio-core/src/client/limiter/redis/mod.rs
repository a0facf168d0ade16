//! The limiter of many processes, over Redis.

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

/// The share of the limit that a process uses alone while Redis is away.
const SHARE: f64 = 0.25;

/// A limiter that many processes on many machines share, over Redis: together they stay below one
/// workspace's limit, and a request that is refused in one slows all of them down. Needs the
/// feature `redis`, and Redis 5 or later, or Valkey.
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
/// * **Turns** are taken by one atomic script, which reads Redis' clock: the clocks of the machines
///   do not matter. Requests of a process go in the order in which they came; between processes
///   that wait at the same time, who asks first at the time of the turn has it.
/// * **When Redis is away**, takes longer than 250 ms, or responds with something that the script never
///   returns, the process paces alone, at its
///   [`share`](Self::share) of the limit. It says so once, as a warning of `tracing`, looks for
///   Redis every second, and says that it is back.
/// * **What is lost**: no turn is booked ahead. A wait that is dropped, or a process that is killed,
///   in the moment of the call to Redis costs that one turn.
/// * **Speed**: a turn costs each process that waits for it one call of Redis, and one more where
///   the process had to wait. Redis should be nearer than the time between two requests: 10 ms for
///   100 reads per second. The ends of requests travel with the next call, or in one call of their own
///   per 50 ms, for which nobody waits.
/// * **Idle** are all processes together: the first fifth of the limit goes at once if none of them has
///   sent or awaited anything for two seconds. A request of a process that was killed counts as awaited
///   for one minute.
/// * **The data in Redis**: two hashes of thirteen numbers, `attio:limit:{name}:reads` and `…:writes`, and
///   for each of them two sorted sets of the numbers of requests, `…:counting` and `…:awaited`, for two
///   minutes. Neither a token nor anything of your data.
///
/// For `rediss://`, depend on the crate `redis` 1 with a TLS feature of your choice.
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
    /// A limiter over the Redis at this URL: `redis://[user][:password@]host[:port][/database]`, or
    /// `redis+unix:///path`. Nothing is sent yet.
    ///
    /// Processes that give the same name share a budget: give each workspace one. It is in the keys
    /// in Redis, so it must not be the token.
    ///
    /// # Errors
    ///
    /// The URL is not a URL of Redis.
    pub fn new(url: impl Into<SecretString>, name: impl Into<String>) -> Result<Self, Error> {
        // Redis' error may quote the URL, which holds the password.
        let client = Client::open(url.into().expose_secret()).map_err(|_| {
            Error::config(ConfigProblem::RedisUrl, "the URL of Redis is not a `redis://` URL")
        })?;
        let link = Arc::new(Link::new(client));
        let shared = Shared::new(link, name.into(), RateLimit::default(), SHARE);
        Ok(Self { shared: Arc::new(shared) })
    }

    /// What all processes together may send; Attio's limits by default. All of them should say the
    /// same.
    #[must_use]
    pub fn limit(self, limit: RateLimit) -> Self {
        let Shared { link, name, share, .. } = &*self.shared;
        Self { shared: Arc::new(Shared::new(link.clone(), name.clone(), limit, *share)) }
    }

    /// The share of the limit that this process uses while Redis is away, above 0 and at most 1;
    /// 0.25 by default. One divided by the number of processes keeps them below the limit. What is
    /// not above 0 counts as one request a second.
    #[must_use]
    pub fn share(self, share: f64) -> Self {
        // One that is no number would be the whole limit.
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
        // Outside a runtime the next call of the script reports it.
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
        // Outside a runtime the next call of the script reports it.
        if let Ok(runtime) = Handle::try_current() {
            let shared = Arc::clone(&self.shared);
            runtime.spawn(async move { shared.queue(kind).report(&shared.link).await });
        }
    }
}

impl fmt::Debug for RedisRateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not where Redis is: the URL holds a password.
        f.debug_struct("RedisRateLimiter")
            .field("name", &self.shared.name)
            .field("limit", &self.shared.limit)
            .field("share", &self.shared.share)
            .field("away", &self.shared.link.is_away())
            .finish_non_exhaustive()
    }
}
