//! Checks whether a request is meant for this machine.
//!
//! A site can point its own name to 127.0.0.1 (DNS rebinding). Its scripts could then read pages that
//! need no token. Such requests have the site's name in `Host`.

use std::net::IpAddr;

use axum::http::HeaderMap;
use http::header::HOST;

/// Whether the request's host is a name or an address of this machine, or is missing.
pub(super) fn is_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST) else { return true };
    host.to_str().is_ok_and(names_loopback)
}

fn names_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for host in ["127.0.0.1:4010", "localhost", "LocalHost:80", "a.localhost:1", "[::1]:4010"] {
            assert!(names_loopback(host), "{host}");
        }
        for host in
            ["example.com", "127.0.0.1.example.com:80", "notlocalhost", "10.0.0.1", "[::2]", ""]
        {
            assert!(!names_loopback(host), "{host}");
        }
    }
}
