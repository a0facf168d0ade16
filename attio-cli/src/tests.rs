//! What a reader of the help relies on.

use clap::{Command, CommandFactory};

use crate::Cli;

/// clap breaks what is longer at 100 columns, in prose and in examples alike.
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
