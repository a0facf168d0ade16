//! E-mail addresses and their parts.

use email_address::{EmailAddress, Options};

/// Top-level domains that exist for tests and documentation (RFC 2606); Attio refuses them.
const RESERVED: [&str; 4] = ["test", "invalid", "example", "localhost"];

/// An e-mail address and its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Email {
    pub(crate) original: String,
    pub(crate) address: String,
    pub(crate) domain: String,
    pub(crate) root_domain: String,
    pub(crate) local: String,
}

/// Reads an e-mail address; the error says why it is invalid.
pub(crate) fn parse(text: &str) -> Result<Email, &'static str> {
    let options = Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_minimum_sub_domains(2);
    EmailAddress::parse_with_options(text, options).map_err(|_| "Invalid email address")?;
    let address = text.to_lowercase();
    let (local, domain) = address.rsplit_once('@').ok_or("Invalid email address")?;
    let top = domain.rsplit('.').next().unwrap_or(domain);
    if RESERVED.contains(&top) {
        return Err("Invalid email address: reserved top-level domain");
    }
    Ok(Email {
        original: text.to_owned(),
        domain: domain.to_owned(),
        root_domain: super::domain::root(domain),
        local: local.to_owned(),
        address,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts() {
        let email = parse("Alice@App.Attio.com").expect("valid");
        assert_eq!(email.original, "Alice@App.Attio.com");
        assert_eq!(email.address, "alice@app.attio.com");
        assert_eq!(email.domain, "app.attio.com");
        assert_eq!(email.root_domain, "attio.com");
        assert_eq!(email.local, "alice");
    }

    #[test]
    fn reserved_domains_are_refused_and_example_com_is_not() {
        assert!(parse("a@example.com").is_ok());
        for text in ["a@b.test", "a@b.invalid", "a@b.example", "a@b.localhost"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn invalid_addresses_are_refused() {
        for text in
            ["", "a", "a@b", "@b.com", "a b@c.com", "Ada <a@b.com>", "a@[1.2.3.4]", " a@b.com"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
