//! Readers of the values of one attribute, and of one value object.

use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

use super::members::{self, Element, Member};
use crate::describe::{ValueError, write_preview};
use crate::value::ReadValue;

/// The values of one attribute in a response.
#[derive(Clone, Copy, Debug)]
pub struct FieldReader<'a, 'r> {
    elements: &'r [Element<'a>],
    /// The members of all values of the record.
    members: &'r [Member<'a>],
}

impl<'a, 'r> FieldReader<'a, 'r> {
    pub(super) fn new(elements: &'r [Element<'a>], members: &'r [Member<'a>]) -> Self {
        Self { elements, members }
    }

    #[inline]
    fn value(self, element: &Element<'a>) -> ValueReader<'r> {
        ValueReader { json: element.json, members: element.members(self.members) }
    }

    /// Returns the number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Returns whether the attribute has no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Reads the only value.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no value or more than one, or if it is not of the type.
    pub fn one<T: ReadValue>(self) -> Result<T, ValueError> {
        match self.optional()? {
            Some(value) => Ok(value),
            None => Err(ValueError::new(
                "no value",
                "a value, because the field's type is neither `Option` nor `Vec`",
            )),
        }
    }

    /// Reads the only value, if there is one.
    ///
    /// # Errors
    ///
    /// Returns an error if there is more than one value, or if it is not of the type.
    pub fn optional<T: ReadValue>(self) -> Result<Option<T>, ValueError> {
        match self.elements {
            [] => Ok(None),
            [element] => self.value(element).read().map(Some),
            many => Err(ValueError::new(
                format!("{} values", many.len()),
                "at most one value, because the field's type is not a `Vec`",
            )),
        }
    }

    /// Reads all values, in Attio's order: the first is the primary one.
    ///
    /// # Errors
    ///
    /// Returns an error if a value is not of the type.
    pub fn all<T: ReadValue>(self) -> Result<Vec<T>, ValueError> {
        // Allocates the exact length, because a page has thousands of these. The limit is for malicious
        // responses: they get no more memory before their first value is read.
        let mut all = Vec::with_capacity(self.elements.len().min(1024));
        for element in self.elements {
            all.push(self.value(element).read()?);
        }
        Ok(all)
    }

    /// Returns each value object, unread.
    pub fn iter(self) -> impl Iterator<Item = ValueReader<'r>> {
        self.elements.iter().map(move |element| self.value(element))
    }
}

/// A value object of a response, such as
/// `{"value": "CTO", "attribute_type": "text", "active_from": …}`.
#[derive(Clone, Copy, Debug)]
pub struct ValueReader<'a> {
    json: &'a str,
    /// Its members, if they were found. Then all of it is JSON.
    members: Option<&'a [Member<'a>]>,
}

impl<'a> ValueReader<'a> {
    pub(crate) fn new(json: &'a str) -> Self {
        Self { json, members: None }
    }

    /// Returns the value object as received.
    ///
    /// In a response that is not JSON, it may be anything between two commas. [`read`](Self::read) and
    /// [`members`](Self::members) check the part that they read.
    #[must_use]
    pub fn json(self) -> &'a str {
        self.json
    }

    /// Reads the value object as a value of this type.
    ///
    /// # Errors
    ///
    /// Returns an error if the value object is not of the type.
    pub fn read<T: ReadValue>(self) -> Result<T, ValueError> {
        T::read(self)
    }

    /// Reads the members of the value object with serde.
    ///
    /// The type should ignore unknown members, because Attio adds members without notice.
    ///
    /// # Errors
    ///
    /// Returns an error if the members do not have the form of the type. The error shows `expected` as
    /// the form.
    pub fn members<T: Deserialize<'a>>(self, expected: &'static str) -> Result<T, ValueError> {
        if let Some(members) = self.members
            && let Some(read) = members::read(self.json, members)
        {
            return Ok(read);
        }
        self.members_by_serde_json().ok_or_else(|| self.not(expected))
    }

    /// Does the same, for a type that is tried before others.
    pub(crate) fn members_if<T: Deserialize<'a>>(self) -> Option<T> {
        match self.members {
            Some(members) => members::read(self.json, members),
            None => self.members_by_serde_json(),
        }
    }

    fn members_by_serde_json<T: Deserialize<'a>>(self) -> Option<T> {
        // Serde would accept an array for a struct.
        if self.json.starts_with('{') { serde_json::from_str(self.json).ok() } else { None }
    }

    /// Creates the error for a value object that is not what was expected.
    #[cold]
    #[must_use]
    pub fn not(self, expected: impl Into<Cow<'static, str>>) -> ValueError {
        ValueError::new(preview(self.json), expected)
    }
}

/// A string of a response, borrowed if it has no escapes. `&str` would refuse a string with escapes,
/// and an `Option<Cow<str>>` would be copied: serde borrows only for a newtype.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Returns the start of the JSON, for messages.
pub(super) fn preview(json: &str) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_preview(&mut text, json);
    text
}
