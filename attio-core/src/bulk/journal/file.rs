//! The file of a journal: a redb database with two tables.
//!
//! redb is written in Rust alone, commits in one step that either happened or did not, syncs to the
//! disk before a commit returns, checks its pages by checksums, and locks its file against other
//! processes.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use redb::backends::FileBackend;
use redb::{
    Builder, Database, DatabaseError, Durability, ReadOnlyTable, ReadableDatabase, ReadableTable,
    StorageBackend, StorageError, TableDefinition, TableError, WriteTransaction,
};
use sha2::{Digest, Sha256};

use super::JournalError;
use super::entry::{Bytes, Entry, Fingerprint, KeyHash, State};
use super::guarded_file::GuardedFile;
use super::header::{FLAGS, FileKind, Header, file_kind};
use crate::bulk::item::{Before, Ended, Known, Start, Verdict};
use crate::client::Random;

/// The version of the layout of the tables.
pub(super) const FORMAT: u64 = 1;

const NUMBERS: TableDefinition<'_, &str, u64> = TableDefinition::new("attio-journal");
const JOB: TableDefinition<'_, &str, &str> = TableDefinition::new("job");
const ENTRIES: TableDefinition<'_, &KeyHash, &Bytes> = TableDefinition::new("entries");

/// An open file. It is locked.
pub(super) struct JournalFile {
    pub(super) path: PathBuf,
    database: Database,
}

/// A journal whose file is not changed yet.
struct Held {
    file: JournalFile,
    guarded: GuardedFile,
}

impl Held {
    /// The header of the file as it is.
    fn header(&self) -> Result<Header, JournalError> {
        Header::read(self.guarded.file()).map_err(|source| self.io(source))
    }

    /// Lets redb change the file.
    fn release(self) -> Result<JournalFile, JournalError> {
        self.guarded.release().map_err(|source| self.io(source))?;
        Ok(self.file)
    }

    fn io(&self, source: io::Error) -> JournalError {
        JournalError::Io { path: self.file.path.clone(), source }
    }
}

/// A failure of redb in whatever step.
type Failed = redb::Error;

impl JournalFile {
    /// Opens a journal, or makes one if there is no file.
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        match Self::open_existing(path) {
            Err(JournalError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            opened => return opened,
        }
        match Self::make(path)? {
            Some(made) => Ok(made),
            // Another process made it meanwhile.
            None => Self::open_existing(path),
        }
    }

    fn open_existing(path: &Path) -> Result<Self, JournalError> {
        let io = |source| JournalError::Io { path: path.to_owned(), source };
        // Opening a pipe or a device may wait for ever.
        if !fs::metadata(path).map_err(io)?.is_file() {
            return Err(JournalError::NotAJournal { path: path.to_owned() });
        }
        match file_kind(&File::open(path).map_err(io)?).map_err(io)? {
            FileKind::Database => {}
            FileKind::Damaged => {
                let reason = "its header was cut off or changed".to_owned();
                return Err(JournalError::Damaged { path: path.to_owned(), reason });
            }
            // redb makes a database of an empty file.
            FileKind::Other => return Err(JournalError::NotAJournal { path: path.to_owned() }),
        }
        let held = Self::open_held(path, None)?;
        let Some(flags) = held.header()?.flags_of_newer_commit() else { return held.release() };
        drop(held);
        // A commit is forgotten only if it cannot be read.
        match Self::open_held(path, Some(flags)) {
            Ok(newer) => newer.release(),
            Err(_) => Self::open_held(path, None)?.release(),
        }
    }

    /// Opens a journal, with these flags in its header, and holds back what redb writes.
    fn open_held(path: &Path, flags: Option<u8>) -> Result<Held, JournalError> {
        let io = |source| JournalError::Io { path: path.to_owned(), source };
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
        // The file was not locked between the check of its flags and now.
        if flags.is_some() && held.header()?.flags_of_newer_commit() != flags {
            return Err(JournalError::InUse { path: path.to_owned() });
        }
        match held.file.format().map_err(|error| held.file.damaged(error))? {
            Some(FORMAT) => Ok(held),
            Some(version) => Err(JournalError::Newer { path: path.to_owned(), version }),
            None => Err(JournalError::NotAJournal { path: path.to_owned() }),
        }
    }

    /// Makes a new file under another name first: a process that is killed meanwhile leaves none
    /// that is half of one. `None` where somebody else has made it.
    fn make(path: &Path) -> Result<Option<Self>, JournalError> {
        let io = |source| JournalError::Io { path: path.to_owned(), source };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        // Of this call alone: whoever else is making the journal must not meet this file.
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

    /// Makes an empty journal of an empty file, which is to have this path.
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

    /// Notes what job the journal is of, or sees whether it is of this one, and begins a run of it.
    pub(super) fn begin(&self, job: &[(&'static str, String)]) -> Result<u64, JournalError> {
        let begun = self.write(|transaction| {
            let mut known = transaction.open_table(JOB)?;
            for (what, said) in job {
                let other = known.get(*what)?.map(|other| other.value().to_owned());
                match other {
                    Some(other) if other != *said => return Ok(Err((*what, other, said.clone()))),
                    Some(_) => {}
                    None => drop(known.insert(*what, said.as_str())?),
                }
            }
            let mut numbers = transaction.open_table(NUMBERS)?;
            let run = numbers.get("run")?.map_or(0, |run| run.value()) + 1;
            numbers.insert("run", run)?;
            Ok(Ok(run))
        });
        match begun {
            Ok(Ok(run)) => Ok(run),
            Ok(Err((what, journal, job))) => {
                Err(JournalError::OtherJob { path: self.path.clone(), what, journal, job })
            }
            Err(error) => Err(self.damaged(error)),
        }
    }

    /// Notes ends and starts in one step, and says what becomes of the latter.
    pub(super) fn commit(
        &self,
        run: u64,
        retry_refused: bool,
        starts: &[Start],
        ends: &[Ended],
    ) -> Result<Vec<Verdict>, String> {
        let verdicts = self.write_with(|transaction| {
            let mut entries = transaction.open_table(ENTRIES)?;
            for Ended { key, known } in ends {
                let key = hash(key);
                let state = match *known {
                    Known::Unknown => continue,
                    Known::NotSent => {
                        entries.remove(&key)?;
                        continue;
                    }
                    Known::Stored(id) => State::Stored(id),
                    Known::Refused(status) => State::Refused(status),
                };
                let before = entry(&entries, &key)?;
                if let Some(before) = before {
                    entries.insert(&key, &Entry { state, ..before }.to_bytes())?;
                }
            }
            let mut verdicts = Vec::with_capacity(starts.len());
            for Start { key, body } in starts {
                let key = hash(key);
                let fingerprint = fingerprint(body);
                let before = entry(&entries, &key)?;
                let (verdict, state) = judge(before, run, fingerprint, retry_refused);
                // What is not sent now is compared with what was sent, in later runs too.
                let fingerprint = match before {
                    Some(before) if !matches!(verdict, Verdict::Send) => before.fingerprint,
                    _ => fingerprint,
                };
                let entry = Entry { run, fingerprint, state };
                entries.insert(&key, &entry.to_bytes())?;
                verdicts.push(verdict);
            }
            // That a key was met again need not survive the process.
            let is_new = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Send));
            let durability =
                if is_new || !ends.is_empty() { Durability::Immediate } else { Durability::None };
            Ok((verdicts, durability))
        });
        verdicts.map_err(|error| error.to_string())
    }

    /// What was known of a key. Where that cannot be read, an earlier run may have sent it.
    pub(super) fn before(&self, key: &str, run: u64) -> Before {
        let found = self.read(|entries| entry(entries, &hash(key)));
        match found {
            Ok(None) => Before::Nothing,
            Ok(Some(Entry { state: State::Refused(_), .. })) => Before::Nothing,
            Ok(Some(Entry { state: State::Stored(id), .. })) => Before::Stored(id),
            Ok(Some(Entry { state: State::Started, .. })) => Before::Unknown,
            Err(_) if run > 1 => Before::Unknown,
            Err(_) => Before::Nothing,
        }
    }

    /// The keys of those records that are stored, or may be, under another key than their own.
    pub(super) fn moved(
        &self,
        records: impl Iterator<Item = (String, Vec<u8>)>,
    ) -> Result<Vec<String>, JournalError> {
        let sent = self.read(|entries| {
            let mut sent = HashMap::new();
            for found in entries.iter()? {
                let (key, bytes) = found?;
                match read_entry(bytes.value())? {
                    Entry { state: State::Refused(_), .. } => {}
                    Entry { fingerprint, .. } => drop(sent.insert(*key.value(), fingerprint)),
                }
            }
            Ok(sent)
        });
        let mut sent = sent.map_err(|error| self.damaged(error))?;
        let mut others = Vec::new();
        for (key, body) in records {
            let (hash, fingerprint) = (hash(&key), fingerprint(&body));
            if sent.get(&hash) == Some(&fingerprint) {
                sent.remove(&hash);
            } else {
                others.push((key, fingerprint));
            }
        }
        let mut left: HashMap<Fingerprint, usize> = HashMap::new();
        for fingerprint in sent.into_values() {
            *left.entry(fingerprint).or_default() += 1;
        }
        others.retain(|(_, fingerprint)| match left.get_mut(fingerprint) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        });
        Ok(others.into_iter().map(|(key, _)| key).collect())
    }

    fn read<T>(
        &self,
        read: impl FnOnce(&ReadOnlyTable<&'static KeyHash, &'static Bytes>) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        read(&self.database.begin_read()?.open_table(ENTRIES)?)
    }

    /// One transaction, which is on the disk when this returns.
    fn write<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        self.write_with(|transaction| Ok((change(transaction)?, Durability::Immediate)))
    }

    /// The same, where the change decides whether it has to wait for the disk.
    fn write_with<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<(T, Durability), Failed>,
    ) -> Result<T, Failed> {
        let mut transaction = self.database.begin_write()?;
        // After a crash redb takes a commit of one phase that cannot be read for an unfinished one,
        // also if it was finished and the disk lost a part of it afterwards.
        transaction.set_two_phase_commit(true);
        let (changed, durability) = change(&transaction)?;
        transaction.set_durability(durability)?;
        transaction.commit()?;
        Ok(changed)
    }

    fn damaged(&self, error: Failed) -> JournalError {
        let path = self.path.clone();
        match error {
            Failed::Io(source) => JournalError::Io { path, source },
            error => JournalError::Damaged { path, reason: error.to_string() },
        }
    }
}

/// What is to be done with a key of which this is known, and what is known of it then.
fn judge(
    before: Option<Entry>,
    run: u64,
    fingerprint: Fingerprint,
    retry_refused: bool,
) -> (Verdict, State) {
    let Some(before) = before else { return (Verdict::Send, State::Started) };
    let is_changed = before.fingerprint != fingerprint;
    let verdict = match before.state {
        state if before.run == run => {
            Verdict::Duplicate { may_be_there: state == State::Started && !is_changed }
        }
        State::Started if is_changed => Verdict::Changed(None),
        State::Started => Verdict::Reconcile,
        State::Stored(id) if is_changed => Verdict::Changed(Some(id)),
        State::Stored(id) => Verdict::Done(id),
        // Nothing of it is in the workspace, so another record may take its key.
        State::Refused(_) if is_changed || retry_refused => Verdict::Send,
        State::Refused(status) => Verdict::Refused(status),
    };
    let state = if matches!(verdict, Verdict::Send) { State::Started } else { before.state };
    (verdict, state)
}

fn entry(
    entries: &impl ReadableTable<&'static KeyHash, &'static Bytes>,
    key: &KeyHash,
) -> Result<Option<Entry>, Failed> {
    entries.get(key)?.map(|found| read_entry(found.value())).transpose()
}

fn read_entry(bytes: &Bytes) -> Result<Entry, Failed> {
    Entry::from_bytes(bytes)
        .ok_or_else(|| Failed::Corrupted("an entry has no known form".to_owned()))
}

fn hash(key: &str) -> KeyHash {
    Sha256::digest(key.as_bytes()).into()
}

fn fingerprint(body: &[u8]) -> Fingerprint {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(body)[..16]);
    half
}

/// Gives a whole file its name, if nothing has that name yet; false where something has.
fn publish(
    new: &Path,
    path: &Path,
    link: impl FnOnce(&Path, &Path) -> io::Result<()>,
) -> io::Result<bool> {
    let named = match link(new, path) {
        // Some file systems have no links. A rename replaces what has come meanwhile, so the name
        // is taken before, which one alone can do.
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

/// Waits until the name of a new file is on the disk too. Only Unix opens folders.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// Settings of redb by which a file that was changed by others is an error and not a panic.
fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_check_integrity_on_open(true);
    builder
}

fn unusable(path: &Path, error: DatabaseError) -> JournalError {
    let path = path.to_owned();
    match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            JournalError::InUse { path }
        }
        // After the magic number, a file of which a part is missing.
        DatabaseError::Storage(StorageError::Io(error))
            if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
        {
            JournalError::Damaged { path, reason: error.to_string() }
        }
        DatabaseError::Storage(StorageError::Io(source)) => JournalError::Io { path, source },
        error => JournalError::Damaged { path, reason: error.to_string() },
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
