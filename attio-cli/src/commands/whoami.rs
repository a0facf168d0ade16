//! `attio whoami`.

use anyhow::bail;
use attio_core::Scope;
use serde_json::json;

use crate::Found;
use crate::connect::ConnectArgs;
use crate::output::Output;

/// The settings of `attio whoami`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Requires no scope. The token itself is never printed.

Examples:
  attio whoami
  attio whoami --token-file ~/.config/attio/token
  attio whoami --json | jq -r .workspace_slug")]
pub(crate) struct Args {
    #[command(flatten)]
    connect: ConnectArgs,
}

/// The scopes that the calls of each command need.
const NEEDS: &[(&str, &[Scope])] = &[
    ("attio schema pull", &Scope::READ_SCHEMA),
    ("attio schema check", &Scope::READ_SCHEMA),
    ("attio schema push", &Scope::WRITE_SCHEMA),
    ("pull, check lists", &[Scope::ListsRead]),
    ("push lists", &[Scope::ListsReadWrite]),
    ("attio import", &Scope::WRITE_RECORDS),
    ("attio verify", &Scope::WRITE_RECORDS),
    ("reading records", &Scope::READ_RECORDS),
    ("writing records", &Scope::WRITE_RECORDS),
];

pub(crate) fn run(args: Args, output: &Output) -> anyhow::Result<Found> {
    let me = args.connect.run(async |client| Ok(client.whoami().await?))?;
    if !me.active {
        bail!("the token is unknown or revoked; create a new one in Attio");
    }
    let names = |scopes: &[Scope]| -> Vec<String> { scopes.iter().map(Scope::to_string).collect() };
    let lacks = |needs: &[Scope]| names(&me.missing_scopes(needs));
    if output.json {
        let commands = NEEDS.iter().map(|(command, needs)| {
            ((*command).to_owned(), json!({"needs": names(needs), "lacks": lacks(needs)}))
        });
        output.value(&json!({
            "workspace_id": me.workspace_id.map(|id| id.to_string()),
            "workspace_name": me.workspace_name,
            "workspace_slug": me.workspace_slug,
            "token_level": me.token_level,
            "scopes": names(&me.scopes().collect::<Vec<_>>()),
            "commands": commands.collect::<serde_json::Map<_, _>>(),
        }))?;
        return Ok(Found::Nothing);
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    output.line(format!(
        "workspace  {} ({})",
        text(&me.workspace_name),
        text(&me.workspace_slug)
    ))?;
    let id = me.workspace_id.map_or_else(|| "–".to_owned(), |id| id.to_string());
    output.line(format!("id         {id}"))?;
    output.line("scopes")?;
    for scope in me.scopes() {
        output.line(format!("  {scope}"))?;
    }
    output.line("needed for")?;
    for (command, needs) in NEEDS {
        let lacks = lacks(needs);
        let verdict = if lacks.is_empty() {
            "ok".to_owned()
        } else {
            output.alarming(&format!("lacks {}", lacks.join(", ")))
        };
        output.line(format!("  {command:<19} {:<55} {verdict}", names(needs).join(", ")))?;
    }
    Ok(Found::Nothing)
}
