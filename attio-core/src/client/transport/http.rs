//! The library's default reqwest client.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::causes;
use super::failure::tls;
use crate::error::{ConfigProblem, Error, NoConnection};

/// How long connecting may take, including TLS and the proxy's tunnel.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The time without data from the server after which an HTTP/2 connection is checked with a PING. This applies
/// to an idle connection, too: up to 45 PINGs of 17 bytes, until the pool closes it.
const PING_AFTER: Duration = Duration::from_secs(2);

/// How long the server may take to acknowledge a PING before the connection counts as dead. On a slow line,
/// the PING has to wait for the data sent before it.
const PING_TIMEOUT: Duration = Duration::from_secs(6);

/// The addresses of `localhost`, however the system resolves it. Ports come from the URL.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// The settings of the default reqwest client.
pub(in crate::client) struct HttpSettings {
    /// The timeout of an attempt.
    pub(in crate::client) timeout: Duration,
    pub(in crate::client) is_https: bool,
    pub(in crate::client) is_loopback: bool,
    /// In PEM.
    pub(in crate::client) ca_certificates: Vec<Vec<u8>>,
}

impl fmt::Debug for HttpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpSettings").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl HttpSettings {
    /// # Errors
    ///
    /// Returns an error if a CA certificate cannot be read, TLS is needed and not compiled in, or TLS cannot
    /// be set up.
    pub(super) fn client(&self) -> Result<reqwest::Client, Error> {
        self.check_tls()?;
        let mut http = reqwest::Client::builder()
            // Shorter than the attempt's timeout, so that the error names the failed connection.
            .connect_timeout(CONNECT_TIMEOUT.min(self.timeout / 2))
            .timeout(self.timeout)
            .http2_keep_alive_interval(PING_AFTER)
            .http2_keep_alive_timeout(PING_TIMEOUT)
            .http2_keep_alive_while_idle(true)
            // The client's retry policy decides about retries, and counts them.
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            // The name must mean this machine, because a token may be sent to it in the clear.
            .resolve_to_addrs("localhost", &LOCALHOST);
        // The system's proxy could read the token of an http URL, and cannot reach this machine.
        if self.is_loopback {
            http = http.no_proxy();
        }
        self.with_certificates(http)?.build().map_err(|error| {
            // Unreadable certificates of the system are skipped, so this one is the caller's.
            let is_certificate = causes(&error)
                .any(|cause| matches!(tls(cause), Some(NoConnection::Certificate(..))));
            match is_certificate {
                true => unreadable(&reasons(&error)),
                false => not_built(&error),
            }
        })
    }

    /// reqwest without TLS refuses an https URL only when a request is sent, as a failed connection.
    #[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
    fn check_tls(&self) -> Result<(), Error> {
        if !self.is_https || reqwest_has_tls() {
            return Ok(());
        }
        let reason = "the base URL is https, but no TLS feature of attio-core is enabled: enable `rustls` (the \
                      default), `native-tls` or `rustls-no-provider`, or pass a reqwest client to \
                      `http_client`";
        Err(Error::config(ConfigProblem::HttpClient, reason))
    }

    /// reqwest panics without a provider, even if the base URL is http.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "rustls", feature = "native-tls"))
    ))]
    fn check_tls(&self) -> Result<(), Error> {
        if rustls::crypto::CryptoProvider::get_default().is_some() {
            return Ok(());
        }
        let reason = "no crypto provider is installed, which the feature `rustls-no-provider` needs; call \
                      `rustls::crypto::ring::default_provider().install_default()` before you build a \
                      client, or enable the feature `rustls` or `native-tls` of attio-core";
        Err(Error::config(ConfigProblem::HttpClient, reason))
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "other features need a check")]
    fn check_tls(&self) -> Result<(), Error> {
        Ok(())
    }

    #[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
    fn with_certificates(
        &self,
        http: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, Error> {
        let mut all = Vec::new();
        for pem in &self.ca_certificates {
            let certificates = reqwest::Certificate::from_pem_bundle(pem);
            let certificates = certificates.map_err(|error| unreadable(&reasons(&error)))?;
            if certificates.is_empty() {
                return Err(unreadable("it has no line `-----BEGIN CERTIFICATE-----`"));
            }
            all.extend(certificates);
        }
        // Without TLS, the system's certificates are not needed, and may be missing.
        let is_without_tls = self.is_loopback && !self.is_https;
        Ok(if is_without_tls { http.tls_certs_only(all) } else { http.tls_certs_merge(all) })
    }

    #[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
    fn with_certificates(
        &self,
        http: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, Error> {
        let _ = (self.is_https, &self.ca_certificates);
        Ok(http)
    }
}

/// Returns whether another crate of the program enabled a TLS feature of reqwest.
#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
fn reqwest_has_tls() -> bool {
    /// Gives the builder the method `tls_info` where reqwest does not. The method of reqwest, which returns
    /// a builder, takes precedence.
    trait WithoutTls: Sized {
        fn tls_info(self, _: bool) -> NoTls {
            NoTls
        }
    }
    struct NoTls;
    impl WithoutTls for reqwest::ClientBuilder {}

    fn is_builder<T: 'static>(_: T) -> bool {
        std::any::TypeId::of::<T>() == std::any::TypeId::of::<reqwest::ClientBuilder>()
    }
    is_builder(reqwest::Client::builder().tls_info(false))
}

fn unreadable(reason: &str) -> Error {
    let reason = format!("the argument of `ca_certificate` is not a PEM certificate: {reason}");
    Error::config(ConfigProblem::CaCertificate, reason)
}

/// Returns the error of a client whose TLS cannot be set up, with the cause and a remedy.
fn not_built(error: &reqwest::Error) -> Error {
    let mut reason = format!("the HTTP client cannot be set up: {}", reasons(error));
    // rustls reports this in a container without certificates; its other errors are about settings.
    if reason.contains("CA certificates") {
        let set: Vec<_> = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
            .into_iter()
            .filter_map(|name| Some(format!("{name}={}", std::env::var(name).ok()?)))
            .collect();
        reason.push_str(&match set.is_empty() {
            true => "; install the package `ca-certificates`, set the environment variable \
                     SSL_CERT_FILE to a file of certificates, or pass one to \
                     `ClientBuilder::ca_certificate`"
                .to_owned(),
            false => format!(
                "; the environment sets {}, which replaces the system's certificates: correct or unset \
                 it, or pass a certificate to `ClientBuilder::ca_certificate`",
                set.join(" and ")
            ),
        });
    }
    Error::config(ConfigProblem::HttpClient, reason)
}

/// Returns the causes of the error: its own message names only the stage that failed.
fn reasons(error: &reqwest::Error) -> String {
    let all: Vec<_> = causes(error).map(ToString::to_string).collect();
    if all.is_empty() { error.to_string() } else { all.join(": ") }
}

#[cfg(test)]
mod tests {
    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    use crate::error::ConfigProblem;
    use crate::{Client, Error};

    fn built(base_url: &str) -> Result<Client, Error> {
        Client::builder().api_key("token").base_url(base_url).build()
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    #[test]
    fn a_client_has_tls() {
        for url in ["https://api.attio.com", "https://localhost", "http://localhost"] {
            assert!(built(url).is_ok(), "{url}");
        }
    }

    #[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
    #[test]
    fn without_tls_only_http_can_be_reached() {
        for url in ["https://api.attio.com", "https://localhost:8080", "https://127.0.0.1"] {
            let error = built(url).expect_err(url);
            assert_eq!(error.config_problem(), Some(ConfigProblem::HttpClient), "{url}");
            let text = error.to_string();
            for feature in ["`rustls`", "`native-tls`", "`rustls-no-provider`", "`http_client`"] {
                assert!(text.contains(feature), "{text}");
            }
        }
        assert!(Client::builder().api_key("token").build().is_err(), "the default base URL");
        for url in ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:1"] {
            assert!(built(url).is_ok(), "{url}");
        }
        let plain = Client::builder().api_key("token").allow_plain_http();
        assert!(plain.base_url("http://attio.internal").build().is_ok());
        let own = Client::builder().api_key("token").http_client(reqwest::Client::new());
        assert!(own.build().is_ok(), "only reqwest knows whether the user's client has TLS");
        #[cfg(feature = "oauth")]
        {
            let app = crate::oauth::OAuthApp::new("id", "secret", "https://example.com/callback");
            let error = app.expect_err("its base URL is https");
            assert_eq!(error.config_problem(), Some(ConfigProblem::HttpClient));
        }
    }

    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "rustls", feature = "native-tls"))
    ))]
    #[test]
    fn without_a_crypto_provider_no_client_is_built() {
        for url in ["https://api.attio.com", "http://localhost:8080"] {
            let error = built(url).expect_err(url);
            assert_eq!(error.config_problem(), Some(ConfigProblem::HttpClient), "{url}");
            assert!(error.to_string().contains("install_default"), "{error}");
        }
    }
}
