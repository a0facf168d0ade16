//! The journal of a job, by which it goes on after its process was killed.

mod entry;
mod error;
mod file;
mod guarded_file;
mod header;
mod job;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

pub use error::JournalError;
use file::{FORMAT, JournalFile};
pub use job::JournaledBulk;

/// How long a job that was dropped may take to stop: a wait for the disk, and no more, unless its
/// runtime stands still.
const STOP: Duration = Duration::from_secs(10);

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
pub struct Journal(Arc<Inner>);

struct Inner {
    file: JournalFile,
    /// Whether somebody has a job of it.
    is_busy: AtomicBool,
    /// Held while an engine may write. It goes on for a moment after its job was dropped.
    engine: Arc<Mutex<()>>,
}

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
        let file = JournalFile::open(path.as_ref())?;
        Ok(Self(Arc::new(Inner { file, is_busy: AtomicBool::new(false), engine: Arc::default() })))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.file.path
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
        self.0.file.moved(records.into_iter())
    }

    /// Takes the journal for a job, until the guard is dropped.
    fn occupy(&self) -> Result<Busy, JournalError> {
        if self.0.is_busy.swap(true, Ordering::AcqRel) {
            return Err(JournalError::InUse { path: self.path().to_owned() });
        }
        Ok(Busy(self.clone()))
    }

    /// Waits until nothing of a job that was dropped can write any more.
    async fn quiet(&self) -> Result<OwnedMutexGuard<()>, JournalError> {
        timeout(STOP, Arc::clone(&self.0.engine).lock_owned())
            .await
            .map_err(|_| JournalError::InUse { path: self.path().to_owned() })
    }
}

struct Busy(Journal);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.is_busy.store(false, Ordering::Release);
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("path", &self.path()).finish_non_exhaustive()
    }
}
