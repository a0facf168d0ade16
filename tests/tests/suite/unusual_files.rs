//! A pipe, an endless device, a folder or a huge file instead of a regular file causes an error
//! that says so, at once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use attio_core::bulk::Journal;

/// Files that cannot be read to their end, with their kinds.
#[cfg(unix)]
fn unusual_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unusual");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("folder")).expect("a folder");
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    std::os::unix::fs::symlink(&pipe, folder.join("link-to-pipe")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", folder.join("endless")).expect("a link");
    let huge = File::create(folder.join("huge")).expect("a file");
    huge.set_len(64 << 30).expect("without blocks");
    ["pipe", "link-to-pipe", "endless", "folder", "huge"].map(|name| folder.join(name)).to_vec()
}

#[cfg(unix)]
#[test]
fn a_journal_and_a_snapshot_are_regular_files() {
    for path in unusual_files() {
        let (send, end) = channel();
        let shown = path.display().to_string();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        std::thread::spawn(move || {
            let journal = Journal::open(&path).map(drop).map_err(|error| error.to_string());
            let emulator = attio_emulator::Emulator::builder().snapshot(&path).start_blocking();
            let emulator = emulator.map(drop).map_err(|error| {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                format!("{error} {source:?}")
            });
            let _ = send.send((journal, emulator));
        });
        let (journal, emulator) = end.recv_timeout(Duration::from_secs(20)).expect(&shown);
        let journal = journal.expect_err(&shown);
        assert!(journal.contains(&name), "{journal}");
        let emulator = emulator.expect_err(&shown);
        let says = match name.as_str() {
            "huge" => "64 MiB",
            "folder" => "directory",
            _ => "it is not a regular file",
        };
        assert!(emulator.contains(says), "{emulator}");
    }
}
