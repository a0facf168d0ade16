//! The checks of a redb file's header before redb opens it. See `docs/design.md` of redb, "File
//! format".

use std::fs::File;
use std::io::{self, Read};

use redb::StorageBackend;
use redb::backends::FileBackend;

/// The number of pages of a region in a file that redb created with its defaults.
const ALL_REGION_PAGES: u32 = 1 << 20;
const MAGIC: &[u8; 9] = b"redb\x1A\x0A\xA9\x0D\x0A";
/// The offset of the flags.
pub(super) const FLAGS: usize = MAGIC.len();
/// The flag that selects the second of the two commits in the header instead of the first.
const SECOND: u8 = 1;
const REGION_HEADER_PAGES: usize = 16;
const REGION_PAGES: usize = 20;
/// The offsets of the numbers of the two commits.
const COMMITS: [usize; 2] = [168, 296];
const LENGTH: usize = 320;

/// The kind of a file.
pub(super) enum FileKind {
    Database,
    /// A database whose header was cut off or changed.
    Damaged,
    Other,
}

/// The header of a database.
pub(super) struct Header([u8; LENGTH]);

/// Returns the kind of a file, from its header.
pub(super) fn file_kind(file: &File) -> io::Result<FileKind> {
    let mut bytes = Vec::with_capacity(LENGTH);
    file.take(LENGTH as u64).read_to_end(&mut bytes)?;
    if !bytes.starts_with(MAGIC) {
        return Ok(FileKind::Other);
    }
    Ok(match bytes.try_into().map(Header) {
        Ok(header) if header.is_possible() => FileKind::Database,
        _ => FileKind::Damaged,
    })
}

impl Header {
    pub(super) fn read(file: &FileBackend) -> io::Result<Self> {
        let mut header = Self([0; LENGTH]);
        file.read(0, &mut header.0)?;
        Ok(header)
    }

    /// Returns whether the regions are those of every journal: without header pages, and of redb's default
    /// size. With debug assertions, redb panics on other regions. It checks the rest of the header itself.
    fn is_possible(&self) -> bool {
        self.number(REGION_HEADER_PAGES) == 0 && self.number(REGION_PAGES) == ALL_REGION_PAGES
    }

    /// Returns the flags that select the newer commit, if those of the file select the older one. A process
    /// that was killed during a commit leaves such a file, and so does a flipped bit.
    pub(super) fn flags_of_newer_commit(&self) -> Option<u8> {
        let [first, second] =
            COMMITS.map(|at| u64::from(self.number(at)) | u64::from(self.number(at + 4)) << 32);
        let flags = self.0[FLAGS];
        let is_older = if flags & SECOND == 0 { second > first } else { first > second };
        is_older.then_some(flags ^ SECOND)
    }

    fn number(&self, at: usize) -> u32 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|index| self.0[at + index]);
        u32::from_le_bytes([a, b, c, d])
    }
}
