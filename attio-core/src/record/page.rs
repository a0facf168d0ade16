//! Pages of records that are read into structs in one pass, without their raw values.

use super::ReadRecord;
use super::answer::read_data;
use crate::client::Answer;
use crate::descriptor::Field;
use crate::error::{Error, Outcome};
use crate::wire::{Cursor, Malformed, ReadFailure, RecordReader};

/// Why a page cannot be read into structs.
enum Unreadable {
    Page(Malformed),
    /// The record at this place, from 1.
    Record(usize, Box<ReadFailure>),
}

impl From<Malformed> for Unreadable {
    fn from(malformed: Malformed) -> Self {
        Self::Page(malformed)
    }
}

/// Reads the body of an answer that lists records, `{"data":[{"values":{…}}…]}`, into structs: what
/// [`Query::decode_page`](crate::Query::decode_page) does, for a body that came by other ways, such
/// as a [`Client::request`](crate::Client::request) or a file.
///
/// ```
/// use attio_core::{AttioRecord, query};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "people")]
/// struct Person {
///     job_title: Option<String>,
/// }
///
/// let body = r#"{"data": [{"values": {"job_title": [{"value": "CTO", "attribute_type": "text"}]}}]}"#;
/// let people: Vec<Person> = query::decode_body(body.as_bytes())?;
/// assert_eq!(people[0].job_title.as_deref(), Some("CTO"));
/// # Ok::<(), attio_core::Error>(())
/// ```
///
/// # Errors
///
/// The body is not such JSON, or a value does not fit its field; the error names the record by its
/// place, the attribute, what came and what was expected. Of what no field reads only the brackets and
/// quotes are looked at.
pub fn decode_body<T: ReadRecord>(body: &[u8]) -> Result<Vec<T>, Error> {
    decode(body).map_err(|unreadable| match unreadable {
        Unreadable::Page(reason) => {
            let preview = String::from_utf8_lossy(body);
            Error::decode(T::OBJECT, ReadFailure::of_page(&preview, &reason))
        }
        Unreadable::Record(place, failure) => Error::decode_at(place, T::OBJECT, *failure),
    })
}

/// The structs of an answer.
pub(crate) fn decode_page<T: ReadRecord>(answer: Answer) -> Result<Vec<T>, Error> {
    decode(&answer.body).map_err(|unreadable| match unreadable {
        Unreadable::Page(reason) => answer.unreadable(reason.to_string(), Outcome::NotApplied),
        Unreadable::Record(place, failure) => Error::decode_at(place, T::OBJECT, *failure),
    })
}

fn decode<T: ReadRecord>(body: &[u8]) -> Result<Vec<T>, Unreadable> {
    let mut records = Vec::new();
    walk(body, T::FIELDS, &mut |reader| {
        records.push(T::read_values(reader).ok_or_else(|| reader.take_failure())?);
        Ok(())
    })?;
    Ok(records)
}

/// Hands the values of each record to `read`. Not generic, so that it is compiled once.
fn walk(
    body: &[u8],
    fields: &'static [Field],
    read: &mut dyn FnMut(&RecordReader<'_>) -> Result<(), Box<ReadFailure>>,
) -> Result<(), Unreadable> {
    let mut reader = RecordReader::new(fields);
    read_data(body, |json| {
        json.expect(b'[', "expected an array of records")?;
        let mut place = 0;
        while json.next_item(place == 0, b']')? {
            place += 1;
            find_values(json, &mut reader, place)?;
            read(&reader).map_err(|failure| Unreadable::Record(place, failure))?;
            reader.clear();
        }
        Ok(())
    })
}

/// Finds the values in the record that comes next, at this place; one without `values` has none.
fn find_values<'a>(
    json: &mut Cursor<'a>,
    reader: &mut RecordReader<'a>,
    place: usize,
) -> Result<(), Unreadable> {
    json.expect(b'{', "expected a record")?;
    let mut found = None;
    let mut first = true;
    while let Some(key) = json.next_key(first)? {
        first = false;
        match &*key {
            "values" => json.once(&mut found, "`values`", |json| {
                reader.find(json).map_err(|failure| Unreadable::Record(place, failure))
            })?,
            _ => drop(json.skip()?),
        }
    }
    Ok(())
}
