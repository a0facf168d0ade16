//! Errors about values.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt::{self, Write};

use attio_schema::Plain;

use crate::redact::Secrets;

/// An error about a value, with what was given and what was expected.
///
/// Either an attribute cannot take the value, or a type cannot be read from the value object.
///
/// ```
/// let error = attio_core::Rating::new(6).unwrap_err();
/// assert_eq!(error.to_string(), "got 6, expected a rating from 0 to 5");
/// ```
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ValueError(Box<Inner>);

#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Inner {
    given: String,
    expected: Cow<'static, str>,
}

impl ValueError {
    /// Creates an error that says what was given and what was expected instead.
    pub fn new(given: impl Into<String>, expected: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { given: given.into(), expected: expected.into() }))
    }

    /// Creates the same error for a string, which is quoted, and cut if it is long.
    pub(crate) fn of_text(given: &str, expected: impl Into<Cow<'static, str>>) -> Self {
        let mut quoted = String::from("\"");
        // Writing to a string cannot fail.
        let _ = write_preview(&mut quoted, given);
        quoted.push('"');
        Self::new(quoted, expected)
    }

    /// Removes these secrets from it.
    pub(crate) fn redact(&mut self, secrets: &Secrets) {
        let Inner { given, expected } = &mut *self.0;
        *given = secrets.redact_string(std::mem::take(given));
        *expected = secrets.redact(std::mem::take(expected));
    }

    /// Returns a description of the value that was given or received. Long values are cut.
    #[must_use]
    pub fn given(&self) -> &str {
        &self.0.given
    }

    /// Returns a description of the expected value.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.0.expected
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Plain(f), "got {}, expected {}", self.0.given, self.0.expected)
    }
}

impl std::error::Error for ValueError {}

/// Lets infallible conversions be used where fallible ones are expected.
impl From<Infallible> for ValueError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Writes at most 200 bytes of a string, and its length if it was cut.
pub(crate) fn write_preview(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    const LIMIT: usize = 200;
    if text.len() <= LIMIT {
        return out.write_str(text);
    }
    let end = (0..=LIMIT).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    write!(out, "{}… ({} bytes in all)", &text[..end], text.len())
}
