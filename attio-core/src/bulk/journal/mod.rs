//! The journal of a job, which lets it resume after its process was killed.

mod entry;
mod error;
mod guarded_file;
mod header;
mod job;
mod ledger;
mod redb;
mod store;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use error::JournalError;
pub use job::JournaledBulk;
pub use store::JournalStore;

use self::redb::RedbStore;
use self::store::sealed::{Handle, Sealed};

/// The journal of a bulk job: a file with the state of each record, by the key that you gave it.
///
/// The state is whether the record's write has begun, and how it ended. See [resuming a
/// job](super#resuming-a-job).
///
/// A journal belongs to one job: the same object and operation, in the same workspace, at the same base URL. It
/// contains record IDs, statuses, and hashes (SHA-256) of keys and request bodies, but neither the token nor
/// values of records. A hash does not hide a string that can be guessed, such as an e-mail address, so prefer
/// keys that are not personal data.
///
/// It is cheap to clone. The file is unlocked when the last clone and the last job with it are dropped.
#[derive(Clone)]
#[doc(alias("checkpoint", "resume", "restart"))]
pub struct Journal(Arc<RedbStore>);

impl Journal {
    /// Opens a journal, or creates one if there is no file.
    ///
    /// It blocks on the disk. The file is locked, also against other processes, except on the few file systems
    /// without locks. The disk must not lose data that it reported as written.
    ///
    /// The whole file is read, and each of its pages is checked. A truncated or damaged file is an error and not
    /// a panic, even in a program with `panic = "abort"`.
    ///
    /// # Errors
    ///
    /// Returns an error if the file is in use, is damaged, has a newer format, or is not a journal; or if it
    /// cannot be read or written. A refused file is not changed.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        RedbStore::open(path.as_ref()).map(|store| Self(Arc::new(store)))
    }

    /// Returns the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns the keys of those `records` that were already sent under another key.
    ///
    /// These records may exist in Attio; a record that Attio refused does not count. If the rows of a file have
    /// moved, their numbers no longer identify the same records, and a job would create the moved records twice.
    /// Pass all records of the input, as pairs of the key and the body of the request
    /// ([`to_json`](crate::AttioRecord::to_json)). Equal records are matched one to one. The whole journal is read.
    ///
    /// # Errors
    ///
    /// Returns an error if the journal cannot be read.
    pub fn moved(
        &self,
        records: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Vec<String>, JournalError> {
        Ok(self.0.sent()?.moved(records))
    }
}

impl JournalStore for Journal {}

impl Sealed for Journal {
    fn handle(&self) -> Handle {
        Handle(self.0.clone())
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("path", &self.path()).finish_non_exhaustive()
    }
}
