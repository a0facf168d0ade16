//! The files of this repository.

use std::fs;
use std::path::{Path, PathBuf};

use attio_architecture::crates::Package;
use attio_architecture::{Order, Sources, Tree, crates, modules};

#[test]
fn the_modules_of_core_import_downward() {
    let sources = Sources::read(&root().join("attio-core/src")).expect("the sources");
    let tree = Tree::read(&sources).unwrap_or_else(|problems| panic!("{}", problems.join("\n")));
    let known = read("tests/architecture/violations.txt");
    none(&modules::check(&order(), &tree, "attio-core/src", &known));
}

#[test]
fn the_crates_depend_downward() {
    let mut packages = Package::read_all(&root(), "Cargo.toml").expect("the workspace");
    packages.extend(Package::read_all(&root(), "fuzz/Cargo.toml").expect("the fuzz targets"));
    none(&crates::check(&order(), &packages));
}

fn none(problems: &[String]) {
    assert!(problems.is_empty(), "\n\n{}\n", problems.join("\n\n"));
}

fn order() -> Order {
    Order::parse(&read("ARCHITECTURE.md")).unwrap_or_else(|problem| panic!("{problem}"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}
