//! Small sources that must be flagged, and others that must not be.

use attio_architecture::crates::{self, Package};
use attio_architecture::{Order, Sources, Tree, modules};

/// `low` is the lowest module, `one` and `two` may import each other, `high` is on top.
const ORDER: &str = "
```order-of-crates
schema:
core: schema; tests: emulator
emulator: schema
```
```order-of-modules
low
one two
high
upward imports: 0
```";

const LIB: &str = "
mod high;
mod low;
mod one;
mod two;
pub use high::{High, deep::Deeper as Renamed};
pub use low::Low;
pub use reqwest::Method;
pub use group::Grouped as Again;
pub use time::time;
pub mod same {
    pub use crate::low::y;
    pub fn same() {}
}
pub use same::same;
pub mod group {
    pub use crate::high::Grouped;
}
pub mod all {
    pub use crate::high::*;
}
pub struct Rooted;
";

/// Returns the problems of the order, with this content of `low.rs` and empty other files.
fn problems_of_low(low: &str) -> Vec<String> {
    problems([("low.rs", low)], "", 0)
}

fn problems<const N: usize>(files: [(&str, &str); N], known: &str, limit: usize) -> Vec<String> {
    let order = ORDER.replace("imports: 0", &format!("imports: {limit}"));
    let order = Order::parse(&order).expect("an order");
    let mut all = vec![("lib.rs", LIB)];
    all.extend(["high.rs", "low.rs", "one.rs", "two.rs"].map(|file| (file, "")));
    all.extend(files);
    let tree = Tree::read(&Sources::from_iter(all)).expect("a tree");
    modules::check(&order, &tree, "src", known)
}

/// Checks that the source is flagged once, in this line, as an import of this path.
#[track_caller]
fn is_flagged(low: &str, line: usize, path: &str) {
    let problems = problems_of_low(low);
    let start = format!("src/low.rs:{line} imports `{path}`, ");
    assert_eq!(problems.len(), 1, "{low}\n{problems:#?}");
    assert!(problems[0].starts_with(&start), "{low}\n{problems:#?}");
}

#[track_caller]
fn is_not_flagged(low: &str) {
    assert_eq!(problems_of_low(low), Vec::<String>::new(), "{low}");
}

#[test]
fn a_use_that_points_up_is_flagged() {
    is_flagged("use crate::high::Thing;", 1, "crate::high::Thing");
    is_flagged("\nuse super::high;", 2, "crate::high");
    is_flagged("pub use crate::high::*;", 1, "crate::high::*");
    is_flagged("use crate::high as h;", 1, "crate::high");
    is_flagged("fn f() { use crate::high::Thing; }", 1, "crate::high::Thing");
}

#[test]
fn the_crate_by_another_name_is_flagged() {
    is_flagged("extern crate self as me;", 1, "crate::self");
    is_flagged("use crate::r#high::Thing;", 1, "crate::high::Thing");
    let lib = format!("extern crate self as me;\n{LIB}");
    let files = ["high.rs", "low.rs", "one.rs", "two.rs"].map(|file| (file, ""));
    let files = files.into_iter().chain([("lib.rs", lib.as_str())]);
    let problems = Tree::read(&Sources::from_iter(files)).expect_err("it is refused");
    assert!(problems[0].contains("extern crate self"), "{problems:?}");
}

#[test]
fn every_branch_of_a_use_is_read() {
    is_flagged("use crate::{low::{self, a::{b, c as d}},\n  high::{self}};", 2, "crate::high");
    is_flagged("use {std::fmt,\n  super::{low::a,\n  high::b}};", 3, "crate::high::b");
}

#[test]
fn super_is_resolved_from_the_module_of_the_file() {
    let low = ("low.rs", "mod deep; mod inline { mod more; }");
    let deep = ("low/deep.rs", "use super::super::high::Thing; use super::inline; use self::x;");
    let more =
        ("low/inline/more.rs", "use super::super::super::high; use super::super::high as h;");
    let problems = problems([low, deep, more], "", 0);
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(problems[0].starts_with("src/low/deep.rs:1 imports `crate::high::Thing`"));
    assert!(problems[1].starts_with("src/low/inline/more.rs:1 imports `crate::high`"));
}

#[test]
fn an_inline_module_is_a_level_of_super() {
    is_flagged("mod inner {\n use super::super::high; use super::x; }", 2, "crate::high");
    is_not_flagged("mod high {} mod inner { use super::high; }");
}

#[test]
fn a_name_of_the_root_is_traced_to_its_module() {
    is_flagged("use crate::High;", 1, "crate::High");
    is_flagged("use crate::{Low, Renamed, Method};", 1, "crate::Renamed");
    is_flagged("use super::Renamed as R;", 1, "crate::Renamed");
    is_flagged("use crate::group::Grouped;", 1, "crate::group::Grouped");
    is_flagged("use crate::Again;", 1, "crate::Again");
    is_flagged("use crate::all::Anything;", 1, "crate::all::Anything");
    is_flagged("use crate::same;", 1, "crate::same");
    is_not_flagged("use crate::{Low, Method, time};");
}

#[test]
fn what_is_defined_at_the_root_or_takes_all_of_it_is_flagged() {
    is_flagged("use crate::Rooted;", 1, "crate::Rooted");
    is_flagged("use crate::*;", 1, "crate::*");
    is_flagged("use crate::NobodyKnows;", 1, "crate::NobodyKnows");
}

#[test]
fn a_path_in_code_is_flagged() {
    is_flagged("fn f() {\n let x = crate::high::f();\n}", 2, "crate::high::f");
    is_flagged("fn f(x: &super::high::Thing) {}", 1, "crate::high::Thing");
    is_flagged("impl crate::high::Trait for X {}", 1, "crate::high::Trait");
    is_flagged("struct X(Vec<crate::high::Thing>);", 1, "crate::high::Thing");
    is_flagged("type X = <Y as crate::high::Trait>::Z;", 1, "crate::high::Trait::Z");
    is_flagged("#[serde(with = \"crate::high::form\")] struct X;", 1, "crate::high::form");
    is_flagged("#[derive(crate::high::Derive)] struct X;", 1, "crate::high::Derive");
}

#[test]
fn a_path_in_a_macro_is_flagged() {
    is_flagged("fn f() { println!(\"{}\",\n crate::high::f()); }", 2, "crate::high::f");
    is_flagged("macro_rules! m { ($m:ident) => { use crate::$m::X as _; } }", 1, "crate::$");
    is_flagged("macro_rules! m { () => { $crate::high::f() } }", 1, "crate::high::f");
    is_flagged("m! { use crate::{low::a, high::{b as c}}; }", 1, "crate::high::b");
    is_flagged("m! { use crate::{low::a,\n *}; }", 1, "crate::*");
    is_flagged("m! { { [super::high::f] } }", 1, "crate::high::f");
    is_flagged("crate::high::m!();", 1, "crate::high::m");
}

#[test]
fn what_points_down_or_stays_is_not_flagged() {
    is_not_flagged("use std::high; use high::Thing; use self::high::x; use crate::low::y;");
    is_not_flagged("//! [`crate::high`]\n/// `crate::high::Thing`\nfn f() { \"crate::high::f\"; }");
    is_not_flagged("pub(crate) fn f() {} pub(in crate::low) fn g() {} m! { pub(super) high::x }");
    is_not_flagged("fn f() { quote! { crate::high::f() } }");
    let upper = "use crate::{low, one, Low}; fn f() { super::two::f() }";
    assert_eq!(problems([("high.rs", upper)], "", 0), Vec::<String>::new());
    let pair = [("one.rs", "use crate::two;"), ("two.rs", "use crate::one;")];
    assert_eq!(problems(pair, "", 0), Vec::<String>::new());
}

#[test]
fn what_only_tests_are_compiled_with_is_exempt() {
    is_not_flagged("#[cfg(test)] mod tests { use crate::high; }");
    is_not_flagged("#[cfg(all(test, unix))] use crate::high;");
    is_not_flagged("impl X { #[cfg(test)] fn f() { crate::high::f() } }");
    is_flagged("#[cfg(any(test, unix))] use crate::high;", 1, "crate::high");
    is_flagged("#[cfg(not(test))] use crate::high;", 1, "crate::high");
    is_flagged("#[cfg(test)] use crate::one; use crate::high;", 1, "crate::high");
    let files = [("low.rs", "#[cfg(test)] mod tests;"), ("low/tests/mod.rs", "mod more;")];
    let [low, tests] = files;
    let more = ("low/tests/more.rs", "use crate::high;");
    assert_eq!(problems([low, tests, more], "", 0), Vec::<String>::new());
}

#[test]
fn a_listed_import_is_allowed_and_a_new_one_is_not() {
    let low = ("low.rs", "use crate::high::{a, b}; use crate::one;");
    let one = "src/low.rs -> crate::one";
    let problems_with = |known: &str, limit| problems([low], known, limit);
    assert_eq!(
        problems_with(
            &format!("# a\nsrc/low.rs -> crate::high::a\nsrc/low.rs -> crate::high::b\n{one}\n"),
            3
        ),
        Vec::<String>::new()
    );
    let new = problems_with(&format!("src/low.rs -> crate::high::b\n{one}"), 2);
    assert_eq!(new.len(), 1, "{new:#?}");
    assert!(new[0].starts_with("src/low.rs:1 imports `crate::high::a`, defined in `high`"));
}

#[test]
fn a_listed_import_that_is_gone_has_to_leave_the_list() {
    let gone = problems([], "src/low.rs -> crate::high", 1);
    assert_eq!(gone.len(), 1, "{gone:#?}");
    assert!(
        gone[0].contains("`src/low.rs -> crate::high`") && gone[0].contains("Delete this line")
    );
}

#[test]
fn the_list_has_the_length_that_architecture_names() {
    let low = ("low.rs", "use crate::high;");
    for limit in [0, 2] {
        let problems = problems([low], "src/low.rs -> crate::high", limit);
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert!(
            problems[0].contains(&format!(
                "has 1 lines, but ARCHITECTURE.md says `upward imports: {limit}`"
            ))
        );
    }
    let unsorted = problems([low], "src/low.rs -> crate::high\nsrc/low.rs -> crate::high", 2);
    assert!(unsorted.iter().any(|problem| problem.contains("sort the lines")), "{unsorted:#?}");
}

#[test]
fn every_module_has_a_line_and_every_line_a_module() {
    let order = ORDER.replace("\nlow\n", "\nlower\n");
    let order = Order::parse(&order).expect("an order");
    let files = ["high.rs", "low.rs", "one.rs", "two.rs"].map(|file| (file, ""));
    let tree = Tree::read(&Sources::from_iter(files.into_iter().chain([("lib.rs", LIB)])));
    let problems = modules::check(&order, &tree.expect("a tree"), "src", "");
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(problems[0].contains("`low` has no line"), "{problems:#?}");
    assert!(problems[1].contains("names `lower`, which is not a module"), "{problems:#?}");
}

#[test]
fn a_file_that_is_not_read_is_reported() {
    let stray = Sources::from_iter([("lib.rs", ""), ("stray.rs", "use crate::high;")]);
    let problems = Tree::read(&stray).expect_err("a stray file");
    assert_eq!(problems, ["stray.rs belongs to no module: no file declares it"]);
    let missing = Tree::read(&Sources::from_iter([("lib.rs", "mod x;")])).expect_err("no file");
    assert_eq!(missing, ["x.rs is missing"]);
    let broken = Tree::read(&Sources::from_iter([("lib.rs", "\nmod")])).expect_err("not Rust");
    assert!(broken[0].starts_with("lib.rs, line "), "{broken:?}");
}

#[test]
fn an_order_that_says_nothing_is_an_error() {
    for (from, to, message) in [
        ("order-of-modules", "modules", "no block that starts with ```order-of-modules"),
        ("upward imports: 0", "", "`high` is not `upward imports: <number>`"),
        ("one two", "one one", "`one` is named twice"),
        (
            "core: schema;",
            "core: emulator;",
            "`core` may use `emulator`, which has no line before it",
        ),
        ("emulator: schema", "schema: schema", "`schema` has two lines"),
        ("emulator: schema", "emulator", "`emulator` is not `crate: crates; tests: crates`"),
    ] {
        let problem = Order::parse(&ORDER.replace(from, to)).expect_err(to);
        assert!(problem.contains(message), "{problem}");
    }
}

#[test]
fn a_crate_may_use_what_its_line_says() {
    let source = |source: &str, in_tests| {
        ("emulator/src".to_owned(), in_tests, Sources::from_iter([("lib.rs", source)]))
    };
    let files =
        |sources: [(&str, &str); 4]| ("core/src".to_owned(), false, Sources::from_iter(sources));
    let package = |name: &str, dependencies: &[(&str, bool)], folders| Package {
        name: name.to_owned(),
        dependencies: dependencies.iter().map(|(name, dev)| ((*name).to_owned(), *dev)).collect(),
        folders,
    };
    let fine = || {
        vec![
            package("schema", &[("serde", false)], Vec::new()),
            package(
                "core",
                &[("schema", false), ("emulator", true)],
                vec![
                    source("use schema::x; use core::fmt;", false),
                    source("#[cfg(test)] use emulator::x;", false),
                    source("use emulator::x;", true),
                    files([
                        ("lib.rs", "mod a;"),
                        ("a/mod.rs", "#[cfg(test)] mod b;"),
                        ("a/b.rs", "mod c;"),
                        ("a/b/c.rs", "use emulator::x;"),
                    ]),
                ],
            ),
            package("emulator", &[("schema", false)], Vec::new()),
        ]
    };
    let order = Order::parse(ORDER).expect("an order");
    assert_eq!(crates::check(&order, &fine()), Vec::<String>::new());

    let flagged = |change: fn(&mut Vec<Package>), messages: &[&str]| {
        let mut packages = fine();
        change(&mut packages);
        let problems = crates::check(&order, &packages);
        assert_eq!(problems.len(), messages.len(), "{problems:#?}");
        for (problem, message) in problems.iter().zip(messages) {
            assert!(problem.contains(message), "{problem}");
        }
    };
    flagged(
        |all| all[2].dependencies.push(("core".to_owned(), false)),
        &["emulator/Cargo.toml depends on `core`, which `emulator` may not use by"],
    );
    flagged(
        |all| all[2].dependencies.push(("core".to_owned(), true)),
        &["emulator/Cargo.toml depends on `core`, which `emulator` may not use in its tests by"],
    );
    flagged(
        |all| all[1].dependencies.push(("emulator".to_owned(), false)),
        &["core/Cargo.toml depends on `emulator`"],
    );
    flagged(
        |all| {
            let sources = Sources::from_iter([("lib.rs", "fn f() {\n core::x(); m!(core::x) }")]);
            all[2].folders.push(("emulator/src".to_owned(), false, sources));
        },
        &["emulator/src/lib.rs:2 imports `core`", "emulator/src/lib.rs:2 imports `core`"],
    );
    flagged(|all| drop(all.pop()), &["names `emulator`, which is not a crate"]);
    flagged(
        |all| all.push(Package { name: "new".to_owned(), ..Package::default() }),
        &["the crate `new` has no line"],
    );
}
