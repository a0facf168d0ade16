//! Builds the client from the arguments and the environment.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use attio_core::{Client, ClientBuilder};

/// Reads a token, also from a pipe, as in `--token-file <(pass attio)`. The limit is for endless devices.
fn read(file: &Path) -> anyhow::Result<String> {
    const MOST: u64 = 64 << 10;
    let mut token = String::new();
    let read = File::open(file).and_then(|file| file.take(MOST).read_to_string(&mut token));
    read.with_context(|| format!("cannot read the token from {}", file.display()))?;
    Ok(token)
}

/// The source of the token. The token is never an argument, because other users can see arguments.
#[derive(clap::Args)]
pub(crate) struct ConnectArgs {
    /// Read the token from this file instead of ATTIO_API_KEY
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Allow http:// to another machine; eavesdroppers can then read the token
    #[arg(long)]
    allow_plain_http: bool,
}

impl ConnectArgs {
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        Ok(self.builder()?.build()?)
    }

    /// Returns the token, so that it can be redacted in the output.
    pub(crate) fn token(&self) -> anyhow::Result<Option<String>> {
        match &self.token_file {
            Some(file) => read(file).map(Some),
            None => Ok(std::env::var("ATTIO_API_KEY").ok()),
        }
        .map(|token| token.map(|token| token.trim().to_owned()))
    }

    /// Returns the client's builder, for commands that change settings.
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

    /// Runs calls of the client to completion.
    pub(crate) fn run<T>(
        &self,
        calls: impl AsyncFnOnce(Client) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let client = self.client()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(calls(client))
    }
}
