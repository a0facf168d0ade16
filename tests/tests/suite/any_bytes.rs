//! Runs the fuzz targets without a fuzzer, with their seeds and with damaged seeds.

#[allow(unreachable_pub, reason = "the fuzzer builds it as a separate crate")]
#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::Path;

use proptest::collection;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The seeds of a target.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let files = fs::read_dir(folder).expect("a folder of seeds");
    let mut seeds: Vec<_> =
        files.map(|file| fs::read(file.expect("a file").path()).expect("a seed")).collect();
    assert!(!seeds.is_empty());
    seeds.sort();
    seeds
}

/// A mutation of a seed: bytes replaced, parts duplicated or omitted.
#[derive(Clone, Debug)]
enum Damage {
    Byte(Index, u8),
    Word(Index, &'static str),
    Remove(Index, usize),
    Double(Index, usize),
}

const WORDS: [&str; 14] = [
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "1e999",
    "9007199254740993",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "[[[[[[[[",
    "\"value\":",
    "\u{feff}",
    ",",
];

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (at(), select(WORDS.to_vec())).prop_map(|(at, word)| Damage::Word(at, word)),
        (at(), 1..60_usize).prop_map(|(at, size)| Damage::Remove(at, size)),
        (at(), 1..60_usize).prop_map(|(at, size)| Damage::Double(at, size)),
    ]
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let place = |at: &Index| at.index(bytes.len() + 1);
        match self {
            Self::Byte(at, byte) => {
                let at = place(at);
                bytes.splice(at..(at + 1).min(bytes.len()), [*byte]);
            }
            Self::Word(at, word) => {
                let at = place(at);
                bytes.splice(at..at, word.bytes());
            }
            Self::Remove(at, size) => {
                let at = place(at);
                bytes.drain(at..(at + size).min(bytes.len()));
            }
            Self::Double(at, size) => {
                let at = place(at);
                let part = bytes[at..(at + size).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}

/// Runs a target with all seeds, and with damaged ones.
fn run(target: &str, check: fn(&[u8])) {
    let seeds = seeds(target);
    seeds.iter().for_each(|seed| check(seed));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let damaged = (select(seeds), collection::vec(damage(), 1..5));
    proptest!(config, |((mut bytes, damages) in damaged)| {
        damages.iter().for_each(|damage| damage.apply(&mut bytes));
        check(&bytes);
    });
}

/// For a target that takes a string.
fn as_text(check: fn(&str), bytes: &[u8]) {
    check(&String::from_utf8_lossy(bytes));
}

#[test]
fn record() {
    run("record", |bytes| as_text(fuzz::record::check, bytes));
}

#[test]
fn answer() {
    run("answer", fuzz::answer::check);
}

#[test]
fn create_body() {
    run("create_body", fuzz::bodies::write);
}

#[test]
fn query_body() {
    run("query_body", fuzz::bodies::query);
}

#[test]
fn snapshot() {
    run("snapshot", |bytes| as_text(fuzz::snapshot::check, bytes));
}
