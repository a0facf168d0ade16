//! `attio verify`.

mod actors;
mod asserts;
mod bench;
mod clean;
mod errors;
mod fact;
mod limits;
mod object;
mod order;
mod record;
mod reply;
mod report;
mod times;
mod uniqueness;

use std::fs::File;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use attio_core::api::Identity;
use attio_core::{Client, RetryPolicy, Scope};
use serde_json::json;

use crate::Found;
use crate::commands::schema::{Only, live, no_object};
use crate::connect::ConnectArgs;
use crate::output::Output;
use crate::signals;
use bench::{Bench, Clients};
use clean::Left;
use fact::{Fact, Finding, Stop};
use object::Object;
use report::{Counts, Redactor};

/// The settings of `attio verify`.
#[derive(clap::Args)]
#[command(after_long_help = "\
The promises of attio-core rest on facts about Attio's API: the order of query results, the meaning \
of a 404, when two e-mail addresses are the same value. This command checks these facts in a TEST \
workspace, on records that it creates and deletes. For each fact it shows the expected and the \
observed result. Run it when a promise seems broken, or when Attio's API has changed, and add the \
report to an issue.

It shows what it will create, and asks before it writes. --yes skips the question, and is required \
if there is no terminal. It creates about 60 records of `people` and 10 of `companies`, or all 70 in \
the object that --object names. The name, e-mail address or domain of each record contains the same \
random mark: `attio-verify-` and twelve digits. All records with the mark are deleted at the end, \
even after a failure or Ctrl-C; this includes companies that Attio creates for the e-mail domains. \
Records that cannot be deleted are listed with their IDs. No schema is changed, and records without \
the mark are not written. The command may read a record that has an archived option, but it shows \
only that the option is archived. Attio may start workflows for new records, which is another reason \
to use a test workspace.

--report writes a file for an issue: Markdown, or JSON lines if its name ends in .jsonl. It contains \
only the records that verify created, the host and the scopes, but neither the token nor names of \
the workspace.

If a fact cannot be checked, the reason is shown, such as a missing scope, or the need for \
--rate-limit or --object. Checking all facts requires the scopes object_configuration:read and \
record_permission:read-write.

The exit code is 1 if a check ended with an error, if no fact could be checked, or if a record may \
be left. Otherwise it is 3 if a fact differs, and 0 if no fact differs. A fact that could not be \
checked because something is missing, such as a scope, does not change the exit code.

Examples:
  attio verify --report verify.md
  attio verify --yes --json --token-file ~/.config/attio/test-workspace
  attio verify --object deals                    # on deals, which may have other attributes
  attio verify --only unique --only assert       # only two families of facts
  attio verify --rate-limit                      # also sends 60 creates at once")]
pub(crate) struct Args {
    /// Write to this object, by slug or ID, instead of people and companies
    #[arg(long, value_name = "OBJECT")]
    object: Option<String>,

    /// Check only this fact or family, such as `unique.conflict` or `unique`; can be given several
    /// times
    #[arg(long, value_name = "FACT", value_parser = fact_or_family)]
    only: Vec<String>,

    /// Also check the rate limit, by exceeding it with 60 creates at once
    #[arg(long)]
    rate_limit: bool,

    /// Do not ask before writing to the workspace
    #[arg(short, long)]
    yes: bool,

    /// Write the findings to this file, for an issue report
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// All facts, family by family.
const FAMILIES: &[&[Fact]] = &[
    order::FACTS,
    times::FACTS,
    actors::FACTS,
    errors::FACTS,
    uniqueness::FACTS,
    asserts::FACTS,
    limits::FACTS,
];

fn fact_or_family(name: &str) -> Result<String, String> {
    if facts().any(|fact| fact.is(name)) {
        return Ok(name.to_owned());
    }
    let mut families: Vec<_> = facts().map(Fact::family).collect();
    families.dedup();
    Err(format!("no fact or family has this name; the families are {}", families.join(", ")))
}

fn facts() -> impl Iterator<Item = &'static Fact> {
    FAMILIES.iter().copied().flatten()
}

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !args.yes && !is_terminal {
        output.error(&anyhow::anyhow!(
            "verify asks before it writes, and there is no terminal; pass --yes"
        ));
        return Ok(Found::WrongUsage);
    }
    if let Some(path) = &args.report {
        // Before anything is written to the workspace.
        let file = File::options().create(true).append(true).open(path);
        file.with_context(|| format!("cannot write {}", path.display()))?;
    }
    let unpaced = args.connect.builder()?.no_rate_limit().build()?;
    let unlimited = match args.rate_limit {
        true => Some(args.connect.builder()?.no_rate_limit().retry(RetryPolicy::off()).build()?),
        false => None,
    };
    let stranger = args.connect.builder()?.api_key("0".repeat(64)).build()?;
    let token = args.connect.token()?;
    args.connect.run(async |client| {
        let me = client.whoami().await?;
        if !me.active {
            bail!("the token is unknown or revoked; create a new one in Attio");
        }
        let objects = objects(&args, &client, &me, output).await?;
        let bench = Bench::new(Clients { client, unpaced, unlimited, stranger }, me, objects);
        if !may_go_on(&args, &bench, output)? {
            bail!("nothing was written");
        }
        verify(&args, &bench, &Redactor::new(token, &bench), output).await
    })
}

/// Returns the objects to write to. If the token cannot read the schema, returns none, and the checks
/// report the missing scope.
async fn objects(
    args: &Args,
    client: &Client,
    me: &Identity,
    output: &Output,
) -> anyhow::Result<Vec<Object>> {
    if !me.has_scope(Scope::ObjectsRead) {
        return Ok(Vec::new());
    }
    let names = match &args.object {
        Some(object) => vec![object.clone()],
        None => vec!["people".to_owned(), "companies".to_owned()],
    };
    let workspace = live(client, Some(Only::objects(names.clone())), output).await?;
    let member = me.authorized_by_workspace_member_id.map(|id| id.to_string());
    let mut objects = Vec::new();
    for name in names {
        let Some(schema) = workspace.object(&name).cloned() else {
            return Err(no_object(&name, &live(client, None, output).await?));
        };
        let slug = schema.api_slug.clone().unwrap_or_else(|| schema.id.clone());
        let object = Object::new(schema, &slug, member.as_deref()).map_err(anyhow::Error::msg)?;
        objects.push(object);
    }
    Ok(objects)
}

/// Shows what will be created, and asks for permission.
fn may_go_on(args: &Args, bench: &Bench, output: &Output) -> anyhow::Result<bool> {
    let me = &bench.identity;
    if !me.missing_scopes(&Scope::WRITE_RECORDS).is_empty() {
        return Ok(true);
    }
    let name = me.workspace_name.as_deref().unwrap_or("without a name");
    let slug = me.workspace_slug.as_deref().unwrap_or("no slug");
    let printable = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let mut plan =
        format!("In the workspace {} ({}), `attio verify`\n", printable(name), printable(slug));
    for object in &bench.objects {
        plan.push_str(&format!("  creates and deletes records of {}\n", object.slug));
    }
    plan.push_str(&format!(
        "  whose names, e-mail addresses or domains contain {} (up to 70 records)",
        bench.mark
    ));
    if bench.objects.iter().any(|object| object.slug == "people") {
        plan.push_str(&format!(
            "\n  and deletes the companies that Attio creates for {}.com",
            bench.mark
        ));
    }
    if args.rate_limit {
        plan.push_str(&format!(
            "\n  and sends {} more creates at once to exceed the rate limit",
            limits::CREATES
        ));
    }
    plan.push_str("\nIt changes no other record and no schema.");
    if args.yes {
        plan.split('\n').for_each(|line| output.note(line));
        return Ok(true);
    }
    let mut error = std::io::stderr().lock();
    write!(error, "{plan}\nIs this a test workspace, and may verify write to it? [y/N] ")?;
    error.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("cannot read from the terminal")?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Checks all facts, deletes the created records, and shows and writes the findings.
async fn verify(
    args: &Args,
    bench: &Bench,
    redactor: &Redactor,
    output: &Output,
) -> anyhow::Result<Found> {
    let is_wanted = |fact: &&Fact| args.only.is_empty() || args.only.iter().any(|o| fact.is(o));
    let facts: Vec<&'static Fact> = facts().filter(is_wanted).collect();
    let mut findings = Vec::new();
    let mut interrupted = false;
    // A broken pipe must not leave records either.
    let checked = tokio::select! {
        checked = check_all(bench, &facts, &mut findings, redactor, output) => checked,
        signal = signals::end() => {
            interrupted = true;
            // A create may still be in flight.
            bench.set_in_doubt();
            signal.context("cannot listen for signals")
        }
    };
    if interrupted {
        output.note("interrupted; deleting the records (interrupt again to exit)");
    }
    let left = clean_up(bench, redactor, output).await;
    let reached = findings.len();
    findings.extend(facts.iter().skip(reached).map(|fact| {
        let result = Err(Stop::Failed("the run ended early".to_owned()));
        Finding { fact, result }
    }));
    if let Some(path) = &args.report {
        report::write(path, &findings, bench, redactor)?;
        output.note(format!("the report is {}", path.display()));
    }
    checked?;
    let counts = Counts::of(&findings);
    if output.json {
        let shown = |text: &str| redactor.shown(text);
        let findings: Vec<_> =
            findings.iter().map(|finding| report::to_json(finding, shown)).collect();
        let left: Vec<_> = left.records.iter().map(|(made, _)| &made.id).collect();
        output.value(&json!({"mark": bench.mark, "facts": findings, "not_deleted": left}))?;
    } else {
        output.line(counts.show())?;
    }
    if interrupted {
        bail!("interrupted");
    }
    if !left.is_nothing() {
        bail!("some records may be left; see above");
    }
    if counts.failed > 0 {
        bail!("{} of the checks failed to run; see their reasons", counts.failed);
    }
    if counts.hold + counts.differ == 0 {
        bail!("no fact could be checked; see the reasons");
    }
    Ok(if counts.differ > 0 { Found::Differences } else { Found::Nothing })
}

async fn check_all(
    bench: &Bench,
    facts: &[&'static Fact],
    findings: &mut Vec<Finding>,
    redactor: &Redactor,
    output: &Output,
) -> anyhow::Result<()> {
    for fact in facts {
        let lacking = bench.lacking(fact);
        let result = match lacking.as_slice() {
            [] => (fact.check)(bench).await,
            lacking => {
                let names: Vec<_> = lacking.iter().map(Scope::to_string).collect();
                Err(Stop::Lacking(format!("the token lacks {}", names.join(", "))))
            }
        };
        let finding = Finding { fact, result };
        report::show(&finding, redactor, output)?;
        findings.push(finding);
    }
    Ok(())
}

/// Deletes the created records, and shows the records that are left.
async fn clean_up(bench: &Bench, redactor: &Redactor, output: &Output) -> Left {
    let wrote = bench.identity.missing_scopes(&Scope::WRITE_RECORDS).is_empty();
    if !wrote {
        return Left::default();
    }
    let (deleted, left) = tokio::select! {
        cleaned = clean::clean(bench) => cleaned,
        _ = signals::end() => {
            let made = bench.made().into_iter();
            let records = made.map(|made| (made, "interrupted".to_owned())).collect();
            let objects = bench.objects.iter();
            let unseen = objects.map(|o| (o.slug.clone(), "interrupted".to_owned())).collect();
            (0, Left { records, unseen, unnamed: bench.unnamed() })
        }
    };
    output.note(format!("{deleted} records were deleted"));
    for (made, reason) in &left.records {
        let reason = redactor.shown(reason);
        eprintln!("not deleted: {} {}: {reason}", made.object, made.id);
    }
    for (object, reason) in &left.unseen {
        let reason = redactor.shown(reason);
        eprintln!("records of {object} with {} may be left: {reason}", bench.mark);
    }
    if left.unnamed > 0 {
        let (count, mark) = (left.unnamed, &bench.mark);
        eprintln!("{count} records with {mark} may be left: their IDs are unknown");
    }
    left
}
