//! `attio generate`.

use std::path::{Path, PathBuf};

use attio_cli::generate::{Selection, generate};
use serde_json::json;

use crate::Found;
use crate::output::Output;
use crate::snapshot::{self, SnapshotArgs};

/// The settings of `attio generate`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Reads the snapshot, not the workspace, and needs no token. The code depends only on attio-core, \
and the same snapshot always gives the same code. A struct that lacks required attributes is \
`partial`: it can read and patch records, but not create them. A list has enums for its options and \
statuses, but no struct: there are no structs for entries yet.

Examples:
  attio generate --output src/attio.rs
  attio generate --object people --attribute name --attribute email_addresses
  attio generate --attribute people.job_title --attribute companies.domains")]
pub(crate) struct Args {
    /// Generate only this object, by slug or ID; can be given several times, and with --list
    #[arg(long, value_name = "OBJECT")]
    object: Vec<String>,

    /// Generate only the enums of this list, by slug or ID; can be given several times, and with --object
    #[arg(long, value_name = "LIST")]
    list: Vec<String>,

    /// Generate only this attribute, as `slug`, `object.slug` or `list.slug`; can be given several times
    #[arg(long, value_name = "ATTRIBUTE")]
    attribute: Vec<String>,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    snapshot: SnapshotArgs,
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let (from, workspace) = args.snapshot.read()?;
    let mut selection = Selection::default();
    selection.objects = args.object;
    selection.lists = args.list;
    selection.attributes = args.attribute;
    let code = generate(&workspace, &selection)?;
    let lists = workspace.lists.iter().flatten().filter(|list| selection.has_list(list));
    let lists: Vec<_> = lists.map(|list| list.api_slug.as_str()).collect();
    if !lists.is_empty() {
        output.note(format!(
            "there are no structs for entries yet, so these lists have only enums: {}",
            lists.join(", ")
        ));
    }
    let Some(path) = args.output.filter(|path| path != Path::new("-")) else {
        if output.json {
            output.value(&json!({ "code": code }))?;
        } else {
            output.lines(code.trim_end())?;
        }
        return Ok(Found::Nothing);
    };
    let written = snapshot::write(&path, &code)?;
    if output.json {
        output.value(&json!({"file": path.display().to_string(), "written": written}))?;
    }
    let done = if written { "was written from" } else { "already matches" };
    output.note(format!("{} {done} {}", path.display(), from.display()));
    Ok(Found::Nothing)
}
