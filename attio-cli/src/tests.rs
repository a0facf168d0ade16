//! Tests of the help and of the commands in the docs.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory, Parser};

use crate::Cli;

/// clap wraps lines at 100 columns, in prose and in examples alike.
const COLUMNS: usize = 98;

fn too_long(command: &Command, found: &mut Vec<String>) {
    let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let examples = help.lines().filter(|line| line.starts_with("  "));
    found.extend(examples.filter(|line| line.chars().count() > COLUMNS).map(str::to_owned));
    for command in command.get_subcommands() {
        too_long(command, found);
    }
}

#[test]
fn the_examples_of_the_help_are_not_broken() {
    let mut found = Vec::new();
    too_long(&Cli::command(), &mut found);
    assert!(found.is_empty(), "longer than {COLUMNS} columns:\n{}", found.join("\n"));
}

/// Returns the code lines of a page. Lines that end in `\` are joined with the next, and `- run: ` is
/// removed from the steps of a workflow.
fn code_lines(page: &str) -> Vec<String> {
    let blocks = page.split("\n```").skip(1).step_by(2);
    let lines = blocks.map(|block| block.replace("\\\n", " "));
    let step = |line: &str| line.trim().trim_start_matches("- run: ").to_owned();
    lines.flat_map(|block| block.lines().map(step).collect::<Vec<_>>()).collect()
}

/// Returns the words of an `attio` call in a line, up to a pipe, a redirection or the end.
fn call(line: &str) -> Option<Vec<String>> {
    let words = shlex::split(line)?;
    let is_variable = |word: &String| word.contains('=');
    let words: Vec<_> = words.into_iter().skip_while(is_variable).collect();
    let is_end = |word: &String| matches!(word.as_str(), "|" | ">" | "&&" | "&");
    (words.first()? == "attio")
        .then(|| words.into_iter().take_while(|word| !is_end(word)).collect())
}

#[test]
fn every_command_in_the_docs_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let chapters = fs::read_dir(root.join("docs/guide/src")).expect("the guide");
    let chapters = chapters.map(|entry| entry.expect("a file").path());
    let mut shown = 0;
    for path in chapters.chain([root.join("README.md")]) {
        for line in code_lines(&fs::read_to_string(&path).expect("a text")) {
            let Some(words) = call(&line) else { continue };
            shown += 1;
            if let Err(error) = Cli::try_parse_from(&words) {
                panic!("{}: `{line}`\n{error}", path.display());
            }
        }
    }
    assert!(shown > 10, "only {shown} commands were found");
}
