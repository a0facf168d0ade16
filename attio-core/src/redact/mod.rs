//! The removal of a call's own secrets from strings of a server or a library, before an error keeps them.
//!
//! A server may quote what it was sent, and escape it on the way: as JSON, in a URL, in HTML, or one within
//! another. So a string is searched as it came and after each of several passes that undo escapes; what is
//! found is cut out of the text as it came.

mod decode;
mod find;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use decode::walk;
use find::Patterns;

/// Stands in place of a secret.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// Stands in place of a whole string whose secrets cannot be cut out.
const ALL_REDACTED: &str = "[REDACTED: it quotes a secret of the call]";

/// The fewest characters of a secret: a shorter one would be found in strings that do not quote it.
const SHORTEST: usize = 6;

/// The secrets of a call: what it is authorized by and what it exchanges.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Option<Arc<[SecretString]>>);

impl Secrets {
    /// Those of these secrets that are long enough to be recognized.
    pub(crate) fn new(secrets: impl IntoIterator<Item = SecretString>) -> Self {
        let secrets: Vec<_> = secrets.into_iter().filter(is_long_enough).collect();
        Self((!secrets.is_empty()).then(|| secrets.into()))
    }

    /// These secrets and others.
    pub(crate) fn and(&self, others: &Self) -> Self {
        match (&self.0, &others.0) {
            (_, None) => self.clone(),
            (None, _) => others.clone(),
            (Some(_), Some(_)) => Self::new(self.all().chain(others.all()).cloned()),
        }
    }

    fn all(&self) -> impl Iterator<Item = &SecretString> {
        self.0.as_deref().unwrap_or_default().iter()
    }

    /// The text without the secrets.
    pub(crate) fn redact<'t>(&self, text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        let text = text.into();
        match self.without(text.as_bytes()) {
            None => text,
            // Whole characters were cut out of a string.
            Some(bytes) => String::from_utf8(bytes).map_or(Cow::Borrowed(ALL_REDACTED), Cow::Owned),
        }
    }

    /// The same for a string that is kept.
    pub(crate) fn redact_string(&self, text: impl Into<String>) -> String {
        self.redact(text.into()).into_owned()
    }

    /// The bytes without the secrets.
    pub(crate) fn redact_bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        self.without(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned)
    }

    /// Whether the text has one of the secrets, in whichever form.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.without(text.as_bytes()).is_some()
    }

    /// None if there is no secret in them.
    fn without(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.0.is_none() || bytes.is_empty() {
            return None;
        }
        let patterns = Patterns::new(self.all().map(ExposeSecret::expose_secret));
        let found = search(bytes, &patterns);
        if found.as_ref().is_some_and(Vec::is_empty) {
            return None;
        }
        let cut = found.map(|found| cut(bytes, found));
        // The parts that a cut joins may be a secret again.
        let is_clean = |cut: &Vec<u8>| search(cut, &patterns).is_some_and(|found| found.is_empty());
        Some(cut.filter(is_clean).unwrap_or_else(|| ALL_REDACTED.as_bytes().to_vec()))
    }
}

/// Shows nothing.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

fn is_long_enough(secret: &SecretString) -> bool {
    secret.expose_secret().chars().count() >= SHORTEST
}

/// A range of bytes.
type Range = std::ops::Range<usize>;

/// Finds the patterns, in no order; none if the string is escaped too often to tell.
fn search(bytes: &[u8], patterns: &Patterns) -> Option<Vec<Range>> {
    let mut found = Vec::new();
    let is_all = walk(bytes, &mut |layer| {
        patterns.find(layer.bytes(), &mut |range| found.push(layer.range_of(range)));
    });
    is_all.then_some(found)
}

/// Puts [`REDACTED`] in place of these ranges.
fn cut(bytes: &[u8], mut ranges: Vec<Range>) -> Vec<u8> {
    ranges.sort_by_key(|range| range.start);
    let mut out = Vec::with_capacity(bytes.len());
    let mut end = 0;
    for range in ranges {
        if range.start >= end {
            out.extend_from_slice(&bytes[end..range.start]);
            out.extend_from_slice(REDACTED.as_bytes());
        }
        end = end.max(range.end);
    }
    out.extend_from_slice(&bytes[end..]);
    out
}

#[cfg(test)]
mod tests;
