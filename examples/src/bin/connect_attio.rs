//! "Connect Attio": an axum app that users connect to their workspaces, over OAuth 2.0.
//!
//! `cargo run -p attio-examples --bin connect_attio` runs against the emulator and prints a URL to open.
//! With `--check` it acts as the browser too, connects once, and ends. With `--live` it is an app that is
//! registered with Attio: set `ATTIO_CLIENT_ID` and `ATTIO_CLIENT_SECRET`, and register the redirect URI
//! `http://localhost:3000/callback` (`--port` changes the port). It creates one person in the workspace.

use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use attio_core::oauth::OAuthApp;
use attio_emulator::Emulator;
use attio_examples::connect::Connect;
use clap::Parser;
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use tokio::net::TcpListener;

#[derive(Parser)]
struct Args {
    /// Use an app that is registered with Attio, not the emulator.
    #[arg(long, conflicts_with = "check")]
    live: bool,
    /// Connect once, without a browser, and end.
    #[arg(long)]
    check: bool,
    /// The port of the app; 0 takes a free port.
    #[arg(long, default_value_t = 0, default_value_if("live", "true", "3000"))]
    port: u16,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).await?;
    let home = format!("http://localhost:{}", listener.local_addr()?.port());
    let redirect_uri = format!("{home}/callback");
    // Dropping it stops it.
    let mut emulator = None;
    let app = if args.live {
        let id = std::env::var("ATTIO_CLIENT_ID").context("ATTIO_CLIENT_ID is not set")?;
        let secret =
            std::env::var("ATTIO_CLIENT_SECRET").context("ATTIO_CLIENT_SECRET is not set")?;
        Connect::new(OAuthApp::new(id, secret, redirect_uri)?, "https://api.attio.com")
    } else {
        let registered = attio_emulator::OAuthApp::new("billing", "s3cret", &redirect_uri)
            .name("Billing")
            .scopes(["record_permission:read-write", "object_configuration:read"]);
        let attio = Emulator::builder().oauth_app(registered).start().await?;
        println!("Emulator at {}", attio.base_url());
        let oauth = OAuthApp::builder("billing", "s3cret", redirect_uri)
            .base_url(attio.base_url())
            .build()?;
        let app = Connect::new(oauth, attio.base_url());
        emulator = Some(attio);
        app
    };
    let app = Arc::new(app);
    let serve = axum::serve(listener, Arc::clone(&app).router());
    if let (true, Some(attio)) = (args.check, &emulator) {
        tokio::select! {
            end = serve => end?,
            checked = check(&home, attio) => checked?,
        }
        println!("connected workspace {:?}", app.workspaces());
        return Ok(());
    }
    println!("Open {home} and connect; Ctrl-C stops the app.");
    tokio::select! {
        end = serve => end?,
        signal = tokio::signal::ctrl_c() => signal?,
    }
    Ok(())
}

/// Acts as a browser, and as a user who gives consent.
async fn check(home: &str, attio: &Emulator) -> anyhow::Result<()> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let response = http.get(format!("{home}/connect")).send().await?;
    let cookie = response.headers().get(SET_COOKIE).context("a cookie")?.to_str()?.to_owned();
    let consent = response.headers().get(LOCATION).context("a redirect")?.to_str()?.to_owned();
    println!("consent at {}", Url::parse(&consent)?.path());

    let html = http.get(consent).send().await?.text().await?;
    let Some((_, rest)) = html.split_once("name=\"consent\" value=\"") else {
        bail!("no consent page: {html}");
    };
    let key = rest.split('"').next().unwrap_or_default();
    let response = http
        .post(format!("{}/authorize", attio.base_url()))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("consent={key}&decision=allow"))
        .send()
        .await?;
    let back = response.headers().get(LOCATION).context("a redirect")?.to_str()?.to_owned();

    let cookie = cookie.split(';').next().unwrap_or_default();
    let response = http.get(back).header(COOKIE, cookie).send().await?;
    let (status, page) = (response.status(), response.text().await?);
    ensure!(status.is_success() && page.contains("Connected"), "{status}: {page}");
    ensure!(attio.record_ids("people").len() == 1, "one person was created");
    Ok(())
}
