//! Why a journal cannot be used.

use std::io;

use crate::error::Error;

/// Why a [`Journal`](super::Journal) cannot be opened or used for a job. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The journal cannot be read or written.
    #[error("the journal {journal} cannot be opened")]
    Io {
        /// The name of the journal: the path of its file.
        journal: String,
        /// Why.
        source: io::Error,
    },
    /// Another process, or another handle in this one, has it open, or another job is using it.
    #[error("the journal {journal} is in use by another job; wait until that has ended")]
    InUse {
        /// The name of the journal.
        journal: String,
    },
    /// The file is something else. It was not changed.
    #[error("{journal} is not a journal and stays as it is; name another file")]
    NotAJournal {
        /// The name of the journal.
        journal: String,
    },
    /// A part of the journal is missing or was changed, so what it says cannot be relied upon. It was
    /// not changed.
    #[error(
        "the journal {journal} is damaged: {reason}; restore it from a copy, or see which of its \
         records are in the workspace before the job runs with a new journal"
    )]
    Damaged {
        /// The name of the journal.
        journal: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer version of this library wrote it.
    #[error(
        "the journal {journal} has format {version}, and this version reads format {}; use the \
         version of attio-core that wrote it",
        super::ledger::FORMAT
    )]
    Newer {
        /// The name of the journal.
        journal: String,
        /// Its format.
        version: u64,
    },
    /// It belongs to another job.
    #[error(
        "the journal {journal} is of another job: its {what} is `{recorded}`, this job's is `{job}`"
    )]
    OtherJob {
        /// The name of the journal.
        journal: String,
        /// What differs: `base URL`, `workspace`, `object` or `operation`.
        what: &'static str,
        /// What the journal says.
        recorded: String,
        /// What the job says.
        job: String,
    },
    /// The workspace of the token could not be asked for.
    #[error("the workspace that the journal is for cannot be told")]
    Workspace(#[source] Error),
}

impl JournalError {
    /// Returns whether the token is missing, revoked or wrong, as [`Error::is_auth`] does.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        matches!(self, Self::Workspace(error) if error.is_auth())
    }
}
