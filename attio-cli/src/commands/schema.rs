//! `attio schema`.

mod ahead;
mod check;
mod diff;
mod pull;
mod push;
mod show;

use anyhow::bail;
use attio_core::Client;
use attio_schema::Workspace;

use crate::Found;
use crate::output::Output;

/// The commands of `attio schema`.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Write the workspace's live schema to attio.schema.json
    Pull(pull::Args),
    /// Compare the live workspace with the snapshot, without changing anything
    Check(check::Args),
    /// Compare two snapshots
    Diff(diff::Args),
    /// Create objects, attributes, options and statuses that the workspace lacks
    Push(push::Args),
}

pub(crate) fn run(command: Command, output: &Output) -> anyhow::Result<Found> {
    match command {
        Command::Pull(args) => pull::run(args, output),
        Command::Check(args) => check::run(args, output),
        Command::Diff(args) => diff::run(args, output),
        Command::Push(args) => push::run(args, output),
    }
}

/// Reads the live schema, all of it or of these objects, with a progress bar.
pub(super) async fn live(
    client: &Client,
    objects: Option<Vec<String>>,
    output: &Output,
) -> anyhow::Result<Workspace> {
    let bar = output.progress();
    let shown = bar.clone();
    let mut pull = client.pull_schema().on_progress(move |at| {
        shown.set_length(at.total as u64);
        shown.set_position(at.done as u64);
        shown.set_message(at.object.to_owned());
    });
    if let Some(objects) = objects {
        pull = pull.objects(objects);
    }
    let workspace = pull.await;
    bar.finish_and_clear();
    let workspace = workspace?;
    if workspace.id.is_none() {
        bail!("the token is unknown or revoked; create a new one in Attio");
    }
    Ok(workspace)
}

/// The error about a requested object that does not exist.
pub(super) fn no_object(name: &str, workspace: &Workspace) -> anyhow::Error {
    let known: Vec<_> = workspace.objects.iter().map(show::name).collect();
    anyhow::anyhow!("there is no object `{name}`, only {}", known.join(", "))
}
