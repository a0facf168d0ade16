//! The page of compile errors shows the compiler's output: each of its blocks is in a `.stderr`
//! file of `tests/ui`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The contents of all `.stderr` files in a folder and its subfolders.
fn messages(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            messages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            found.insert(fs::read_to_string(&path).expect("a text").trim_end().to_owned());
        }
    }
}

#[test]
fn every_block_is_output_of_the_compiler() {
    let page =
        fs::read_to_string(tests().join("../docs/guide/src/compile-errors.md")).expect("the page");
    let mut known = BTreeSet::new();
    messages(&tests().join("ui"), &mut known);
    let blocks: Vec<&str> =
        page.split("```text\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(blocks.len() >= 15, "only {} blocks", blocks.len());
    for block in blocks {
        assert!(known.contains(block), "no test has this message any more:\n{block}");
    }
}

/// Each topic of level 2 is on the page.
#[test]
fn every_topic_is_on_the_page() {
    let page =
        fs::read_to_string(tests().join("../docs/guide/src/compile-errors.md")).expect("the page");
    for entry in fs::read_dir(tests().join("ui")).expect("a folder") {
        let topic = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let is_there = page.contains(&format!("--> {topic}/"));
        assert!(is_there || !topic.starts_with("snapshot_"), "{topic} is not on the page");
    }
}
