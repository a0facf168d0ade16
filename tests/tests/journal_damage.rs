//! Damaged journal files: each is refused with a typed error and left unchanged, or works and has
//! lost nothing. redb must not panic, because nothing catches a panic in a program with
//! `panic = "abort"`. A separate program, because it counts panics with a hook.
//!
//! Tries a sample of the damages; `ATTIO_LONG=1` tries all of them.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use attio_core::AttioRecord;
use attio_core::bulk::{Disposition, Journal, JournalError};
use attio_tests::people::Contact;
use attio_tests::{Attio, random};
use uuid::Uuid;

const PAGE: usize = 4096;
/// The length of redb's header.
const HEADER: usize = 320;
const RECORDS: u64 = 120;

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts every panic of the program from now on, including caught ones.
fn count_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            PANICS.fetch_add(1, Ordering::Relaxed);
            before(panic);
        }));
    });
}

fn panics() -> usize {
    PANICS.load(Ordering::Relaxed)
}

/// Held by a test while it runs, because panics are counted for the whole program.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// An emulator, and the journal of a job that stored records there.
struct Scene {
    _turn: MutexGuard<'static, ()>,
    attio: Attio,
    path: PathBuf,
    runtime: tokio::runtime::Runtime,
    ids: BTreeMap<u64, Uuid>,
    /// The journal of a process that was killed after its job had ended.
    killed: Vec<u8>,
    /// The journal after its job.
    closed: Vec<u8>,
}

impl Scene {
    fn new(name: &str) -> Self {
        count_panics();
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("damage-{name}"));
        let _ = fs::remove_file(&path);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let mut scene = Self {
            _turn: ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner),
            attio: Attio::start(),
            path,
            runtime: runtime.expect("a runtime"),
            ids: BTreeMap::new(),
            killed: Vec::new(),
            closed: Vec::new(),
        };
        let journal = scene.open().expect("a new journal");
        scene.ids = scene.run(&journal, Disposition::Created, "new");
        assert_eq!(scene.ids.len() as u64, RECORDS);
        scene.killed = fs::read(&scene.path).expect("the file");
        drop(journal);
        scene.closed = fs::read(&scene.path).expect("the file");
        scene
    }

    fn files(&self) -> [(&'static str, &[u8]); 2] {
        [("killed", &self.killed), ("closed", &self.closed)]
    }

    fn open(&self) -> Result<Journal, JournalError> {
        Journal::open(&self.path)
    }

    /// Runs the job, checks that each record has this disposition, and returns the IDs.
    fn run(&self, journal: &Journal, end: Disposition, damage: &str) -> BTreeMap<u64, Uuid> {
        self.runtime.block_on(async {
            let bulk = Contact::bulk_create(&self.attio.client).journal(journal).await;
            let mut results =
                bulk.expect("a job").run((0..RECORDS).map(|key| (key, Contact::numbered(key))));
            let mut ids = BTreeMap::new();
            while let Some((key, result)) = results.next().await {
                let stored = result.unwrap_or_else(|error| panic!("{damage}: {key}: {error}"));
                assert_eq!(stored.disposition, end, "{damage}: {key}");
                ids.insert(key, stored.id.uuid());
            }
            ids
        })
    }

    /// Opens this file and continues the job if possible. Returns whether the journal works.
    fn try_damaged(&self, bytes: &[u8], damage: &str) -> bool {
        fs::write(&self.path, bytes).expect("a file");
        let before = panics();
        let works = match self.open() {
            Ok(journal) => {
                let ids = self.run(&journal, Disposition::DoneBefore, damage);
                assert_eq!(ids, self.ids, "{damage}: another record");
                true
            }
            Err(error) => {
                assert_eq!(fs::read(&self.path).expect("the file"), bytes, "{damage}: {error}");
                assert!(is_typed(&error), "{damage}: {error:?}");
                false
            }
        };
        assert_eq!(panics(), before, "{damage}: a panic");
        works
    }
}

/// Whether the error describes the file and has a remedy.
fn is_typed(error: &JournalError) -> bool {
    match error {
        JournalError::Damaged { .. } | JournalError::NotAJournal { .. } => {
            error.to_string().contains("; ")
        }
        JournalError::Io { .. } => error.source().is_some(),
        _ => false,
    }
}

/// All items with `ATTIO_LONG=1`; otherwise at most this many, the same in each run.
fn sample<T>(mut all: Vec<T>, most: usize, seed: u64) -> Vec<T> {
    if std::env::var_os("ATTIO_LONG").is_none() {
        random(seed).shuffle(&mut all);
        all.truncate(most);
    }
    all
}

#[test]
fn truncated_and_extended_files() {
    let scene = Scene::new("length");
    for (state, whole) in scene.files() {
        assert!(scene.try_damaged(whole, state), "{state}: the file is intact");
        let pages = (0..whole.len()).step_by(PAGE);
        let mut lengths: Vec<_> = pages.flat_map(|at| [at, at + 1, at + PAGE / 2 + 1]).collect();
        lengths.extend([5, 8, 9, 10, 63, 64, 191, 192, HEADER - 1, HEADER, whole.len() - 1]);
        for length in sample(lengths, 12, 1) {
            let works = scene.try_damaged(&whole[..length], &format!("{state}, cut at {length}"));
            // Bytes that redb has not written yet may be missing.
            assert!(!works || state == "killed", "{state}, cut at {length}: it works");
        }
        for more in [1, PAGE - 1, PAGE, 100 * PAGE] {
            let mut longer = whole.to_vec();
            longer.resize(whole.len() + more, 0x5A);
            scene.try_damaged(&longer, &format!("{state}, {more} bytes more"));
        }
    }
}

#[test]
fn files_with_a_flipped_bit() {
    let scene = Scene::new("bits");
    for (state, whole) in scene.files() {
        let header = (0..HEADER * 8).collect();
        // The flags, and the numbers of the two commits.
        let always = [9, 168, 175, 296, 303].into_iter();
        let always = always.flat_map(|byte| [byte * 8, byte * 8 + 6]);
        let mut rng = random(2);
        let pages: Vec<_> =
            (HEADER * 8..whole.len() * 8).step_by(128).map(|bit| bit + rng.usize(..128)).collect();
        for bit in always.chain(sample(header, 16, 3)).chain(sample(pages, 16, 4)) {
            let mut bytes = whole.to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            scene.try_damaged(&bytes, &format!("{state}, byte {}, bit {}", bit / 8, bit % 8));
        }
    }
}

#[test]
fn files_with_a_replaced_page() {
    let scene = Scene::new("pages");
    for (state, whole) in scene.files() {
        let pages: Vec<_> = (0..whole.len() / PAGE).collect();
        for page in sample(pages, 8, 5) {
            let at = page * PAGE..(page + 1) * PAGE;
            for fill in [0, 0xFF] {
                let mut bytes = whole.to_vec();
                bytes[at.clone()].fill(fill);
                scene.try_damaged(&bytes, &format!("{state}, page {page} of {fill:#x}"));
            }
            let mut bytes = whole.to_vec();
            bytes.copy_within(PAGE..2 * PAGE, at.start);
            scene.try_damaged(&bytes, &format!("{state}, page {page} is page 1"));
        }
    }
}

#[test]
fn headers_with_impossible_numbers() {
    let scene = Scene::new("numbers");
    for (state, whole) in scene.files() {
        // Page size, header and data pages of a region, full regions, pages of the last region.
        let places = [12, 16, 20, 24, 28].into_iter();
        let numbers = [0_u32, 1, 3, 4096, 1 << 20, (1 << 20) + 1, 1 << 31, u32::MAX];
        let numbers = places.flat_map(|at| numbers.map(|number| (at, number)));
        for (at, number) in sample(numbers.collect(), 12, 6) {
            let mut bytes = whole.to_vec();
            bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            scene.try_damaged(&bytes, &format!("{state}, {number} at {at}"));
        }
        // A file that was cut, with regions that would fit it.
        for pages in sample((1..whole.len() / PAGE).collect(), 6, 9) {
            for number in pages..pages + 4 {
                let mut bytes = whole[..pages * PAGE].to_vec();
                bytes[20..24].copy_from_slice(&(number as u32).to_le_bytes());
                scene.try_damaged(&bytes, &format!("{state}, {pages} pages, {number} a region"));
            }
        }
        for flags in sample((0..=u8::MAX).collect(), 10, 7) {
            let mut bytes = whole.to_vec();
            bytes[9] = flags;
            scene.try_damaged(&bytes, &format!("{state}, flags {flags:#b}"));
        }
    }
}

#[test]
fn files_that_are_not_journals() {
    let scene = Scene::new("other");
    let text = b"name,email\nAda,ada@example.com\n".repeat(1000);
    let zeros = vec![0; 100 * PAGE];
    let magic = [b"redb\x1A\x0A\xA9\x0D\x0A".as_slice(), &zeros].concat();
    let mut noise = magic.clone();
    let mut rng = random(8);
    noise[9..].fill_with(|| rng.u8(..));
    for bytes in [b"".as_slice(), b"\n", &text, &zeros, &magic, &noise] {
        assert!(!scene.try_damaged(bytes, "no journal"), "it works");
    }
    fs::remove_file(&scene.path).expect("the file");
    fs::create_dir(&scene.path).expect("a folder");
    let before = panics();
    let error = scene.open().expect_err("a folder");
    assert!(is_typed(&error), "{error:?}");
    assert_eq!(panics(), before, "a panic");
    fs::remove_dir(&scene.path).expect("it is still there, and empty");
}
