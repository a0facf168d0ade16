//! Strings that share the memory of a response.

use bytes::Bytes;

/// A part of a body that is valid UTF-8, because it is only made from strings.
#[derive(Clone)]
pub(crate) struct SharedText(Bytes);

impl SharedText {
    /// Creates the part `text` of this body.
    pub(crate) fn part_of(body: &Bytes, text: &str) -> Self {
        Self(body.slice_ref(text.as_bytes()))
    }

    pub(crate) const fn from_static(text: &'static str) -> Self {
        Self(Bytes::from_static(text.as_bytes()))
    }

    pub(crate) fn as_str(&self) -> &str {
        match std::str::from_utf8(&self.0) {
            Ok(text) => text,
            // An empty string instead would read as a record without values.
            Err(error) => unreachable!("it was made from a string: {error}"),
        }
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}
