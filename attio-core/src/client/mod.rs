//! The client: how to reach a workspace.

mod builder;
mod call;
mod clock;
mod correlation;
mod creator;
mod detailed;
mod facts;
#[allow(
    clippy::disallowed_methods,
    reason = "a limiter goes by real time, as the server does that it is paced for"
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

/// A connection to one Attio workspace. Cheap to clone; clones share connections.
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
/// It needs a tokio runtime, as reqwest does. The token is in no output: neither [`Debug`] nor
/// errors nor logs show it.
///
/// # How fast, and how long
///
/// By default, each of them a setting of the [builder](ClientBuilder):
///
/// * A [rate limiter](ClientBuilder::rate_limit) keeps the client and its clones within Attio's
///   limits, 100 reads and 25 writes per second: a call waits for its permit. After two seconds without a
///   request and a response, the first fifth of the limit goes at once (20 reads, 5 writes), so that
///   a few calls wait for nothing; the others are spaced.
/// * An attempt may take 30 seconds, the [timeout](ClientBuilder::timeout).
/// * A call may take 120 seconds with all its attempts and waits, the
///   [deadline](ClientBuilder::deadline).
///
/// So of more than some 2,900 writes begun at once the last get no turn before their deadline. They
/// end with [`Outcome::NotApplied`](crate::Outcome::NotApplied), since nothing of them was sent. For
/// many records use [`bulk_create`](crate::AttioRecord::bulk_create) or
/// [`bulk_assert`](crate::AttioRecord::bulk_assert), which take them as fast as they can go.
///
/// Calls get their turns in the order in which they were polled first. A call that is polled and then
/// left alone keeps those behind it waiting for two seconds each: those in a `buffer_unordered` do so while
/// the loop over its results waits for another call. Spawn them (`tokio::spawn(call)`), use
/// `for_each_concurrent`, or a bulk job.
///
/// # What is logged
///
/// Through `tracing`: a span at `INFO` for each call and each of its attempts, with the fields that
/// are listed in [`telemetry`](crate::telemetry#fields), and in it one line at `DEBUG` for the end of
/// the call and one for each repeat: the status, Attio's code of the error, the outcome, attempts and
/// times. The rate limiter over Redis warns when Redis is away, a bulk job when its journal cannot be
/// written. No value of a record, no ID of one, no message of Attio's and no body, at no level. What
/// reqwest and hyper log has hosts, paths and sizes; paths hold slugs and IDs. What an error shows,
/// where you log it, is [told there](Error#values-in-messages).
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    transport: Transport,
    base_url: Url,
    secrets: Secrets,
    /// None: only requests that carry their own.
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
    /// None: requests go as they come.
    limiter: Option<Arc<dyn RateLimiter>>,
    correlation: Correlation,
}

/// Whether the token was accepted once. Read much more often than it is set.
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
    /// A client for the workspace of the token in the environment variable `ATTIO_API_KEY`, at the
    /// base URL in `ATTIO_BASE_URL`, if that is set.
    ///
    /// # Errors
    ///
    /// `ATTIO_API_KEY` is not set, or one of the two is not usable.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().from_env()?.build()
    }

    /// A client with settings of its own.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// The date of the last response: the server's time is not earlier.
    pub(crate) fn last_date(&self) -> Option<SystemTime> {
        self.0.server_time.last_date()
    }

    /// This moment, for a later look at the server's clock.
    pub(crate) fn moment(&self) -> Moment {
        Moment::now(&*self.0.clock, &self.0.server_time)
    }

    /// The server's time at a moment that has passed, or a little less.
    pub(crate) fn server_time_at(&self, moment: Moment) -> Option<SystemTime> {
        moment.by_the_server(&*self.0.clock, &self.0.server_time)
    }

    /// Returns the secrets that no error of its calls shows.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    pub(crate) fn random(&self) -> &Random {
        &self.0.random
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.0.deadline
    }

    /// The policy of a call with these limits.
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

    /// Who creates the records of this client, if a response has shown it.
    pub(crate) fn creator(&self) -> Option<ActorId> {
        self.0.creator.actor()
    }

    pub(crate) fn facts(&self) -> &SchemaCache {
        &self.0.facts
    }

    /// Where the API is, without `/v2`.
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
