//! Domain names.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::Deserialize;

use super::kind::DomainKind;
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{ValueReader, ValueWriter};

/// A value of a domain attribute.
///
/// Parsing reduces a URL to its domain and lower-cases it, as Attio does. Two domains are equal if
/// their names are; the root domain that Attio adds on reads does not count.
///
/// ```
/// use attio_core::Domain;
///
/// let domain: Domain = "https://App.Attio.com/pricing".parse()?;
/// assert_eq!(domain.as_str(), "app.attio.com");
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias("hostname", "website"))]
pub struct Domain {
    name: String,
    root_domain: Option<String>,
}

impl Domain {
    /// Creates a domain from its name or a URL, as [`parse`](str::parse) does.
    ///
    /// # Errors
    ///
    /// Returns an error if the string has no domain with at least two labels.
    pub fn new(domain: &str) -> Result<Self, ValueError> {
        domain.parse()
    }

    /// Returns the domain name, such as `app.attio.com`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Returns the public suffix and one label, such as `attio.com`.
    ///
    /// Attio derives it, so it is `None` until the value is read.
    #[must_use]
    pub fn root_domain(&self) -> Option<&str> {
        self.root_domain.as_deref()
    }
}

impl FromStr for Domain {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if !is_domain(host) {
            let expected = if host.contains('.') {
                "a domain such as attio.com"
            } else {
                "a domain with a dot, such as attio.com"
            };
            return Err(ValueError::of_text(text, expected));
        }
        Ok(Self { name: host.to_lowercase(), root_domain: None })
    }
}

/// Checks for at least two labels of valid characters. Only Attio can tell whether the domain exists,
/// or is under a public suffix.
pub(super) fn is_domain(text: &str) -> bool {
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        })
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for Domain {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Domain {}

impl Hash for Domain {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl WriteValue for Domain {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.object_with("{\"domain\":", &self.name)
    }
}

impl ReadValue for Domain {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members {
            domain: String,
            #[serde(default)]
            root_domain: Option<String>,
        }
        let members: Members = value.members("a domain value")?;
        Ok(Self { name: members.domain, root_domain: members.root_domain })
    }
}

fits!(Domain => DomainKind);
