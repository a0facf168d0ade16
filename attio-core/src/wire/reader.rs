//! Readers from the `values` of an answer down to one value object.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::descriptor::Field;
use crate::value::{ReadValue, ValueError};

/// Why a record could not be read: the attribute, and what came instead of what.
#[derive(Debug)]
pub(crate) struct ReadFailure {
    pub(crate) attribute: Option<String>,
    pub(crate) source: ValueError,
}

impl ReadFailure {
    pub(crate) fn of_values(values: &str, error: &serde_json::Error) -> Self {
        Self {
            attribute: None,
            source: ValueError::new(
                format!("{} ({error})", preview(values)),
                "an object of arrays of values, keyed by the attributes' slugs",
            ),
        }
    }

    #[cold]
    pub(crate) fn unknown_slug(field: &Field) -> Self {
        let Field { name, key, .. } = field;
        Self {
            attribute: Some((*key).to_owned()),
            source: ValueError::new(
                format!("field `{name}` addressed by ID alone"),
                format!(
                    "its slug too, since answers are keyed by slug: write `#[attio(id = \"{key}\", slug = \"…\")]`"
                ),
            ),
        }
    }
}

/// The values of one record of an answer, sorted to the fields of a struct.
///
/// Generated code hands it on; users meet it only as the way to a [`FieldReader`].
#[derive(Debug)]
pub struct RecordReader<'a> {
    fields: &'static [Field],
    elements: Vec<&'a RawValue>,
    /// For each field, where its values are in `elements`.
    ranges: Vec<(u32, u32)>,
    failure: RefCell<Option<ReadFailure>>,
}

impl<'a> RecordReader<'a> {
    pub(crate) fn new(values: &'a str, fields: &'static [Field]) -> Result<Self, Box<ReadFailure>> {
        let mut reader = RecordReader {
            fields,
            elements: Vec::with_capacity(fields.len()),
            ranges: vec![(0, 0); fields.len()],
            failure: RefCell::new(None),
        };
        let mut json = serde_json::Deserializer::from_str(values);
        serde::Deserializer::deserialize_map(&mut json, ValuesVisitor(&mut reader))
            .map_err(|error| Box::new(ReadFailure::of_values(values, &error)))?;
        Ok(reader)
    }

    /// The values of the field at this index.
    fn field(&self, index: usize) -> FieldReader<'a, '_> {
        let (start, end) = self.ranges[index];
        FieldReader { elements: &self.elements[start as usize..end as usize] }
    }

    /// Whether the field at this index has no values.
    #[doc(hidden)]
    #[must_use]
    pub fn is_empty(&self, index: usize) -> bool {
        self.field(index).is_empty()
    }

    /// Reads the field at this index. On an error it answers `None` and keeps the error, which
    /// the caller of the generated code takes.
    #[doc(hidden)]
    pub fn read<T>(
        &self,
        index: usize,
        read: impl FnOnce(FieldReader<'a, '_>) -> Result<T, ValueError>,
    ) -> Option<T> {
        let field = &self.fields[index];
        let result = match field.slug {
            Some(slug) => read(self.field(index))
                .map_err(|source| ReadFailure { attribute: Some(slug.to_owned()), source }),
            None => Err(ReadFailure::unknown_slug(field)),
        };
        result.map_err(|failure| *self.failure.borrow_mut() = Some(failure)).ok()
    }

    /// Reads the values of one attribute, without a struct.
    pub(crate) fn read_one<T>(
        values: &str,
        slug: &str,
        read: impl FnOnce(FieldReader<'_, '_>) -> Result<T, ValueError>,
    ) -> Result<T, Box<ReadFailure>> {
        let mut elements = Vec::new();
        let mut json = serde_json::Deserializer::from_str(values);
        serde::Deserializer::deserialize_map(
            &mut json,
            OneVisitor { slug, elements: &mut elements },
        )
        .map_err(|error| Box::new(ReadFailure::of_values(values, &error)))?;
        read(FieldReader { elements: &elements })
            .map_err(|source| Box::new(ReadFailure { attribute: Some(slug.to_owned()), source }))
    }

    /// The error behind a `None` of the generated code.
    pub(crate) fn into_failure(self) -> ReadFailure {
        self.failure.into_inner().unwrap_or_else(|| ReadFailure {
            attribute: None,
            source: ValueError::new("nothing", "a record"),
        })
    }
}

struct ValuesVisitor<'r, 'a>(&'r mut RecordReader<'a>);

impl<'a> Visitor<'a> for ValuesVisitor<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object keyed by attribute slugs")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.0;
        // Answers tend to keep one order: the search goes on where the last key was found.
        let mut next = 0;
        while let Some(Key(key)) = map.next_key()? {
            let count = reader.fields.len();
            let found = (0..count)
                .map(|step| (next + step) % count)
                .find(|&i| reader.fields[i].slug == Some(&*key));
            match found {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(index) => {
                    let start = reader.elements.len() as u32;
                    map.next_value_seed(Elements(&mut reader.elements))?;
                    reader.ranges[index] = (start, reader.elements.len() as u32);
                    next = (index + 1) % count;
                }
            }
        }
        Ok(())
    }
}

struct OneVisitor<'r, 'a> {
    slug: &'r str,
    elements: &'r mut Vec<&'a RawValue>,
}

impl<'a> Visitor<'a> for OneVisitor<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object keyed by attribute slugs")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key()? {
            if key == self.slug {
                map.next_value_seed(Elements(self.elements))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A key of an object, borrowed where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// Collects the elements of an array. `null` is none; a lone value is one.
struct Elements<'r, 'a>(&'r mut Vec<&'a RawValue>);

impl<'a> DeserializeSeed<'a> for Elements<'_, 'a> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Elements<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of values")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element()? {
            self.0.push(element);
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The values that an answer has for one attribute.
#[derive(Clone, Copy, Debug)]
pub struct FieldReader<'a, 'r> {
    elements: &'r [&'a RawValue],
}

impl<'a> FieldReader<'a, '_> {
    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether the attribute has no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Reads the only value.
    ///
    /// # Errors
    ///
    /// There is none, or more than one, or it is not of the type.
    pub fn one<T: ReadValue>(self) -> Result<T, ValueError> {
        match self.optional()? {
            Some(value) => Ok(value),
            None => Err(ValueError::new(
                "no value",
                "a value, since the field's type is neither `Option` nor `Vec`",
            )),
        }
    }

    /// Reads the only value, or none.
    ///
    /// # Errors
    ///
    /// There is more than one, or it is not of the type.
    pub fn optional<T: ReadValue>(self) -> Result<Option<T>, ValueError> {
        match self.elements {
            [] => Ok(None),
            [element] => ValueReader::new(element).read().map(Some),
            many => Err(ValueError::new(
                format!("{} values", many.len()),
                "at most one value, since the field's type is not a `Vec`",
            )),
        }
    }

    /// Reads all values, in Attio's order: the first is the primary one.
    ///
    /// # Errors
    ///
    /// One of them is not of the type.
    pub fn all<T: ReadValue>(self) -> Result<Vec<T>, ValueError> {
        self.elements.iter().map(|element| ValueReader::new(element).read()).collect()
    }

    /// Each value object, unread.
    pub fn iter(&self) -> impl Iterator<Item = ValueReader<'a>> {
        self.elements.iter().map(|element| ValueReader::new(element))
    }
}

/// One value object of an answer, such as
/// `{"value": "CTO", "attribute_type": "text", "active_from": …}`.
#[derive(Clone, Copy, Debug)]
pub struct ValueReader<'a> {
    json: &'a str,
}

impl<'a> ValueReader<'a> {
    pub(crate) fn new(element: &'a RawValue) -> Self {
        Self { json: element.get() }
    }

    /// The value object as it came.
    #[must_use]
    pub fn json(self) -> &'a str {
        self.json
    }

    /// Reads the value object as a value of this type.
    ///
    /// # Errors
    ///
    /// The value object is not one of the type.
    pub fn read<T: ReadValue>(self) -> Result<T, ValueError> {
        T::read(self)
    }

    /// Reads the members of the value object with serde. Unknown members are for the type to
    /// ignore: Attio adds members without notice.
    ///
    /// # Errors
    ///
    /// The members are not of the form; `expected` says in the error what they should have been.
    pub fn members<T: Deserialize<'a>>(self, expected: &'static str) -> Result<T, ValueError> {
        serde_json::from_str(self.json).map_err(|_| self.not(expected))
    }

    /// The error that says that this value object came where another was expected.
    #[cold]
    #[must_use]
    pub fn not(self, expected: impl Into<Cow<'static, str>>) -> ValueError {
        ValueError::new(preview(self.json), expected)
    }
}

/// The start of a JSON text, for messages.
fn preview(json: &str) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_preview(&mut text, json);
    text
}

/// Writes at most 200 bytes of a text, and says how much was left out.
pub(crate) fn write_preview(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
    const LIMIT: usize = 200;
    if text.len() <= LIMIT {
        return out.write_str(text);
    }
    let end = (0..=LIMIT).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    write!(out, "{}… ({} bytes in all)", &text[..end], text.len())
}
