//! The reader of the `values` of a response, which finds the values of each field of a struct.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use super::cursor::{Cursor, Malformed, no_json};
use super::members::{Element, Member};
use super::reader::{FieldReader, preview};
use crate::describe::Field;
use crate::describe::ValueError;

const VALUES: &str = "an object of arrays of values, keyed by the attributes' slugs";

/// The reason why a record could not be read: the attribute, what was received and what was expected.
#[derive(Debug)]
pub(crate) struct ReadFailure {
    pub(crate) attribute: Option<String>,
    pub(crate) source: ValueError,
}

impl ReadFailure {
    pub(crate) fn of_values(values: &str, error: &dyn fmt::Display) -> Self {
        Self {
            attribute: None,
            source: ValueError::new(format!("{} ({error})", preview(values)), VALUES),
        }
    }

    /// Creates the error for JSON at the cursor that is not the values of this attribute, or of the
    /// record.
    fn of_text(json: &Cursor<'_>, malformed: &Malformed, attribute: Option<&str>) -> Box<Self> {
        let expected = match attribute {
            Some(_) => "an array of values",
            None => VALUES,
        };
        let given = match json.rest() {
            "" => format!("the end ({malformed})"),
            rest => format!("{} ({malformed})", preview(rest)),
        };
        let source = ValueError::new(given, expected);
        Box::new(Self { attribute: attribute.map(str::to_owned), source })
    }

    /// Returns the error if values that the user's code will read are not JSON.
    fn of_elements(attribute: &str, elements: &[Element<'_>]) -> Option<Box<Self>> {
        let (element, error) = no_json(elements)?;
        let source = ValueError::new(format!("{} ({error})", preview(element)), "JSON");
        Some(Box::new(Self { attribute: Some(attribute.to_owned()), source }))
    }

    pub(crate) fn of_page(page: &str, error: &dyn fmt::Display) -> Self {
        Self {
            attribute: None,
            source: ValueError::new(
                format!("{} ({error})", preview(page)),
                "an object with `data`, an array of records",
            ),
        }
    }

    #[cold]
    pub(crate) fn unknown_slug(field: &Field) -> Self {
        let Field { name, key, .. } = field;
        Self {
            attribute: Some((*key).to_owned()),
            source: ValueError::new(
                format!("only an ID for the field `{name}`"),
                format!(
                    "its slug too, because responses are keyed by slug: write `#[attio(id = \"{key}\", slug = \"…\")]`"
                ),
            ),
        }
    }
}

/// The values of one record of a response, assigned to the fields of a struct.
///
/// Generated code passes it on; users only need it to get a [`FieldReader`].
#[derive(Debug)]
pub struct RecordReader<'a> {
    fields: &'static [Field],
    elements: Vec<Element<'a>>,
    /// The members of the elements that were read so far.
    members: Vec<Member<'a>>,
    /// The range of the values of each field in `elements`.
    places: Vec<Range<usize>>,
    failure: RefCell<Option<ReadFailure>>,
}

impl<'a> RecordReader<'a> {
    /// Creates a reader without values.
    pub(crate) fn new(fields: &'static [Field]) -> Self {
        RecordReader {
            fields,
            elements: Vec::with_capacity(fields.len()),
            members: Vec::new(),
            places: vec![0..0; fields.len()],
            failure: RefCell::new(None),
        }
    }

    /// Creates a reader of the values of a record.
    pub(crate) fn of(values: &'a str, fields: &'static [Field]) -> Result<Self, Box<ReadFailure>> {
        let mut reader = Self::new(fields);
        reader.find(&mut Cursor::new(values))?;
        Ok(reader)
    }

    /// Clears the values, so that the reader can be used for another record.
    pub(crate) fn clear(&mut self) {
        self.elements.clear();
        self.members.clear();
        self.places.fill(0..0);
    }

    /// Finds the values of the fields in the next object. `null` has none.
    pub(crate) fn find(&mut self, json: &mut Cursor<'a>) -> Result<(), Box<ReadFailure>> {
        let mut attribute = None;
        self.find_fields(json, &mut attribute)
            .map_err(|malformed| ReadFailure::of_text(json, &malformed, attribute.as_deref()))
    }

    /// Does the same; `attribute` is the one whose values come next.
    fn find_fields(
        &mut self,
        json: &mut Cursor<'a>,
        attribute: &mut Option<Cow<'a, str>>,
    ) -> Result<(), Malformed> {
        if json.take_null() {
            return Ok(());
        }
        json.expect(b'{', "expected an object keyed by attribute slugs")?;
        // Responses tend to keep one order, so the search continues after the last key that was found.
        let mut next = 0;
        let mut first = true;
        while let Some(key) = json.next_key(first)? {
            first = false;
            let (before, after) = self.fields.split_at(next);
            let place = |fields: &[Field]| fields.iter().position(|f| f.slug == Some(&*key));
            let found = place(after).map(|index| next + index).or_else(|| place(before));
            *attribute = Some(key);
            match found {
                None => drop(json.skip()?),
                Some(index) => {
                    let start = self.elements.len();
                    json.elements(&mut self.elements, &mut self.members)?;
                    // If a key occurs twice, the last one counts, as in `serde_json::Value`.
                    self.places[index] = start..self.elements.len();
                    next = index + 1;
                }
            }
            *attribute = None;
        }
        Ok(())
    }

    fn elements(&self, index: usize) -> &[Element<'a>] {
        &self.elements[self.places[index].clone()]
    }

    /// Returns whether the field at this index has no values.
    #[doc(hidden)]
    #[must_use]
    pub fn is_empty(&self, index: usize) -> bool {
        self.elements(index).is_empty()
    }

    /// Reads the field at this index with the user's code, which may leave values unread. On an error
    /// it returns `None` and keeps the error, which the caller of the generated code takes.
    #[doc(hidden)]
    pub fn read<T>(
        &self,
        index: usize,
        read: impl FnOnce(FieldReader<'a, '_>) -> Result<T, ValueError>,
    ) -> Option<T> {
        match ReadFailure::of_elements(self.fields[index].key, self.elements(index)) {
            None => self.read_all(index, read),
            Some(failure) => {
                *self.failure.borrow_mut() = Some(*failure);
                None
            }
        }
    }

    /// Reads the field at this index with a value type, which reads every value to its end.
    pub(crate) fn read_all<T>(
        &self,
        index: usize,
        read: impl FnOnce(FieldReader<'a, '_>) -> Result<T, ValueError>,
    ) -> Option<T> {
        let field = &self.fields[index];
        let result = match field.slug {
            Some(slug) => read(FieldReader::new(self.elements(index), &self.members))
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
        let mut json = Cursor::new(values);
        let mut is_here = false;
        let (elements, members) = find_one(&mut json, slug, &mut is_here).map_err(|malformed| {
            ReadFailure::of_text(&json, &malformed, is_here.then_some(slug))
        })?;
        // The user's code may read them.
        if let Some(failure) = ReadFailure::of_elements(slug, &elements) {
            return Err(failure);
        }
        read(FieldReader::new(&elements, &members))
            .map_err(|source| Box::new(ReadFailure { attribute: Some(slug.to_owned()), source }))
    }

    /// Takes the error that made the generated code return `None`.
    pub(crate) fn take_failure(&self) -> Box<ReadFailure> {
        Box::new(self.failure.take().unwrap_or_else(|| ReadFailure {
            attribute: None,
            source: ValueError::new("nothing", "a record"),
        }))
    }
}

/// Finds the values of one attribute; `is_here` is true while they come next.
fn find_one<'a>(
    json: &mut Cursor<'a>,
    slug: &str,
    is_here: &mut bool,
) -> Result<(Vec<Element<'a>>, Vec<Member<'a>>), Malformed> {
    let (mut elements, mut members) = (Vec::new(), Vec::new());
    if json.take_null() {
        return Ok((elements, members));
    }
    json.expect(b'{', "expected an object keyed by attribute slugs")?;
    let mut first = true;
    while let Some(key) = json.next_key(first)? {
        first = false;
        *is_here = key == slug;
        if *is_here {
            elements.clear();
            members.clear();
            json.elements(&mut elements, &mut members)?;
        } else {
            json.skip()?;
        }
        *is_here = false;
    }
    Ok((elements, members))
}
