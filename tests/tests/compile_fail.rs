//! What the compiler says of a mistake: the cases of `tests/ui`, a folder a topic.
//!
//! The messages are rustc's as much as ours, so they are compared on one version only. To write the
//! `.stderr` files anew, run `TRYBUILD=overwrite cargo test -p attio-tests --test compile_fail`, and
//! read every line of the difference.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version that wrote the `.stderr` files.
const CHECKED_ON: &str = "1.95.0";

macro_rules! topics {
    ($($topic:ident)*) => {
        const TOPICS: &[&str] = &[$(stringify!($topic)),*];

        $(
            #[test]
            fn $topic() {
                messages(stringify!($topic));
            }
        )*
    };
}

topics! {
    assert
    container
    contradictions
    duplicates
    filter_values
    filters
    keys
    kinds
    options
    patch
    paths
    queries
    reconcile
    several_mistakes
    shapes
    slugs_and_ids
    snapshot_counts
    snapshot_files
    snapshot_names
    snapshot_options
    snapshot_references
    snapshot_required
    snapshot_settings
    snapshot_types
    types
    usage
    values
}

fn messages(topic: &str) {
    let version = rustc_version();
    if version != CHECKED_ON {
        // Past the capture of the test harness, which shows the output of failed tests only.
        let _ = writeln!(
            io::stderr(),
            "SKIPPED: compile-fail messages are checked on rustc {CHECKED_ON} only, this is {version} (tests/ui/{topic})"
        );
        return;
    }
    if topic.starts_with("snapshot_") {
        return against_snapshots(topic);
    }
    trybuild::TestCases::new().compile_fail(format!("ui/{topic}/*.rs"));
}

/// The cases of a topic at level 2, which are checked against `schemas/attio.schema.json`, or in the
/// surroundings that their second line says, `// env: ATTIO_SCHEMA=newer.json`. A test cannot set
/// the variables of its own process, so it starts itself again.
fn against_snapshots(topic: &str) {
    let mut surroundings: BTreeMap<Vec<(String, String)>, Vec<String>> = BTreeMap::new();
    for case in cases_of(topic) {
        let source = fs::read_to_string(&case).expect("a case");
        let said: Vec<_> = source
            .lines()
            .filter_map(|line| line.strip_prefix("// env: ")?.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let said = match said.is_empty() {
            true => vec![("ATTIO_SCHEMA".to_owned(), "attio.schema.json".to_owned())],
            false => said,
        };
        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
        surroundings.entry(said).or_default().push(format!("ui/{topic}/{name}"));
    }
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (variables, cases) in surroundings {
        let mut again = Command::new(std::env::current_exe().expect("this test"));
        again.args(["--exact", "named_cases", "--ignored"]).env(CASES, cases.join("\n"));
        for (name, value) in variables {
            match (name.as_str(), value.as_str()) {
                ("ATTIO_SCHEMA", "") => again.env_remove(name),
                ("ATTIO_SCHEMA", file) => again.env(name, schemas.join(file)),
                _ => again.env(name, value),
            };
        }
        let output = again.output().expect("this test runs again");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stdout}{stderr}");
        assert!(stdout.contains("1 passed"), "{stdout}{stderr}");
    }
}

/// The variable with the cases of `named_cases`, a line each.
const CASES: &str = "ATTIO_TESTS_CASES";

#[test]
#[ignore = "started by the topics at level 2, with the surroundings that they need"]
fn named_cases() {
    let Ok(cases) = std::env::var(CASES) else { return };
    let tests = trybuild::TestCases::new();
    cases.lines().for_each(|case| tests.compile_fail(case));
}

/// The compiler that trybuild will use.
fn rustc_version() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).expect("a version is text");
    text.split_whitespace().nth(1).expect("`rustc <version> …`").to_owned()
}

/// One mistake, one error: each case says how many mistakes it has in its first line, and its
/// `.stderr` has that many errors and no warning. Holds on every compiler version.
#[test]
fn each_mistake_is_one_error() {
    let (mut cases, mut at_level_2) = (0, 0);
    for topic in TOPICS {
        for case in cases_of(topic) {
            let source = fs::read_to_string(&case).expect("a case");
            let stated: usize = source
                .lines()
                .next()
                .and_then(|line| line.strip_prefix("// errors: ")?.parse().ok())
                .unwrap_or_else(|| panic!("{}: begins with `// errors: 1`", case.display()));
            let stderr = fs::read_to_string(case.with_extension("stderr"))
                .unwrap_or_else(|error| panic!("{}: no .stderr: {error}", case.display()));
            let starts =
                |start: &str| stderr.lines().filter(|line| line.starts_with(start)).count();
            assert_eq!(starts("error"), stated, "errors of {}:\n{stderr}", case.display());
            assert_eq!(starts("warning"), 0, "warnings of {}:\n{stderr}", case.display());
            assert!(!stderr.contains("$RUST/"), "{} shows the standard library", case.display());
            cases += 1;
            at_level_2 += usize::from(topic.starts_with("snapshot_"));
        }
    }
    assert!(cases >= 300, "only {cases} cases");
    assert!(at_level_2 >= 60, "only {at_level_2} cases against snapshots");
}

/// No `.stderr` without its case, no folder that is not a topic.
#[test]
fn nothing_is_left_over() {
    let mut folders: Vec<String> = files(&ui())
        .iter()
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    folders.sort();
    assert_eq!(folders, TOPICS);
    for topic in TOPICS {
        for file in files(&ui().join(topic)) {
            assert!(file.with_extension("rs").exists(), "{} has no case", file.display());
        }
    }
}

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

fn cases_of(topic: &str) -> Vec<PathBuf> {
    let mut cases = files(&ui().join(topic));
    cases.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    cases
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries.map(|entry| entry.expect("an entry").path()).collect()
}
