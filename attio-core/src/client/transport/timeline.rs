//! Instants that several threads share.

use std::time::Duration;

use tokio::time::Instant;

/// The time since a starting point, in microseconds from 1, so that an instant is one atomic and 0 means
/// never.
#[derive(Debug)]
pub(super) struct Timeline(Instant);

impl Timeline {
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }

    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// Returns how long ago an instant was, unless it is never.
    pub(super) fn since(&self, instant: u64) -> Option<Duration> {
        (instant > 0).then(|| Duration::from_micros(self.now().saturating_sub(instant)))
    }
}
