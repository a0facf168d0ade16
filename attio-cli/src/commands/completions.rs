//! `attio completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Found;

/// The settings of `attio completions`.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  attio completions bash > ~/.local/share/bash-completion/completions/attio
  attio completions zsh > ~/.zfunc/_attio
  attio completions fish > ~/.config/fish/completions/attio.fish")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of every command")]
pub(crate) fn run<Cli: CommandFactory>(args: Args) -> anyhow::Result<Found> {
    clap_complete::generate(args.shell, &mut Cli::command(), "attio", &mut std::io::stdout());
    Ok(Found::Nothing)
}
