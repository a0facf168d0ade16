//! `attio schema diff`.

use std::path::PathBuf;

use attio_schema::diff;

use super::show;
use crate::output::Output;
use crate::{Found, snapshot};

/// The settings of `attio schema diff`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Snapshots of the same workspace are matched by ID, so that a rename is shown as a rename. Snapshots \
of two workspaces are matched by slug and title. The exit code is 3 if there are differences.

Examples:
  attio schema diff staging.json production.json
  git show main:attio.schema.json > /tmp/main.json
  attio schema diff /tmp/main.json attio.schema.json")]
pub(crate) struct Args {
    /// The old snapshot
    a: PathBuf,

    /// The new snapshot
    b: PathBuf,
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let found = diff(&snapshot::read(&args.a)?, &snapshot::read(&args.b)?);
    let result = show::differences(&found, &[], output)?;
    output.note(show::count(&found));
    Ok(result)
}
