//! Reads a file that other people may have written.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The maximum size of a snapshot in bytes, far more than the largest workspace needs.
const MAX_SIZE: u64 = 64 << 20;

/// Reads a snapshot, or another text file of at most 64 MiB.
///
/// # Errors
///
/// Returns an error if the file does not exist, is larger, or is not UTF-8. A pipe or device is also an
/// error: opening a pipe may block forever, and a device may be endless.
pub fn read_text(path: impl AsRef<Path>) -> io::Result<String> {
    let path = path.as_ref();
    check(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    // Another file may have replaced it.
    let about = file.metadata()?;
    check(&about)?;
    let mut text = String::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // It may grow in the meantime.
    file.take(MAX_SIZE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_SIZE { Err(too_large()) } else { Ok(text) }
}

fn check(about: &fs::Metadata) -> io::Result<()> {
    // The system reports an error if a folder is read.
    if !about.is_file() && !about.is_dir() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    if about.len() > MAX_SIZE { Err(too_large()) } else { Ok(()) }
}

fn too_large() -> io::Error {
    let text = format!("it has more than {} MiB", MAX_SIZE >> 20);
    io::Error::new(ErrorKind::FileTooLarge, text)
}
