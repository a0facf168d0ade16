//! Shows findings, and writes the file for an issue report.

use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use super::bench::Bench;
use super::fact::{Finding, Stop, Verdict};
use crate::output::Output;

/// The strings that are redacted.
pub(super) struct Redactor {
    token: Option<String>,
    /// Strings of the workspace, with their replacements.
    own: Vec<(String, &'static str)>,
}

impl Redactor {
    pub(super) fn new(token: Option<String>, bench: &Bench) -> Self {
        let mut own = Vec::new();
        let me = &bench.identity;
        own.extend(me.workspace_name.clone().map(|name| (name, "[workspace]")));
        own.extend(me.workspace_slug.clone().map(|slug| (slug, "[workspace]")));
        own.extend(me.workspace_id.map(|id| (id.to_string(), "[workspace]")));
        for object in bench.objects.iter().filter(|object| !object.is_standard()) {
            own.extend(object.slugs().map(|slug| (slug.to_owned(), "[attribute]")));
            own.push((object.slug.clone(), "[object]"));
        }
        // A longer string may contain a shorter one.
        own.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Self { token: token.filter(|token| !token.is_empty()), own }
    }

    /// Redacts the token, and puts the string on one line, for the terminal.
    pub(super) fn shown(&self, text: &str) -> String {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        match &self.token {
            Some(token) => text.replace(token.as_str(), "[token]"),
            None => text,
        }
    }

    /// Also redacts names of the workspace, for a report that other people read.
    fn reported(&self, text: &str) -> String {
        let mut text = self.shown(text);
        for (own, name) in &self.own {
            text = replace_words(&text, own, name);
        }
        text
    }
}

/// Replaces a string unless it is part of a word: a workspace can be named `at`.
fn replace_words(text: &str, word: &str, by: &str) -> String {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(word).filter(|_| !word.is_empty()) {
        replaced.push_str(before);
        let last = before.chars().next_back().or_else(|| replaced.chars().next_back());
        let is_word = !is_part(last) && !is_part(after.chars().next());
        replaced.push_str(if is_word { by } else { word });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

/// Prints a finding.
pub(super) fn show(finding: &Finding, redactor: &Redactor, output: &Output) -> anyhow::Result<()> {
    if output.json {
        return Ok(());
    }
    let fact = finding.fact;
    let verdict = match &finding.result {
        Ok(seen) if seen.verdict == Verdict::Differs => output.alarming(finding.verdict()),
        _ => finding.verdict().to_owned(),
    };
    output.lines(format!("{}: {verdict}\n  fact      {}", fact.id, fact.sentence))?;
    output.line(format!("  expected  {}", fact.expected))?;
    match &finding.result {
        Ok(seen) => output.line(format!("  seen      {}", redactor.shown(&seen.text))),
        Err(stop) => output.line(format!("  reason    {}", redactor.shown(stop.reason()))),
    }
}

/// The number of findings of each kind.
pub(super) struct Counts {
    pub(super) hold: usize,
    pub(super) differ: usize,
    pub(super) noted: usize,
    pub(super) unchecked: usize,
    /// The number of unchecked facts whose check failed to run.
    pub(super) failed: usize,
}

impl Counts {
    pub(super) fn of(findings: &[Finding]) -> Self {
        let count = |wanted: Verdict| {
            findings
                .iter()
                .filter(|f| f.result.as_ref().is_ok_and(|seen| seen.verdict == wanted))
                .count()
        };
        let is_failed = |f: &&Finding| matches!(f.result, Err(Stop::Failed(_)));
        Self {
            hold: count(Verdict::Holds),
            differ: count(Verdict::Differs),
            noted: count(Verdict::Noted),
            unchecked: findings.iter().filter(|f| f.result.is_err()).count(),
            failed: findings.iter().filter(is_failed).count(),
        }
    }

    pub(super) fn show(&self) -> String {
        let Self { hold, differ, noted, unchecked, .. } = self;
        format!("{hold} ok, {differ} differ, {noted} noted, {unchecked} could not be checked")
    }
}

/// Returns a finding as JSON.
pub(super) fn to_json(finding: &Finding, shown: impl Fn(&str) -> String) -> Value {
    let fact = finding.fact;
    let (seen, reason) = match &finding.result {
        Ok(seen) => (Some(shown(&seen.text)), None),
        Err(stop) => (None, Some(shown(stop.reason()))),
    };
    json!({
        "id": fact.id,
        "fact": fact.sentence,
        "expected": fact.expected,
        "seen": seen,
        "verdict": finding.verdict(),
        "reason": reason,
        "promise": fact.promise,
        "source": fact.source,
    })
}

/// Writes the file for an issue report: JSON lines if its extension says so, otherwise Markdown.
pub(super) fn write(
    path: &Path,
    findings: &[Finding],
    bench: &Bench,
    redactor: &Redactor,
) -> anyhow::Result<()> {
    let is_lines = path.extension().is_some_and(|e| e == "jsonl" || e == "ndjson");
    let text = match is_lines {
        true => lines(findings, bench, redactor),
        false => markdown(findings, bench, redactor)?,
    };
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Returns information about the run.
fn about(bench: &Bench, redactor: &Redactor) -> Vec<(&'static str, String)> {
    let scopes: Vec<_> = bench.identity.scopes().map(|scope| scope.to_string()).collect();
    let objects = bench.objects.iter().map(|object| match object.is_standard() {
        true => object.slug.as_str(),
        false => "a custom object",
    });
    let host = bench.client().base_url().host_str().unwrap_or_default().to_owned();
    let level = bench.identity.token_level.as_deref().unwrap_or("unknown");
    vec![
        ("version", format!("attio-cli {}", env!("CARGO_PKG_VERSION"))),
        ("host", host),
        ("token level", redactor.reported(level)),
        ("scopes", redactor.reported(&scopes.join(" "))),
        ("objects", objects.collect::<Vec<_>>().join(", ")),
    ]
}

fn lines(findings: &[Finding], bench: &Bench, redactor: &Redactor) -> String {
    let about = about(bench, redactor).into_iter();
    let about: serde_json::Map<_, _> =
        about.map(|(name, value)| (name.replace(' ', "_"), Value::String(value))).collect();
    let findings = findings.iter().map(|finding| to_json(finding, |text| redactor.reported(text)));
    std::iter::once(Value::Object(about)).chain(findings).map(|line| format!("{line}\n")).collect()
}

fn markdown(findings: &[Finding], bench: &Bench, redactor: &Redactor) -> anyhow::Result<String> {
    let mut text = "# Report of `attio verify`\n\n".to_owned();
    for (name, value) in about(bench, redactor) {
        writeln!(text, "- {name}: {value}")?;
    }
    writeln!(text, "- result: {}\n", Counts::of(findings).show())?;
    for finding in findings {
        let fact = finding.fact;
        writeln!(text, "## {}: {}\n", fact.id, finding.verdict())?;
        writeln!(text, "{}.\n", fact.sentence)?;
        writeln!(text, "- expected: {}", fact.expected)?;
        match &finding.result {
            Ok(seen) => writeln!(text, "- seen: {}", code(&redactor.reported(&seen.text)))?,
            Err(stop) => writeln!(text, "- reason: {}", code(&redactor.reported(stop.reason())))?,
        }
        writeln!(text, "- promise: {}", fact.promise)?;
        writeln!(text, "- source: {}\n", fact.source)?;
    }
    Ok(text)
}

/// Formats a string as a code span, so that a server's string is not interpreted as Markdown.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_and_the_names_of_the_workspace_are_redacted() {
        let redactor = Redactor {
            token: Some("s3cret".to_owned()),
            own: vec![("Acme Corp".to_owned(), "[workspace]"), ("at".to_owned(), "[workspace]")],
        };
        assert_eq!(redactor.shown("key s3cret\u{1b}[1m\nof"), "key [token] [1m of");
        assert_eq!(
            redactor.reported("Acme Corp at attio: s3cret, chat, at"),
            "[workspace] [workspace] attio: [token], chat, [workspace]"
        );
    }

    #[test]
    fn a_code_span_cannot_be_left() {
        assert_eq!(code("a"), "` a `");
        assert_eq!(code("a `b`` c"), "``` a `b`` c ```");
    }
}
