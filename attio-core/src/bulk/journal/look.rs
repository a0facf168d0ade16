//! A look at a file before redb opens it. Of a file that is cut off redb does not answer an error,
//! but panics.

use std::fs::File;
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

/// What a file turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Database,
    /// The begin of one.
    CutOff,
    Other,
}

/// The first bytes of every redb file.
const MAGIC: &[u8; 9] = b"redb\x1A\x0A\xA9\x0D\x0A";

/// The part of the header that tells how long the file is: five numbers behind the magic and three
/// more bytes. See `docs/design.md` of redb, "File format".
const HEADER: usize = MAGIC.len() + 3 + 5 * size_of::<u32>();

/// Looks at a file.
pub(super) fn look(path: &Path) -> io::Result<Look> {
    let file = File::open(path)?;
    let mut begin = Vec::with_capacity(HEADER);
    (&file).take(HEADER as u64).read_to_end(&mut begin)?;
    // Behind the header: a process that has it open lets it grow, and says so in the header afterwards.
    let length = file.metadata()?.len();
    if !begin.starts_with(MAGIC) {
        return Ok(Look::Other);
    }
    Ok(match begin.first_chunk() {
        Some(header) if length >= least_length(header) => Look::Database,
        _ => Look::CutOff,
    })
}

/// How long a file with this header is at least: a page of header, full regions, and one that is
/// not full, each with pages of its own header.
fn least_length(header: &[u8; HEADER]) -> u64 {
    let numbers = &header[MAGIC.len() + 3..];
    let mut numbers = numbers.chunks_exact(size_of::<u32>()).map(|bytes| {
        let bytes = bytes.try_into().unwrap_or_default();
        u64::from(u32::from_le_bytes(bytes))
    });
    let mut next = || numbers.next().unwrap_or_default();
    let (page, head, full, regions, rest) = (next(), next(), next(), next(), next());
    let rest = if rest > 0 { head.saturating_add(rest) } else { 0 };
    let pages = regions.saturating_mul(head + full).saturating_add(rest).saturating_add(1);
    page.saturating_mul(pages)
}

/// Runs a step of redb's on a file of which parts may be damaged; `None` where it panics, as redb
/// does where a checksum is right and what it covers is not.
pub(super) fn guarded<T>(step: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(step)).ok()
}
