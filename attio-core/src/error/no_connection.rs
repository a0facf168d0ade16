//! Why there is no connection.

use std::fmt;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")),
    allow(dead_code, reason = "some are found by TLS alone")
)]
pub(crate) enum NoConnection {
    /// TLS does not trust the server's certificate.
    Certificate(Distrust, String),
    /// The two sides cannot agree on TLS.
    Tls(String),
    /// The proxy wants credentials, or others.
    ProxyCredentials,
    /// The proxy does not connect to the API.
    ProxyRefused,
    /// None took the whole request in the time of the attempt.
    InTime(Duration),
    /// It broke before it took the whole request, for this reason.
    Broken(String),
    /// The host was not reached, for this reason.
    Other(String),
}

/// The fault of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")),
    allow(dead_code, reason = "TLS alone finds them")
)]
pub(crate) enum Distrust {
    /// A known issuer, or anything that the other two do not name.
    Issuer,
    /// The name of the host.
    Name,
    /// It has expired, or is not valid yet.
    Time,
}

impl NoConnection {
    /// Whether another attempt may go better.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Certificate(..) | Self::Tls(_) | Self::ProxyCredentials | Self::ProxyRefused => {
                false
            }
            Self::InTime(_) | Self::Broken(_) | Self::Other(_) => true,
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
            Self::Certificate(distrust, reason) => write!(
                f,
                "no connection to Attio, because its certificate is not trusted ({reason}); {}",
                match distrust {
                    Distrust::Issuer => {
                        "if a proxy or a private CA issued it, give the CA's certificate to \
                         `ClientBuilder::ca_certificate`, or install it in the system"
                    }
                    Distrust::Name => "check the host of the base URL",
                    Distrust::Time => "check the clock; otherwise the server has to renew it",
                }
            ),
            Self::Tls(reason) => write!(
                f,
                "no connection to Attio, because TLS failed ({reason}); check that the base URL names \
                 an HTTPS server and that no proxy changes its traffic"
            ),
            Self::ProxyCredentials => f.write_str(
                "no connection to Attio, because the proxy asks for credentials, or for others; put \
                 them into the proxy's URL, as in HTTPS_PROXY=http://user:password@host:port",
            ),
            Self::ProxyRefused => f.write_str(
                "no connection to Attio, because the proxy refuses to connect to it, or cannot; allow \
                 the host of the base URL in the proxy, or except it with NO_PROXY",
            ),
            Self::InTime(time) => write!(
                f,
                "no connection to Attio took it within {:?}",
                Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
            ),
            Self::Broken(reason) => {
                write!(f, "the connection to Attio failed before it took the request ({reason})")
            }
            Self::Other(reason) => write!(f, "no connection to Attio ({reason})"),
        }
    }
}
