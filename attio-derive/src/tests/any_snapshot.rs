//! The derive returns items for any snapshot, and never panics.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::collection;
use proptest::prelude::*;

use super::any_input::expand_all;
use super::strategy::item;
use crate::snapshot::{FILE_NAME, Surroundings};

/// A workspace with lists.
const SNAPSHOT: &[u8] = include_bytes!("lists.json");

const PERSON: &str = r#"
#[attio(object = "companies")]
struct Company {
    name: String,
    domains: Vec<Domain>,
    #[attio(unique)]
    nothing: Option<RecordRef<Company>>,
    #[attio(id = "00000002-0000-4000-8000-000000000000")]
    by_id: Option<String>,
}"#;

const ENTRY: &str = r#"
#[attio(list = "sales_pipeline", parent = Company)]
struct Opportunity {
    stage: Stage,
    seats: Option<i64>,
    contact: Option<RecordRef<Company>>,
    nothing: Alias,
}"#;

/// A folder with these bytes as its snapshot, deleted on drop.
struct Folder(PathBuf);

impl Folder {
    fn with(snapshot: &[u8]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("attio-derive-any-snapshot-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(FILE_NAME), snapshot).expect("a file");
        // The search upwards ends here.
        fs::write(folder.join("Cargo.toml"), "[workspace]\n").expect("a file");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The snapshot with some bytes replaced, and sometimes truncated.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let bytes = b"{}[]\",:0-9truefalsn\\u\xff\0\xef";
    let change = (0..SNAPSHOT.len(), prop::sample::select(bytes.to_vec()));
    (collection::vec(change, 0..6), prop_oneof![3 => Just(SNAPSHOT.len()), 1 => 0..SNAPSHOT.len()])
        .prop_map(|(changes, length)| {
            let mut bytes = SNAPSHOT.to_vec();
            for (at, byte) in changes {
                bytes[at] = byte;
            }
            bytes.truncate(length);
            bytes
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_snapshot_is_answered_with_items(
        snapshot in prop_oneof![4 => damaged(), 1 => collection::vec(any::<u8>(), 0..200)],
        other in item(),
    ) {
        let folder = Folder::with(&snapshot);
        let surroundings = Surroundings::of_folder(folder.0.clone());
        prop_assert!(expand_all(PERSON, &surroundings));
        prop_assert!(expand_all(ENTRY, &surroundings));
        expand_all(&other, &surroundings);
    }
}
