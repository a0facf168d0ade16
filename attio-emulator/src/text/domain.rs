//! Domains, also from URLs, and their root domains by the public suffix list.

use url::{Host, Url};

/// A domain and its root domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Domain {
    pub(crate) domain: String,
    pub(crate) root: String,
}

/// Reads a domain or a URL: scheme, user, port, path, query and a final dot are removed, upper case
/// becomes lower case, and international letters become their ASCII form.
pub(crate) fn parse(text: &str) -> Option<Domain> {
    // An e-mail address is not a domain, although a URL parser accepts it as a domain with a user.
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c == '@') {
        return None;
    }
    let url = match text.split_once("://") {
        Some(_) => Url::parse(text),
        None => Url::parse(&format!("http://{text}")),
    };
    let Host::Domain(host) = url.ok()?.host()?.to_owned() else { return None };
    let domain = host.strip_suffix('.').unwrap_or(&host).to_lowercase();
    if !is_host(&domain) {
        return None;
    }
    Some(Domain { root: root(&domain), domain })
}

/// The public suffix and one more label; a public suffix is its own root.
pub(crate) fn root(domain: &str) -> String {
    psl::domain_str(domain).unwrap_or(domain).to_owned()
}

fn is_host(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_cut() {
        for text in
            ["app.attio.com", "https://App.Attio.com:80/x?y#z", "app.attio.com/x", "app.attio.com."]
        {
            let domain = parse(text).expect(text);
            assert_eq!(
                (domain.domain.as_str(), domain.root.as_str()),
                ("app.attio.com", "attio.com")
            );
        }
    }

    #[test]
    fn the_public_suffix_list_knows_the_root() {
        for (domain, expected) in
            [("a.b.co.uk", "b.co.uk"), ("x.foo.github.io", "foo.github.io"), ("co.uk", "co.uk")]
        {
            assert_eq!(root(domain), expected);
        }
    }

    #[test]
    fn invalid_domains_are_refused() {
        for text in [
            "",
            "localhost",
            "1.2.3.4",
            "a b.com",
            "x@y.com",
            "-a.com",
            "acme..com",
            ".com",
            "a_b.com",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
