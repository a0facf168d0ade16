//! The code that the examples share: a workspace.

pub mod connect;
pub mod invoices;
pub mod pipeline;

use anyhow::Context;
use attio_core::Client;
use attio_emulator::Emulator;
use clap::Parser;

/// The workspace that an example runs against.
#[derive(Clone, Copy, Debug, Parser)]
pub struct Args {
    /// Use the real workspace of the token in ATTIO_API_KEY, not the emulator. The example deletes the
    /// records that it created.
    #[arg(long)]
    pub live: bool,
    /// Keep running until Ctrl-C, so that you can open the printed pages.
    #[arg(long)]
    pub keep: bool,
}

/// A workspace: the emulator, or with `--live` a real one.
#[derive(Debug)]
pub struct Workspace {
    /// A client of the workspace.
    pub client: Client,
    /// The emulator; it stops when it is dropped.
    pub emulator: Option<Emulator>,
}

impl Workspace {
    /// Starts the emulator, or takes the token from the environment.
    ///
    /// # Errors
    ///
    /// Returns an error if the emulator does not start, or if `--live` is set without a token.
    pub async fn open(args: Args) -> anyhow::Result<Self> {
        if args.live {
            let client = Client::from_env().context("--live needs a token")?;
            return Ok(Self { client, emulator: None });
        }
        let emulator = Emulator::start().await.context("the emulator did not start")?;
        let client =
            Client::builder().api_key(emulator.api_key()).base_url(emulator.base_url()).build()?;
        println!(
            "Emulator at {} (no token needed; --live for a real workspace)",
            emulator.base_url()
        );
        Ok(Self { client, emulator: Some(emulator) })
    }

    /// With `--keep`, waits for Ctrl-C.
    ///
    /// # Errors
    ///
    /// Returns an error if the signal handler cannot be installed.
    pub async fn close(self, args: Args) -> anyhow::Result<()> {
        if args.keep && self.emulator.is_some() {
            println!("\nOpen the pages above; Ctrl-C stops the emulator.");
            tokio::signal::ctrl_c().await?;
        }
        Ok(())
    }
}
