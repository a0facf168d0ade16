//! The library's own reqwest client.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::causes;
use super::failure::tls;
use crate::error::{ConfigProblem, Error, NoConnection};

/// How long a connection may take to come about, TLS and the proxy's tunnel included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// After so long without a sign of the server, an HTTP/2 connection is asked for one. An idle one is,
/// too: up to 45 PINGs of 17 bytes, until the pool closes it.
const PING_AFTER: Duration = Duration::from_secs(2);

/// How long the server may take to acknowledge a PING until the connection counts as dead. The PING
/// waits for what was sent before it, and a slow line takes its time.
const PING_TIMEOUT: Duration = Duration::from_secs(6);

/// The addresses of `localhost`, whatever the system takes it for. Ports are those of URLs.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// How a reqwest client is made.
pub(in crate::client) struct HttpSettings {
    /// The time of an attempt.
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
            // So that the attempt ends with what went wrong, rather than with its own timeout.
            .connect_timeout(CONNECT_TIMEOUT.min(self.timeout / 2))
            .timeout(self.timeout)
            .http2_keep_alive_interval(PING_AFTER)
            .http2_keep_alive_timeout(PING_TIMEOUT)
            .http2_keep_alive_while_idle(true)
            // The retry policy decides, and counts.
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            // The name has to be this machine: a token may go there in the clear.
            .resolve_to_addrs("localhost", &LOCALHOST);
        // The system's proxy would read the token where the URL is http, and not find this machine.
        if self.is_loopback {
            http = http.no_proxy();
        }
        self.with_certificates(http)?.build().map_err(|error| {
            // Those of the system are left out if they cannot be read.
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
                return Err(unreadable("there is no line `-----BEGIN CERTIFICATE-----`"));
            }
            all.extend(certificates);
        }
        // Without TLS the system's certificates need not be read, or even be there.
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
    let reason = format!("the text given to `ca_certificate` is no certificate in PEM: {reason}");
    Error::config(ConfigProblem::CaCertificate, reason)
}

/// The error of a client whose TLS cannot be set up, with the cause and what to do.
fn not_built(error: &reqwest::Error) -> Error {
    let mut reason = format!("the HTTP client cannot be set up: {}", reasons(error));
    // rustls says so in a container without them; its other errors are about settings.
    if reason.contains("CA certificates") {
        let set: Vec<_> = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
            .into_iter()
            .filter_map(|name| Some(format!("{name}={}", std::env::var(name).ok()?)))
            .collect();
        reason.push_str(&match set.is_empty() {
            true => "; install the package `ca-certificates`, name a file of certificates in the \
                     environment variable SSL_CERT_FILE, or give one to \
                     `ClientBuilder::ca_certificate`"
                .to_owned(),
            false => format!(
                "; the environment has {}, in place of the system's: correct or remove it, or give a \
                 certificate to `ClientBuilder::ca_certificate`",
                set.join(" and ")
            ),
        });
    }
    Error::config(ConfigProblem::HttpClient, reason)
}

/// The causes of the error, which itself says only where it comes from.
fn reasons(error: &reqwest::Error) -> String {
    let all: Vec<_> = causes(error).map(ToString::to_string).collect();
    if all.is_empty() { error.to_string() } else { all.join(": ") }
}
