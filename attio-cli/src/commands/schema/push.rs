//! `attio schema push`.

use attio_core::schema::Plan;
use attio_schema::Object;
use serde_json::json;

use super::{live, no_list, no_object};
use crate::Found;
use crate::connect::ConnectArgs;
use crate::output::Output;
use crate::snapshot::SnapshotArgs;

/// The settings of `attio schema push`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Creates objects, lists, attributes, options and statuses. Nothing that exists is deleted or changed, \
so a second push does nothing. Requires the scope object_configuration:read-write, and \
list_configuration:read-write if the snapshot has lists.

Parts that the API cannot create are listed and skipped, and the exit code is then 3. It cannot \
create system attributes, disabled standard objects, personal names and interactions. On people and \
companies, it cannot create statuses, unique attributes and default values either. Also skipped are \
required attributes without a default value, default values that are references or actors, and \
attributes that exist with another type. A list of several parent objects, and the access of single \
members in another workspace, cannot be created either. --dry-run shows all steps and skipped parts.

Examples:
  attio schema push --dry-run
  attio schema push --object invoices
  ATTIO_API_KEY=$STAGING attio schema push --schema production.json")]
pub(crate) struct Args {
    /// Print what would be created, and create nothing
    #[arg(long)]
    dry_run: bool,

    /// Push only this object, by slug or ID; can be given several times, and with --list
    #[arg(long, value_name = "OBJECT")]
    object: Vec<String>,

    /// Push only this list, by slug or ID; can be given several times, and with --object
    #[arg(long, value_name = "LIST")]
    list: Vec<String>,

    #[command(flatten)]
    snapshot: SnapshotArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let (_, mut wanted) = args.snapshot.read()?;
    for name in &args.object {
        if wanted.object(name).is_none() {
            return Err(no_object(name, &wanted));
        }
    }
    for name in &args.list {
        if wanted.list(name).is_none() {
            return Err(no_list(name, &wanted));
        }
    }
    let is_part = !args.object.is_empty() || !args.list.is_empty();
    let plan = args.connect.run(async |client| {
        let live = live(&client, None, output).await?;
        if is_part {
            let is_wanted = |object: &Object| args.object.iter().any(|name| object.is(name));
            // References and lists lead to other objects, so these are removed only if the workspace
            // lacks them.
            wanted.objects.retain(|object| {
                is_wanted(object)
                    || object.api_slug.as_deref().is_none_or(|slug| live.object(slug).is_some())
            });
            for object in wanted.objects.iter_mut().filter(|object| !is_wanted(object)) {
                object.attributes.clear();
            }
            let lists = wanted.lists.iter_mut();
            lists.for_each(|lists| lists.retain(|list| args.list.iter().any(|name| list.is(name))));
        }
        let plan = Plan::new(&wanted, &live);
        if !args.dry_run {
            client.apply(&plan).await?;
        }
        Ok(plan)
    })?;
    if output.json {
        output.value(&json!({
            "applied": !args.dry_run,
            "steps": plan.steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "refusals": plan.refusals.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }))?;
    } else {
        output.lines(plan.to_string())?;
    }
    if args.dry_run && !plan.steps.is_empty() {
        output.note("nothing was created: --dry-run");
    }
    Ok(if plan.refusals.is_empty() { Found::Nothing } else { Found::Differences })
}
