//! How far a job is, as a subscription.

use std::time::Duration;

use tokio::sync::watch;

/// How far a bulk job is, from [`BulkResults::progress`](super::BulkResults::progress).
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Records that the job made.
    pub created: u64,
    /// Records that turned out to be there: [`Disposition::AlreadyExists`](super::Disposition::AlreadyExists).
    pub already_existing: u64,
    /// Records that were created or updated by an assert.
    pub asserted: u64,
    /// Records that an earlier run stored, as the journal knows.
    pub done_before: u64,
    /// Records that were not applied: Attio refused them, or they could not be sent.
    pub refused: u64,
    /// Records of which nobody can say whether they are there.
    pub unknown: u64,
    /// Records that are being sent.
    pub in_flight: u64,
    /// How many records the input has, where that is known.
    pub total: Option<u64>,
    /// How long the job has run, as of the last change.
    pub elapsed: Duration,
}

impl Progress {
    /// How many records have ended, one way or another.
    #[must_use]
    pub fn finished(&self) -> u64 {
        self.sent() + self.done_before
    }

    /// How many records ended a second, on average, those that an earlier run stored left out.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        let seconds = self.elapsed.as_secs_f64();
        if seconds > 0.0 { self.sent() as f64 / seconds } else { 0.0 }
    }

    /// How long the rest takes at that rate; `None` where the total is unknown or nothing has ended
    /// yet.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        let left = self.total?.saturating_sub(self.finished());
        let rate = self.per_second();
        if rate > 0.0 { Duration::try_from_secs_f64(left as f64 / rate).ok() } else { None }
    }

    fn sent(&self) -> u64 {
        self.created + self.already_existing + self.asserted + self.refused + self.unknown
    }
}

/// Follows the [`Progress`] of a job. Cheap to clone, and independent of the results: a bar can be
/// drawn by another task.
#[derive(Clone, Debug)]
pub struct ProgressWatch(watch::Receiver<Progress>);

impl ProgressWatch {
    pub(super) fn new(receiver: watch::Receiver<Progress>) -> Self {
        Self(receiver)
    }

    /// How far the job is now.
    #[must_use]
    pub fn get(&self) -> Progress {
        self.0.borrow().clone()
    }

    /// Waits for a change since the last call; `None` when the job has ended or was dropped.
    pub async fn changed(&mut self) -> Option<Progress> {
        self.0.changed().await.ok()?;
        Some(self.0.borrow_and_update().clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_goes_by_what_was_sent() {
        let progress = Progress {
            created: 20,
            done_before: 1000,
            total: Some(1120),
            elapsed: Duration::from_secs(4),
            ..Progress::default()
        };
        assert_eq!(progress.finished(), 1020);
        assert_eq!(progress.per_second(), 5.0);
        assert_eq!(progress.time_left(), Some(Duration::from_secs(20)));
        assert_eq!(Progress { total: None, ..progress.clone() }.time_left(), None);
        assert_eq!(Progress { created: 0, ..progress }.time_left(), None);
    }
}
