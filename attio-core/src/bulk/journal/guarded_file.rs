//! The file of a journal as redb sees it. It is not changed before it has proved to be a journal.

use std::io::{self, ErrorKind};
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

/// A file whose changes stay in memory until [`release`](Self::release). redb repairs a file while it opens
/// it, and a damaged file or one of another program must not be changed. Clones share the file.
#[derive(Clone, Debug)]
pub(super) struct GuardedFile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: FileBackend,
    /// The changes since the file was opened, oldest first; `None` after [`release`](GuardedFile::release).
    held: RwLock<Option<Vec<Change>>>,
}

#[derive(Debug)]
enum Change {
    Write(u64, Vec<u8>),
    SetLength(u64),
    Sync,
}

impl GuardedFile {
    pub(super) fn new(file: FileBackend) -> Self {
        Self(Arc::new(Inner { file, held: RwLock::new(Some(Vec::new())) }))
    }

    /// Returns the file without the held changes.
    pub(super) fn file(&self) -> &FileBackend {
        &self.0.file
    }

    /// Writes the held changes, with redb's order and syncs, so that redb can repair the file after a crash.
    /// Later changes go to the file.
    pub(super) fn release(&self) -> io::Result<()> {
        let mut held = self.held_mut();
        for change in held.take().unwrap_or_default() {
            match change {
                Change::Write(offset, data) => self.0.file.write(offset, &data)?,
                Change::SetLength(length) => self.0.file.set_len(length)?,
                Change::Sync => self.0.file.sync_data()?,
            }
        }
        Ok(())
    }

    fn held(&self) -> RwLockReadGuard<'_, Option<Vec<Change>>> {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn held_mut(&self) -> RwLockWriteGuard<'_, Option<Vec<Change>>> {
        self.0.held.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds a change; returns false if changes go to the file.
    fn hold(&self, change: impl FnOnce() -> Change) -> bool {
        // The usual case does not need an exclusive lock.
        if self.held().is_none() {
            return false;
        }
        match &mut *self.held_mut() {
            Some(held) => {
                held.push(change());
                true
            }
            None => false,
        }
    }
}

/// Returns the length of a file after these changes.
fn length_after(changes: &[Change], length: u64) -> u64 {
    changes.iter().fold(length, |length, change| match change {
        Change::Write(offset, data) => length.max(offset + data.len() as u64),
        Change::SetLength(length) => *length,
        Change::Sync => length,
    })
}

/// Applies these changes to `out`, the bytes of the file from `offset`.
fn apply(changes: &[Change], offset: u64, out: &mut [u8]) {
    let end = offset + out.len() as u64;
    for change in changes {
        match change {
            Change::Write(at, data) => {
                let (from, to) = ((*at).max(offset), (at + data.len() as u64).min(end));
                if from < to {
                    let part = &data[(from - at) as usize..(to - at) as usize];
                    out[(from - offset) as usize..(to - offset) as usize].copy_from_slice(part);
                }
            }
            // Bytes that a later change adds are zero.
            Change::SetLength(length) if *length < end => {
                out[length.saturating_sub(offset) as usize..].fill(0);
            }
            Change::SetLength(_) | Change::Sync => {}
        }
    }
}

impl StorageBackend for GuardedFile {
    fn len(&self) -> io::Result<u64> {
        let length = self.0.file.len()?;
        Ok(self.held().as_deref().map_or(length, |changes| length_after(changes, length)))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let held = self.held();
        let Some(changes) = held.as_deref() else { return self.0.file.read(offset, out) };
        let length = self.0.file.len()?;
        let end = offset.checked_add(out.len() as u64);
        if end.is_none_or(|end| end > length_after(changes, length)) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let in_file = length.saturating_sub(offset).min(out.len() as u64) as usize;
        self.0.file.read(offset, &mut out[..in_file])?;
        out[in_file..].fill(0);
        apply(changes, offset, out);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        if self.hold(|| Change::SetLength(length)) { Ok(()) } else { self.0.file.set_len(length) }
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.hold(|| Change::Sync) { Ok(()) } else { self.0.file.sync_data() }
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let change = || Change::Write(offset, data.to_vec());
        if self.hold(change) { Ok(()) } else { self.0.file.write(offset, data) }
    }

    fn close(&self) -> io::Result<()> {
        self.0.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(
        &self,
        start: Bound<u64>,
        end: Bound<u64>,
    ) -> Result<bool, BackendError> {
        self.0.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.file.query_lock_range(start, end)
    }
}
