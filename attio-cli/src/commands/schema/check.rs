//! `attio schema check`.

use attio_schema::{Change, Severity, diff};

use super::ahead::Ahead;
use super::{LISTS_READ, Only, live, no_list, no_object, show};
use crate::Found;
use crate::connect::ConnectArgs;
use crate::output::Output;
use crate::snapshot::SnapshotArgs;

/// The settings of `attio schema check`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Shows each difference and what it breaks. The schemas are compared as data, not as text. The exit \
code is 3 if a difference is shown: then pull, read the diff, and let the compiler show what has to \
change. Objects and lists that the snapshot lacks are ignored. The snapshot and the workspace stay \
unchanged. Requires the scope object_configuration:read, and list_configuration:read if the snapshot \
has lists; without the second scope, the lists are shown as not compared.

Without --breaking, it also lists each `#[attio(ahead)]` that can go, with its file and line. It reads \
the Rust sources in the folder of the snapshot and below; with --schema or ATTIO_SCHEMA, those in the \
current folder and below.

Examples:
  attio schema check
  attio schema check --breaking              # in CI: only what breaks code
  attio schema check --json | jq '.[].change'")]
pub(crate) struct Args {
    /// Compare only this object, by slug or ID; can be given several times, and with --list
    #[arg(long, value_name = "OBJECT")]
    object: Vec<String>,

    /// Compare only this list, by slug or ID; can be given several times, and with --object
    #[arg(long, value_name = "LIST")]
    list: Vec<String>,

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
    for name in &args.list {
        if was.list(name).is_none() {
            return Err(no_list(name, &was).context(format!("in {}", path.display())));
        }
    }
    if !args.object.is_empty() || !args.list.is_empty() {
        was.objects.retain(|object| args.object.iter().any(|name| object.is(name)));
        let lists = was.lists.iter_mut();
        lists.for_each(|lists| lists.retain(|list| args.list.iter().any(|name| list.is(name))));
    }
    // Lists that the snapshot lacks are ignored, so an empty snapshot of lists needs no comparison.
    was.lists = was.lists.filter(|lists| !lists.is_empty());
    // By slug and by ID: one of the two may have changed.
    let objects = was.objects.iter().flat_map(|object| {
        [Some(object.id.clone()), object.api_slug.clone()].into_iter().flatten()
    });
    let objects: Vec<_> = objects.filter(|name| !name.is_empty()).collect();
    let lists = was.lists.as_ref().map(|lists| {
        let names = lists.iter().flat_map(|list| [list.id.clone(), list.api_slug.clone()]);
        names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
    });
    // Whether code has to be ahead of the workspace breaks nothing.
    let ahead = (!args.breaking).then(|| {
        let only = Only::named(&args.object, &args.list);
        Ahead::read(&path, args.snapshot.is_named(), only)
    });
    let (ahead_objects, ahead_lists) = ahead.as_ref().map(Ahead::wanted).unwrap_or_default();
    let mut wanted = Only { objects: objects.clone(), lists: lists.clone() };
    wanted.objects.extend(ahead_objects);
    if !ahead_lists.is_empty() {
        wanted.lists.get_or_insert_default().extend(ahead_lists);
    }
    let mut now = args.connect.run(async |client| live(&client, Some(wanted), output).await)?;
    let ahead = ahead.map_or_else(Vec::new, |ahead| ahead.compare(&was, &now));
    now.objects.retain(|object| objects.iter().any(|name| object.is(name)));
    now.lists = now.lists.zip(lists).map(|(mut now, names)| {
        now.retain(|list| names.iter().any(|name| list.is(name)));
        now
    });
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
    if found.iter().any(|one| matches!(one.change, Change::ListsNotCompared { .. })) {
        output.note(format!(
            "the token lacks the scope {LISTS_READ}; add it, or compare only objects with --object"
        ));
    }
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
