//! The transport between the tests and their emulators, which is the same for a whole process.

use std::path::{Path, PathBuf};

use attio_core::{Client, ClientBuilder};
use attio_emulator::{Builder, Emulator};

/// The environment variable that selects the transport.
const VARIABLE: &str = "ATTIO_TEST_TRANSPORT";

/// How the tests of this process reach their emulators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// HTTP/1.1 in the clear.
    Http,
    /// TLS, and HTTP/2 by ALPN, as in production.
    Https,
}

impl Transport {
    /// Returns the transport of this process: that of the variable `ATTIO_TEST_TRANSPORT`, which is
    /// `http` or `https`, and `http` if it is not set.
    ///
    /// # Panics
    ///
    /// Panics if the variable has another value, so that a misspelt one does not test less.
    #[must_use]
    pub fn of_the_process() -> Self {
        match std::env::var(VARIABLE).as_deref() {
            Err(std::env::VarError::NotPresent) | Ok("http") => Self::Http,
            Ok("https") => Self::Https,
            other => panic!("{VARIABLE} is `http` or `https`, not {other:?}"),
        }
    }

    /// Returns the value of the variable that selects this transport.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// Returns the variable and the value that select this transport for another process.
    #[must_use]
    pub fn variable(self) -> (&'static str, &'static str) {
        (VARIABLE, self.name())
    }
}

/// Returns the path of a file in this folder that no process of another transport uses.
#[must_use]
pub fn scratch(folder: impl AsRef<Path>, name: &str) -> PathBuf {
    folder.as_ref().join(format!("{}-{name}", Transport::of_the_process().name()))
}

/// Starts an emulator that uses the transport of the process.
///
/// # Panics
///
/// Panics if the emulator does not start.
#[must_use]
pub fn start_emulator() -> Emulator {
    emulator_builder().start_blocking().expect("the emulator starts")
}

/// Returns the settings of an emulator that uses the transport of the process.
#[must_use]
pub fn emulator_builder() -> Builder {
    Emulator::builder().tls(Transport::of_the_process() == Transport::Https)
}

/// Returns the settings of a client of this emulator, with its token and without a rate limit.
pub fn client_of(emulator: &Emulator) -> ClientBuilder {
    settings_of(emulator).api_key(emulator.api_key()).no_rate_limit()
}

/// Returns the settings of a client of this emulator over the caller's reqwest client, which must trust the
/// emulator itself; see [`http_of`].
pub fn client_over(emulator: &Emulator, http: reqwest::Client) -> ClientBuilder {
    let settings = Client::builder().base_url(emulator.base_url()).http_client(http);
    settings.api_key(emulator.api_key()).no_rate_limit()
}

/// Returns the settings of a client of this emulator, without a token.
pub fn settings_of(emulator: &Emulator) -> ClientBuilder {
    settings_at(emulator.base_url(), emulator.ca_certificate())
}

/// Returns the settings of a client at a base URL that trusts this certificate, in PEM, unless it is
/// empty.
pub fn settings_at(base_url: &str, certificate: &str) -> ClientBuilder {
    let settings = Client::builder().base_url(base_url);
    if certificate.is_empty() { settings } else { settings.ca_certificate(certificate) }
}

/// Returns the settings of a reqwest client that trusts this emulator.
///
/// # Panics
///
/// Panics if the certificate cannot be read.
pub fn http_of(emulator: &Emulator) -> reqwest::ClientBuilder {
    let http = reqwest::Client::builder().no_proxy();
    let pem = emulator.ca_certificate();
    if pem.is_empty() {
        return http;
    }
    let certificate = reqwest::Certificate::from_pem(pem.as_bytes());
    http.tls_certs_only([certificate.expect("a certificate in PEM")])
}
