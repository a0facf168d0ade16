//! `attio schema check`.

use attio_schema::{Severity, diff};

use super::ahead::Ahead;
use super::{live, no_object, show};
use crate::Found;
use crate::connect::ConnectArgs;
use crate::output::Output;
use crate::snapshot::SnapshotArgs;

/// The settings of `attio schema check`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Shows each difference and what it breaks. The schemas are compared as data, not as text. The exit \
code is 3 if a difference is shown: then pull, read the diff, and let the compiler show what has to \
change. Objects that the snapshot lacks are ignored. The snapshot and the workspace stay unchanged. \
Requires the scope object_configuration:read.

Without --breaking, it also lists each `#[attio(ahead)]` that can go, with its file and line. It reads \
the Rust sources in the folder of the snapshot and below. With --schema or ATTIO_SCHEMA, it reads those \
in the current folder and below.

Examples:
  attio schema check
  attio schema check --breaking              # in CI: only what breaks code
  attio schema check --json | jq '.[].change'")]
pub(crate) struct Args {
    /// Compare only this object, by slug or ID; can be given several times
    #[arg(long, value_name = "OBJECT")]
    object: Vec<String>,

    /// Show only differences that break code
    #[arg(long)]
    breaking: bool,

    #[command(flatten)]
    snapshot: SnapshotArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let (path, mut was) = args.snapshot.read()?;
    for name in &args.object {
        if was.object(name).is_none() {
            return Err(no_object(name, &was).context(format!("in {}", path.display())));
        }
    }
    if !args.object.is_empty() {
        was.objects.retain(|object| args.object.iter().any(|name| object.is(name)));
    }
    // By slug and by ID: one of the two may have changed.
    let names = was.objects.iter().flat_map(|object| {
        [Some(object.id.clone()), object.api_slug.clone()].into_iter().flatten()
    });
    let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
    // Whether code has to be ahead of the workspace breaks nothing.
    let ahead =
        (!args.breaking).then(|| Ahead::read(&path, args.snapshot.is_named(), &args.object));
    let wanted = names.iter().cloned().chain(ahead.iter().flat_map(Ahead::objects)).collect();
    let mut now = args.connect.run(async |client| live(&client, Some(wanted), output).await)?;
    let ahead = ahead.map_or_else(Vec::new, |ahead| ahead.compare(&was, &now));
    now.objects.retain(|object| names.iter().any(|name| object.is(name)));
    if was.id.is_some() && was.id != now.id {
        let name = now.name.as_deref().unwrap_or("–");
        output.note(format!(
            "{} is not from {name}, the token's workspace; comparing by slugs and titles",
            path.display()
        ));
    }
    let mut found = diff(&was, &now);
    if args.breaking {
        found.retain(|one| one.severity() == Severity::Breaking);
    }
    let result = show::differences(&found, &ahead, output)?;
    if found.is_empty() {
        let fits = if args.breaking { "has no breaking differences from" } else { "matches" };
        output.note(format!("{} {fits} the workspace", path.display()));
    } else {
        output.note(format!(
            "{}: {}; update it with `attio schema pull`",
            path.display(),
            show::count(&found)
        ));
    }
    Ok(result)
}
