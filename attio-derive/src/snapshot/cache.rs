//! A cache of the snapshots, valid until the files change: a crate has many structs, and an editor
//! keeps the macro process running for hours.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use attio_schema::scan::{List, Object, ScanError, Snapshot};

use super::Problem;

/// The cache of this process.
pub(super) static CACHE: LazyLock<Cache> = LazyLock::new(Cache::default);

#[derive(Default)]
pub(super) struct Cache {
    files: Mutex<HashMap<PathBuf, (Stamp, Answer)>>,
}

/// The cache also keeps the error of a file that is not a valid snapshot.
type Answer = Result<Arc<Scanned>, Problem>;

/// The metadata that shows a change of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
}

impl Cache {
    /// Returns the snapshot in this file, and reads it again only if the file has changed.
    pub(super) fn get(&self, path: &Path) -> Answer {
        let unreadable = |error: std::io::Error| Problem::Unreadable {
            path: path.to_owned(),
            error: error.to_string(),
        };
        // Taken before the read: if the file changes in between, the next call sees another stamp.
        let metadata = fs::metadata(path).map_err(unreadable)?;
        let stamp = Stamp { modified: metadata.modified().ok(), length: metadata.len() };
        let mut files = locked(&self.files);
        if let Some((known, result)) = files.get(path)
            && *known == stamp
        {
            return result.clone();
        }
        let result = attio_schema::read_text(path).map_err(unreadable).and_then(|text| {
            Scanned::scan(text).map_err(|error| Problem::Scan { path: path.to_owned(), error })
        });
        let result = result.map(Arc::new);
        files.insert(path.to_owned(), (stamp, result.clone()));
        result
    }
}

/// A snapshot, and the objects and lists that have been read from it.
pub(super) struct Scanned {
    snapshot: Snapshot,
    objects: Mutex<HashMap<String, Option<Arc<Object>>>>,
    lists: Mutex<HashMap<String, Option<Arc<List>>>>,
}

impl Scanned {
    fn scan(text: String) -> Result<Self, ScanError> {
        let snapshot = Snapshot::scan(text)?;
        Ok(Self { snapshot, objects: Mutex::default(), lists: Mutex::default() })
    }

    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The object with this slug or ID.
    pub(super) fn object(&self, slug_or_id: &str) -> Result<Option<Arc<Object>>, ScanError> {
        read_once(&self.objects, slug_or_id, || self.snapshot.object(slug_or_id))
    }

    /// The list with this slug or ID.
    pub(super) fn list(&self, slug_or_id: &str) -> Result<Option<Arc<List>>, ScanError> {
        read_once(&self.lists, slug_or_id, || self.snapshot.list(slug_or_id))
    }
}

fn read_once<T>(
    known: &Mutex<HashMap<String, Option<Arc<T>>>>,
    slug_or_id: &str,
    read: impl FnOnce() -> Result<Option<T>, ScanError>,
) -> Result<Option<Arc<T>>, ScanError> {
    let mut known = locked(known);
    if let Some(found) = known.get(slug_or_id) {
        return Ok(found.clone());
    }
    let found = read()?.map(Arc::new);
    known.insert(slug_or_id.to_owned(), found.clone());
    Ok(found)
}

/// Ignores poisoning: the maps are never left half updated.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn snapshot(slug: &str) -> String {
        format!(r#"{{"version": 1, "objects": [{{"id": "x", "api_slug": "{slug}"}}]}}"#)
    }

    fn set_modified(path: &Path, time: SystemTime) {
        let file = fs::File::options().write(true).open(path).expect("it opens");
        file.set_modified(time).expect("the time is set");
    }

    #[test]
    fn a_file_is_read_again_when_its_time_or_its_length_changes_and_not_before() {
        let path = std::env::temp_dir().join(format!("attio-derive-{}.json", std::process::id()));
        let cache = Cache::default();
        let has =
            |slug| cache.get(&path).expect("a snapshot").snapshot().object_name(slug).is_some();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let write = |slug, time| {
            fs::write(&path, snapshot(slug)).expect("it is written");
            set_modified(&path, time);
        };
        write("people", time);
        assert!(has("people"));
        let first = cache.get(&path).expect("a snapshot");
        assert!(Arc::ptr_eq(&first, &cache.get(&path).expect("a snapshot")), "kept");

        // With the same time and length, the change cannot be noticed.
        write("things", time);
        assert!(has("people"));
        write("things", time + Duration::from_secs(1));
        assert!(has("things"), "another time");
        write("companies", time + Duration::from_secs(1));
        assert!(has("companies"), "another length");

        fs::write(&path, "{").expect("it is written");
        assert!(matches!(cache.get(&path), Err(Problem::Scan { .. })));
        fs::remove_file(&path).expect("it is removed");
        assert!(matches!(cache.get(&path), Err(Problem::Unreadable { .. })));
        write("people", time);
        assert!(has("people"), "restored");
        fs::remove_file(&path).expect("it is removed");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_a_device_a_folder_and_a_huge_file_are_no_snapshots() {
        let folder =
            std::env::temp_dir().join(format!("attio-derive-files-{}", std::process::id()));
        let (pipe, device, huge) =
            (folder.join("pipe"), folder.join("device"), folder.join("huge"));
        fs::create_dir_all(&folder).expect("a folder");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("it runs");
        assert!(made.success());
        std::os::unix::fs::symlink("/dev/zero", &device).expect("a link");
        fs::File::create(&huge).expect("a file").set_len(64 << 30).expect("no blocks");
        let (send, end) = std::sync::mpsc::channel();
        for path in [pipe, device, folder.clone(), huge] {
            let (send, path) = (send.clone(), path.clone());
            std::thread::spawn(move || {
                let read = Cache::default().get(&path).map(drop);
                let _ = send.send(read.map_err(|problem| problem.message(&path)));
            });
            let read = end.recv_timeout(Duration::from_secs(20)).expect("it does not hang");
            let message = read.expect_err("no snapshot");
            assert!(message.starts_with("cannot read `"), "{message}");
        }
        fs::remove_dir_all(&folder).expect("it is removed");
    }

    #[test]
    fn an_object_is_read_once() {
        let scanned = Scanned::scan(snapshot("people")).expect("a snapshot");
        let first = scanned.object("people").expect("it reads").expect("it is there");
        let second = scanned.object("people").expect("it reads").expect("it is there");
        assert!(Arc::ptr_eq(&first, &second));
        assert!(scanned.object("deals").expect("it reads").is_none());
    }
}
