//! `cargo run -p attio-example-signup` serves signups with the emulator. With `--live` it uses the
//! workspace of `ATTIO_API_KEY`.
//!
//! ```sh
//! curl -i localhost:3000/signups -H 'content-type: application/json' \
//!     -d '{"email": "ada@example.com", "name": "Ada Lovelace"}'
//! curl -i localhost:3000/health/ready
//! ```

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use attio_core::rate_limit::RateLimit;
use attio_core::{Client, ClientBuilder};
use attio_emulator::Emulator;
use attio_example_signup::{Service, Settings};
use clap::Parser;
use tempfile::TempDir;

#[derive(Debug, Parser)]
struct Args {
    /// Use the real workspace of the token in ATTIO_API_KEY, not the emulator.
    #[arg(long)]
    live: bool,
    /// The address to listen on; port 0 takes a free port.
    #[arg(long, env = "SIGNUP_LISTEN", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The folder of the database and the journal. With the emulator, which keeps nothing on disk, a
    /// temporary folder is used instead.
    #[arg(long, env = "SIGNUP_DATA", default_value = "signup-data")]
    data: PathBuf,
    /// Retry the signups that Attio refused.
    #[arg(long)]
    retry_refused: bool,
    /// How many seconds to wait before the first retry of a failed delivery.
    #[arg(long, default_value = "5", value_parser = seconds)]
    pause: Duration,
    /// How many writes per second the workspace allows; it allows four times as many reads.
    #[arg(long, default_value_t = 25)]
    writes_per_second: u32,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "not a number of seconds")?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// A workspace, and the folder of its data.
struct Workspace {
    client: Client,
    data: PathBuf,
    /// They end when this is dropped.
    _embedded: Option<(Emulator, TempDir)>,
}

impl Workspace {
    async fn open(args: &Args) -> anyhow::Result<Self> {
        let limit =
            RateLimit::per_second(args.writes_per_second.saturating_mul(4), args.writes_per_second);
        let builder = Client::builder()
            .user_agent("signup/1.0")
            .rate_limit(limit)
            .timeout(Duration::from_secs(10))
            // A row that takes longer is better put off, so that another row is sent instead.
            .deadline(Duration::from_secs(30));
        if args.live {
            let client = ClientBuilder::from_env(builder)?.build()?;
            return Ok(Self { client, data: args.data.clone(), _embedded: None });
        }
        let (attio, folder) = (Emulator::start().await?, tempfile::tempdir()?);
        let client = builder.api_key(attio.api_key()).base_url(attio.base_url()).build()?;
        println!("Emulator at {} (no token needed; --live for a real workspace)", attio.base_url());
        let data = folder.path().to_owned();
        Ok(Self { client, data, _embedded: Some((attio, folder)) })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(std::io::stderr)
        .init();
    let args = Args::parse();
    let workspace = Workspace::open(&args).await?;
    let settings = Settings {
        pause: args.pause,
        retry_refused: args.retry_refused,
        ..Settings::new(args.listen, &workspace.data)
    };
    let service = Service::open(workspace.client.clone(), settings).await?;
    println!("Signups at http://{}", service.address()?);
    service.run(signal()).await
}

/// Returns at Ctrl-C or SIGTERM.
async fn signal() {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => {}
        () = terminated => {}
        else => std::future::pending().await,
    }
}
