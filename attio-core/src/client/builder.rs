//! Settings of a client.

use std::env::{self, VarError};
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

/// One response has at most 500 records; even with the longest strings they are not expected to exceed this.
const MAX_ANSWER_SIZE: usize = 64 << 20;

/// A builder for a [`Client`]. Only the token is required.
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
#[must_use = "call `build` to create the client"]
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
    /// Whether the requests carry their own credentials.
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
            // Its own `Debug` shows its default headers.
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

/// Returns the URL that `Debug` shows: without user name, password, query and fragment, which may be
/// secrets. A string that is not an http or https URL is redacted as a whole.
pub(crate) fn shown_url(text: &str) -> String {
    let is_usual = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let Some(mut url) = text.parse::<Url>().ok().filter(is_usual) else {
        return REDACTED.to_owned();
    };
    let had_user = !url.username().is_empty() || url.password().is_some();
    let had_more = url.query().is_some() || url.fragment().is_some();
    // Both succeed for a URL with a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    let shown = url.to_string();
    let shown = if had_user { shown.replacen("://", &format!("://{REDACTED}@"), 1) } else { shown };
    if had_more { format!("{shown}?{REDACTED}") } else { shown }
}

/// The source of the limiter.
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

    /// Reads the token from the environment variable `ATTIO_API_KEY`.
    ///
    /// Also reads the base URL from `ATTIO_BASE_URL`, if that is set.
    ///
    /// # Errors
    ///
    /// Returns an error if `ATTIO_API_KEY` is not set, is empty or is not Unicode.
    #[doc(alias("ATTIO_API_KEY", "token"))]
    pub fn from_env(mut self) -> Result<Self, Error> {
        match env::var("ATTIO_API_KEY") {
            Ok(key) if !key.is_empty() => self.api_key = Some(key.into()),
            other => {
                let fault = match other {
                    Ok(_) => "empty",
                    Err(VarError::NotPresent) => "not set",
                    Err(VarError::NotUnicode(_)) => "not Unicode",
                };
                return Err(Error::config(
                    ConfigProblem::MissingToken,
                    format!(
                        "the environment variable ATTIO_API_KEY is {fault}; create a token in Attio \
                         under Workspace settings, Developers"
                    ),
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

    /// Sets the token: an access token of the workspace ("API key") or of an OAuth app.
    #[doc(alias("token", "access_token", "bearer"))]
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Sets the base URL of the API, without `/v2`; `https://api.attio.com` by default.
    ///
    /// It must be an `https` URL, because `http` would send the token in the clear. An `http` URL is
    /// accepted only for this machine: `localhost` and the addresses `127.0.0.0/8` and `::1`. For other
    /// machines, see [`allow_plain_http`](Self::allow_plain_http).
    ///
    /// `localhost` always means `127.0.0.1` or `::1`; the system's resolver is not used. A name such as
    /// `attio.localhost` is not accepted, because the system may resolve it to another machine. Requests
    /// to this machine bypass the system's proxy.
    #[doc(alias("endpoint", "host", "ATTIO_BASE_URL"))]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Accepts an `http` base URL for a machine other than this one.
    ///
    /// The token is sent over the network in the clear. Use this for the emulator in a closed network,
    /// never for the real API.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// Sets the most time that one attempt may take; 30 seconds by default.
    ///
    /// It starts with connecting and ends with the last byte of the response.
    /// [`Call::timeout`](crate::Call::timeout) sets it for one call.
    #[doc(alias("request_timeout", "attempt_timeout"))]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the most time that a call may take; 120 seconds by default.
    ///
    /// It includes all attempts and waits; in a call of several requests, it applies to each request. A wait
    /// that would leave too little time for an attempt is not started: see [`RetryPolicy`].
    /// [`Call::deadline`](crate::Call::deadline) sets the deadline of one call.
    #[doc(alias = "total_timeout")]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the name and version of your program, sent before this library's own in `User-Agent`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets when failed requests are retried; see [`RetryPolicy`].
    #[doc(alias = "backoff")]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the source of the time; [`SystemClock`] by default.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the waits before retries the same in each run, for tests.
    ///
    /// This requires the same seed, your own [`clock`](Self::clock), and calls made one after the other. By
    /// default the waits are random, so that many clients do not retry at the same time.
    pub fn random_seed(mut self, seed: u64) -> Self {
        self.random_seed = Some(seed);
        self
    }

    /// Sets the largest response body in bytes; 64 MiB by default.
    ///
    /// A larger body is not read to its end. If the status is a success, the call ends with an error for which
    /// [`is_response_too_large`](Error::is_response_too_large) is true. A write then has the outcome
    /// [`Applied`](crate::Outcome::Applied) if the response is Attio's, and `Unknown` otherwise.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// Sends requests over your own client of reqwest 0.13.
    ///
    /// It brings its own proxies (`proxy(reqwest::Proxy::https(…)?)`), certificates (`tls_certs_merge`),
    /// client certificates (`identity`) and pools.
    ///
    /// Copy these settings, which this library's default client has in addition to reqwest's defaults:
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
    /// * `redirect`: reqwest follows redirects. The API sends none. A redirected write reaches two servers,
    ///   so its [outcome](Error::outcome) is unknown. This library cannot detect a redirect back to the
    ///   same URL, or to a server that refuses the stream. A redirect that asks for the body to be sent
    ///   again (307, 308) is not followed. reqwest removes the token if the host or port changes.
    /// * `retry`: nothing changes, because reqwest gets the body of a request only once and so cannot retry.
    ///   The setting makes that explicit.
    /// * `connect_timeout`: if no connection can be opened, nothing is sent, but the attempt takes its whole
    ///   timeout. The default client allows 10 seconds, or half of its [`timeout`](Self::timeout) if that
    ///   is less.
    /// * `http2_keep_alive_…`: an HTTP/2 connection that has gone silent stays in the pool. All calls use it
    ///   and time out until the system closes the connection.
    ///
    /// Only the default client replaces its connections: after a 421, and after a timeout if no other call
    /// has had a response for at least a second.
    ///
    /// The proxy of your client is used for every base URL that it is set for, even an `http` URL of this
    /// machine.
    #[doc(alias("reqwest", "proxy"))]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Trusts the certificates in this PEM text, in addition to the system's.
    ///
    /// Use it for a private CA that is not installed in the system. The text may contain several
    /// certificates, and the method may be called several times.
    ///
    /// On Linux and other Unixes except macOS, the environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR`
    /// name certificates that replace the system's.
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
    #[doc(alias("root_certificate", "tls"))]
    pub fn ca_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_certificates.push(pem.into());
        self
    }

    /// Sets the maximum number of requests per second; 100 reads and 25 writes by default.
    ///
    /// The defaults are Attio's limits. The client shares the limiter with its clones only.
    #[doc(alias("throttle", "429", "requests_per_second"))]
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.limiter = Limiter::Own(limit);
        self
    }

    /// Sends requests without a rate limit.
    ///
    /// Attio refuses requests above its limits with 429. The client retries them at the time in
    /// `Retry-After`.
    #[doc(alias = "unlimited")]
    pub fn no_rate_limit(mut self) -> Self {
        self.limiter = Limiter::Off;
        self
    }

    /// Sets a limiter that several clients share, or a custom limiter, in place of
    /// [`rate_limit`](Self::rate_limit).
    #[doc(alias("throttle", "429"))]
    pub fn rate_limiter(mut self, limiter: Arc<dyn RateLimiter>) -> Self {
        self.limiter = Limiter::Given(limiter);
        self
    }

    /// Builds a client without a token, whose requests carry their own credentials.
    #[cfg(feature = "oauth")]
    pub(crate) fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Sets a function that returns a correlation ID for each call.
    ///
    /// It returns `None` for a call without an ID. The ID may be that of the HTTP request that your program
    /// is serving. The ID is recorded in the call's span (see [`telemetry`](crate::telemetry)), so it must
    /// not be secret.
    ///
    /// The function is called once per API call, in the task that awaits the call. It is called only if a
    /// subscriber records the span or a [header](Self::correlation_header) sends the ID. Attio's own ID of a
    /// request is [`Error::request_id`].
    ///
    /// ```
    /// # fn id_of_the_current_request() -> Option<String> { None }
    /// let client = attio_core::Client::builder()
    ///     .api_key("a-token-of-the-workspace")
    ///     .correlation_id(id_of_the_current_request)
    ///     .build()?;
    /// # Ok::<(), attio_core::Error>(())
    /// ```
    #[doc(alias("request_id", "trace_id"))]
    pub fn correlation_id(
        mut self,
        make: impl Fn() -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.correlation.make = Some(Arc::new(make));
        self
    }

    /// Sends the correlation ID in the header with this name, with every attempt.
    ///
    /// By default it is not sent. Attio documents no such header, so only a proxy can use it.
    pub fn correlation_header(mut self, name: impl Into<String>) -> Self {
        self.correlation_header = Some(name.into());
        self
    }

    /// Creates the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no token, if the token, base URL, user agent or correlation header is
    /// not usable, or if TLS cannot be set up.
    ///
    /// # Panics
    ///
    /// With the feature `rustls-no-provider` and without `rustls`, reqwest panics if the program has not
    /// installed a crypto provider before.
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
                let reason = "`ca_certificate` has no effect with `http_client`; add the certificate \
                              to your HTTP client with `tls_certs_merge`";
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
                "there is no token; call `api_key`, or set ATTIO_API_KEY and call `from_env`",
            )
        })?;
        bearer(key)
    }
}

/// Returns the `Authorization` header with this token.
pub(crate) fn bearer(token: &SecretString) -> Result<HeaderValue, Error> {
    let token = token.expose_secret().trim();
    let wrong = |reason| Error::config(ConfigProblem::InvalidToken, reason);
    if token.is_empty() {
        return Err(wrong("the token is empty"));
    }
    // The message must not quote the token.
    let mut header = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| wrong("the token contains characters not allowed in a header"))?;
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
             `allow_plain_http` for the emulator in a closed network",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "the base URL has a user name or password, which would end up in logs; pass the token \
             to `api_key`",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("the base URL has a query or a fragment; remove it"));
    }
    if url.path().trim_end_matches('/').ends_with("/v2") {
        return Err(wrong("the base URL ends in /v2; remove that"));
    }
    Ok(url)
}

/// Returns whether the host is certainly this machine: a loopback address, or `localhost`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // The transport resolves `localhost` itself; the system may resolve `x.localhost` to another machine.
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
