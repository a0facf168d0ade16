//! The `attio` command.

mod emulator;

use clap::{Parser, Subcommand};

/// Tools for working with Attio from Rust, and without Attio in tests.
#[derive(Parser)]
#[command(name = "attio", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the embedded Attio: the REST API in memory, for development and tests
    Emulator(emulator::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Emulator(args) => emulator::run(args),
    }
}
