//! `attio schema pull`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{live, no_object};
use crate::connect::ConnectArgs;
use crate::output::Output;
use crate::{Found, notice, snapshot};

/// The settings of `attio schema pull`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Commit the file: it is sorted, without secrets and timestamps, so that it changes only with the \
workspace and has readable diffs. Archived attributes, options and statuses are included, and marked \
as archived. Members of the workspace are not included. Requires the scope \
object_configuration:read.

Cargo does not notice a first snapshot. So the first pull touches the crate roots of the packages \
that depend on attio-core, in the folder of the snapshot and below: the next build reads it.

Examples:
  attio schema pull
  attio schema pull --object people --object companies
  attio schema pull --output schemas/attio.schema.json")]
pub(crate) struct Args {
    /// Pull only this object, by slug or ID; can be given several times
    #[arg(long, value_name = "OBJECT")]
    object: Vec<String>,

    /// Write to this file; `-` is standard output [default: the nearest attio.schema.json, or a new
    /// one in the current folder]
    #[arg(short, long, value_name = "FILE", env = "ATTIO_SCHEMA")]
    output: Option<PathBuf>,

    #[command(flatten)]
    connect: ConnectArgs,
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let wanted = (!args.object.is_empty()).then(|| args.object.clone());
    let workspace = args.connect.run(async |client| {
        let workspace = live(&client, wanted, output).await?;
        for name in &args.object {
            if workspace.object(name).is_none() {
                return Err(no_object(name, &client.pull_schema().await?));
            }
        }
        Ok(workspace)
    })?;
    let text = workspace.to_json();
    let path = args.output.or_else(snapshot::nearest);
    let path = path.unwrap_or_else(|| snapshot::FILE_NAME.into());
    if path == Path::new("-") {
        output.json(text.trim_end())?;
        return Ok(Found::Nothing);
    }
    let is_first = !path.exists();
    let written = snapshot::write(&path, &text)?;
    let touched = if is_first { touch(&path) } else { Vec::new() };

    let objects = workspace.objects.len();
    let attributes: usize = workspace.objects.iter().map(|object| object.attributes.len()).sum();
    if output.json {
        output.value(&json!({
            "file": path.display().to_string(),
            "written": written,
            "objects": objects,
            "attributes": attributes,
            "touched": touched.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        }))?;
    }
    let done = if written { "wrote" } else { "no change in" };
    output.note(format!(
        "{done} {}: {objects} objects, {attributes} attributes of {}",
        path.display(),
        workspace.name.as_deref().unwrap_or("the workspace"),
    ));
    for package in touched {
        let package = package.canonicalize().unwrap_or(package);
        output.note(format!("touched {}, so that cargo reads the snapshot", package.display()));
    }
    Ok(Found::Nothing)
}

fn touch(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    notice::touch_packages(folder.unwrap_or(Path::new(".")))
}
