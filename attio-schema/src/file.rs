//! Reading a file that somebody else may have made.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The most bytes of a snapshot, far more than the largest workspace needs.
const MAX_SIZE: u64 = 64 << 20;

/// Reads a snapshot, or another text file of at most 64 MiB.
///
/// # Errors
///
/// Returns an error if there is no such file, it is not a regular file (opening a pipe may wait for ever, and a
/// device may have no end), it is larger, or it is not UTF-8.
pub fn read_text(path: impl AsRef<Path>) -> io::Result<String> {
    let path = path.as_ref();
    check(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    // Another file may have taken its place.
    let about = file.metadata()?;
    check(&about)?;
    let mut text = String::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // It may grow meanwhile.
    file.take(MAX_SIZE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_SIZE { Err(too_large()) } else { Ok(text) }
}

fn check(about: &fs::Metadata) -> io::Result<()> {
    // Reading a folder is an error of the system's.
    if !about.is_file() && !about.is_dir() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    if about.len() > MAX_SIZE { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> io::Error {
    let text = format!("it has more than {} MiB", MAX_SIZE >> 20);
    io::Error::new(ErrorKind::FileTooLarge, text)
}
