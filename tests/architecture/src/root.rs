//! The names at the root of a crate, and the modules that they come from.

use std::collections::BTreeSet;

use crate::imports::{Import, Scanned};

/// The file at the root. An item that it defines is above every module.
pub(crate) const ROOT: &str = "lib.rs";

/// More re-exports of re-exports than this form a cycle.
const MAX_REEXPORTS: usize = 8;

/// The declarations of `lib.rs`.
#[derive(Debug)]
pub(crate) struct Root {
    modules: BTreeSet<String>,
    uses: Vec<Import>,
}

impl Root {
    /// Creates the declarations from the scan of `lib.rs`.
    pub(crate) fn new(lib: Scanned) -> Self {
        let modules = lib
            .modules
            .into_iter()
            .filter(|module| module.in_a_file && !module.in_tests)
            .filter_map(|module| module.path.into_iter().next())
            .collect();
        let uses = lib.imports.into_iter().filter(|import| import.introduces.is_some()).collect();
        Self { modules, uses }
    }

    /// Returns the modules directly below the root that have separate files, or contain modules with files.
    pub(crate) fn modules(&self) -> &BTreeSet<String> {
        &self.modules
    }

    /// Returns the modules that a path from the root comes from: its first name, or the source of that name if
    /// `lib.rs` re-exports it. A name of another crate comes from none; an unknown name comes from [`ROOT`], so
    /// that nothing is overlooked.
    pub(crate) fn origins(&self, path: &[String]) -> BTreeSet<String> {
        self.origins_through(path, MAX_REEXPORTS)
    }

    /// Does the same as [`Self::origins`], through at most this many re-exports.
    fn origins_through(&self, path: &[String], reexports: usize) -> BTreeSet<String> {
        if let Some(first) = path.first()
            && self.modules.contains(first)
        {
            return BTreeSet::from([first.clone()]);
        }
        let named: Vec<&Import> = self.introducing(|name| path.starts_with(name));
        let found = if named.is_empty() {
            self.introducing(|name| {
                name.split_last().is_some_and(|(last, inside)| {
                    last == "*" && path.len() > inside.len() && path.starts_with(inside)
                })
            })
        } else {
            named
        };
        if found.is_empty() || reexports == 0 {
            return BTreeSet::from([ROOT.to_owned()]);
        }
        found.into_iter().flat_map(|import| self.origins_of_use(import, reexports - 1)).collect()
    }

    fn introducing(&self, is_it: impl Fn(&[String]) -> bool) -> Vec<&Import> {
        self.uses.iter().filter(|import| import.introduces.as_deref().is_some_and(&is_it)).collect()
    }

    fn origins_of_use(&self, import: &Import, reexports: usize) -> BTreeSet<String> {
        // The first name of a path in `lib.rs` is a name of the root, or a crate.
        let at_root = import.introduces.as_ref().is_some_and(|name| name.len() == 1);
        if import.from_root || at_root && self.has(&import.path) {
            self.origins_through(&import.path, reexports)
        } else {
            BTreeSet::new()
        }
    }

    /// Returns whether the path begins with a module or an import of `lib.rs`.
    fn has(&self, path: &[String]) -> bool {
        let Some(first) = path.first() else { return false };
        // `use time::time` names the crate.
        let is_introduced = |import: &Import| {
            import.path != path
                && import.introduces.as_ref().and_then(|name| name.first()) == Some(first)
        };
        self.modules.contains(first) || self.uses.iter().any(is_introduced)
    }
}
