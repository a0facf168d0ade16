//! Finds, reads and writes the snapshot file.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use attio_schema::Workspace;

/// The file name that the derive searches for.
pub(crate) const FILE_NAME: &str = "attio.schema.json";

/// The choice of the snapshot.
#[derive(clap::Args)]
pub(crate) struct SnapshotArgs {
    /// The snapshot [default: the nearest attio.schema.json in this folder or above]
    #[arg(long, value_name = "FILE", env = "ATTIO_SCHEMA")]
    schema: Option<PathBuf>,
}

impl SnapshotArgs {
    pub(crate) fn path(&self) -> anyhow::Result<PathBuf> {
        match self.schema.clone().or_else(nearest) {
            Some(path) => Ok(path),
            None => bail!(
                "there is no {FILE_NAME} in this folder or above; write one with `attio schema \
                 pull`, or pass --schema FILE"
            ),
        }
    }

    /// Returns whether the user named the file.
    pub(crate) fn is_named(&self) -> bool {
        self.schema.is_some()
    }

    pub(crate) fn read(&self) -> anyhow::Result<(PathBuf, Workspace)> {
        let path = self.path()?;
        let workspace = read(&path)?;
        Ok((path, workspace))
    }
}

/// Returns the nearest snapshot from the current folder upwards; the path is relative if it is in the
/// current folder.
pub(crate) fn nearest() -> Option<PathBuf> {
    if Path::new(FILE_NAME).is_file() {
        return Some(FILE_NAME.into());
    }
    let here = std::env::current_dir().ok()?;
    here.ancestors().skip(1).map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

pub(crate) fn read(path: &Path) -> anyhow::Result<Workspace> {
    let text = attio_schema::read_text(path)
        .with_context(|| format!("cannot read the snapshot {}", path.display()))?;
    Workspace::from_json(&text)
        .with_context(|| format!("{} is not a valid snapshot", path.display()))
}

/// Writes a temporary file and renames it, so that nobody reads half a file. Does nothing if the file
/// already has this content, to avoid a rebuild. Returns whether the file was written.
pub(crate) fn write(path: &Path, text: &str) -> anyhow::Result<bool> {
    if attio_schema::read_text(path).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    // Resolve a symbolic link: rename would replace the link itself.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = target.file_name().context("the output is not a file")?.to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // It may not exist at all.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}
