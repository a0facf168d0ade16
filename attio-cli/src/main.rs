//! The `attio` command.

mod commands;
mod connect;
mod notice;
mod output;
mod signals;
mod snapshot;
mod sources;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::output::{Output, OutputArgs};

/// The result of a command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Nothing,
    /// Differences that `check`, `diff` or `verify` found, or rows that were not imported.
    Differences,
    /// Arguments that do not fit how the command was started; the error was already shown.
    WrongUsage,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  an error, such as the network, the token or a file
  2  wrong usage
  3  differences were found, or rows were not imported

Environment:
  ATTIO_API_KEY   the token; create one in Attio under Workspace settings, Developers
  ATTIO_BASE_URL  the URL of another host, such as `attio emulator`
  ATTIO_SCHEMA    the snapshot, if it is not the nearest attio.schema.json
  NO_COLOR        disables colours";

/// Tools for using Attio from Rust, and for tests without Attio.
#[derive(Parser)]
#[command(name = "attio", version, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    output: OutputArgs,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Pull, check, diff and push the workspace's schema as a file
    #[command(subcommand)]
    Schema(commands::schema::Command),
    /// Write Rust structs and enums of options from a snapshot
    Generate(commands::generate::Args),
    /// Create or assert the rows of a CSV file as records
    Import(commands::import::Args),
    /// Show the workspace and the scopes of the token, and the scopes that each command needs
    Whoami(commands::whoami::Args),
    /// Check attio-core's assumptions about Attio's API in a test workspace
    Verify(commands::verify::Args),
    /// Serve the emulator: the REST API in memory, for development and tests
    Emulator(commands::emulator::Args),
    /// Print a completion script for a shell
    Completions(commands::completions::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.output);
    let found = match cli.command {
        Command::Schema(command) => commands::schema::run(command, &output),
        Command::Generate(args) => commands::generate::run(args, &output),
        Command::Import(args) => commands::import::run(args, &output),
        Command::Whoami(args) => commands::whoami::run(args, &output),
        Command::Verify(args) => commands::verify::run(args, &output),
        Command::Emulator(args) => commands::emulator::run(args).map(|()| Found::Nothing),
        Command::Completions(args) => commands::completions::run::<Cli>(args),
    };
    match found {
        Ok(Found::Nothing) => ExitCode::SUCCESS,
        Ok(Found::WrongUsage) => ExitCode::from(2),
        Ok(Found::Differences) => ExitCode::from(3),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests;
