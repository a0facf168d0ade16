//! Makes cargo notice a first snapshot.
//!
//! Cargo rebuilds only for files that existed at the last build. Touching the crate roots rebuilds the
//! crates that would read a new file.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders without the user's own packages.
const NOT_LOOKED_INTO: &[&str] = &["target", "node_modules", "vendor"];
/// The maximum depth of the search for packages.
pub(crate) const DEPTH: usize = 8;

/// Touches the crate roots of the packages in the folder and below that depend on attio-core, and
/// returns their folders.
pub(crate) fn touch_packages(folder: &Path) -> Vec<PathBuf> {
    let mut touched = Vec::new();
    look(folder, DEPTH, &mut |folder| {
        let manifest = attio_schema::read_text(folder.join("Cargo.toml")).unwrap_or_default();
        // A mention is enough: an unneeded touch costs a build, a missing one costs a check.
        if manifest.contains("attio-core") && touch_roots(folder) {
            touched.push(folder.to_owned());
        }
    });
    touched
}

/// Calls the function with the folder and those below it that may have the user's own code.
pub(crate) fn look(folder: &Path, depth: usize, visit: &mut impl FnMut(&Path)) {
    visit(folder);
    let Some(depth) = depth.checked_sub(1) else { return };
    let mut folders: Vec<_> = entries(folder).filter(|path| path.is_dir()).collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let is_link = folder.is_symlink();
        if !is_link && !name.starts_with('.') && !NOT_LOOKED_INTO.contains(&name.as_ref()) {
            look(&folder, depth, visit);
        }
    }
}

/// Touches the roots of all targets that cargo discovers automatically.
fn touch_roots(package: &Path) -> bool {
    let src = package.join("src");
    let mut roots = vec![src.join("lib.rs"), src.join("main.rs")];
    for folder in
        [src.join("bin"), package.join("tests"), package.join("examples"), package.join("benches")]
    {
        for entry in entries(&folder) {
            if entry.extension().is_some_and(|extension| extension == "rs") {
                roots.push(entry);
            } else {
                roots.push(entry.join("main.rs"));
            }
        }
    }
    let now = SystemTime::now();
    let touch = |root: &PathBuf| {
        File::options().write(true).open(root).and_then(|file| file.set_modified(now)).is_ok()
    };
    roots.iter().filter(|root| root.is_file() && touch(root)).count() > 0
}

pub(crate) fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}
