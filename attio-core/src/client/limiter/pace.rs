//! When the next request may go, as a pure function of the times of earlier ones and of refusals.

use std::time::Duration;

use tokio::time::Instant;

/// The share of the limit that is used at most: what a server counts within a second moves with
/// the time that requests take to reach it.
const CEILING: f64 = 0.976;
/// The share of the limit that is always used.
const FLOOR: f64 = 0.1;
/// What is left of the rate after a refusal, at most once in `SETTLE`.
const DECREASE: f64 = 0.85;
const SETTLE: Duration = Duration::from_millis(700);
/// What is regained a second, as a share of the limit.
const INCREASE: f64 = 0.02;
/// How much lateness is made up for: tokio's timer is exact to a millisecond.
const SLACK: Duration = Duration::from_millis(3);

/// The pace of one budget.
#[derive(Debug)]
pub(super) struct Pace {
    limit: f64,
    rate: f64,
    /// When the rate was last set.
    at: Option<Instant>,
    lowered: Option<Instant>,
    /// When the next request may go.
    next: Option<Instant>,
}

impl Pace {
    pub(super) fn new(limit: u32) -> Self {
        let limit = f64::from(limit);
        Self { limit, rate: limit * CEILING, at: None, lowered: None, next: None }
    }

    /// When the next request may go, if that is not now; else takes the turn.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        self.recover(now);
        let next = self.next.unwrap_or(now);
        if next > now {
            return Err(next);
        }
        let from = next.max(now.checked_sub(SLACK).unwrap_or(now));
        self.next = Some(from + Duration::from_secs_f64(1.0 / self.rate));
        Ok(())
    }

    /// Lowers the rate after a refusal.
    pub(super) fn refused(&mut self, now: Instant) {
        self.recover(now);
        if self.lowered.is_some_and(|at| now < at + SETTLE) {
            return;
        }
        self.lowered = Some(now);
        self.rate = (self.rate * DECREASE).max(self.limit * FLOOR);
    }

    fn recover(&mut self, now: Instant) {
        let passed = self.at.map_or(Duration::ZERO, |at| now.duration_since(at));
        self.at = Some(now);
        let regained = self.limit * INCREASE * passed.as_secs_f64();
        self.rate = (self.rate + regained).min(self.limit * CEILING);
    }
}
