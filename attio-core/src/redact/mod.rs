//! Removes a call's secrets from strings of a server or a library, before an error stores them.
//!
//! A server may quote the request, and escape the quotation: as JSON, in a URL, in HTML, or nested. So a
//! string is searched as it was received, and after each of several passes that decode escapes. The matches
//! are cut out of the received string.

mod decode;
mod find;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use decode::walk;
use find::Patterns;

/// The replacement of a secret.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// The replacement of a whole string whose secrets cannot be cut out.
const ALL_REDACTED: &str = "[REDACTED: it quotes a secret of the call]";

/// The least length of a secret in characters: a shorter one would be found in strings that do not quote it.
const SHORTEST: usize = 6;

/// The secrets of a call: its credentials and the secrets that it exchanges.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Option<Arc<[SecretString]>>);

impl Secrets {
    /// Keeps the secrets that are long enough to be recognized.
    pub(crate) fn new(secrets: impl IntoIterator<Item = SecretString>) -> Self {
        let secrets: Vec<_> = secrets.into_iter().filter(is_long_enough).collect();
        Self((!secrets.is_empty()).then(|| secrets.into()))
    }

    /// Returns these secrets and the others.
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

    /// Returns the text without the secrets.
    pub(crate) fn redact<'t>(&self, text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        let text = text.into();
        match self.without(text.as_bytes()) {
            None => text,
            // The cuts are at character boundaries, so this is UTF-8.
            Some(bytes) => String::from_utf8(bytes).map_or(Cow::Borrowed(ALL_REDACTED), Cow::Owned),
        }
    }

    /// Returns the text without the secrets, as an owned string.
    pub(crate) fn redact_string(&self, text: impl Into<String>) -> String {
        self.redact(text.into()).into_owned()
    }

    /// Returns the bytes without the secrets.
    pub(crate) fn redact_bytes<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        self.without(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned)
    }

    /// Returns whether the text contains one of the secrets, in any form.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.without(text.as_bytes()).is_some()
    }

    /// Returns the bytes without the secrets, or `None` if they contain no secret.
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
        // The parts that a cut joins may form a secret again.
        let is_clean = |cut: &Vec<u8>| search(cut, &patterns).is_some_and(|found| found.is_empty());
        Some(cut.filter(is_clean).unwrap_or_else(|| ALL_REDACTED.as_bytes().to_vec()))
    }
}

/// Shows no secret.
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

/// Finds the patterns, in no particular order. Returns `None` if the escapes are nested too deeply.
fn search(bytes: &[u8], patterns: &Patterns) -> Option<Vec<Range>> {
    let mut found = Vec::new();
    let is_all = walk(bytes, &mut |layer| {
        patterns.find(layer.bytes(), &mut |range| found.push(layer.range_of(range)));
    });
    is_all.then_some(found)
}

/// Replaces these ranges with [`REDACTED`].
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
