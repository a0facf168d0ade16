//! The settings with which an emulator starts.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use attio_schema::Workspace;
use uuid::Uuid;

use crate::canned::Stubs;
use crate::connections::{Backlog, Connections};
use crate::faults::Faults;
use crate::http::{ALL_SCOPES, Shared, Token, Working};
use crate::oauth::{Grants, random};
use crate::rate_limit::Limiter;
use crate::requests::{KEPT_BYTES, KEPT_REQUESTS, Log};
use crate::rules::Rules;
use crate::server::Server;
#[cfg(feature = "tls")]
use crate::server::Tls;
use crate::store::{Actor, Store};
use crate::text::instant::Instant;
use crate::{Emulator, OAuthApp, RateLimit, StartError, TokenLevel, standard_objects};

/// A string of 10 MB can take six times its size as JSON, if all of it is escaped.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// The settings of an emulator that is not started yet; see [`Emulator::builder`].
#[derive(Default)]
pub struct Builder {
    schema: Schema,
    api_key: Option<String>,
    scopes: Option<Vec<String>>,
    port: u16,
    #[cfg(feature = "tls")]
    tls: bool,
    body_limit: Option<usize>,
    kept_requests: Option<usize>,
    kept_bytes: Option<usize>,
    rate_limit: Option<RateLimit>,
    oauth_apps: Vec<OAuthApp>,
    oauth_code_lifetime: Option<Duration>,
    token_level: TokenLevel,
    token_made_by_attio: bool,
    pub(crate) rules: Rules,
}

/// Omits the API key: it may be a real one from an environment variable.
impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("api_key", &self.api_key.as_ref().map(|_| "[REDACTED]"))
            .field("scopes", &self.scopes)
            .field("port", &self.port)
            .field("tls", &self.is_tls())
            .field("body_limit", &self.body_limit)
            .field("kept_requests", &self.kept_requests)
            .field("kept_bytes", &self.kept_bytes)
            .field("rate_limit", &self.rate_limit)
            .field("oauth_apps", &self.oauth_apps)
            .field("oauth_code_lifetime", &self.oauth_code_lifetime)
            .field("token_level", &self.token_level)
            .field("token_made_by_attio", &self.token_made_by_attio)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

#[derive(Default)]
enum Schema {
    #[default]
    Standard,
    Given(Box<Workspace>),
    File(PathBuf),
}

impl Builder {
    /// Starts with the schema of a snapshot file instead of the standard objects.
    #[must_use]
    pub fn snapshot(mut self, path: impl Into<PathBuf>) -> Self {
        self.schema = Schema::File(path.into());
        self
    }

    /// Starts with this schema instead of the standard objects.
    ///
    /// A hand-written schema may leave IDs empty: they are derived from the slugs, and are the same each
    /// time. A record reference may name its allowed objects by slug instead of ID. A relationship may
    /// name the other side by the slugs of its object and attribute. The system attributes of an object
    /// may be missing.
    #[must_use]
    pub fn workspace(mut self, workspace: Workspace) -> Self {
        self.schema = Schema::Given(Box::new(workspace));
        self
    }

    /// Sets the token. The default is a random token of 64 characters.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Sets the scopes of the token, such as `record_permission:read`. By default it has all scopes.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the port. With 0, the default, the system chooses a free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves HTTPS, with HTTP/2 and HTTP/1.1 by ALPN, as Attio does. The default is plain HTTP/1.1. See
    /// [HTTPS](crate#https).
    ///
    /// ```
    /// let attio = attio_emulator::Emulator::builder().tls(true).start_blocking()?;
    /// assert!(attio.base_url().starts_with("https://127.0.0.1:"));
    /// assert!(attio.ca_certificate().starts_with("-----BEGIN CERTIFICATE-----"));
    /// # Ok::<(), attio_emulator::StartError>(())
    /// ```
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    fn is_tls(&self) -> bool {
        #[cfg(feature = "tls")]
        return self.tls;
        #[cfg(not(feature = "tls"))]
        false
    }

    /// Sets the maximum size of a request body in bytes. The default is 64 MiB; Attio publishes no limit.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Sets the maximum number of requests that [`Emulator::requests`] returns.
    ///
    /// The default is 10,000; 0 counts as 1. A kept request takes about as much memory as its headers and
    /// its body. [`Builder::kept_bytes`] limits the size of all bodies.
    #[must_use]
    pub fn kept_requests(mut self, count: usize) -> Self {
        self.kept_requests = Some(count);
        self
    }

    /// Limits the requests per second of all tokens together. By default there is no limit. A
    /// [`RateLimit`] counts in one of three ways.
    ///
    /// ```
    /// use attio_emulator::{Emulator, RateLimit};
    ///
    /// let attio = Emulator::builder().rate_limit(RateLimit::fixed_window(100, 25)).start_blocking()?;
    /// assert_eq!(attio.rate_limit_counts().refused_writes, 0);
    /// # Ok::<(), attio_emulator::StartError>(())
    /// ```
    #[must_use]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Registers an app that members can connect to the workspace; see [OAuth](crate#oauth).
    #[must_use]
    pub fn oauth_app(mut self, app: OAuthApp) -> Self {
        self.oauth_apps.push(app);
        self
    }

    /// Sets how long the code of an app is valid after the consent. The default is ten minutes. With
    /// zero, every code has expired before it can be exchanged.
    #[must_use]
    pub fn oauth_code_lifetime(mut self, lifetime: Duration) -> Self {
        self.oauth_code_lifetime = Some(lifetime);
        self
    }

    /// Sets the maximum total size in bytes of the bodies that [`Emulator::requests`] returns.
    ///
    /// The default is 64 MiB. The oldest requests are dropped first. The latest request stays, whatever
    /// its size.
    #[must_use]
    pub fn kept_bytes(mut self, bytes: usize) -> Self {
        self.kept_bytes = Some(bytes);
        self
    }

    /// Sets the level of the API key.
    #[must_use]
    pub fn token_level(mut self, level: TokenLevel) -> Self {
        self.token_level = level;
        self
    }

    /// Marks the API key as created by Attio itself: `GET /v2/self` then has no
    /// `authorized_by_workspace_member_id`, as documented.
    #[must_use]
    pub fn token_made_by_attio(mut self, made_by_attio: bool) -> Self {
        self.token_made_by_attio = made_by_attio;
        self
    }

    /// Starts the emulator on its own thread, independent of the caller's runtime.
    ///
    /// # Errors
    /// Returns an error if the snapshot cannot be read, the schema contradicts itself, the port is
    /// taken, or no certificate can be created.
    // Async although it awaits nothing, so that it may later.
    pub async fn start(self) -> Result<Emulator, StartError> {
        self.start_blocking()
    }

    /// Starts the emulator, for callers without a runtime.
    ///
    /// # Errors
    /// Returns the errors of [`Builder::start`].
    pub fn start_blocking(self) -> Result<Emulator, StartError> {
        let is_tls = self.is_tls();
        let mut schema = match self.schema {
            Schema::Standard => standard_objects::workspace(),
            Schema::Given(workspace) => *workspace,
            Schema::File(path) => {
                let json = attio_schema::read_text(&path)
                    .map_err(|source| StartError::ReadSnapshot { path: path.clone(), source })?;
                Workspace::from_json(&json)
                    .map_err(|source| StartError::Snapshot { path, source })?
            }
        };
        if schema.members.is_empty() {
            schema.members.push(standard_objects::first_member());
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))
            .map_err(|source| StartError::Listen { port: self.port, source })?;
        let address = listener
            .local_addr()
            .map_err(|source| StartError::Listen { port: self.port, source })?;
        let backlog = listener
            .try_clone()
            .map_err(|source| StartError::Listen { port: address.port(), source })?;
        let scheme = if is_tls { "https" } else { "http" };
        let base_url = format!("{scheme}://{address}");
        #[cfg(feature = "tls")]
        let tls = is_tls.then(Tls::new).transpose().map_err(StartError::Certificate)?;
        let store = Store::load(&schema, self.rules, base_url.clone())
            .map_err(|error| StartError::Schema(error.to_string()))?;
        let secret = self.api_key.unwrap_or_else(random);
        let all = || ALL_SCOPES.iter().map(|&scope| scope.to_owned()).collect();
        let id = Uuid::new_v5(&store.workspace, b"token");
        let member = store.members.first().map(|(id, _)| *id).unwrap_or_default();
        let token = Token {
            secret,
            actor: match self.token_level {
                TokenLevel::Workspace => Actor::token(id),
                TokenLevel::User => Actor::member(member),
            },
            client_id: id.to_string(),
            scopes: self.scopes.unwrap_or_else(all),
            issued_at: Instant::now().unix_seconds(),
            level: self.token_level,
            authorized_by: (!self.token_made_by_attio).then_some(member),
        };
        let shared = Arc::new(Shared {
            initial: store.clone(),
            store: Mutex::new(store),
            token: Arc::new(token),
            token_id: id,
            member,
            grants: Grants::new(self.oauth_apps, self.oauth_code_lifetime),
            log: Log::keeping(
                self.kept_requests.unwrap_or(KEPT_REQUESTS).max(1),
                self.kept_bytes.unwrap_or(KEPT_BYTES),
            ),
            working: Working::default(),
            enriching: Arc::default(),
            stubs: Mutex::new(Stubs::default()),
            faults: Faults::default(),
            connections: Arc::new(Connections::default()),
            backlog: Backlog::new(backlog),
            limiter: self.rate_limit.map(Limiter::new),
            body_limit: self.body_limit.unwrap_or(BODY_LIMIT),
        });
        let server = Server::start(
            listener,
            Arc::clone(&shared),
            #[cfg(feature = "tls")]
            tls.as_ref(),
        )
        .map_err(|source| StartError::Listen { port: address.port(), source })?;
        Ok(Emulator {
            base_url,
            #[cfg(feature = "tls")]
            ca: tls.map(|tls| tls.ca).unwrap_or_default(),
            shared,
            _server: server,
        })
    }
}
