//! How many requests a second a client may send.

/// How many requests a second a client may send: Attio's limits by default, 100 reads and 25
/// writes.
///
/// It is the limit that the server enforces. The limiter stays just below it, and below what it
/// finds to be left when others use the same workspace. A client that has sent and awaited nothing for
/// two seconds may send a fifth of it at once, rounded down and at least 1.
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
pub struct RateLimit {
    pub(super) reads: u32,
    pub(super) writes: u32,
}

impl RateLimit {
    /// This many reads and writes a second. 0 counts as 1: no setting stops a client for good.
    #[must_use]
    pub const fn per_second(reads: u32, writes: u32) -> Self {
        Self { reads: at_least_one(reads), writes: at_least_one(writes) }
    }

    /// Reads a second.
    #[must_use]
    pub const fn reads(self) -> u32 {
        self.reads
    }

    /// Writes a second.
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
