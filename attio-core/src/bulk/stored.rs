//! The successful result of a record or an entry.

use std::fmt;

use crate::describe::Rows;

/// A record or an entry of a bulk job that exists exactly once in the workspace.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(bound(
        serialize = "R::Id: serde::Serialize, R::Row: serde::Serialize",
        deserialize = "R::Id: serde::Deserialize<'de>, R::Row: serde::Deserialize<'de>"
    ))
)]
#[non_exhaustive]
pub struct Stored<R: Rows> {
    /// The ID of the record or entry.
    pub id: R::Id,
    /// How the record came into the workspace.
    pub disposition: Disposition,
    /// The record or entry as Attio returned it.
    ///
    /// It is `None` if an earlier run of the job stored it, or if the response could only be read up to the
    /// ID. It is also `None` if the response names a parent of another object than the struct's.
    pub record: Option<R::Row>,
    pub(super) is_settled: bool,
}

impl<R: Rows> Stored<R> {
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

// A derive would require `Debug` of `R`, which is only a name here.
impl<R: Rows<Id: fmt::Debug, Row: fmt::Debug>> fmt::Debug for Stored<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored")
            .field("id", &self.id)
            .field("disposition", &self.disposition)
            .field("record", &self.record)
            .field("is_settled", &self.is_settled)
            .finish()
    }
}

/// How a record of a bulk job came into the workspace.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
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
