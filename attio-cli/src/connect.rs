//! The client that the arguments and the environment describe.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use attio_core::{Client, ClientBuilder};

/// Reads a token, also from a pipe, as in `--token-file <(pass attio)`; a device may have no end.
fn read(file: &Path) -> anyhow::Result<String> {
    const MOST: u64 = 64 << 10;
    let mut token = String::new();
    let read = File::open(file).and_then(|file| file.take(MOST).read_to_string(&mut token));
    read.with_context(|| format!("cannot read the token from {}", file.display()))?;
    Ok(token)
}

/// Where the token comes from. Never from an argument: others can see those.
#[derive(clap::Args)]
pub(crate) struct ConnectArgs {
    /// Read the token from this file instead of from ATTIO_API_KEY
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Send the token over http:// to another machine, where anyone on the way can read it
    #[arg(long)]
    allow_plain_http: bool,
}

impl ConnectArgs {
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        Ok(self.builder()?.build()?)
    }

    /// The token, so that it can be left out of what is shown.
    pub(crate) fn token(&self) -> anyhow::Result<Option<String>> {
        match &self.token_file {
            Some(file) => read(file).map(Some),
            None => Ok(std::env::var("ATTIO_API_KEY").ok()),
        }
        .map(|token| token.map(|token| token.trim().to_owned()))
    }

    /// The client's settings, for commands that change some.
    pub(crate) fn builder(&self) -> anyhow::Result<ClientBuilder> {
        let agent = concat!("attio-cli/", env!("CARGO_PKG_VERSION"));
        let mut builder = Client::builder().user_agent(agent);
        match &self.token_file {
            None => {
                builder = builder
                    .from_env()
                    .context("there is no token; set ATTIO_API_KEY or pass --token-file FILE")?;
            }
            Some(file) => {
                let token = read(file)?;
                if token.trim().is_empty() {
                    bail!("the token file {} is empty", file.display());
                }
                builder = builder.api_key(token.trim().to_owned());
                if let Ok(url) = std::env::var("ATTIO_BASE_URL")
                    && !url.is_empty()
                {
                    builder = builder.base_url(url);
                }
            }
        }
        if self.allow_plain_http {
            builder = builder.allow_plain_http();
        }
        Ok(builder)
    }

    /// Runs calls of the client to their end.
    pub(crate) fn run<T>(
        &self,
        calls: impl AsyncFnOnce(Client) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let client = self.client()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(calls(client))
    }
}
