//! Settings of a client.

use std::env;
use std::fmt;
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use url::{Host, Url};

use super::correlation::{self, Correlation};
use super::creator::Creator;
use super::facts::SchemaCache;
use super::proxy;
use super::retry::RetryBudget;
use super::server_time::ServerTime;
use super::transport::{HttpSettings, Transport};
use super::{
    Client, Clock, Inner, LocalRateLimiter, Random, RateLimit, RateLimiter, RetryPolicy,
    SystemClock, TokenWorks,
};
use crate::error::{ConfigProblem, Error};
use crate::redact::{REDACTED, Secrets};

const BASE_URL: &str = "https://api.attio.com";
const OWN_USER_AGENT: &str = concat!("attio-rs/", env!("CARGO_PKG_VERSION"));

/// More than 500 records with the longest of texts are not expected in one answer.
const MAX_ANSWER_SIZE: usize = 64 << 20;

/// Settings of a [`Client`]. Only the token is needed.
///
/// ```
/// use attio_core::Client;
/// use std::time::Duration;
///
/// let client = Client::builder()
///     .api_key("a-token-of-the-workspace")
///     .timeout(Duration::from_secs(10))
///     .user_agent("billing/2.1")
///     .build()?;
/// assert!(!format!("{client:?}").contains("a-token"));
/// # Ok::<(), attio_core::Error>(())
/// ```
#[must_use = "a client is made by `build`"]
pub struct ClientBuilder {
    api_key: Option<SecretString>,
    base_url: String,
    user_agent: Option<String>,
    timeout: Duration,
    deadline: Duration,
    http: Option<reqwest::Client>,
    ca_certificates: Vec<Vec<u8>>,
    max_response_size: usize,
    plain_http: bool,
    /// The requests carry their own credentials.
    anonymous: bool,
    clock: Arc<dyn Clock>,
    random_seed: Option<u64>,
    retry: RetryPolicy,
    limiter: Limiter,
    correlation: Correlation,
    correlation_header: Option<String>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api_key", &self.api_key)
            .field("base_url", &shown_url(&self.base_url))
            .field("user_agent", &self.user_agent)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            // It shows its default headers.
            .field("has_http_client", &self.http.is_some())
            .field("ca_certificates", &self.ca_certificates.len())
            .field("max_response_size", &self.max_response_size)
            .field("plain_http", &self.plain_http)
            .field("clock", &self.clock)
            .field("random_seed", &self.random_seed)
            .field("retry", &self.retry)
            .field("limiter", &self.limiter)
            .field("correlation", &self.correlation)
            .field("correlation_header", &self.correlation_header)
            .finish_non_exhaustive()
    }
}

/// A URL as `Debug` shows it: without user name, password, query and fragment, which may be secrets. A string
/// that is not an http or https URL may be a secret as a whole.
pub(crate) fn shown_url(text: &str) -> String {
    let is_usual = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let Some(mut url) = text.parse::<Url>().ok().filter(is_usual) else {
        return REDACTED.to_owned();
    };
    let had_user = !url.username().is_empty() || url.password().is_some();
    let had_more = url.query().is_some() || url.fragment().is_some();
    // These cannot fail for a URL with a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    let shown = url.to_string();
    let shown = if had_user { shown.replacen("://", &format!("://{REDACTED}@"), 1) } else { shown };
    if had_more { format!("{shown}?{REDACTED}") } else { shown }
}

/// Where the limiter comes from.
#[derive(Debug)]
enum Limiter {
    Own(RateLimit),
    Off,
    Given(Arc<dyn RateLimiter>),
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            api_key: None,
            base_url: BASE_URL.to_owned(),
            user_agent: None,
            timeout: Duration::from_secs(30),
            deadline: Duration::from_secs(120),
            http: None,
            ca_certificates: Vec::new(),
            max_response_size: MAX_ANSWER_SIZE,
            plain_http: false,
            anonymous: false,
            clock: Arc::new(SystemClock),
            random_seed: None,
            retry: RetryPolicy::default(),
            limiter: Limiter::Own(RateLimit::default()),
            correlation: Correlation::default(),
            correlation_header: None,
        }
    }

    /// Takes the token from the environment variable `ATTIO_API_KEY`, and the base URL from
    /// `ATTIO_BASE_URL`, if that is set.
    ///
    /// # Errors
    ///
    /// `ATTIO_API_KEY` is not set or empty.
    pub fn from_env(mut self) -> Result<Self, Error> {
        match env::var("ATTIO_API_KEY") {
            Ok(key) if !key.is_empty() => self.api_key = Some(key.into()),
            _ => {
                return Err(Error::config(
                    ConfigProblem::MissingToken,
                    "the environment variable ATTIO_API_KEY is not set; make a token in Attio \
                     under Workspace settings, Developers",
                ));
            }
        }
        if let Ok(base_url) = env::var("ATTIO_BASE_URL")
            && !base_url.is_empty()
        {
            self.base_url = base_url;
        }
        Ok(self)
    }

    /// The token: an access token of the workspace ("API key") or of an OAuth app.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Where the API is, without `/v2`; `https://api.attio.com` by default.
    ///
    /// It is an `https` URL. An `http` one, which would send the token in the clear, is accepted for
    /// this machine only: `localhost`, which is not looked up but is `127.0.0.1` or `::1`, and the addresses
    /// `127.0.0.0/8` and `::1`; see [`allow_plain_http`](Self::allow_plain_http). A name such as
    /// `attio.localhost` is not among them, because the system may resolve it to another machine. This machine
    /// is reached without the system's proxy.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Accepts an `http` base URL for another machine than this one. The token goes over the
    /// network in the clear: for an embedded Attio in a closed network, never for the real one.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// The most time that one attempt may take, from connecting to the last byte of the answer;
    /// 30 seconds by default. [`Call::timeout`](crate::Call::timeout) sets it for one call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The most time that a call may take with all its attempts and waits; 120 seconds by default.
    /// A wait that leaves too little of it for an attempt is not begun: see [`RetryPolicy`].
    /// [`Call::deadline`](crate::Call::deadline) sets
    /// it for one call.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The name and version of your program, which is sent before this library's own.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// When a failed request is sent again; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Where the time comes from; [`SystemClock`] by default.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the waits before retries the same in each run, for tests: with the same seed, a
    /// [`clock`](Self::clock) of your own and calls one after the other, a client waits as long as it
    /// did before. By default the waits are random, so that many clients do not retry at the same
    /// time.
    pub fn random_seed(mut self, seed: u64) -> Self {
        self.random_seed = Some(seed);
        self
    }

    /// The most bytes that the body of an answer may have; 64 MiB by default. A larger one is not
    /// read further and ends the call with an error that
    /// [`is_response_too_large`](Error::is_response_too_large): where it was that of a write, the
    /// outcome is that it was applied.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// Sends requests over a client of your own of reqwest 0.13, with its proxies
    /// (`proxy(reqwest::Proxy::https(…)?)`), certificates (`tls_certs_merge`), client certificates
    /// (`identity`) and pools.
    ///
    /// Copy these settings, which the client that is made without this method has, beside the defaults of
    /// reqwest:
    ///
    /// ```
    /// # fn f() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// let http = reqwest::Client::builder()
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .retry(reqwest::retry::never())
    ///     .connect_timeout(Duration::from_secs(10)) // less than the timeout of an attempt
    ///     .http2_keep_alive_interval(Duration::from_secs(2))
    ///     .http2_keep_alive_timeout(Duration::from_secs(6))
    ///     .http2_keep_alive_while_idle(true)
    ///     .build()?;
    /// let client = attio_core::Client::builder().api_key("token").http_client(http).build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// Without them:
    ///
    /// * `redirect`: reqwest follows redirects. The API has none, and a write that was redirected may have
    ///   been applied at both places, so its [outcome](Error::outcome) is unknown; one that leads back to
    ///   the same URL, or to a server that refuses the stream, is not even noticed. A redirect that asks to send a body again (307, 308) is not
    ///   followed. reqwest takes the token away on the way to another host or port.
    /// * `retry`: the body of a request is given to reqwest once, so that it can retry none. The setting
    ///   says so.
    /// * `connect_timeout`: nothing is sent either way, but the attempt takes its whole time. The client's
    ///   own has 10 seconds, or half of its [`timeout`](Self::timeout) if that is less.
    /// * `http2_keep_alive_…`: an HTTP/2 connection that has gone silent stays in the pool. All calls
    ///   go to it and fail by their timeout, until the system gives the connection up.
    ///
    /// Two things only the client's own has: after a timeout if no response came for a second, and after a
    /// 421, later requests use a new connection.
    ///
    /// A proxy is used for whatever base URL it is set for, an `http` one of this machine included.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Trusts the certificates of this PEM text, of a private CA for instance, beside those of the
    /// system. It may hold several, and the method may be called several times.
    ///
    /// Not needed for a CA that is installed in the system. On Linux and other Unixes but macOS, the
    /// environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name certificates in place of the system's.
    ///
    /// ```no_run
    /// # fn f() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = attio_core::Client::builder()
    ///     .api_key("a-token-of-the-workspace")
    ///     .ca_certificate(std::fs::read("/etc/ssl/corporate-proxy.pem")?)
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
    pub fn ca_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_certificates.push(pem.into());
        self
    }

    /// How many requests a second may be sent; 100 reads and 25 writes by default, which are
    /// Attio's limits. The limiter is the client's own, and shared by its clones.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.limiter = Limiter::Own(limit);
        self
    }

    /// Sends requests as they come. Attio refuses those above its limits with 429, and they are
    /// sent again at the date that it names.
    pub fn no_rate_limit(mut self) -> Self {
        self.limiter = Limiter::Off;
        self
    }

    /// A limiter that several clients share, or one of your own. It replaces
    /// [`rate_limit`](Self::rate_limit).
    pub fn rate_limiter(mut self, limiter: Arc<dyn RateLimiter>) -> Self {
        self.limiter = Limiter::Given(limiter);
        self
    }

    /// Without a token: the requests carry their own credentials.
    #[cfg(feature = "oauth")]
    pub(crate) fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Names each call by an ID of your own, such as that of the HTTP request which is being
    /// answered; none where it returns `None`. The ID is in the call's span, see
    /// [`telemetry`](crate::telemetry), so it must be no secret.
    ///
    /// It is called in the task that awaits the call, once a call of the API, and not at all where
    /// nothing takes the span and the ID is not sent. (Attio's ID of a call is
    /// [`Error::request_id`].)
    ///
    /// ```
    /// # fn id_of_the_current_request() -> Option<String> { None }
    /// let client = attio_core::Client::builder()
    ///     .api_key("a-token-of-the-workspace")
    ///     .correlation_id(id_of_the_current_request)
    ///     .build()?;
    /// # Ok::<(), attio_core::Error>(())
    /// ```
    pub fn correlation_id(
        mut self,
        make: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.correlation.make = Some(Arc::new(make));
        self
    }

    /// Sends the correlation ID in the header of this name, with every attempt. Off by default:
    /// Attio documents no such header, so only a proxy on the way can make use of it.
    pub fn correlation_header(mut self, name: impl Into<String>) -> Self {
        self.correlation_header = Some(name.into());
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// There is no token, or the token, the base URL, the user agent or the correlation header is
    /// not usable, or TLS cannot be set up.
    ///
    /// # Panics
    ///
    /// With the feature `rustls-no-provider`, and not `rustls`, where the program has installed no
    /// cryptography before: reqwest does.
    pub fn build(self) -> Result<Client, Error> {
        let authorization = match self.anonymous {
            true => None,
            false => Some(self.authorization()?),
        };
        let base_url = parse_base_url(&self.base_url, self.plain_http)?;
        let user_agent = match &self.user_agent {
            None => HeaderValue::from_static(OWN_USER_AGENT),
            Some(own) => {
                HeaderValue::from_str(&format!("{own} {OWN_USER_AGENT}")).map_err(|_| {
                    let reason =
                        "the user agent contains characters that are not allowed in a header";
                    Error::config(ConfigProblem::UserAgent, reason)
                })?
            }
        };
        let mut correlation = self.correlation;
        if let Some(name) = &self.correlation_header {
            correlation.header = Some(correlation::header(name)?);
        }
        let transport = match self.http {
            Some(_) if !self.ca_certificates.is_empty() => {
                let reason = "`ca_certificate` does nothing beside an `http_client`: add the \
                              certificate to that one, with `tls_certs_merge`";
                return Err(Error::config(ConfigProblem::CaCertificate, reason));
            }
            Some(http) => Transport::of_user(http),
            None => Transport::own(HttpSettings {
                timeout: self.timeout,
                is_https: base_url.scheme() == "https",
                is_loopback: is_loopback(&base_url),
                ca_certificates: self.ca_certificates,
            })?,
        };
        let limiter: Option<Arc<dyn RateLimiter>> = match self.limiter {
            Limiter::Own(limit) => Some(Arc::new(LocalRateLimiter::new(limit))),
            Limiter::Off => None,
            Limiter::Given(limiter) => Some(limiter),
        };
        Ok(Client(Arc::new(Inner {
            transport,
            base_url,
            secrets: Secrets::new(self.api_key.into_iter().chain(proxy::passwords())),
            authorization,
            user_agent,
            timeout: self.timeout,
            deadline: self.deadline,
            max_response_size: self.max_response_size,
            clock: self.clock,
            server_time: ServerTime::default(),
            random: self.random_seed.map_or_else(Random::of_the_system, Random::seeded),
            retry: self.retry,
            retry_budget: RetryBudget::new(),
            facts: SchemaCache::default(),
            token_works: TokenWorks::default(),
            creator: Creator::default(),
            limiter,
            correlation,
        })))
    }

    fn authorization(&self) -> Result<HeaderValue, Error> {
        let key = self.api_key.as_ref().ok_or_else(|| {
            Error::config(
                ConfigProblem::MissingToken,
                "there is no token: call `api_key`, or set ATTIO_API_KEY and call `from_env`",
            )
        })?;
        bearer(key)
    }
}

/// The header with a token.
pub(crate) fn bearer(token: &SecretString) -> Result<HeaderValue, Error> {
    let token = token.expose_secret().trim();
    let wrong = |reason| Error::config(ConfigProblem::InvalidToken, reason);
    if token.is_empty() {
        return Err(wrong("the token is empty"));
    }
    // The message must not quote the token.
    let mut header = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| wrong("the token has characters that no token has"))?;
    header.set_sensitive(true);
    Ok(header)
}

fn parse_base_url(text: &str, plain_http: bool) -> Result<Url, Error> {
    let wrong = |reason| Error::config(ConfigProblem::BaseUrl, reason);
    let url: Url = text.parse().map_err(|error| {
        Error::config(ConfigProblem::BaseUrl, format!("the base URL is not a URL: {error}"))
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(wrong("the base URL is not an http or https URL"));
    }
    if url.scheme() == "http" && !plain_http && !is_loopback(&url) {
        return Err(Error::config(
            ConfigProblem::PlainHttp,
            "the base URL is http, which would send the token in the clear; use https, or call \
             `allow_plain_http` for an embedded Attio in a closed network",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "the base URL has a user name or password; URLs end up in logs, so give the token to \
             `api_key`",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("the base URL has a query or a fragment"));
    }
    if url.path().trim_end_matches('/').ends_with("/v2") {
        return Err(wrong("the base URL ends in /v2; leave that out"));
    }
    Ok(url)
}

/// Whether the host is this machine: an address of it, or the one name that can be no other.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // The transport resolves this one itself; the system may take any below it for another machine.
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
