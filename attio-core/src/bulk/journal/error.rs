//! Errors of opening and using a journal.

use std::io;

use crate::error::Error;

/// An error of opening a [`Journal`](super::Journal) or using it for a job. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The journal cannot be read or written.
    #[error("cannot use the journal {journal}")]
    Io {
        /// The name of the journal: the path of its file.
        journal: String,
        /// The cause.
        source: io::Error,
    },
    /// Another process or another handle in this one has the journal open, or another job is using it.
    #[error("the journal {journal} is in use by another job; wait until it has ended")]
    InUse {
        /// The name of the journal.
        journal: String,
    },
    /// The file is not a journal. It was not changed.
    #[error("{journal} is not a journal and was not changed; name another file")]
    NotAJournal {
        /// The name of the journal.
        journal: String,
    },
    /// A part of the journal is missing or was changed, so its content is unreliable. The file was left as
    /// found.
    #[error(
        "the journal {journal} is damaged: {reason}; restore it from a copy, or check which of its \
         records are in the workspace before you run the job with a new journal"
    )]
    Damaged {
        /// The name of the journal.
        journal: String,
        /// The damage that was found.
        reason: String,
    },
    /// A newer version of this library wrote the journal.
    #[error(
        "the journal {journal} has format {version}, but this version reads up to {}; use the \
         version of attio-core that wrote it",
        super::ledger::FORMAT
    )]
    Newer {
        /// The name of the journal.
        journal: String,
        /// Its format.
        version: u64,
    },
    /// The journal belongs to another job.
    #[error(
        "the journal {journal} is another job's: its {what} is `{recorded}`, this job's is `{job}`"
    )]
    OtherJob {
        /// The name of the journal.
        journal: String,
        /// The fact that differs: `base URL`, `workspace`, `object` or `operation`.
        what: &'static str,
        /// The value in the journal.
        recorded: String,
        /// The value of the job.
        job: String,
    },
    /// The workspace of the token could not be read.
    #[error("cannot read the token's workspace for the journal")]
    Workspace(#[source] Error),
}

impl JournalError {
    /// Returns whether the token is missing, revoked or wrong, as [`Error::is_auth`] does.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        matches!(self, Self::Workspace(error) if error.is_auth())
    }
}
