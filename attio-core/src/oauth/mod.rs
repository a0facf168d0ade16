//! OAuth 2.0 for apps that serve many workspaces: "Connect Attio". Needs the feature `oauth`.
//!
//! A program for one workspace uses that workspace's token and does not need this module. An app
//! that users connect to their workspaces is registered with Attio. It sends the user to Attio to
//! consent, and gets a token for the workspace that the user chose:
//!
//! ```no_run
//! use attio_core::oauth::{OAuthApp, OAuthProblem, State};
//! use attio_core::{Client, Error, Scope};
//!
//! # async fn connect(cookie: &str, query: &str) -> Result<(), Error> {
//! // Once: the settings in Attio's dashboard. The redirect URI must be registered there.
//! let secret = std::env::var("ATTIO_CLIENT_SECRET").unwrap_or_default();
//! let app = OAuthApp::new("the-client-id", secret, "https://billing.example.com/callback")?;
//!
//! // 1. "Connect Attio": keep the state in a cookie, and send the browser to the URL.
//! let state = State::random()?;
//! let (cookie_value, redirect_to) = (state.as_str(), app.authorize_url(&state));
//!
//! // 2. The browser comes back to the redirect URI: `cookie` and `query` are what it sends there.
//! let state: State = cookie.parse()?;
//! let code = match app.callback(query, &state) {
//!     Ok(code) => code,
//!     Err(error) if error.oauth() == Some(&OAuthProblem::Denied) => return Ok(()), // no failure
//!     Err(error) => return Err(error),
//! };
//! let token = app.exchange(code).await?;
//!
//! // 3. The token works like any other. It does not expire: store it as a secret.
//! let client = Client::builder().api_key(token.clone()).build()?;
//! let me = client.require_scopes(Scope::WRITE_RECORDS).await?; // names what is missing
//! println!("connected to {:?}", me.workspace_name);
//! let to_be_stored: &str = token.expose_secret(); // encrypted, next to `me.workspace_id`
//! # let _ = (cookie_value, redirect_to, to_be_stored);
//! # Ok(()) }
//! ```
//!
//! The example `connect_attio` does this in an axum app, and runs against the emulator:
//! `cargo run -p attio-examples --bin connect_attio`.
//!
//! # What Attio documents
//!
//! Attio documents three requests to `https://app.attio.com` (Attio's documentation, "OAuth"):
//!
//! * The browser is sent to `/authorize`.
//! * `/oauth/token` takes a form and returns `{"access_token", "token_type"}`.
//! * `/oauth/introspect` returns the same response as `GET /v2/self`.
//!
//! There are no refresh tokens, tokens do not expire, and there is no parameter `scope`: the scopes
//! are set in Attio's dashboard. These scopes can change after the consent, so
//! [`Client::require_scopes`](crate::Client::require_scopes) checks the scopes of the token.
//!
//! Error responses are not documented. The client expects the error responses of RFC 6749 (4.1.2.1,
//! 5.2). Any other response becomes an [`Error`](crate::Error) with its status and body as
//! received.
//!
//! # Why not the crate `oauth2`
//!
//! The flow is a URL, a form and a token. `oauth2` 5 adds 68 crates to a build, among them an older
//! reqwest and `chrono`. Here, these requests are sent like all other requests: with the same time
//! limits, TLS settings and errors, and with the retries that [`exchange`](OAuthApp::exchange)
//! allows.
//!
//! # What is kept secret
//!
//! The client secret, the [`Code`] and the [`AccessToken`] appear in no `Debug` output, error or
//! log line of this library. Neither does the [`State`], by which a forged callback is recognized. The
//! code is in the query of the redirect URI: keep this query out of your own access logs.

mod app;
mod callback;
mod code;
mod exchange;
mod state;
mod token;

pub use crate::error::OAuthProblem;
pub use app::{OAuthApp, OAuthAppBuilder};
pub use code::Code;
pub use state::State;
pub use token::AccessToken;
