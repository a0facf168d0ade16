//! The setting that is wrong.

/// The setting that keeps a client from being built.
///
/// [`Error::config_problem`](crate::Error::config_problem) returns it; the message of the error has the details.
///
/// ```
/// use attio_core::Client;
/// use attio_core::error::ConfigProblem;
///
/// let refused = Client::builder().api_key("token").base_url("http://attio.internal").build();
/// let error = refused.expect_err("http sends the token in the clear");
/// assert_eq!(error.config_problem(), Some(ConfigProblem::PlainHttp));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// There is no token: [`api_key`](crate::ClientBuilder::api_key) was not called, and `ATTIO_API_KEY` was not
    /// read, or is unset, empty or not Unicode.
    MissingToken,
    /// The token is empty, or contains characters that no token contains.
    InvalidToken,
    /// The base URL is not a URL of an API.
    BaseUrl,
    /// The base URL or the redirect URI is `http` and names another machine, and
    /// [`allow_plain_http`](crate::ClientBuilder::allow_plain_http) was not called.
    PlainHttp,
    /// The user agent contains characters that are not allowed in a header.
    UserAgent,
    /// The header for correlation IDs has an invalid name, or the client sets that header itself.
    CorrelationHeader,
    /// The HTTP client cannot be built, because its TLS cannot be set up.
    HttpClient,
    /// The certificate of a CA cannot be read, or is set together with an
    /// [`http_client`](crate::ClientBuilder::http_client).
    CaCertificate,
    /// The client ID or the secret of an OAuth app is empty.
    AppCredentials,
    /// Attio cannot redirect to the redirect URI of an OAuth app.
    RedirectUri,
    /// The URL of the Redis server is not a URL of Redis.
    RedisUrl,
}
