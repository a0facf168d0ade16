//! Compares the crates of the workspace with the order.

use std::collections::BTreeSet;
use std::env;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::imports::scan;
use crate::order::{CrateRule, Order};
use crate::tree::Sources;

/// A crate of the workspace.
#[derive(Debug, Default)]
pub struct Package {
    /// The name in its Cargo.toml.
    pub name: String,
    /// The crates that its Cargo.toml names, each with whether only tests use it.
    pub dependencies: Vec<(String, bool)>,
    /// The folders of its Rust files: the name in messages, whether it is only for tests, and the files.
    pub folders: Vec<(String, bool, Sources)>,
}

impl Package {
    /// Reads the packages of a Cargo.toml with `cargo metadata`.
    ///
    /// # Errors
    ///
    /// Returns an error if cargo fails or a file cannot be read.
    pub fn read_all(root: &Path, manifest: &str) -> Result<Vec<Self>, String> {
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .arg("--manifest-path")
            .arg(root.join(manifest))
            .output()
            .map_err(|error| format!("cannot run cargo metadata: {error}"))?;
        let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| {
            format!("cargo metadata: {error}: {}", String::from_utf8_lossy(&output.stderr))
        })?;
        list(&metadata["packages"]).map(|package| Self::read(root, package)).collect()
    }

    fn read(root: &Path, package: &Value) -> Result<Self, String> {
        let dependencies = list(&package["dependencies"])
            .map(|dependency| (text(&dependency["name"]), dependency["kind"] == "dev"))
            .collect();
        let mut paths = BTreeSet::new();
        for target in list(&package["targets"]) {
            let path = text(&target["src_path"]);
            let folder = Path::new(&path).parent().unwrap_or(root).to_path_buf();
            let only_tests = |kind: &Value| kind == "test" || kind == "bench" || kind == "example";
            paths.insert((folder, list(&target["kind"]).all(only_tests)));
        }
        let mut folders = Vec::new();
        for (path, in_tests) in paths {
            let sources =
                Sources::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            folders.push((name, in_tests, sources));
        }
        Ok(Self { name: text(&package["name"]), dependencies, folders })
    }
}

/// Compares the dependencies and the imports of every crate with the order of crates.
#[must_use]
pub fn check(order: &Order, packages: &[Package]) -> Vec<String> {
    let mut problems = Vec::new();
    for rule in &order.crates {
        if packages.iter().all(|package| package.name != rule.name) {
            problems.push(format!(
                "the order of crates in ARCHITECTURE.md names `{}`, which is not a crate",
                rule.name
            ));
        }
    }
    for package in packages {
        let Some(rule) = order.crates.iter().find(|rule| rule.name == package.name) else {
            problems.push(format!(
                "the crate `{}` has no line in the order of crates in ARCHITECTURE.md: add one",
                package.name
            ));
            continue;
        };
        for (used, in_tests) in &package.dependencies {
            let place = format!("{}/Cargo.toml depends on", rule.name);
            problems.extend(judge(order, rule, used, *in_tests, &place));
        }
        for (folder, in_tests, sources) in &package.folders {
            for (file, source) in &sources.0 {
                let name = format!("{folder}/{file}");
                let mut found = judge_file(order, rule, &name, source, *in_tests);
                // Checked only now, because it parses the files above.
                if !found.is_empty() && sources.is_for_tests(file) {
                    found = judge_file(order, rule, &name, source, true);
                }
                problems.extend(found);
            }
        }
    }
    problems
}

fn judge_file(
    order: &Order,
    rule: &CrateRule,
    file: &str,
    source: &str,
    in_tests: bool,
) -> Vec<String> {
    // Parsing takes most of the time.
    let names_another = |other: &CrateRule| {
        other.name != rule.name && source.contains(&other.name.replace('-', "_"))
    };
    if !order.crates.iter().any(names_another) {
        return Vec::new();
    }
    let scanned = match scan(source, &[], in_tests) {
        Ok(scanned) => scanned,
        Err(problem) => return vec![format!("{file}, {problem}")],
    };
    let mut problems = Vec::new();
    for import in scanned.imports.iter().filter(|import| !import.from_root) {
        let name = import.path[0].replace('_', "-");
        let place = format!("{file}:{} imports", import.line);
        problems.extend(judge(order, rule, &name, import.in_tests, &place));
    }
    problems
}

/// Returns the problem with one use of a crate, if there is one.
fn judge(
    order: &Order,
    rule: &CrateRule,
    used: &str,
    in_tests: bool,
    place: &str,
) -> Option<String> {
    let ours = order.crates.iter().any(|rule| rule.name == used);
    if !ours || used == rule.name || rule.uses.contains(used) {
        return None;
    }
    if in_tests && rule.tests_use.contains(used) {
        return None;
    }
    let tests = if in_tests { " in its tests" } else { "" };
    Some(format!(
        "{place} `{used}`, which `{}` may not use{tests} by the order of crates in ARCHITECTURE.md. Move \
         what both need into a crate that both may use.",
        rule.name
    ))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
