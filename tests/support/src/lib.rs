//! Finds the programs that tests need, and keeps a list of the tests that were skipped without them.
//!
//! A skipped test looks like a passed one, and the test harness hides its output. So each skip is a file in the
//! target folder, until the program `summary`, the last of `cargo test --workspace`, prints and removes them.

pub mod outside;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Returns the paths of `programs`, or lists `tests` as skipped if one of them is not in `PATH`.
///
/// # Panics
///
/// Panics if the list cannot be written.
#[must_use]
pub fn require<const N: usize>(tests: &str, programs: [&str; N]) -> Option<[PathBuf; N]> {
    let found = programs.map(find);
    let missing: Vec<&str> = programs
        .into_iter()
        .zip(&found)
        .filter(|(_, path)| path.is_none())
        .map(|(p, _)| p)
        .collect();
    if missing.is_empty() {
        ran(tests);
        return Some(found.map(|path| path.expect("no program is missing")));
    }
    skip(tests, &format!("not in PATH: {}", missing.join(", ")));
    None
}

/// Lists `tests` as skipped for `reason`.
///
/// # Panics
///
/// Panics if the list cannot be written, because a hidden skip is a failure. Also panics if the variable
/// `ATTIO_NO_SKIP` is set; commands that do not print the list set it.
pub fn skip(tests: &str, reason: &str) {
    assert!(env::var_os("ATTIO_NO_SKIP").is_none(), "{tests}: {reason}");
    let file = file_of(tests);
    fs::create_dir_all(folder())
        .and_then(|()| fs::write(&file, format!("{tests}: {reason}\n")))
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
}

/// Takes `tests` off the list, because they run now.
///
/// # Panics
///
/// Panics if the list cannot be changed.
pub fn ran(tests: &str) {
    match fs::remove_file(file_of(tests)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            panic!("cannot change the list of skipped tests: {error}")
        }
        _ => {}
    }
}

/// Returns the list, sorted, and empties it.
///
/// # Errors
///
/// Returns an error if the folder of the list cannot be read.
pub fn take_skipped() -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut skipped = Vec::new();
    for entry in entries {
        let path = entry?.path();
        // Another run in the same target folder may have taken it.
        if let Ok(line) = fs::read_to_string(&path) {
            skipped.push(line.trim_end().to_owned());
            let _ = fs::remove_file(path);
        }
    }
    skipped.sort();
    Ok(skipped)
}

/// Returns the folder for files that tests leave in the target folder. A test program is
/// `<target>/<profile>/deps/<name>`.
///
/// # Panics
///
/// Panics outside of a test program.
#[must_use]
pub fn folder_for_tests() -> PathBuf {
    let program = env::current_exe().expect("a test program has a path");
    program.ancestors().nth(3).expect("a test program is in a target folder").join("tmp")
}

fn folder() -> PathBuf {
    folder_for_tests().join("skipped")
}

fn file_of(tests: &str) -> PathBuf {
    let name = tests.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    folder().join(name)
}

fn find(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(program).with_extension(env::consts::EXE_EXTENSION))
        .find(|path: &PathBuf| is_program(path))
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_without_their_programs_are_listed_until_they_run() {
        const TESTS: &str = "tests of attio-test-support itself";
        assert_eq!(require(TESTS, ["cargo-no-such-program", "sh"]), None);
        let listed = fs::read_to_string(file_of(TESTS)).expect("a file of the list");
        assert_eq!(listed, format!("{TESTS}: not in PATH: cargo-no-such-program\n"));
        let [shell] = require(TESTS, ["sh"]).expect("a shell");
        assert!(shell.is_file());
        assert!(!file_of(TESTS).exists(), "tests that run are not listed");
    }
}
