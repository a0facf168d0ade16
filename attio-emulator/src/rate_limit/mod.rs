//! Limits on requests per second, like Attio's.

mod gauge;

use std::str::FromStr;
use std::sync::Mutex;
use std::time::{Instant, SystemTime};

use crate::http::lock;
use gauge::Gauge;

/// The maximum reads and writes per second, for [`Builder::rate_limit`](crate::Builder::rate_limit).
///
/// Attio's limits are 100 reads and 25 writes per second (its docs, "Rate limiting"). Attio does not
/// publish how it counts, so the emulator offers three ways of counting. The query endpoints and search
/// are reads. A refused request gets 429 with the date of the next full second in `Retry-After`, and is
/// not applied. A limit of 0 refuses everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub(crate) kind: Kind,
    pub(crate) reads: u32,
    pub(crate) writes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    FixedWindow,
    SlidingWindow,
    TokenBucket,
}

impl RateLimit {
    /// Counts the requests in each second of the clock.
    #[must_use]
    pub fn fixed_window(reads: u32, writes: u32) -> Self {
        Self { kind: Kind::FixedWindow, reads, writes }
    }

    /// Counts the requests in the second before each request. Refused requests do not count.
    #[must_use]
    pub fn sliding_window(reads: u32, writes: u32) -> Self {
        Self { kind: Kind::SlidingWindow, reads, writes }
    }

    /// Uses a bucket with this capacity, which starts full and refills evenly within a second.
    #[must_use]
    pub fn token_bucket(reads: u32, writes: u32) -> Self {
        Self { kind: Kind::TokenBucket, reads, writes }
    }
}

/// The error of parsing a string that is not a rate limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a rate limit such as fixed-window:100:25, sliding-window:100:25, token-bucket:100:25"
)]
pub struct ParseRateLimitError(String);

/// Parses the way of counting, the reads and the writes per second, such as `fixed-window:100:25`.
///
/// ```
/// use attio_emulator::RateLimit;
///
/// assert_eq!("token-bucket:100:25".parse(), Ok(RateLimit::token_bucket(100, 25)));
/// assert!("token-bucket:100".parse::<RateLimit>().is_err());
/// ```
impl FromStr for RateLimit {
    type Err = ParseRateLimitError;

    fn from_str(text: &str) -> Result<Self, ParseRateLimitError> {
        let read = || {
            let (kind, limits) = text.split_once(':')?;
            let (reads, writes) = limits.split_once(':')?;
            let kind = match kind {
                "fixed-window" => Kind::FixedWindow,
                "sliding-window" => Kind::SlidingWindow,
                "token-bucket" => Kind::TokenBucket,
                _ => return None,
            };
            Some(Self { kind, reads: reads.parse().ok()?, writes: writes.parse().ok()? })
        };
        read().ok_or_else(|| ParseRateLimitError(text.to_owned()))
    }
}

/// The counts of the rate limit, from [`Emulator::rate_limit_counts`](crate::Emulator::rate_limit_counts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimitCounts {
    /// Reads that were admitted.
    pub reads: u64,
    /// Reads that got 429.
    pub refused_reads: u64,
    /// Writes that were admitted.
    pub writes: u64,
    /// Writes that got 429.
    pub refused_writes: u64,
}

/// The limiter of a running emulator.
pub(crate) struct Limiter {
    limit: RateLimit,
    state: Mutex<State>,
}

struct State {
    reads: Gauge,
    writes: Gauge,
    counts: RateLimitCounts,
}

impl State {
    fn new(limit: RateLimit) -> Self {
        let gauge = |limit_a_second| Gauge::new(limit.kind, limit_a_second, Instant::now());
        Self {
            reads: gauge(limit.reads),
            writes: gauge(limit.writes),
            counts: RateLimitCounts::default(),
        }
    }
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self { limit, state: Mutex::new(State::new(limit)) }
    }

    /// Whether the request may pass; it is counted either way.
    pub(crate) fn admit(&self, is_read: bool) -> bool {
        let State { reads, writes, counts } = &mut *lock(&self.state);
        let gauge = if is_read { reads } else { writes };
        let admitted = gauge.admit(Instant::now(), SystemTime::now());
        *match (is_read, admitted) {
            (true, true) => &mut counts.reads,
            (true, false) => &mut counts.refused_reads,
            (false, true) => &mut counts.writes,
            (false, false) => &mut counts.refused_writes,
        } += 1;
        admitted
    }

    pub(crate) fn counts(&self) -> RateLimitCounts {
        lock(&self.state).counts
    }

    pub(crate) fn reset(&self) {
        *lock(&self.state) = State::new(self.limit);
    }
}
