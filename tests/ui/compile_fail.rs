//! The compile-fail cases, with a folder per topic: the compiler's messages about mistakes.
//!
//! The messages are partly rustc's, so the cases run on one pinned version, whatever toolchain runs
//! the tests. `just ui` updates the `.stderr` files; read every line of the diff as a user would.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version that wrote the `.stderr` files.
const PINNED: &str = "1.95.0";

/// The variable that limits a run to some topics, separated by commas.
const ONLY: &str = "ATTIO_UI";

/// The variable with the cases for `named_cases`, one per line.
const CASES: &str = "ATTIO_UI_CASES";

/// The variables of the program `keep-output`: the cargo that it runs, and the file that it writes.
const KEEP_OUTPUT_OF: &str = "ATTIO_UI_CARGO";
const KEEP_OUTPUT_IN: &str = "ATTIO_UI_OUTPUT";

const TOPICS: &[&str] = &[
    "assert",
    "container",
    "contradictions",
    "duplicates",
    "entry_calls",
    "entry_fields",
    "entry_generic",
    "entry_queries",
    "entry_struct",
    "features",
    "filter_values",
    "filters",
    "generic",
    "keys",
    "kinds",
    "options",
    "patch",
    "paths",
    "queries",
    "reconcile",
    "several_mistakes",
    "shapes",
    "slugs_and_ids",
    "snapshot_ahead",
    "snapshot_counts",
    "snapshot_files",
    "snapshot_lists",
    "snapshot_names",
    "snapshot_options",
    "snapshot_references",
    "snapshot_required",
    "snapshot_settings",
    "snapshot_types",
    "types",
    "usage",
    "values",
];

/// Runs all cases, grouped by their environment: one build per environment, because starting cargo
/// takes longer than a case.
#[test]
fn messages() {
    let Some(toolchain) = Toolchain::pinned() else {
        return attio_test_support::skip(
            "the compile-fail cases",
            &format!("they need Rust {PINNED}: `rustup toolchain install {PINNED}`"),
        );
    };
    attio_test_support::ran("the compile-fail cases");
    let only = env::var(ONLY).unwrap_or_default();
    let only: Vec<&str> = only.split(',').filter(|topic| !topic.is_empty()).collect();
    for topic in &only {
        assert!(TOPICS.contains(topic), "{ONLY}: there is no topic {topic}, only {TOPICS:?}");
    }
    let mut environments: BTreeMap<Vec<(String, String)>, Vec<String>> = BTreeMap::new();
    for topic in TOPICS.iter().filter(|topic| only.is_empty() || only.contains(topic)) {
        for case in cases_of(topic) {
            let name = case.file_name().expect("a name").to_string_lossy().into_owned();
            environments
                .entry(environment(topic, &case))
                .or_default()
                .push(format!("{topic}/{name}"));
        }
    }
    let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile_fail.json");
    let _ = fs::remove_file(&output);
    let failures: Vec<String> = environments
        .iter()
        .filter_map(|(variables, cases)| toolchain.run(variables, cases, &output).err())
        .collect();
    assert!(failures.is_empty(), "{}", failures.concat());
    let counted = counted(&fs::read_to_string(&output).expect("the output of cargo"));
    let wrong: Vec<String> = environments
        .values()
        .flatten()
        .filter_map(|case| {
            let (stated, counted) = (stated(&ui().join(case)), counted.get(case).copied());
            (counted != Some(stated))
                .then(|| format!("{case} has {stated} mistakes, rustc counts {counted:?} errors\n"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

/// Returns the variables that the second line of a case sets, as in `// env: ATTIO_SCHEMA=newer.json`.
/// At level 2, a case without this line is checked against `tests/schemas/attio.schema.json`.
fn environment(topic: &str, case: &Path) -> Vec<(String, String)> {
    let source = fs::read_to_string(case).expect("a case");
    let variables: Vec<_> = source
        .lines()
        .filter_map(|line| line.strip_prefix("// env: ")?.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    match variables.is_empty() && topic.starts_with("snapshot_") {
        true => vec![("ATTIO_SCHEMA".to_owned(), "attio.schema.json".to_owned())],
        false => variables,
    }
}

/// Runs the cases that the parent passes, in their environment.
#[test]
#[ignore = "started by `messages`, because a test cannot set the variables of its own process"]
fn named_cases() {
    let Ok(cases) = env::var(CASES) else { return };
    let tests = trybuild::TestCases::new();
    cases.lines().for_each(|case| tests.compile_fail(case));
}

/// The programs of the pinned toolchain.
struct Toolchain {
    variables: Vec<(&'static str, OsString)>,
}

impl Toolchain {
    fn pinned() -> Option<Self> {
        if version(&env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).as_deref()
            == Some(PINNED)
        {
            return Some(Self { variables: Vec::new() });
        }
        let which = |program| {
            let mut rustup = Command::new("rustup");
            let output = rustup.args(["which", "--toolchain", PINNED, program]).output().ok()?;
            let path = String::from_utf8(output.stdout).ok()?;
            output.status.success().then(|| OsString::from(path.trim_end()))
        };
        let (cargo, rustc) = (which("cargo")?, which("rustc")?);
        (version(&rustc)? == PINNED)
            .then(|| Self { variables: vec![("CARGO", cargo), ("RUSTC", rustc)] })
    }

    /// Returns trybuild's output as an error if a case has another message. Adds what cargo printed to the file
    /// `output`.
    fn run(
        &self,
        variables: &[(String, String)],
        cases: &[String],
        output: &Path,
    ) -> Result<(), String> {
        let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
        let schemas = schemas.canonicalize().expect("the folder of the snapshots");
        let mut child = Command::new(env::current_exe().expect("this test"));
        child.args(["--exact", "named_cases", "--ignored"]).env(CASES, cases.join("\n"));
        for name in ["ATTIO_SCHEMA", "ATTIO_SCHEMA_REQUIRED", "ATTIO_SCHEMA_CHECK"] {
            child.env_remove(name);
        }
        child.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let cargo = self.variables.iter().find(|(name, _)| *name == "CARGO");
        let cargo = cargo.map(|(_, cargo)| cargo.clone()).or_else(|| env::var_os("CARGO"));
        child.env(KEEP_OUTPUT_OF, cargo.unwrap_or_else(|| "cargo".into()));
        child.env("CARGO", env!("CARGO_BIN_EXE_keep-output")).env(KEEP_OUTPUT_IN, output);
        for (name, value) in variables {
            match (name.as_str(), value.as_str()) {
                ("ATTIO_SCHEMA", "") => child.env_remove(name),
                ("ATTIO_SCHEMA", file) => child.env(name, schemas.join(file)),
                _ => child.env(name, value),
            };
        }
        let child = child.output().expect("this test runs again");
        let stdout = String::from_utf8_lossy(&child.stdout);
        let stderr = String::from_utf8_lossy(&child.stderr);
        match child.status.success() && stdout.contains("1 passed") {
            true => Ok(()),
            false => Err(format!("{stdout}{stderr}")),
        }
    }
}

/// Returns the number of mistakes that a case has, which its first line states.
fn stated(case: &Path) -> usize {
    let source = fs::read_to_string(case).expect("a case");
    source
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("// errors: ")?.parse().ok())
        .unwrap_or_else(|| panic!("{}: begins with `// errors: 1`", case.display()))
}

/// Returns how many errors rustc counted in each case, by topic and name. A person sees an error once if
/// rustc reports it twice, but the last line of cargo counts both, and editors show both.
fn counted(output: &str) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for line in output.lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("JSON from cargo");
        let text = message["message"]["message"].as_str().unwrap_or_default();
        let is_error =
            message["message"]["level"] == "error" && !text.starts_with("aborting due to");
        if is_error && let Some(path) = message["target"]["src_path"].as_str() {
            let mut parts = Path::new(path).iter().rev().map(|part| part.to_string_lossy());
            let (Some(name), Some(topic)) = (parts.next(), parts.next()) else { continue };
            *counted.entry(format!("{topic}/{name}")).or_default() += 1;
        }
    }
    counted
}

fn version(rustc: &OsString) -> Option<String> {
    let output = Command::new(rustc).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

/// Each mistake is one error: the first line of a case gives the number of mistakes, and its `.stderr`
/// has as many errors and no warning. Runs on every compiler version.
#[test]
fn each_mistake_is_one_error() {
    let (mut cases, mut at_level_2) = (0, 0);
    for topic in TOPICS {
        for case in cases_of(topic) {
            let stated = stated(&case);
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

/// Every `.stderr` has a case, and every folder is a topic.
#[test]
fn nothing_is_left_over() {
    let mut folders: Vec<String> = files(&ui())
        .iter()
        .filter(|path| path.is_dir())
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
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
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
