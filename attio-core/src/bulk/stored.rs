//! How an item ends well.

use crate::describe::RecordId;
use crate::record::Record;

/// A record of a bulk job that is in the workspace, once.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = ""))]
#[derive(Debug)]
#[non_exhaustive]
pub struct Stored<R> {
    /// The ID of the record.
    pub id: RecordId<R>,
    /// How it came to be there.
    pub disposition: Disposition,
    /// The record as Attio answered it; `None` where an earlier run of the job stored it, and where
    /// the answer could not be read beyond the ID.
    pub record: Option<Record<R>>,
    pub(super) is_settled: bool,
}

impl<R> Stored<R> {
    /// Returns whether no attempt to write this record can still be applied, in this run of the job and in
    /// earlier ones. A journal keeps it.
    ///
    /// It is false if an attempt of unknown outcome was made, also if the record was found or written
    /// since; see [`Detailed::is_settled`](crate::Detailed::is_settled).
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }
}

/// How a record of a bulk job came to be in the workspace.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Disposition {
    /// This job made it.
    Created,
    /// A record with all the unique values is there, and the job was not told that it made it: see
    /// [`Reconciled::AlreadyExists`](crate::Reconciled::AlreadyExists).
    AlreadyExists,
    /// It was created or updated by an assert, which does not tell which.
    Asserted,
    /// An earlier run stored it, as the journal knows. Nothing was sent.
    DoneBefore,
}
