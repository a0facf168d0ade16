//! Why there is no snapshot to check against: a cause and a remedy each.

use std::path::{Path, PathBuf};

use attio_schema::scan::ScanError;

use super::{FILE_NAME, find};

/// Why a snapshot cannot be used.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    /// `schema = "…"` names a file that is not there.
    NoNamedFile(PathBuf),
    /// `ATTIO_SCHEMA` names a file that is not there.
    NoFileOfVariable(PathBuf),
    /// `ATTIO_SCHEMA_REQUIRED` is set, and no file was found.
    Required {
        /// Where the search ended.
        root: PathBuf,
    },
    Two(PathBuf, PathBuf),
    Unreadable {
        path: PathBuf,
        error: String,
    },
    Scan {
        path: PathBuf,
        error: ScanError,
    },
}

impl Problem {
    /// One sentence: what is wrong, and what to do.
    pub(crate) fn message(&self, manifest_dir: &Path) -> String {
        let shown = |path: &Path| find::shown(path, manifest_dir);
        match self {
            Self::NoNamedFile(path) => format!(
                "there is no file `{}`; correct the path, which is relative to the folder of \
                 Cargo.toml, or write the file with `attio schema pull`",
                shown(path)
            ),
            Self::NoFileOfVariable(path) => format!(
                "`ATTIO_SCHEMA` names `{}`, which is not there; correct the variable, where a \
                 relative path starts at the folder of Cargo.toml, or write the file with `attio \
                 schema pull`",
                path.display()
            ),
            Self::Required { root } => {
                let up = match root == manifest_dir {
                    true => "in the folder of Cargo.toml".to_owned(),
                    false => format!("from the folder of Cargo.toml up to `{}`", root.display()),
                };
                format!(
                    "`ATTIO_SCHEMA_REQUIRED` is set, but there is no `{FILE_NAME}` {up}; write it \
                     with `attio schema pull`, or unset the variable"
                )
            }
            Self::Two(near, far) => format!(
                "there are two snapshots, `{}` and `{}`; remove one of them",
                shown(near),
                shown(far)
            ),
            Self::Unreadable { path, error } => {
                format!("`{}` cannot be read: {error}; make it a file that can be", shown(path))
            }
            Self::Scan { path, error: ScanError::NewerVersion { found } } => format!(
                "`{}` has version {found}, and this attio-rs reads up to version {}; update \
                 attio-rs, or write the file again with `attio schema pull` of the version in use",
                shown(path),
                attio_schema::SNAPSHOT_VERSION
            ),
            Self::Scan { path, error: error @ ScanError::NotJson { .. } } => format!(
                "`{}` is {error}; correct it, or write it again with `attio schema pull`",
                shown(path)
            ),
            Self::Scan { path, error } => format!(
                "`{}` is not a snapshot: {error}; write it again with `attio schema pull`",
                shown(path)
            ),
        }
    }
}
