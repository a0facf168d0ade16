//! The progress of a job, as a subscription.

use std::time::Duration;

use tokio::sync::watch;

/// The progress of a bulk job, from [`BulkResults::progress`](super::BulkResults::progress).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Records that the job created.
    pub created: u64,
    /// Records that already existed: [`Disposition::AlreadyExists`](super::Disposition::AlreadyExists).
    pub already_existing: u64,
    /// Records that were created or updated by an assert.
    pub asserted: u64,
    /// Records that an earlier run stored, according to the journal.
    pub done_before: u64,
    /// Records that were not applied: Attio refused them, or they could not be sent.
    pub refused: u64,
    /// Records that may or may not exist.
    pub unknown: u64,
    /// Records that are being sent.
    pub in_flight: u64,
    /// The number of records in the input, if it is known.
    pub total: Option<u64>,
    /// The running time of the job at the last change.
    pub elapsed: Duration,
}

impl Progress {
    /// Returns the number of records that have a result.
    #[must_use]
    pub fn finished(&self) -> u64 {
        self.sent() + self.done_before
    }

    /// Returns the average number of results per second, without records that an earlier run stored.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        let seconds = self.elapsed.as_secs_f64();
        if seconds > 0.0 { self.sent() as f64 / seconds } else { 0.0 }
    }

    /// Returns the estimated time left, at the rate so far.
    ///
    /// It is `None` if the total is unknown or there is no result yet.
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

/// A subscription to the [`Progress`] of a job.
///
/// It is cheap to clone and independent of the results, so another task can draw a progress bar.
#[derive(Clone, Debug)]
pub struct ProgressWatch(watch::Receiver<Progress>);

impl ProgressWatch {
    pub(super) fn new(receiver: watch::Receiver<Progress>) -> Self {
        Self(receiver)
    }

    /// Returns the current progress.
    #[must_use]
    pub fn get(&self) -> Progress {
        self.0.borrow().clone()
    }

    /// Waits for a change since the last call.
    ///
    /// Returns `None` if the job has ended or was dropped.
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
