//! The journal in a file: a redb database with three tables. The decisions from its entries are in
//! [`ledger`](super::ledger).
//!
//! redb is pure Rust. Its commits are atomic and synced to the disk before they return; it checks its pages by
//! checksums, and locks its file against other processes. It blocks, so it runs on blocking threads.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_core::future::BoxFuture;
use redb::backends::FileBackend;
use redb::{
    Builder, Database, DatabaseError, Durability, ReadOnlyTable, ReadableDatabase, ReadableTable,
    StorageBackend, StorageError, TableDefinition, TableError, WriteTransaction,
};
use tokio::sync::OwnedMutexGuard;
use tokio::task;

use super::JournalError;
use super::entry::{Bytes, BytesOfVersion1, Entry, KeyHash};
use super::guarded_file::GuardedFile;
use super::header::{FLAGS, FileKind, Header, file_kind};
use super::ledger::{Batch, Decision, Difference, FORMAT, JobFacts, Sent, begin};
use super::store::{Acquired, Busy, Occupancy, Session, Store};
use crate::bulk::item::Verdict;
use crate::client::Random;

const NUMBERS: TableDefinition<'_, &str, u64> = TableDefinition::new("attio-journal");
const JOB: TableDefinition<'_, &str, &str> = TableDefinition::new("job");
const ENTRIES: TableDefinition<'_, &KeyHash, &Bytes> = TableDefinition::new("entries-2");
const ENTRIES_OF_VERSION_1: TableDefinition<'_, &KeyHash, &BytesOfVersion1> =
    TableDefinition::new("entries");

/// A journal in a file.
pub(super) struct RedbStore {
    file: JournalFile,
    occupancy: Occupancy,
}

impl RedbStore {
    /// Opens a journal, or creates one if there is no file.
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { file: JournalFile::open(path)?, occupancy: Occupancy::default() })
    }

    pub(super) fn path(&self) -> &Path {
        &self.file.path
    }

    /// Reads which records are or may be stored.
    pub(super) fn sent(&self) -> Result<Sent, JournalError> {
        self.file.sent()
    }
}

impl Store for RedbStore {
    fn name(&self) -> String {
        name(&self.file.path)
    }

    fn acquire(self: Arc<Self>) -> BoxFuture<'static, Result<Acquired, JournalError>> {
        Box::pin(async move {
            let Some((busy, engine)) = self.occupancy.acquire().await else {
                return Err(JournalError::InUse { journal: self.name() });
            };
            let guard = Box::new(Guard { _busy: busy, _store: Arc::clone(&self) });
            Ok(Acquired { session: Arc::new(RedbSession { store: self, _engine: engine }), guard })
        })
    }
}

/// Held by the consumer of a job, so that the file stays locked.
struct Guard {
    _busy: Busy,
    _store: Arc<RedbStore>,
}

/// A journal that a job uses. Blocking calls hold it until they have ended.
struct RedbSession {
    store: Arc<RedbStore>,
    _engine: OwnedMutexGuard<()>,
}

impl Session for RedbSession {
    fn begin(self: Arc<Self>, job: JobFacts) -> BoxFuture<'static, Result<u64, JournalError>> {
        Box::pin(async move {
            let journal = self.store.name();
            task::spawn_blocking(move || self.store.file.begin(&job))
                .await
                .unwrap_or_else(|error| Err(JournalError::Io { journal, source: error.into() }))
        })
    }

    fn commit(self: Arc<Self>, batch: Batch) -> BoxFuture<'static, Result<Vec<Verdict>, String>> {
        Box::pin(async move {
            task::spawn_blocking(move || self.store.file.commit(&batch))
                .await
                .map_err(|error| format!("the write did not end: {error}"))?
                .map_err(|error| error.to_string())
        })
    }

    fn entry(self: Arc<Self>, key: KeyHash) -> BoxFuture<'static, Result<Option<Entry>, String>> {
        Box::pin(async move {
            task::spawn_blocking(move || self.store.file.entry(&key))
                .await
                .map_err(|error| format!("the read did not end: {error}"))?
                .map_err(|error| error.to_string())
        })
    }
}

/// An open and locked file.
struct JournalFile {
    path: PathBuf,
    database: Database,
}

/// A journal whose file has not been changed yet.
struct Held {
    file: JournalFile,
    guarded: GuardedFile,
}

impl Held {
    /// Reads the header of the file, without the held changes.
    fn header(&self) -> Result<Header, JournalError> {
        Header::read(self.guarded.file()).map_err(|source| self.io(source))
    }

    /// Lets redb change the file.
    fn release(self) -> Result<JournalFile, JournalError> {
        self.guarded.release().map_err(|source| self.io(source))?;
        self.file.upgrade().map_err(|error| self.file.damaged(error))?;
        Ok(self.file)
    }

    fn io(&self, source: io::Error) -> JournalError {
        JournalError::Io { journal: name(&self.file.path), source }
    }
}

/// A failure of redb in any step.
type Failed = redb::Error;

impl JournalFile {
    fn open(path: &Path) -> Result<Self, JournalError> {
        match Self::open_existing(path) {
            Err(JournalError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            opened => return opened,
        }
        match Self::make(path)? {
            Some(made) => Ok(made),
            // Another process created it meanwhile.
            None => Self::open_existing(path),
        }
    }

    fn open_existing(path: &Path) -> Result<Self, JournalError> {
        let io = |source| JournalError::Io { journal: name(path), source };
        // Opening a pipe or a device may block forever.
        if !fs::metadata(path).map_err(io)?.is_file() {
            return Err(JournalError::NotAJournal { journal: name(path) });
        }
        match file_kind(&File::open(path).map_err(io)?).map_err(io)? {
            FileKind::Database => {}
            FileKind::Damaged => {
                let reason = "its header was cut off or changed".to_owned();
                return Err(JournalError::Damaged { journal: name(path), reason });
            }
            // redb would create a database in an empty file.
            FileKind::Other => return Err(JournalError::NotAJournal { journal: name(path) }),
        }
        let held = Self::open_held(path, None)?;
        let Some(flags) = held.header()?.flags_of_newer_commit() else { return held.release() };
        drop(held);
        // The newer commit is dropped only if it cannot be read.
        match Self::open_held(path, Some(flags)) {
            Ok(newer) => newer.release(),
            Err(_) => Self::open_held(path, None)?.release(),
        }
    }

    /// Opens a journal, with these flags in its header, and holds the changes of redb.
    fn open_held(path: &Path, flags: Option<u8>) -> Result<Held, JournalError> {
        let io = |source| JournalError::Io { journal: name(path), source };
        let file = File::options().read(true).write(true).open(path).map_err(io)?;
        let backend = FileBackend::new(file).map_err(|error| unusable(path, error))?;
        let guarded = GuardedFile::new(backend);
        if let Some(flags) = flags {
            guarded.write(FLAGS as u64, &[flags]).map_err(io)?;
        }
        let database = builder()
            .create_with_backend(guarded.clone())
            .map_err(|error| unusable(path, error))?;
        let held = Held { file: Self { path: path.to_owned(), database }, guarded };
        // The file was unlocked since its flags were checked.
        if flags.is_some() && held.header()?.flags_of_newer_commit() != flags {
            return Err(JournalError::InUse { journal: name(path) });
        }
        match held.file.format().map_err(|error| held.file.damaged(error))? {
            Some(1 | FORMAT) => Ok(held),
            Some(version) => Err(JournalError::Newer { journal: name(path), version }),
            None => Err(JournalError::NotAJournal { journal: name(path) }),
        }
    }

    /// Creates a new file, first under a temporary name, so that a killed process leaves no partial journal.
    /// Returns `None` if another process has created it.
    fn make(path: &Path) -> Result<Option<Self>, JournalError> {
        let io = |source| JournalError::Io { journal: name(path), source };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        // Unique to this call: another process that creates the journal must not find this file.
        name.push(format!(".{:016x}.new", Random::of_the_system().number()));
        let new = path.with_file_name(name);
        let file =
            File::options().read(true).write(true).create_new(true).open(&new).map_err(io)?;
        let made = Self::fill(path, file).and_then(|made| {
            let is_ours = publish(&new, path, |new, path| fs::hard_link(new, path)).map_err(io)?;
            Ok(is_ours.then_some(made))
        });
        let _ = fs::remove_file(&new);
        let made = made?;
        sync_folder(path).map_err(io)?;
        Ok(made)
    }

    /// Creates an empty journal in an empty file that will have this path.
    fn fill(path: &Path, file: File) -> Result<Self, JournalError> {
        let backend = FileBackend::new(file).map_err(|error| unusable(path, error))?;
        let database =
            builder().create_with_backend(backend).map_err(|error| unusable(path, error))?;
        let made = Self { path: path.to_owned(), database };
        let tables = made.write(|transaction| {
            transaction.open_table(NUMBERS)?.insert("format", FORMAT)?;
            transaction.open_table(JOB)?;
            transaction.open_table(ENTRIES)?;
            Ok(())
        });
        tables.map_err(|error| made.damaged(error))?;
        Ok(made)
    }

    fn format(&self) -> Result<Option<u64>, Failed> {
        let transaction = self.database.begin_read()?;
        match transaction.open_table(NUMBERS) {
            Ok(table) => Ok(table.get("format")?.map(|format| format.value())),
            Err(TableError::TableDoesNotExist(_) | TableError::TableTypeMismatch { .. }) => {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Converts the entries of an older version, in one transaction.
    fn upgrade(&self) -> Result<(), Failed> {
        if self.format()? == Some(FORMAT) {
            return Ok(());
        }
        self.write(|transaction| {
            let mut entries = transaction.open_table(ENTRIES)?;
            for found in transaction.open_table(ENTRIES_OF_VERSION_1)?.iter()? {
                let (key, bytes) = found?;
                let entry = Entry::from_version_1(bytes.value()).ok_or_else(unknown_form)?;
                entries.insert(key.value(), &entry.to_bytes())?;
            }
            transaction.delete_table(ENTRIES_OF_VERSION_1)?;
            transaction.open_table(NUMBERS)?.insert("format", FORMAT)?;
            Ok(())
        })
    }

    fn begin(&self, job: &JobFacts) -> Result<u64, JournalError> {
        let begun = self.write(|transaction| {
            let mut facts = transaction.open_table(JOB)?;
            let mut recorded = HashMap::new();
            for fact in facts.iter()? {
                let (what, value) = fact?;
                recorded.insert(what.value().to_owned(), value.value().to_owned());
            }
            let mut numbers = transaction.open_table(NUMBERS)?;
            let last_run = numbers.get("run")?.map_or(0, |run| run.value());
            let begun = begin(&recorded, last_run, job);
            if let Ok(run) = begun {
                for (what, value) in job {
                    facts.insert(*what, value.as_str())?;
                }
                numbers.insert("run", run)?;
            }
            Ok(begun)
        });
        begun.map_err(|error| self.damaged(error))?.map_err(|difference| {
            let Difference { what, recorded, job } = difference;
            JournalError::OtherJob { journal: name(&self.path), what, recorded, job }
        })
    }

    fn commit(&self, batch: &Batch) -> Result<Vec<Verdict>, Failed> {
        self.write_with(|transaction| {
            let mut entries = transaction.open_table(ENTRIES)?;
            let mut before = HashMap::new();
            for key in batch.keys() {
                if let Some(entry) = entry(&entries, &key)? {
                    before.insert(key, entry);
                }
            }
            let Decision { verdicts, changes, is_durable } = batch.decide(before);
            for (key, entry) in changes {
                match entry {
                    Some(entry) => drop(entries.insert(&key, &entry.to_bytes())?),
                    None => drop(entries.remove(&key)?),
                }
            }
            let durability = if is_durable { Durability::Immediate } else { Durability::None };
            Ok((verdicts, durability))
        })
    }

    fn entry(&self, key: &KeyHash) -> Result<Option<Entry>, Failed> {
        self.read(|entries| entry(entries, key))
    }

    fn sent(&self) -> Result<Sent, JournalError> {
        let sent = self.read(|entries| {
            Sent::of(entries.iter()?.map(|found| {
                let (key, bytes) = found?;
                Ok((*key.value(), read_entry(bytes.value())?))
            }))
        });
        sent.map_err(|error| self.damaged(error))
    }

    fn read<T>(
        &self,
        read: impl FnOnce(&ReadOnlyTable<&'static KeyHash, &'static Bytes>) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        read(&self.database.begin_read()?.open_table(ENTRIES)?)
    }

    /// Runs a transaction, which is on the disk when this returns.
    fn write<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        self.write_with(|transaction| Ok((change(transaction)?, Durability::Immediate)))
    }

    /// Runs a transaction; the change decides whether it waits for the disk.
    fn write_with<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<(T, Durability), Failed>,
    ) -> Result<T, Failed> {
        let mut transaction = self.database.begin_write()?;
        // After a crash, redb treats an unreadable one-phase commit as unfinished, even if it was finished and
        // the disk lost a part of it later.
        transaction.set_two_phase_commit(true);
        let (changed, durability) = change(&transaction)?;
        transaction.set_durability(durability)?;
        transaction.commit()?;
        Ok(changed)
    }

    fn damaged(&self, error: Failed) -> JournalError {
        let journal = name(&self.path);
        match error {
            Failed::Io(source) => JournalError::Io { journal, source },
            error => JournalError::Damaged { journal, reason: error.to_string() },
        }
    }
}

/// Returns the name of the journal in this file for messages.
fn name(path: &Path) -> String {
    path.display().to_string()
}

fn entry(
    entries: &impl ReadableTable<&'static KeyHash, &'static Bytes>,
    key: &KeyHash,
) -> Result<Option<Entry>, Failed> {
    entries.get(key)?.map(|found| read_entry(found.value())).transpose()
}

fn read_entry(bytes: &Bytes) -> Result<Entry, Failed> {
    Entry::from_bytes(bytes).ok_or_else(unknown_form)
}

fn unknown_form() -> Failed {
    Failed::Corrupted("an entry has an unknown form".to_owned())
}

/// Gives a complete file its name, if the name is free; returns false if it is taken.
fn publish(
    new: &Path,
    path: &Path,
    link: impl FnOnce(&Path, &Path) -> io::Result<()>,
) -> io::Result<bool> {
    let named = match link(new, path) {
        // Some file systems have no links. A rename replaces an existing file, so an empty file takes the
        // name first, which only one process can create.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => File::create_new(path)
            .map(drop)
            .and_then(|()| fs::rename(new, path).inspect_err(|_| drop(fs::remove_file(path)))),
        linked => linked,
    };
    match named {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Waits until the name of a new file is on the disk too. Only Unix can open folders.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// Returns settings with which redb reports a changed file as an error instead of a panic.
fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_check_integrity_on_open(true);
    builder
}

fn unusable(path: &Path, error: DatabaseError) -> JournalError {
    let journal = name(path);
    match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            JournalError::InUse { journal }
        }
        // The magic number matched, so a part of the file is missing.
        DatabaseError::Storage(StorageError::Io(error))
            if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
        {
            JournalError::Damaged { journal, reason: error.to_string() }
        }
        DatabaseError::Storage(StorageError::Io(source)) => JournalError::Io { journal, source },
        error => JournalError::Damaged { journal, reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_links(_: &Path, _: &Path) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    #[test]
    fn a_name_is_given_once_with_links_and_without() -> io::Result<()> {
        let link = |new: &Path, path: &Path| fs::hard_link(new, path);
        let links: [fn(&Path, &Path) -> io::Result<()>; 2] = [link, no_links];
        for (number, link) in links.into_iter().enumerate() {
            let name = format!("attio-publish-{}-{number}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            fs::create_dir_all(&folder)?;
            let (first, second, path) =
                (folder.join("first"), folder.join("second"), folder.join("journal"));
            fs::write(&first, "first")?;
            fs::write(&second, "second")?;
            assert!(publish(&first, &path, link)?);
            assert!(!publish(&second, &path, link)?, "it has a name already");
            assert_eq!(fs::read_to_string(&path)?, "first");
            fs::remove_dir_all(&folder)?;
        }
        Ok(())
    }
}
