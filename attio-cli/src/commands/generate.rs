//! `attio generate`.

use std::path::{Path, PathBuf};

use attio_cli::generate::{Generated, Selection, generate};
use serde_json::json;

use crate::Found;
use crate::output::Output;
use crate::snapshot::{self, SnapshotArgs};

/// The settings of `attio generate`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Reads the snapshot, not the workspace, and needs no token. The code depends only on attio-core, \
and the same snapshot always gives the same code. A struct that lacks required attributes is \
`partial`: it can read and patch, but not create.

A list becomes a struct of its entries, whose parent is the struct of its object. If the list has \
several parent objects, or if the object is not selected, the parent is `AnyRecord`.

A name depends on nothing but its own title or slug. If it would not be unique, or if it lacks letters \
of its title, it ends with a number that is made from the title or slug.

Examples:
  attio generate --output src/attio.rs
  attio generate --object people --attribute name --attribute email_addresses
  attio generate --list sales_pipeline --object companies
  attio generate --attribute people.job_title --attribute companies.domains")]
pub(crate) struct Args {
    /// Generate only this object, by slug or ID; can be given several times, and with --list
    #[arg(long, value_name = "OBJECT")]
    object: Vec<String>,

    /// Generate only this list, by slug or ID; can be given several times, and with --object
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
    let Generated { code, notices, .. } = generate(&workspace, &selection)?;
    for notice in notices {
        output.note(notice);
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
