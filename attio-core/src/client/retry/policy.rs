//! The settings of retries.

use std::time::Duration;

/// When and how often a client sends a failed request again, for
/// [`ClientBuilder::retry`](crate::ClientBuilder::retry).
///
/// What is sent again is decided by what is known of the attempt, never by the verb alone:
///
/// | Known of the attempt | Reads, assert, overwrite, delete | Create, append, merge | The wait |
/// |---|---|---|---|
/// | never sent: no address, no connection, no free stream in time | again | again | backoff |
/// | never sent: TLS does not trust the certificate or finds no common ground, the proxy refuses | no | no | |
/// | not processed, as HTTP/2 says it: a refused stream, or one above the last of a GOAWAY (RFC 9113) | again | again | backoff |
/// | 421: the connection leads to another server | again, once, over a new connection | again, once, over a new connection | backoff |
/// | 429 | again | again | until the time in `Retry-After`, and up to 50 ms more; backoff without a usable one |
/// | 409 `concurrent_write_conflict` | again | again | backoff |
/// | 401, and the token worked before | again, once | again, once | backoff |
/// | 5xx, 408 | again | no: it may have been applied | backoff, or `Retry-After` where that is later |
/// | reset, timeout or an answer that breaks off, after sending | again | no: it may have been applied, or was, where the status came | backoff |
/// | any other answer | no | no | |
///
/// A date in `Retry-After` is compared with the server's clock, as the `Date` of its responses shows it,
/// and not with this machine's. The wait ends at that date or up to a second later, never before.
///
/// The backoff is random between nothing and [`base_delay`](Self::base_delay), twice that before
/// the next repeat, and so on up to [`max_delay`](Self::max_delay) ("full jitter"). After a 429 it
/// is at least half of that, since all who were refused would else come back at once.
///
/// Three things end it:
///
/// * the [`max_attempts`](Self::max_attempts), for which 429s do not count, since they name a time;
/// * the [deadline](crate::ClientBuilder::deadline) of the call: a wait that does not fit is not
///   begun, and the error says which wait that was. It fits if it leaves a second for the attempt,
///   or the timeout or a tenth of the deadline where these are shorter: an attempt that is broken off
///   at once would leave a call unknown that is known to have done nothing;
/// * the retry budget: a client may owe at most 500 repeats. A repeat is paid back when its call
///   ends with an answer that is not such a failure; every 10 other calls that end so pay back
///   one more. So single failures are always repeated, while an outage is soon met with one
///   attempt a call: 1,000 calls at once send 1,500 requests. A repeat after a 429 costs nothing. A
///   create that is [settled](crate::AttioRecord::create_or_reconcile) has a look-up beside each
///   attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    rate_limited: bool,
}

impl Default for RetryPolicy {
    /// At most 5 attempts, with 100 ms as the base delay and 10 seconds as the greatest.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            base_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(10),
            rate_limited: true,
        }
    }
}

impl RetryPolicy {
    /// The default: see [`RetryPolicy`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing is sent again, also after a 429.
    #[must_use]
    pub fn off() -> Self {
        Self { max_attempts: 1, rate_limited: false, ..Self::default() }
    }

    /// How often a request is sent at most, the first time included; at least 1, 5 by default.
    /// Attempts that end in a 429 do not count.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The most that is waited before the first repeat; 100 ms by default.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The most that is waited before any repeat, but for a `Retry-After`, which is heeded whatever
    /// it asks for; 10 seconds by default.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.max_attempts
    }

    pub(crate) fn repeats_rate_limited(&self) -> bool {
        self.rate_limited
    }

    /// The upper end of the backoff after so many failures, at least 1.
    pub(crate) fn longest(&self, failures: u32) -> Duration {
        let doubled = 2_u32.checked_pow(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base_delay.saturating_mul(doubled).min(self.max_delay)
    }
}
