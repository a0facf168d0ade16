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
    /// Returns an error if a CA certificate cannot be read, or TLS cannot be set up.
    pub(super) fn client(&self) -> Result<reqwest::Client, Error> {
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
