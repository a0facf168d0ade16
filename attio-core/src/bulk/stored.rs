//! The successful result of a record.

use crate::describe::RecordId;
use crate::record::Record;

/// A record of a bulk job that exists exactly once in the workspace.
#[derive(Debug)]
#[non_exhaustive]
pub struct Stored<R> {
    /// The ID of the record.
    pub id: RecordId<R>,
    /// How the record came into the workspace.
    pub disposition: Disposition,
    /// The record as Attio returned it.
    ///
    /// It is `None` if an earlier run of the job stored it, or if the response could only be read up to the
    /// ID.
    pub record: Option<Record<R>>,
    pub(super) is_settled: bool,
}

impl<R> Stored<R> {
    /// Returns `false` if an attempt to write this record may still be applied.
    ///
    /// This covers all runs of the job, because a journal records it. It is false after an attempt of
    /// unknown outcome, even if the record was found or written later; see
    /// [`Detailed::is_settled`](crate::Detailed::is_settled).
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }
}

/// How a record of a bulk job came into the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Disposition {
    /// This job created it.
    Created,
    /// A record with all the unique values exists, but no response shows that this job created it: see
    /// [`Reconciled::AlreadyExists`](crate::Reconciled::AlreadyExists).
    AlreadyExists,
    /// An assert created or updated it; the response does not show which.
    Asserted,
    /// An earlier run stored it, according to the journal. Nothing was sent.
    DoneBefore,
}
