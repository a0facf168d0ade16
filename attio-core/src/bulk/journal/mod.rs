//! The journal of a job, by which it goes on after its process was killed.

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

/// The journal of a bulk job: a file that knows for each key whether its record was started, and
/// how it ended. See [resuming a job](super#resuming-a-job).
///
/// It belongs to one job: the same object and operation, in the same workspace, at the same base
/// URL. It holds no token and no value of a record: of keys and of what was sent it keeps hashes
/// (SHA-256), beside record IDs and statuses. A hash does not hide what can be guessed, such as an
/// e-mail address, so keys that are no personal data are better.
///
/// Cheap to clone; the file is unlocked when the last clone and the last job with it are gone.
#[derive(Clone)]
pub struct Journal(Arc<RedbStore>);

impl Journal {
    /// Opens a journal, or makes a new one where there is no file. It waits for the disk.
    ///
    /// The file is locked, also against other processes, but on the few file systems that have no
    /// locks. It must be on a disk that keeps what it says to have written.
    ///
    /// The whole file is read, and each of its pages checked. A file that was cut off or changed is
    /// an error and not a panic, also in a program with `panic = "abort"`.
    ///
    /// # Errors
    ///
    /// The file is in use, damaged, of a newer version, or something else; or it cannot be read or
    /// written. A file that is refused stays as it was.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        RedbStore::open(path.as_ref()).map(|store| Self(Arc::new(store)))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The keys of those records that were sent before under other keys, and are stored, or may be: in
    /// a file whose rows have moved, the numbers of rows name other records than they did, and a job
    /// would make those twice. The records are all of the input, as pairs of the key and the body of
    /// the request ([`to_json`](crate::AttioRecord::to_json)). Of equal records each is looked for once.
    /// It reads the whole journal.
    ///
    /// # Errors
    ///
    /// The journal cannot be read.
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
