//! `attio emulator`: serves the emulator until Ctrl-C or SIGTERM.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use attio_emulator::{Emulator, Injection, OAuthApp, RateLimit};

use crate::signals;

/// The settings of `attio emulator`.
#[derive(clap::Args)]
#[command(after_long_help = "\
The first line printed is the base URL. The second is a generated API key, if no key was given. \
With --tls, the last line is the path of a PEM file with the CA certificate to trust. Ctrl-C or \
SIGTERM stops the emulator: its data, which is only in memory, is lost, and the certificate file is \
deleted.

Examples:
  attio emulator --port 4010 --api-key test
  curl -H 'Authorization: Bearer test' http://127.0.0.1:4010/v2/objects

  attio emulator --port 4010 --api-key test --tls    # prints https://127.0.0.1:4010 and a path
  curl --cacert PATH -H 'Authorization: Bearer test' https://127.0.0.1:4010/v2/objects

  attio emulator --schema attio.schema.json    # the objects of your own workspace

  # Lose the response to one create in twenty, and refuse a tenth of all requests:
  attio emulator --fault apply-then-drop:0.05@create --fault 429:0.1

A fault is `fault[=value][:how often][@requests]`:
  fault      drop-before-reading, drop-before-applying, apply-then-drop, refuse-stream,
             reset-before-applying, apply-then-reset, go-away, apply-then-go-away,
             apply-then-go-away-error, go-silent, apply-then-go-silent, status=503, status=421,
             html=503, empty=200, no-content, envelope, apply-then-status=503,
             apply-then-html=503, apply-then-empty=200, apply-then-no-content,
             apply-then-envelope, stall-then-apply=2s, apply-then-stall=2s,
             edit-after=name=Other, delete-after, truncated, invalid-json, wrong-content-type,
             429, 429=8, 429=date+60s, 429=date-60s, 429=absent, 429=garbage, slow-drip=2s,
             unauthorized, forbidden, concurrent-write, oversized=1000000,
             deep-nesting=10000, redirect=http://127.0.0.1:4011;
             for new connections instead of requests: stall-connection, few-streams=1,
             closed-window
  how often  once, 3x, or a share such as 0.05; by default always
  requests   create, assert, get, append, overwrite, delete, query, search, merge, read, write;
             a method such as POST; a path such as /v2/objects/*/records; combine them with @;
             not allowed for faults of new connections")]
pub(crate) struct Args {
    /// Listen on this port of 127.0.0.1; 0 chooses a free port
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// Serve HTTPS, with HTTP/2 and HTTP/1.1, instead of plain HTTP
    #[arg(long)]
    tls: bool,

    /// Accept this API key; any string is valid
    #[arg(long, env = "ATTIO_API_KEY", hide_env_values = true)]
    api_key: Option<String>,

    /// Start with the schema of this snapshot instead of the standard objects
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,

    /// Give the API key only these scopes, such as `record_permission:read,object_configuration:read`
    #[arg(long, value_delimiter = ',')]
    scopes: Option<Vec<String>>,

    /// Make requests fail, such as `apply-then-drop:0.05@create`; can be given several times
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<Injection>,

    /// Register an OAuth app with all scopes; can be given several times. The consent page is at
    /// /authorize
    #[arg(long = "oauth-app", value_name = "ID,SECRET,REDIRECT_URI", value_parser = oauth_app)]
    oauth_apps: Vec<OAuthApp>,

    /// Limit reads and writes per second: `fixed-window:100:25` (Attio's numbers),
    /// `sliding-window:100:25` or `token-bucket:100:25`
    #[arg(long, value_name = "LIMIT")]
    rate_limit: Option<RateLimit>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    let made_up = args.api_key.is_none();
    let mut builder = Emulator::builder().port(args.port).tls(args.tls);
    if let Some(api_key) = args.api_key {
        builder = builder.api_key(api_key);
    }
    if let Some(schema) = args.schema {
        builder = builder.snapshot(schema);
    }
    if let Some(scopes) = args.scopes {
        builder = builder.scopes(scopes);
    }
    for app in args.oauth_apps {
        builder = builder.oauth_app(app);
    }
    if let Some(limit) = args.rate_limit {
        builder = builder.rate_limit(limit);
    }
    let attio = builder.start_blocking().context("the emulator did not start")?;
    for fault in args.faults {
        attio.inject(fault);
    }

    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", attio.base_url())?;
    if made_up {
        writeln!(out, "{}", attio.api_key())?;
    }
    // The directory is deleted when its owner is dropped, at the end.
    let certificate = Some(attio.ca_certificate()).filter(|pem| !pem.is_empty());
    let directory = certificate.map(write_certificate).transpose()?;
    if let Some(directory) = &directory {
        writeln!(out, "{}", directory.path().join(CERTIFICATE).display())?;
    }
    out.flush()?;
    wait_for_the_end().context("cannot listen for signals")
}

/// The name of the file with the CA certificate.
const CERTIFICATE: &str = "ca.pem";

/// Writes a certificate to a file in a new temporary directory.
fn write_certificate(pem: &str) -> anyhow::Result<tempfile::TempDir> {
    let directory = tempfile::Builder::new()
        .prefix("attio-emulator-")
        .tempdir()
        .context("cannot create a directory for the CA certificate")?;
    let path = directory.path().join(CERTIFICATE);
    std::fs::write(&path, pem).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(directory)
}

/// Parses the three settings of an app; the redirect URI may contain commas.
fn oauth_app(text: &str) -> Result<OAuthApp, String> {
    let mut parts = text.splitn(3, ',').filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(id), Some(secret), Some(uri)) => Ok(OAuthApp::new(id, secret, uri)),
        _ => Err("expected a client ID, a secret and a redirect URI, separated by commas".into()),
    }
}

/// Waits for Ctrl-C or SIGTERM.
fn wait_for_the_end() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(signals::end())
}
