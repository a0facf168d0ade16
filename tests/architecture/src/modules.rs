//! Compares the modules of `attio-core` with the order.

use std::collections::BTreeMap;

use crate::order::Order;
use crate::root::ROOT;
use crate::tree::{Arrow, Tree};

/// Compares the imports of a crate with the order of modules, and the upward imports with the list of known ones:
/// one `file -> path` per line, sorted. `folder` is the folder of the files, as the list and the messages name
/// it.
#[must_use]
pub fn check(order: &Order, tree: &Tree, folder: &str, known: &str) -> Vec<String> {
    let mut problems = unplaced(order, tree);
    let mut upward: BTreeMap<String, &Arrow> = BTreeMap::new();
    for arrow in tree.arrows.iter().filter(|arrow| is_upward(order, arrow)) {
        upward.entry(format!("{folder}/{} -> {}", arrow.file, arrow.path)).or_insert(arrow);
    }
    let listed: Vec<&str> = known
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    for (line, arrow) in &upward {
        if !listed.contains(&line.as_str()) {
            problems.push(describe(arrow, folder));
        }
    }
    for line in &listed {
        if !upward.contains_key(*line) {
            problems.push(format!(
                "violations.txt: `{line}` is not imported any more, or not upward. Delete this line, and \
                 lower `upward imports` in ARCHITECTURE.md."
            ));
        }
    }
    if !listed.is_sorted_by(|one, other| one < other) {
        problems.push("violations.txt: sort the lines, and write each of them once".to_owned());
    }
    if listed.len() != order.known {
        problems.push(format!(
            "violations.txt has {} lines, but ARCHITECTURE.md says `upward imports: {}`. The number may \
             only go down.",
            listed.len(),
            order.known
        ));
    }
    problems
}

/// Returns problems for modules without a line in the order, and for names in the order that are not modules.
fn unplaced(order: &Order, tree: &Tree) -> Vec<String> {
    let modules = tree.root.modules();
    let missing = modules.iter().filter(|module| order.level(module).is_none()).map(|module| {
        format!(
            "the module `{module}` has no line in the order of modules in ARCHITECTURE.md: add it after \
             everything that it imports"
        )
    });
    let gone = order.modules.iter().flatten().filter(|name| !modules.contains(*name)).map(|name| {
        format!("the order of modules in ARCHITECTURE.md names `{name}`, which is not a module")
    });
    missing.chain(gone).collect()
}

/// Returns whether the import goes to a module on a later line. Modules without a line are reported once, not
/// once per import.
fn is_upward(order: &Order, arrow: &Arrow) -> bool {
    if arrow.to == ROOT {
        return true;
    }
    match (order.level(&arrow.from), order.level(&arrow.to)) {
        (Some(from), Some(to)) => from < to,
        _ => false,
    }
}

/// Describes how the import breaks the order, and how to fix it.
fn describe(arrow: &Arrow, folder: &str) -> String {
    let Arrow { file, line, path, from, to } = arrow;
    let source = if to == ROOT {
        format!("which only the crate's root has, after the module `{from}`")
    } else {
        format!("defined in `{to}`, whose line comes after that of `{from}`")
    };
    format!(
        "{folder}/{file}:{line} imports `{path}`, {source} in the order of modules in ARCHITECTURE.md. A \
         module imports only from its own line and the lines before it. Move what `{from}` needs to a \
         module that both may import, or have the caller pass it as an argument."
    )
}
