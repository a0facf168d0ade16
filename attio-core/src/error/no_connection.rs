//! Why there is no connection.

use std::fmt;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")),
    allow(dead_code, reason = "two of them are found by TLS alone")
)]
pub(crate) enum NoConnection {
    /// TLS does not trust the server's certificate.
    Certificate(String),
    /// The two sides cannot agree on TLS.
    Tls(String),
    /// The proxy wants credentials, or others.
    ProxyCredentials,
    /// The proxy does not connect to the API.
    ProxyRefused,
    /// None took the whole request in the time of the attempt.
    InTime(Duration),
    /// It broke before it took the whole request.
    Broken,
    /// The source has the reason.
    Other,
}

impl NoConnection {
    /// Whether another attempt may go better.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Certificate(_) | Self::Tls(_) | Self::ProxyCredentials | Self::ProxyRefused => {
                false
            }
            Self::InTime(_) | Self::Broken | Self::Other => true,
        }
    }

    /// Whether a later call may go better. A proxy refuses for reasons that pass and for others, and
    /// reqwest does not say which.
    pub(crate) fn may_pass(&self) -> bool {
        self.is_passing() || *self == Self::ProxyRefused
    }
}

impl fmt::Display for NoConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(reason) => write!(
                f,
                "no connection to Attio, because its certificate is not trusted ({reason}); if a proxy \
                 or a private CA issued it, give the CA's certificate to \
                 `ClientBuilder::ca_certificate`, or install it in the system; if it is for another \
                 name, check the base URL; if it has expired or is not valid yet, check the clock"
            ),
            Self::Tls(reason) => write!(
                f,
                "no connection to Attio, because TLS failed ({reason}); check that the base URL names \
                 an HTTPS server and that no proxy changes its traffic"
            ),
            Self::ProxyCredentials => f.write_str(
                "no connection to Attio, because the proxy asks for credentials; put them into the \
                 proxy's URL, as in HTTPS_PROXY=http://user:password@host:port",
            ),
            Self::ProxyRefused => f.write_str(
                "no connection to Attio, because the proxy refuses to connect to it; allow the host \
                 of the base URL in the proxy, or except it with NO_PROXY",
            ),
            Self::InTime(time) => write!(f, "no connection to Attio took it within {time:?}"),
            Self::Broken => f.write_str("the connection to Attio failed before it took the request"),
            Self::Other => f.write_str("no connection to Attio"),
        }
    }
}
