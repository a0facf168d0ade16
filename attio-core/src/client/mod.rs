//! The client of the Attio API.

mod builder;
mod call;
mod clock;
mod correlation;
mod creator;
mod detailed;
mod facts;
#[allow(
    clippy::disallowed_methods,
    reason = "the limiter uses real time, because the server's limit does"
)]
mod limiter;
mod origin;
mod pages;
mod proxy;
mod random;
mod raw;
mod response;
mod retry;
mod send;
mod server_time;
mod several;
mod span;
mod transport;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::header::HeaderValue;
use url::Url;

pub use builder::ClientBuilder;
#[cfg(feature = "oauth")]
pub(crate) use builder::{bearer, is_loopback, shown_url};
pub use call::Call;
pub(crate) use call::Limits;
pub use clock::{Clock, SystemClock};
pub(crate) use creator::{ActorId, creator_of};
pub use detailed::Detailed;
pub use facts::SchemaFacts;
pub(crate) use facts::{AttributeFacts, Facts, Name, TargetFacts};
#[cfg(feature = "redis")]
pub use limiter::RedisRateLimiter;
pub use limiter::{LocalRateLimiter, RateLimit, RateLimiter};
pub(crate) use pages::{End, Listing, PAGE, Pages, Repeats, list_all, repeated, unreadable_pages};
pub(crate) use random::Random;
pub use raw::{RawRequest, RawResponse};
pub(crate) use response::Response;
pub use retry::RetryPolicy;
pub(crate) use server_time::Moment;
pub(crate) use several::Requests;
pub(crate) use span::CallSpan;

use crate::error::Error;
use crate::redact::Secrets;
use correlation::Correlation;
use creator::Creator;
use facts::SchemaCache;
use retry::RetryBudget;
use server_time::ServerTime;
use transport::Transport;

/// A client of one Attio workspace. Cheap to clone; clones share connections.
///
/// ```no_run
/// # async fn f() -> Result<(), attio_core::Error> {
/// use attio_core::Client;
///
/// let client = Client::from_env()?; // ATTIO_API_KEY
/// let identity = client.whoami().await?;
/// println!("workspace {:?}", identity.workspace_name);
/// # Ok(()) }
/// ```
///
/// It needs a tokio runtime, as reqwest does. The token is never shown: not by [`Debug`], errors or
/// logs.
///
/// # Limits and defaults
///
/// Each of these is a setting of the [builder](ClientBuilder):
///
/// * A [rate limiter](ClientBuilder::rate_limit) keeps the client and its clones within Attio's limits,
///   100 reads and 25 writes per second. Each attempt waits for a permit, the right to send one
///   request. After two seconds without a request or a response, the client may send a fifth of the
///   limit at once: 20 reads or 5 writes. So a few calls need not wait; later requests are spaced.
/// * An attempt may take 30 seconds: the [timeout](ClientBuilder::timeout).
/// * A call may take 120 seconds with all its attempts and waits: the
///   [deadline](ClientBuilder::deadline). In a call of several requests, such as
///   [`Query::all`](crate::Query::all), it applies to each request.
///
/// If you start more than about 2,900 writes at once, the last ones reach their deadline before they
/// are sent. They end with [`Outcome::NotApplied`](crate::Outcome::NotApplied). For many records use
/// [`bulk_create`](crate::AttioRecord::bulk_create) or
/// [`bulk_assert`](crate::AttioRecord::bulk_assert), which send them as fast as the limits allow.
///
/// Calls get their permits in the order in which they were first polled. A call that is polled once and
/// then left unpolled delays each call after it by up to two seconds. This happens if the loop over the
/// results of a `buffer_unordered` awaits another call. Spawn the calls (`tokio::spawn(call)`), or use
/// `for_each_concurrent` or a bulk job.
///
/// # What is logged
///
/// The client logs through `tracing`. Each call and each attempt has a span at `INFO`, with the fields
/// listed in [`telemetry`](crate::telemetry#fields). In the call's span, events at `DEBUG` report each
/// retry and the end: the status, Attio's error code, the outcome, attempts and times. The Redis rate
/// limiter warns when Redis is unavailable, and a bulk job when its journal cannot be written.
///
/// Record values, record IDs, Attio's messages and bodies are not logged at any level. The logs of
/// reqwest and hyper contain hosts, paths and sizes; paths contain slugs and IDs. For what an error
/// shows if you log it, see [`Error`](Error#values-in-messages).
#[derive(Clone)]
#[doc(alias("connection", "session"))]
pub struct Client(Arc<Inner>);

struct Inner {
    transport: Transport,
    base_url: Url,
    secrets: Secrets,
    /// `None` if each request carries its own credentials.
    authorization: Option<HeaderValue>,
    user_agent: HeaderValue,
    timeout: Duration,
    deadline: Duration,
    max_response_size: usize,
    clock: Arc<dyn Clock>,
    server_time: ServerTime,
    random: Random,
    retry: RetryPolicy,
    retry_budget: RetryBudget,
    facts: SchemaCache,
    token_works: TokenWorks,
    creator: Creator,
    /// `None` if requests are not limited.
    limiter: Option<Arc<dyn RateLimiter>>,
    correlation: Correlation,
}

/// Whether the API has accepted the token before. Read much more often than set.
#[derive(Debug, Default)]
struct TokenWorks(AtomicBool);

impl TokenWorks {
    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self) {
        if !self.is_set() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

impl Client {
    /// Creates a client from environment variables.
    ///
    /// `ATTIO_API_KEY` contains the token. `ATTIO_BASE_URL`, if it is set, contains the base URL.
    ///
    /// # Errors
    ///
    /// Returns an error if `ATTIO_API_KEY` is not set, or if one of the two is not usable.
    #[doc(alias("ATTIO_API_KEY", "token"))]
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }

    /// Creates a builder, for settings other than the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Returns the date of the last response. The server's time is not earlier.
    pub(crate) fn last_date(&self) -> Option<SystemTime> {
        self.0.server_time.last_date()
    }

    /// Records the current moment, for [`server_time_at`](Self::server_time_at).
    pub(crate) fn moment(&self) -> Moment {
        Moment::now(&*self.0.clock, &self.0.server_time)
    }

    /// Returns the server's time at an earlier moment, or a slightly earlier time.
    pub(crate) fn server_time_at(&self, moment: Moment) -> Option<SystemTime> {
        moment.by_the_server(&*self.0.clock, &self.0.server_time)
    }

    /// Returns the secrets that are redacted in the errors of its calls.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    pub(crate) fn random(&self) -> &Random {
        &self.0.random
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.0.deadline
    }

    /// Returns the policy of a call with these limits.
    pub(crate) fn retry_policy_within(&self, limits: Limits) -> RetryPolicy {
        let policy = self.0.retry.clone();
        match limits.attempts {
            Some(attempts) => policy.max_attempts(attempts),
            None => policy,
        }
    }

    pub(crate) fn retry_budget(&self) -> &RetryBudget {
        &self.0.retry_budget
    }

    /// Returns the actor of the records that this client creates, if a response has shown it.
    pub(crate) fn creator(&self) -> Option<ActorId> {
        self.0.creator.actor()
    }

    pub(crate) fn facts(&self) -> &SchemaCache {
        &self.0.facts
    }

    /// Returns the base URL of the API, without `/v2`.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.0.base_url
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url.as_str())
            .field("api_key", &"[REDACTED]")
            .field("timeout", &self.0.timeout)
            .field("deadline", &self.0.deadline)
            .field("retry", &self.0.retry)
            .field("rate_limiter", &self.0.limiter)
            .finish_non_exhaustive()
    }
}
