//! Why there is no connection.

use std::fmt;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")),
    allow(dead_code, reason = "only TLS finds some of them")
)]
pub(crate) enum NoConnection {
    /// TLS does not trust the server's certificate.
    Certificate(Distrust, String),
    /// The two sides cannot agree on TLS.
    Tls(String),
    /// The proxy requires credentials, or rejected the given ones.
    ProxyCredentials,
    /// The proxy does not connect to the API.
    ProxyRefused,
    /// No connection took the whole request within the time of the attempt.
    InTime(Duration),
    /// The connection broke before it took the whole request, for this reason.
    Broken(String),
    /// The host was not reached, for this reason.
    Other(String),
}

/// Why a certificate is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")),
    allow(dead_code, reason = "only TLS finds them")
)]
pub(crate) enum Distrust {
    /// The issuer is unknown, or another reason than the other two.
    Issuer,
    /// The certificate is for another host.
    Name,
    /// The certificate has expired, or is not valid yet.
    Time,
}

impl NoConnection {
    /// Returns whether another attempt may succeed.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Certificate(..) | Self::Tls(_) | Self::ProxyCredentials | Self::ProxyRefused => {
                false
            }
            Self::InTime(_) | Self::Broken(_) | Self::Other(_) => true,
        }
    }

    /// Returns whether a later call may succeed. Some reasons of a proxy's refusal pass, and reqwest does
    /// not report which it was.
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
                        "if a proxy or a private CA issued it, pass the CA's certificate to \
                         `ClientBuilder::ca_certificate`, or install it in the system"
                    }
                    Distrust::Name => "check the host of the base URL",
                    Distrust::Time => "check the clock; if it is right, renew the certificate",
                }
            ),
            Self::Tls(reason) => write!(
                f,
                "no connection to Attio, because TLS failed ({reason}); check that the base URL names \
                 an HTTPS server and that no proxy changes its traffic"
            ),
            Self::ProxyCredentials => f.write_str(
                "no connection to Attio, because the proxy requires valid credentials; put them into \
                 the proxy's URL, as in HTTPS_PROXY=http://user:password@host:port",
            ),
            Self::ProxyRefused => f.write_str(
                "no connection to Attio, because the proxy refuses or fails to connect to it; allow \
                 the host of the base URL in the proxy, or exclude it with NO_PROXY",
            ),
            Self::InTime(time) => write!(
                f,
                "the request was not sent within {:?}",
                Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
            ),
            Self::Broken(reason) => {
                write!(f, "the connection to Attio failed before it took the request ({reason})")
            }
            Self::Other(reason) => write!(f, "no connection to Attio ({reason})"),
        }
    }
}
