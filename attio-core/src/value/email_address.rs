//! E-mail addresses.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::Deserialize;

use super::domain::is_domain;
use super::kind::EmailAddressKind;
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// A value of an e-mail address attribute.
///
/// Attio lower-cases addresses and compares them without case, and so does this type: two addresses are
/// equal if their lower-case forms are.
///
/// ```
/// use attio_core::EmailAddress;
///
/// let address: EmailAddress = "Ada@Example.com".parse()?;
/// assert_eq!(address.as_str(), "ada@example.com");
/// assert_eq!(address.original(), "Ada@Example.com");
/// assert_eq!(address.domain(), "example.com");
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[derive(Clone)]
pub struct EmailAddress {
    address: String,
    /// As it was given, if it differs from `address`.
    original: Option<String>,
    root_domain: Option<String>,
}

impl EmailAddress {
    /// Creates an address from a string, as [`parse`](str::parse) does.
    ///
    /// # Errors
    ///
    /// Returns an error if the string does not have the form of an address. Attio checks more, for example
    /// that the top-level domain is not reserved.
    pub fn new(address: &str) -> Result<Self, ValueError> {
        address.parse()
    }

    /// Returns the address in lower case, as Attio compares it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// Returns the address as it was given.
    #[must_use]
    pub fn original(&self) -> &str {
        self.original.as_deref().unwrap_or(&self.address)
    }

    /// Returns the part before the `@`, in lower case.
    #[must_use]
    pub fn local_specifier(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// Returns the part after the `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Returns the public suffix and one label of the domain.
    ///
    /// Attio derives it, so it is `None` until the value is read.
    #[must_use]
    pub fn root_domain(&self) -> Option<&str> {
        self.root_domain.as_deref()
    }

    fn from_parts(address: String, original: String, root_domain: Option<String>) -> Self {
        let original = (original != address).then_some(original);
        Self { address, original, root_domain }
    }
}

impl FromStr for EmailAddress {
    type Err = ValueError;

    /// Accepts a string that has the form of an address. Attio checks more, for example that the
    /// top-level domain is not reserved.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let valid = text.rsplit_once('@').is_some_and(|(local, domain)| {
            (1..=64).contains(&local.len())
                && !local.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@')
                && is_domain(domain)
        });
        if !valid {
            let has_dot = text.rsplit_once('@').is_none_or(|(_, domain)| domain.contains('.'));
            let expected = if has_dot {
                "an e-mail address such as ada@example.com"
            } else {
                "an e-mail address whose domain has a dot, such as ada@example.com"
            };
            return Err(ValueError::of_text(text, expected));
        }
        Ok(Self::from_parts(text.to_lowercase(), text.to_owned(), None))
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.original())
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address.hash(state);
    }
}

impl WriteValue for EmailAddress {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.object_with("{\"email_address\":", self.original())
    }
}

impl ReadValue for EmailAddress {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members<'a> {
            email_address: String,
            #[serde(borrow)]
            original_email_address: Option<Text<'a>>,
            #[serde(default)]
            email_root_domain: Option<String>,
        }
        let members: Members<'_> = value.members("an e-mail address value")?;
        let original =
            members.original_email_address.filter(|original| **original != *members.email_address);
        Ok(Self {
            address: members.email_address,
            original: original.map(|original| original.to_string()),
            root_domain: members.email_root_domain,
        })
    }
}

fits!(EmailAddress => EmailAddressKind);
