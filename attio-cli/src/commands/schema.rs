//! `attio schema`.

mod ahead;
mod check;
mod diff;
mod pull;
mod push;
mod show;

use anyhow::bail;
use attio_core::{Client, Scope};
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
    /// Create objects, lists, attributes, options and statuses that the workspace lacks
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

/// The scope without which the lists are left out.
const LISTS_READ: Scope = Scope::ListsRead;

/// Objects and lists, by slug or ID.
#[derive(Clone)]
pub(super) struct Only {
    pub(super) objects: Vec<String>,
    /// `None` if no list is requested.
    pub(super) lists: Option<Vec<String>>,
}

impl Only {
    pub(super) fn objects(objects: impl IntoIterator<Item = String>) -> Self {
        Self { objects: objects.into_iter().collect(), lists: None }
    }

    /// Returns what the arguments name; `None` for everything.
    fn named(objects: &[String], lists: &[String]) -> Option<Self> {
        let is_any = !objects.is_empty() || !lists.is_empty();
        let lists_given = (!lists.is_empty()).then(|| lists.to_vec());
        is_any.then(|| Self { objects: objects.to_vec(), lists: lists_given })
    }
}

/// Reads the live schema, all of it or a part, with a progress bar.
pub(super) async fn live(
    client: &Client,
    only: Option<Only>,
    output: &Output,
) -> anyhow::Result<Workspace> {
    let bar = output.progress();
    let shown = bar.clone();
    let mut pull = client.pull_schema().on_progress(move |at| {
        shown.set_length(at.total as u64);
        shown.set_position(at.done as u64);
        shown.set_message(at.target.name().to_owned());
    });
    if let Some(only) = only {
        pull = pull.objects(only.objects);
        if let Some(lists) = only.lists {
            pull = pull.lists(lists);
        }
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

/// The error about a requested list that does not exist, or that nobody knows.
fn no_list(name: &str, workspace: &Workspace) -> anyhow::Error {
    let Some(lists) = &workspace.lists else {
        return anyhow::anyhow!("the list `{name}` is not known: the schema has no lists");
    };
    let known: Vec<_> = lists.iter().map(|list| list.api_slug.as_str()).collect();
    match known.is_empty() {
        true => anyhow::anyhow!("there is no list `{name}`, nor any other"),
        false => anyhow::anyhow!("there is no list `{name}`, only {}", known.join(", ")),
    }
}
