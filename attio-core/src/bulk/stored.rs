//! How an item ends well.

use crate::describe::RecordId;
use crate::record::Record;

/// A record of a bulk job that is in the workspace, once.
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
}

/// How a record of a bulk job came to be in the workspace.
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
