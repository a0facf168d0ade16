//! `attio schema pull`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use serde_json::json;

use super::{LISTS_READ, Only, live, no_list, no_object};
use crate::connect::ConnectArgs;
use crate::output::Output;
use crate::{Found, notice, snapshot};

/// The settings of `attio schema pull`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Commit the file: it is sorted, without secrets and timestamps, so that it changes only with the \
workspace and has readable diffs. Archived attributes, options and statuses are included, and marked \
as archived. Members of the workspace are not included, except the IDs of members with access of \
their own to a list. Requires the scopes object_configuration:read and list_configuration:read; \
without the second scope, the file has no lists.

Cargo does not notice a first snapshot. So the first pull touches the crate roots of the packages \
that depend on attio-core, in the folder of the snapshot and below: the next build reads it.

Examples:
  attio schema pull
  attio schema pull --object people --object companies --list sales_pipeline
  attio schema pull --output schemas/attio.schema.json")]
pub(crate) struct Args {
    /// Pull only this object, by slug or ID; can be given several times, and with --list
    #[arg(long, value_name = "OBJECT")]
    object: Vec<String>,

    /// Pull only this list, by slug or ID; can be given several times, and with --object
    #[arg(long, value_name = "LIST")]
    list: Vec<String>,

    /// Write to this file; `-` is standard output [default: the nearest attio.schema.json, or a new
    /// one in the current folder]
    #[arg(short, long, value_name = "FILE", env = "ATTIO_SCHEMA")]
    output: Option<PathBuf>,

    #[command(flatten)]
    connect: ConnectArgs,
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let only = Only::named(&args.object, &args.list);
    let reads_lists = only.as_ref().is_none_or(|only| only.lists.is_some());
    let workspace = args.connect.run(async |client| {
        let workspace = live(&client, only, output).await?;
        if !args.list.is_empty() && workspace.lists.is_none() {
            bail!("the token lacks the scope {LISTS_READ}, so it cannot read lists");
        }
        for name in &args.object {
            if workspace.object(name).is_none() {
                return Err(no_object(name, &client.pull_schema().await?));
            }
        }
        for name in &args.list {
            if workspace.list(name).is_none() {
                return Err(no_list(name, &client.pull_schema().await?));
            }
        }
        Ok(workspace)
    })?;
    let text = workspace.to_json();
    let path = args.output.or_else(snapshot::nearest);
    let path = path.unwrap_or_else(|| snapshot::FILE_NAME.into());
    let lacks_lists = reads_lists && workspace.lists.is_none();
    let note_lists = || {
        if lacks_lists {
            output.note(format!(
                "the lists are left out, because the token lacks the scope {LISTS_READ}"
            ));
        }
    };
    if path == Path::new("-") {
        output.json(text.trim_end())?;
        note_lists();
        return Ok(Found::Nothing);
    }
    let is_first = !path.exists();
    let written = snapshot::write(&path, &text)?;
    let touched = if is_first { touch(&path) } else { Vec::new() };

    let objects = workspace.objects.len();
    let lists = workspace.lists.as_ref().map(Vec::len);
    let of_lists = workspace.lists.iter().flatten().map(|list| list.attributes.len());
    let of_objects = workspace.objects.iter().map(|object| object.attributes.len());
    let attributes: usize = of_objects.chain(of_lists).sum();
    if output.json {
        output.value(&json!({
            "file": path.display().to_string(),
            "written": written,
            "objects": objects,
            "lists": lists,
            "attributes": attributes,
            "missing_scopes": if lacks_lists { vec![LISTS_READ.as_str()] } else { Vec::new() },
            "touched": touched.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        }))?;
    }
    let done = if written { "wrote" } else { "no change in" };
    output.note(format!(
        "{done} {}: {objects} objects, {}{attributes} attributes of {}",
        path.display(),
        lists.map(|lists| format!("{lists} lists, ")).unwrap_or_default(),
        workspace.name.as_deref().unwrap_or("the workspace"),
    ));
    note_lists();
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
