//! The settings of retries.

use std::time::Duration;

/// When and how often a client retries failed requests, for
/// [`ClientBuilder::retry`](crate::ClientBuilder::retry).
///
/// A retry depends on what is known about the failed attempt, never on the HTTP method alone:
///
/// | Failure of the attempt | Reads, assert, overwrite, delete | Create, append, merge | Wait |
/// |---|---|---|---|
/// | never sent: no address, no connection, or no free stream in time | retry | retry | backoff |
/// | never sent: TLS does not trust the certificate or cannot agree on parameters, or the proxy refuses | no | no | |
/// | not processed, as HTTP/2 reports: the stream was refused, or is above the last stream that a GOAWAY names (RFC 9113) | retry | retry | backoff |
/// | 421: the connection leads to another server | one retry, over a new connection | one retry, over a new connection | backoff |
/// | Attio's 429 | retry | retry | until the time in `Retry-After` (see below), and up to 50 ms more; backoff if the header is missing or unusable |
/// | 409 `concurrent_write_conflict` | retry | retry | backoff |
/// | Attio's 401, if the token worked before | one retry | one retry | backoff |
/// | 5xx, 408, or a response that is [not Attio's](crate::Error::is_foreign_response), except 3xx and 421 | retry | no: it may have been applied | backoff, or `Retry-After` if that is later |
/// | reset, timeout or incomplete response, after sending | retry | no: it may have been applied; if the status was a success, it was applied | backoff |
/// | any other response | no | no | |
///
/// A date in `Retry-After` is compared with the server's clock, as shown by the `Date` of its responses,
/// and not with this machine's clock. `Date` has whole seconds only, so the wait ends at the date in
/// `Retry-After` or at most a second later, never before it. The 50 ms come on top.
///
/// The backoff before the first retry is random between 0 and [`base_delay`](Self::base_delay). The upper
/// bound doubles with each retry, up to [`max_delay`](Self::max_delay) ("full jitter"). After a 429 the
/// backoff is at least half of the bound, so that no refused request is retried at once.
///
/// Retries end in three cases:
///
/// * The [`max_attempts`](Self::max_attempts) were made. Attempts that end in a 429 do not count.
/// * The wait does not fit into the [deadline](crate::ClientBuilder::deadline) of the call. Then the call
///   ends without the wait, and the error reports it. A wait fits if enough time is left after it: a
///   second, the timeout or a tenth of the deadline, whichever is shortest. This rule avoids attempts that
///   are cut short: they may still be applied, and would make a certain outcome unknown.
/// * The retry budget is empty. It allows a client 500 retries. A retry is refunded when its call succeeds
///   or ends with an error that a retry would not change. A call without a retry that ends in one of these
///   ways refunds a tenth of a retry. So single failures are always retried, but an outage soon gets one
///   attempt per call: 1,000 reads at once send 1,500 requests. A retry after a 429 costs nothing. The
///   lookups of [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) come on top.
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias("backoff", "exponential_backoff", "jitter"))]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    rate_limited: bool,
}

impl Default for RetryPolicy {
    /// Returns a policy with at most 5 attempts, a base delay of 100 ms and a maximum delay of 10 seconds.
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
    /// Creates the default policy: see [`RetryPolicy`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a policy without retries, even after a 429.
    #[must_use]
    #[doc(alias("no_retry", "disable"))]
    pub fn off() -> Self {
        Self { max_attempts: 1, rate_limited: false, ..Self::default() }
    }

    /// Sets the maximum number of attempts, including the first: at least 1, and 5 by default.
    ///
    /// Attempts that end in a 429 do not count.
    #[must_use]
    #[doc(alias = "max_retries")]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the longest backoff before the first retry; 100 ms by default.
    #[must_use]
    #[doc(alias("backoff", "initial_interval"))]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the longest backoff before any retry; 10 seconds by default.
    ///
    /// A longer `Retry-After` is still respected.
    #[must_use]
    #[doc(alias("max_backoff", "max_interval"))]
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

    /// Returns the upper bound of the backoff after this number of failures, at least 1.
    pub(crate) fn longest(&self, failures: u32) -> Duration {
        let doubled = 2_u32.checked_pow(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base_delay.saturating_mul(doubled).min(self.max_delay)
    }
}
