//! What the examples share: a workspace to talk to.

pub mod connect;
pub mod invoices;

use anyhow::Context;
use attio_core::Client;
use attio_emulator::Emulator;
use clap::Parser;

/// Where an example runs.
#[derive(Clone, Copy, Debug, Parser)]
pub struct Args {
    /// Use the real workspace of the token in ATTIO_API_KEY, not the embedded Attio. The example
    /// deletes what it made.
    #[arg(long)]
    pub live: bool,
    /// Stay until Ctrl-C, so that the printed pages can be opened.
    #[arg(long)]
    pub keep: bool,
}

/// A workspace: the embedded Attio, or with `--live` a real one.
#[derive(Debug)]
pub struct Workspace {
    /// A client of the workspace.
    pub client: Client,
    /// The embedded Attio; it ends when this is dropped.
    pub emulator: Option<Emulator>,
}

impl Workspace {
    /// Starts the embedded Attio, or takes the token from the environment.
    ///
    /// # Errors
    ///
    /// The embedded Attio does not start, or with `--live` there is no token.
    pub async fn open(args: Args) -> anyhow::Result<Self> {
        if args.live {
            let client = Client::from_env().context("--live needs a token")?;
            return Ok(Self { client, emulator: None });
        }
        let emulator = Emulator::start().await.context("the embedded Attio does not start")?;
        let client =
            Client::builder().api_key(emulator.api_key()).base_url(emulator.base_url()).build()?;
        println!(
            "Embedded Attio at {} (no token needed; --live for a real one)",
            emulator.base_url()
        );
        Ok(Self { client, emulator: Some(emulator) })
    }

    /// With `--keep`, waits for Ctrl-C.
    ///
    /// # Errors
    ///
    /// The signal cannot be waited for.
    pub async fn close(self, args: Args) -> anyhow::Result<()> {
        if args.keep && self.emulator.is_some() {
            println!("\nOpen the pages above; Ctrl-C ends the embedded Attio.");
            tokio::signal::ctrl_c().await?;
        }
        Ok(())
    }
}
