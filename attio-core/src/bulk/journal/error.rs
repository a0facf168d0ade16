//! Why a journal cannot be used.

use std::io;
use std::path::PathBuf;

use crate::error::Error;

/// Why a [`Journal`](super::Journal) cannot be opened or used for a job. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be read or written.
    #[error("the journal {} cannot be opened", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process, or another handle in this one, has it open, or another job is using it.
    #[error("the journal {} is in use by another job; wait until that has ended", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else. It was not changed.
    #[error("{} is not a journal and stays as it is; name another file", .path.display())]
    NotAJournal {
        /// The file.
        path: PathBuf,
    },
    /// The file is a journal of which a part is missing or was changed, so what it says cannot be
    /// relied upon. It was not changed.
    #[error(
        "the journal {} is damaged: {reason}; restore it from a copy, or see which of its records are \
         in the workspace before the job runs with a new journal", .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer version of this library wrote it.
    #[error("the journal {} has format {version}, and this version reads format {}; use the version of attio-core that wrote it", .path.display(), super::FORMAT)]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        version: u64,
    },
    /// It belongs to another job.
    #[error("the journal {} is of another job: its {what} is `{journal}`, this job's is `{job}`", .path.display())]
    OtherJob {
        /// The file.
        path: PathBuf,
        /// What differs: `base URL`, `workspace`, `object` or `operation`.
        what: &'static str,
        /// What the journal says.
        journal: String,
        /// What the job says.
        job: String,
    },
    /// The workspace of the token could not be asked for.
    #[error("the workspace that the journal is for cannot be told")]
    Workspace(#[source] Error),
}
