//! The snapshot file: found, read, written.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use attio_schema::Workspace;

/// The name that the derive looks for.
pub(crate) const FILE_NAME: &str = "attio.schema.json";

/// Which snapshot to read.
#[derive(clap::Args)]
pub(crate) struct SnapshotArgs {
    /// The snapshot [default: the nearest attio.schema.json from here upwards]
    #[arg(long, value_name = "FILE", env = "ATTIO_SCHEMA")]
    schema: Option<PathBuf>,
}

impl SnapshotArgs {
    pub(crate) fn path(&self) -> anyhow::Result<PathBuf> {
        match self.schema.clone().or_else(nearest) {
            Some(path) => Ok(path),
            None => bail!(
                "there is no {FILE_NAME} here or in a folder above; write one with `attio schema \
                 pull`, or name it with --schema FILE"
            ),
        }
    }

    pub(crate) fn read(&self) -> anyhow::Result<(PathBuf, Workspace)> {
        let path = self.path()?;
        let workspace = read(&path)?;
        Ok((path, workspace))
    }
}

/// The nearest snapshot from the current folder upwards, relative where it is in the current one.
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
        .with_context(|| format!("{} is not a snapshot that can be used", path.display()))
}

/// Writes beside and renames, so that nobody reads half a file. A file that has the text already
/// is left alone, so that nothing is built again; answers whether it was written.
pub(crate) fn write(path: &Path, text: &str) -> anyhow::Result<bool> {
    if attio_schema::read_text(path).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    // Through a symbolic link: rename would replace the link itself.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = target.file_name().context("the output is not a file")?.to_string_lossy();
    let beside = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, &target));
    if written.is_err() {
        // It may not be there at all.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}
