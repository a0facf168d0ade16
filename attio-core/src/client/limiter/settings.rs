//! The maximum number of requests per second.

/// The maximum number of requests per second: 100 reads and 25 writes by default.
///
/// The defaults are Attio's limits. Set the limit that the server enforces: the limiter stays just below
/// it. If other clients use the same workspace, it stays below the part of the limit that they leave. A
/// client that has sent and awaited nothing for two seconds may send a fifth of the limit at once, rounded
/// down and at least 1.
///
/// ```
/// use attio_core::Client;
/// use attio_core::rate_limit::RateLimit;
///
/// let client = Client::builder()
///     .api_key("a-token-of-the-workspace")
///     .rate_limit(RateLimit::per_second(50, 10))
///     .build()?;
/// # Ok::<(), attio_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(alias("throttle", "429", "quota"))]
pub struct RateLimit {
    pub(super) reads: u32,
    pub(super) writes: u32,
}

impl RateLimit {
    /// Creates a limit of this many reads and writes per second.
    ///
    /// 0 is treated as 1, so that a client can always make progress.
    #[must_use]
    pub const fn per_second(reads: u32, writes: u32) -> Self {
        Self { reads: at_least_one(reads), writes: at_least_one(writes) }
    }

    /// Returns the maximum number of reads per second.
    #[must_use]
    pub const fn reads(self) -> u32 {
        self.reads
    }

    /// Returns the maximum number of writes per second.
    #[must_use]
    pub const fn writes(self) -> u32 {
        self.writes
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::per_second(100, 25)
    }
}

const fn at_least_one(rate: u32) -> u32 {
    if rate == 0 { 1 } else { rate }
}
