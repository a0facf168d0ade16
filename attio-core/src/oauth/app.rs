//! The settings of an app.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::State;
use crate::client::{Client, ClientBuilder, is_loopback, shown_url};
use crate::error::{ConfigProblem, Error};

/// The base URL of the consent page and the token endpoint.
const BASE_URL: &str = "https://app.attio.com";

/// An app that is registered with Attio, and that users connect to their workspaces.
///
/// See the [module documentation](super) for the whole flow. Cheap to clone.
#[derive(Clone)]
pub struct OAuthApp(pub(super) Arc<Settings>);

pub(super) struct Settings {
    pub(super) client_id: String,
    pub(super) client_secret: SecretString,
    /// Kept as passed, because it must equal a registered one.
    pub(super) redirect_uri: String,
    /// The client that sends the requests. It has no token.
    pub(super) client: Client,
}

impl OAuthApp {
    /// Creates an app from these three settings, which are in Attio's dashboard.
    ///
    /// # Errors
    ///
    /// Returns an error as [`OAuthAppBuilder::build`] does.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
        redirect_uri: impl Into<String>,
    ) -> Result<Self, Error> {
        Self::builder(client_id, client_secret, redirect_uri).build()
    }

    /// Returns a builder, for other time limits or another host, such as the emulator.
    pub fn builder(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
        redirect_uri: impl Into<String>,
    ) -> OAuthAppBuilder {
        OAuthAppBuilder {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            redirect_uri: redirect_uri.into(),
            plain_http: false,
            client: Client::builder().base_url(BASE_URL).no_rate_limit().anonymous(),
        }
    }

    /// Returns the URL to send the user's browser to, for consent.
    ///
    /// Keep the state for that browser, in a cookie: it is compared when the browser comes back.
    ///
    /// ```
    /// use attio_core::oauth::{OAuthApp, State};
    ///
    /// let app = OAuthApp::new("id", "secret", "https://billing.example.com/callback")?;
    /// let url = app.authorize_url(&State::random()?);
    /// assert!(url.as_str().starts_with("https://app.attio.com/authorize?client_id=id&"));
    /// # Ok::<(), attio_core::Error>(())
    /// ```
    #[must_use]
    #[doc(alias("consent", "login", "redirect"))]
    pub fn authorize_url(&self, state: &State) -> Url {
        let mut url = self.0.client.base_url().clone();
        // An http or https URL, which the builder checks, always has segments.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push("authorize");
        }
        url.query_pairs_mut()
            .append_pair("client_id", &self.0.client_id)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", &self.0.redirect_uri)
            .append_pair("state", state.as_str());
        url
    }

    /// Returns the redirect URI as it was passed.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.0.redirect_uri
    }
}

impl fmt::Debug for OAuthApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthApp")
            .field("client_id", &self.0.client_id)
            .field("client_secret", &"[REDACTED]")
            .field("redirect_uri", &shown_url(&self.0.redirect_uri))
            .field("base_url", &self.0.client.base_url().as_str())
            .finish()
    }
}

/// The settings of an [`OAuthApp`]. All except the three that [`OAuthApp::builder`] takes have
/// defaults.
#[must_use = "call `build` to create the app"]
pub struct OAuthAppBuilder {
    client_id: String,
    client_secret: SecretString,
    redirect_uri: String,
    plain_http: bool,
    client: ClientBuilder,
}

impl fmt::Debug for OAuthAppBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthAppBuilder")
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret)
            .field("redirect_uri", &shown_url(&self.redirect_uri))
            .field("plain_http", &self.plain_http)
            .field("client", &self.client)
            .finish()
    }
}

impl OAuthAppBuilder {
    /// Sets the base URL of the consent page and the token endpoint.
    ///
    /// The default is `https://app.attio.com`, which is not the host of the API; the emulator has
    /// one host for both. As in [`ClientBuilder::base_url`], an `http` URL is accepted only for
    /// this machine.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.client = self.client.base_url(url);
        self
    }

    /// Accepts an `http` base URL and redirect URI for other machines.
    ///
    /// This sends the secret, the code and the token unencrypted. Use it for the emulator in a
    /// closed network, never for Attio itself.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self.client = self.client.allow_plain_http();
        self
    }

    /// Sets the time limit of one attempt; 30 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.client = self.client.timeout(timeout);
        self
    }

    /// Sets the time limit of a call with all attempts and waits; 120 seconds by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.client = self.client.deadline(deadline);
        self
    }

    /// Trusts the certificates of this PEM text, as
    /// [`ClientBuilder::ca_certificate`](crate::ClientBuilder::ca_certificate) does.
    #[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
    pub fn ca_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.client = self.client.ca_certificate(pem);
        self
    }

    /// Sets your own reqwest client.
    ///
    /// The client must not follow redirects, because it would send the secret to their targets.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.client = self.client.http_client(http);
        self
    }

    /// Creates the app. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns an error if the client ID or the secret is empty, if the base URL is not usable, or
    /// if TLS cannot be set up. The redirect URI must be an `https` URL, or an `http` URL of this
    /// machine, without a fragment.
    pub fn build(self) -> Result<OAuthApp, Error> {
        use secrecy::ExposeSecret;
        if self.client_id.is_empty() || self.client_secret.expose_secret().is_empty() {
            return Err(Error::config(
                ConfigProblem::AppCredentials,
                "the client ID or the client secret of the app is empty; both are in Attio's \
                 dashboard",
            ));
        }
        check_redirect_uri(&self.redirect_uri, self.plain_http)?;
        Ok(OAuthApp(Arc::new(Settings {
            client_id: self.client_id,
            client_secret: self.client_secret,
            redirect_uri: self.redirect_uri,
            client: self.client.build()?,
        })))
    }
}

/// Checks the redirect URI. It receives the code, so it must be as safe as the base URL.
fn check_redirect_uri(text: &str, plain_http: bool) -> Result<(), Error> {
    let wrong = |reason: String| Error::config(ConfigProblem::RedirectUri, reason);
    let url: Url =
        text.parse().map_err(|error| wrong(format!("the redirect URI is not a URL: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("the redirect URI is not an http or https URL".into()));
    }
    if url.scheme() == "http" && !plain_http && !is_loopback(&url) {
        return Err(Error::config(
            ConfigProblem::PlainHttp,
            "the redirect URI is http, so the code would be sent unencrypted; use https",
        ));
    }
    // RFC 6749, 3.1.2.
    if url.fragment().is_some() {
        return Err(wrong("the redirect URI has a fragment".into()));
    }
    Ok(())
}
