//! The reasons why a snapshot cannot be used, each with a remedy.

use std::path::{Path, PathBuf};

use attio_schema::scan::ScanError;

use super::{CHECK, FILE_NAME, find};

/// The reason why a snapshot cannot be used.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    /// `schema = "…"` names a file that does not exist.
    NoNamedFile(PathBuf),
    /// `ATTIO_SCHEMA` names a file that does not exist.
    NoFileOfVariable(PathBuf),
    /// `ATTIO_SCHEMA_REQUIRED` is set, and no file was found.
    Required {
        /// The last folder that was searched.
        root: PathBuf,
    },
    /// `ATTIO_SCHEMA_REQUIRED` is set, and the checks are off.
    RequiredAndOff,
    /// `ATTIO_SCHEMA_CHECK` has this value.
    UnknownCheck(String),
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
    /// Returns one sentence with the problem and the remedy.
    pub(crate) fn message(&self, manifest_dir: &Path) -> String {
        let shown = |path: &Path| find::shown(path, manifest_dir);
        match self {
            Self::NoNamedFile(path) => format!(
                "there is no file `{}`; correct the path, which is relative to the folder of \
                 Cargo.toml, or write the file with `attio schema pull`",
                shown(path)
            ),
            Self::NoFileOfVariable(path) => format!(
                "`ATTIO_SCHEMA` names `{}`, which does not exist; correct the variable (a relative \
                 path starts at the folder of Cargo.toml), or write the file with `attio schema \
                 pull`",
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
            Self::RequiredAndOff => format!(
                "`ATTIO_SCHEMA_REQUIRED` contradicts `{CHECK}=off`: it requires the snapshot whose \
                 checks are off; unset one of the two variables"
            ),
            Self::UnknownCheck(value) => format!(
                "`{CHECK}` is `{value}`; set it to `off` to build without the checks against the \
                 snapshot, or unset it"
            ),
            Self::Two(near, far) => format!(
                "there are two snapshots, `{}` and `{}`; remove one of them",
                shown(near),
                shown(far)
            ),
            Self::Unreadable { path, error } => {
                format!("cannot read `{}`: {error}; use a regular, readable file", shown(path))
            }
            Self::Scan { path, error: ScanError::NewerVersion { found } } => format!(
                "`{}` has version {found}, but this attio-rs reads up to version {}; update \
                 attio-rs, or rewrite it with this attio-rs's `attio schema pull`",
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
