//! `attio schema diff`.

use std::path::PathBuf;

use attio_schema::diff;

use super::show;
use crate::output::Output;
use crate::{Found, snapshot};

/// The settings of `attio schema diff`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Snapshots of the same workspace are matched by ID, so that a new name is told as such; those of \
two workspaces by slug and title. Exit code 3 says that there are differences.

Examples:
  attio schema diff staging.json production.json
  git show main:attio.schema.json > /tmp/main.json
  attio schema diff /tmp/main.json attio.schema.json")]
pub(crate) struct Args {
    /// The snapshot from which
    a: PathBuf,

    /// The snapshot to which
    b: PathBuf,
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let found = diff(&snapshot::read(&args.a)?, &snapshot::read(&args.b)?);
    let result = show::differences(&found, output)?;
    output.note(show::count(&found));
    Ok(result)
}
