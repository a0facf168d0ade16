//! `attio schema push`.

use crate::Found;
use crate::output::Output;

#[derive(clap::Args)]
pub(crate) struct Args {}
pub(crate) fn run(_args: Args, _output: &Output) -> anyhow::Result<Found> {
    Ok(Found::Nothing)
}
