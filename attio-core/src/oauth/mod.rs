//! OAuth 2.0 for apps of many workspaces: "Connect Attio". Needs the feature `oauth`.
//!
//! A program that works for one workspace takes that workspace's token and needs nothing of this. An
//! app that others connect to their workspaces is registered with Attio, sends the user there to
//! consent, and gets a token for the workspace that the user chose:
//!
//! ```no_run
//! use attio_core::oauth::{OAuthApp, OAuthProblem, State};
//! use attio_core::{Client, Error, Scope};
//!
//! # async fn connect(cookie: &str, query: &str) -> Result<(), Error> {
//! // Once: what Attio's dashboard says of the app. The redirect URI must be registered there.
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
//!     Err(error) if error.oauth() == Some(&OAuthProblem::Denied) => return Ok(()), // "no" is an answer
//!     Err(error) => return Err(error),
//! };
//! let token = app.exchange(code).await?;
//!
//! // 3. The token works like any other. It does not expire: keep it as the secret that it is.
//! let client = Client::builder().api_key(token.clone()).build()?;
//! let me = client.require_scopes(Scope::WRITE_RECORDS).await?; // names what is missing
//! println!("connected to {:?}", me.workspace_name);
//! let to_be_stored: &str = token.expose_secret(); // encrypted, next to `me.workspace_id`
//! # let _ = (cookie_value, redirect_to, to_be_stored);
//! # Ok(()) }
//! ```
//!
//! The example `connect_attio` is this as an axum app, and runs against the embedded Attio:
//! `cargo run -p attio-examples --bin connect_attio`.
//!
//! # What Attio documents
//!
//! Three requests, at `https://app.attio.com` (Attio's documentation, "OAuth"): `/authorize`, to
//! which the browser goes, `/oauth/token`, which takes a form and answers
//! `{"access_token", "token_type"}`, and `/oauth/introspect`, which answers what `GET /v2/self` does.
//! There are no refresh tokens, tokens do not expire, and there is no parameter `scope`: the scopes
//! are those of the app's settings in Attio's dashboard. They can change after the consent, so
//! [`Client::require_scopes`](crate::Client::require_scopes) looks at what the token has.
//!
//! The error answers are not documented. What is expected is what RFC 6749 says (4.1.2.1, 5.2);
//! anything else ends in an [`Error`](crate::Error) with the status and body as they came.
//!
//! # Why not the crate `oauth2`
//!
//! The flow is a URL, a form and a token. `oauth2` 5 adds 68 crates to a build, an older reqwest and
//! `chrono` among them. The requests go the way of all others instead: the same time limits and TLS
//! settings, the same repeats where nothing was sent, the same errors.
//!
//! # What is kept secret
//!
//! The client secret, the [`Code`] and the [`AccessToken`] are in no `Debug`, no error, no log line of
//! this library. [`State`] is not shown either: until the browser comes back, it is what tells your
//! user from another site. The code is in the query of the redirect URI: keep that out of your own
//! access logs.

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
