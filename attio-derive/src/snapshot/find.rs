//! Searches for the snapshot, from the crate's folder upwards to the root of the workspace.

use std::path::{Component, Path, PathBuf};

use super::FILE_NAME;

/// The result of the search.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing {
        /// The last folder that was searched.
        root: PathBuf,
    },
    One(PathBuf),
    /// Two files where there should be one; the nearer one first.
    Two(PathBuf, PathBuf),
}

/// Searches the folder and its ancestors, up to the first root of a workspace or repository: a file
/// above that belongs to another project.
pub(super) fn upwards(from: &Path) -> Found {
    let mut near = None;
    let mut root = from;
    for folder in from.ancestors() {
        root = folder;
        let file = folder.join(FILE_NAME);
        if file.exists() {
            match near.take() {
                None => near = Some(file),
                Some(near) => return Found::Two(near, file),
            }
        }
        if is_root(folder) {
            break;
        }
    }
    near.map_or_else(|| Found::Nothing { root: root.to_owned() }, Found::One)
}

fn is_root(folder: &Path) -> bool {
    let is_workspace = |manifest: String| {
        manifest.lines().any(|line| {
            let line = line.trim_start();
            line.starts_with("[workspace]") || line.starts_with("[workspace.")
        })
    };
    folder.join("Cargo.lock").exists()
        || folder.join(".git").exists()
        || attio_schema::read_text(folder.join("Cargo.toml")).is_ok_and(is_workspace)
}

/// Returns the path relative to the crate's folder if that is short, otherwise unchanged.
pub(super) fn shown(path: &Path, manifest_dir: &Path) -> String {
    for (steps, folder) in manifest_dir.ancestors().enumerate() {
        // A path relative to the root of the file system would not be shorter.
        if folder.parent().is_none() || steps > 3 {
            break;
        }
        let Ok(rest) = path.strip_prefix(folder) else { continue };
        if rest.components().any(|part| matches!(part, Component::ParentDir)) {
            break;
        }
        let up = "../".repeat(steps);
        return format!("{up}{}", rest.display());
    }
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Creates a new folder with the given files.
    fn tree(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("attio-derive-{}-{name}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        root
    }

    #[test]
    fn the_nearest_folder_is_looked_in_first_and_the_workspace_is_the_end() {
        let root = tree(
            "upwards",
            &[
                ("attio.schema.json", "outside"),
                ("w/Cargo.toml", "[workspace]\nmembers = []\n"),
                ("w/a/Cargo.toml", "[package]\n"),
                ("w/b/attio.schema.json", "b"),
            ],
        );
        let nothing = Found::Nothing { root: root.join("w") };
        assert_eq!(upwards(&root.join("w/a")), nothing);
        assert_eq!(upwards(&root.join("w/b")), Found::One(root.join("w/b/attio.schema.json")));

        fs::write(root.join("w/attio.schema.json"), "w").expect("a file");
        assert_eq!(upwards(&root.join("w/a")), Found::One(root.join("w/attio.schema.json")));
        let two = Found::Two(root.join("w/b/attio.schema.json"), root.join("w/attio.schema.json"));
        assert_eq!(upwards(&root.join("w/b")), two);
        fs::remove_dir_all(root).expect("it is removed");
    }

    #[test]
    fn a_lock_file_and_a_repository_are_the_end_too() {
        let root = tree(
            "ends",
            &[("attio.schema.json", ""), ("lock/Cargo.lock", ""), ("git/.git/HEAD", "")],
        );
        for folder in ["lock", "git"] {
            let root = root.join(folder);
            assert_eq!(upwards(&root), Found::Nothing { root: root.clone() });
        }
        fs::remove_dir_all(root).expect("it is removed");
    }

    #[test]
    fn paths_are_shown_from_the_crate() {
        let manifest_dir = Path::new("/home/ada/acme/crates/crm");
        for (path, expected) in [
            ("/home/ada/acme/crates/crm/attio.schema.json", "attio.schema.json"),
            ("/home/ada/acme/attio.schema.json", "../../attio.schema.json"),
            ("/srv/attio.schema.json", "/srv/attio.schema.json"),
        ] {
            assert_eq!(shown(Path::new(path), manifest_dir), expected);
        }
    }
}
