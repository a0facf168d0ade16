//! The credentials of the system's proxies. A proxy in front of an `http` URL receives and may quote them.

use std::env;

use secrecy::SecretString;
use url::Url;

const VARIABLES: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/// Returns the passwords, or the user name if there is no password.
pub(super) fn passwords() -> impl Iterator<Item = SecretString> {
    let names = VARIABLES.into_iter().flat_map(|name| [name.to_owned(), name.to_ascii_lowercase()]);
    names.filter_map(|name| env::var(name).ok()).flat_map(|url| of_url(&url))
}

/// Returns the password as it is written in the URL, and as it is sent.
fn of_url(text: &str) -> Vec<SecretString> {
    // A proxy without a scheme is an HTTP proxy.
    let url = text.parse::<Url>().ok().filter(Url::has_host);
    let Some(url) = url.or_else(|| format!("http://{text}").parse().ok()) else {
        return Vec::new();
    };
    let encoded = url.password().unwrap_or_else(|| url.username());
    vec![encoded.into(), decoded(encoded).into()]
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let value = digits.filter(|_| *first == b'%').and_then(|d| u8::from_str_radix(d, 16).ok());
        bytes.push(value.unwrap_or(*first));
        rest = if value.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    #[test]
    fn the_password_is_taken_from_the_url() {
        for (url, password) in [
            ("http://user:pa%2Fss%25@proxy:8080", "pa/ss%"),
            ("user:pass@proxy:8080", "pass"),
            ("socks5://token@proxy", "token"),
            ("proxy:8080", ""),
        ] {
            let found = super::of_url(url);
            assert_eq!(found[1].expose_secret(), password, "{url}");
        }
    }
}
