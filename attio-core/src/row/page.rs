//! Pages of records or entries, `{"data":[…]}`: raw, or read into structs in one pass without raw
//! values.

use serde::Deserialize;
use uuid::Uuid;

use super::{RawRow, Row};
use crate::client::Response;
use crate::derived::ReadValues;
use crate::describe::{Field, Form, Rows, Target};
use crate::error::Error;
use crate::raw::{read_items, read_member};
use crate::wire::{Cursor, Malformed, ReadFailure, RecordReader};

/// A record or an entry that was read into a struct, with its ID.
pub(crate) struct Decoded<T> {
    pub(crate) id: Uuid,
    pub(crate) value: T,
}

/// Reads a page of records or entries.
pub(crate) fn read_page<T: Rows<Row: Row>>(response: Response) -> Result<Vec<T::Row>, Error> {
    let (mut rows, mut wrong) = (Vec::new(), None);
    read_raw(&response, T::Row::FORM, &mut |raw| {
        let id = raw.id();
        match T::Row::of(raw, false) {
            Ok(row) => rows.push(row),
            Err(unexpected) => wrong = wrong.take().or(Some((id, unexpected))),
        }
    })?;
    match wrong {
        None => Ok(rows),
        Some((id, unexpected)) => Err(response.of_another_form(id, T::Row::FORM, unexpected)),
    }
}

/// Reads a page of raw records or entries.
pub(crate) fn parse_page(response: &Response, form: Form) -> Result<Vec<RawRow>, Error> {
    let mut rows = Vec::new();
    read_raw(response, form, &mut |row| rows.push(row))?;
    Ok(rows)
}

/// Passes each record or entry of a page to `push`. Not generic, so that it is compiled once.
fn read_raw(response: &Response, form: Form, push: &mut dyn FnMut(RawRow)) -> Result<(), Error> {
    let body = &response.body;
    let read = read_items(body, &mut |json, _| {
        push(RawRow::read(json, body, form)?.of_call(&response.secrets));
        Ok(())
    });
    read.map_err(|malformed: Malformed| response.unreadable(malformed.to_string()))
}

/// Reads a page into structs with their IDs. Each record that does not fit the struct is a separate
/// error.
pub(crate) fn decode_identified<T: ReadValues>(
    response: Response,
) -> Result<Vec<Decoded<Result<T, Error>>>, Error> {
    let mut records = Vec::new();
    let read =
        walk_identified(&response.body, T::FIELDS, Form::of(T::TARGET), &mut |place, id, read| {
            let value =
                read.and_then(|reader| T::read_values(reader).ok_or_else(|| reader.take_failure()));
            let value = value
                .map_err(|failure| RecordFailure { place, id: Some(id), failure }.error(T::TARGET))
                .map_err(|error| error.redacted(&response.secrets));
            records.push(Decoded { id, value });
        });
    read.map_err(|unreadable| unreadable.error_of(&response, T::TARGET))?;
    Ok(records)
}

/// Reads a page into structs.
pub(crate) fn decode_page<T: ReadValues>(response: Response) -> Result<Vec<T>, Error> {
    decode(&response.body).map_err(|unreadable| unreadable.error_of(&response, T::TARGET))
}

/// Reads the body of a response that lists records, `{"data":[{"values":{…}}…]}`, into structs.
///
/// It reads as [`Query::decode_page`](crate::Query::decode_page) does, from a
/// [`Client::request`](crate::Client::request) or a file.
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
/// Returns an error if the body does not have this form, or if a value does not fit its field. The
/// error names the record by its ID or, without one, its position. It also has the attribute, the value
/// and the expected form. If no field reads an attribute, only the brackets and quotes of its values
/// are checked.
#[doc(alias("deserialize", "parse"))]
pub fn decode_body<T: ReadValues>(body: &[u8]) -> Result<Vec<T>, Error> {
    decode(body).map_err(|unreadable| match unreadable {
        Unreadable::Page(reason) => {
            let preview = String::from_utf8_lossy(body);
            Error::decode(None, Some(T::TARGET.into()), ReadFailure::of_page(&preview, &reason))
        }
        Unreadable::Record(failure) => failure.error(T::TARGET),
    })
}

fn decode<T: ReadValues>(body: &[u8]) -> Result<Vec<T>, Unreadable> {
    let mut records = Vec::new();
    walk_values(body, T::FIELDS, Form::of(T::TARGET), &mut |reader| {
        records.push(T::read_values(reader).ok_or_else(|| reader.take_failure())?);
        Ok(())
    })?;
    Ok(records)
}

/// Why a page cannot be read into structs.
enum Unreadable {
    Page(Malformed),
    Record(RecordFailure),
}

/// Why a record of a page cannot be read into a struct.
struct RecordFailure {
    /// Its position in the page, from 1.
    place: usize,
    /// Its ID, if that can be found.
    id: Option<Uuid>,
    failure: Box<ReadFailure>,
}

impl RecordFailure {
    fn error(self, target: Target<'static>) -> Error {
        Error::decode_of_page(self.place, self.id, target, *self.failure)
    }
}

impl Unreadable {
    fn error_of(self, response: &Response, target: Target<'static>) -> Error {
        match self {
            Self::Page(reason) => response.unreadable(reason.to_string()),
            Self::Record(failure) => failure.error(target),
        }
    }
}

impl From<Malformed> for Unreadable {
    fn from(malformed: Malformed) -> Self {
        Self::Page(malformed)
    }
}

/// The ID of a record or an entry, as a member of it.
#[derive(Deserialize)]
struct Id {
    #[serde(alias = "entry_id")]
    record_id: Uuid,
}

/// Takes the values of a record.
type ReadValuesOf<'r> = dyn FnMut(&RecordReader<'_>) -> Result<(), Box<ReadFailure>> + 'r;

/// Passes the values of each record to `read`. Not generic, so that it is compiled once.
fn walk_values(
    body: &[u8],
    fields: &'static [Field],
    form: Form,
    read: &mut ReadValuesOf<'_>,
) -> Result<(), Unreadable> {
    let mut reader = RecordReader::new(fields);
    read_items(body, &mut |json, place| {
        let record = json.rest();
        let found = find_values(json, form, &mut reader)?;
        found.and_then(|()| read(&reader)).map_err(|failure| {
            Unreadable::Record(RecordFailure { place, id: find_id(record), failure })
        })?;
        reader.clear();
        Ok(())
    })
}

/// Takes a record's position (from 1), its ID, and either its values or why they cannot be found.
type ReadIdentified<'r> = dyn FnMut(usize, Uuid, Result<&RecordReader<'_>, Box<ReadFailure>>) + 'r;

/// Passes each record to `read`. Not generic, so that it is compiled once.
fn walk_identified(
    body: &[u8],
    fields: &'static [Field],
    form: Form,
    read: &mut ReadIdentified<'_>,
) -> Result<(), Unreadable> {
    let mut reader = RecordReader::new(fields);
    read_items(body, &mut |json, place| {
        let (start, record) = (json.at(), json.rest());
        let mut failure = None;
        let id = read_id(json, form, &mut |json| {
            failure = reader.find(json).err();
            Ok(failure.is_none())
        })?;
        match (id, failure) {
            (Some(id), _) => read(place, id, Ok(&reader)),
            (None, Some(failure)) => {
                // If the brackets of the values match, they show where the values end.
                json.go_back(start);
                match read_id(json, form, &mut |json| json.skip().map(|_| true)) {
                    Ok(Some(id)) => read(place, id, Err(failure)),
                    _ => {
                        let id = find_id(record);
                        return Err(Unreadable::Record(RecordFailure { place, id, failure }));
                    }
                }
            }
            (None, None) => {}
        }
        reader.clear();
        Ok(())
    })
}

/// Finds the values of the next record; without `values`, it has none. The outer error is about the
/// record, the inner one about its values.
fn find_values<'a>(
    json: &mut Cursor<'a>,
    form: Form,
    reader: &mut RecordReader<'a>,
) -> Result<Result<(), Box<ReadFailure>>, Malformed> {
    json.expect(b'{', form.expected())?;
    let mut found = None;
    let mut first = true;
    while let Some(key) = json.next_key(first)? {
        first = false;
        match &*key {
            key if key == form.values() => json.once(&mut found, form.quoted_values(), |json| {
                Ok::<_, Malformed>(reader.find(json))
            })?,
            _ => drop(json.skip()?),
        }
        if let Some(failed @ Err(_)) = found {
            return Ok(failed);
        }
    }
    Ok(Ok(()))
}

/// Reads the ID of the next record; `values` takes its values, and returns whether to go on.
fn read_id<'a>(
    json: &mut Cursor<'a>,
    form: Form,
    values: &mut dyn FnMut(&mut Cursor<'a>) -> Result<bool, Malformed>,
) -> Result<Option<Uuid>, Malformed> {
    json.expect(b'{', form.expected())?;
    let (mut id, mut goes_on) = (None, None);
    let mut first = true;
    while let Some(key) = json.next_key(first)? {
        first = false;
        match &*key {
            "id" => read_member::<Id>(json, &mut id, "`id`")?,
            key if key == form.values() => {
                json.once(&mut goes_on, form.quoted_values(), &mut *values)?
            }
            _ => drop(json.skip()?),
        }
        if goes_on == Some(false) {
            return Ok(None);
        }
    }
    let Id { record_id } =
        id.ok_or_else(|| json.malformed(format!("{} without `id`", form.with_article())))?;
    Ok(Some(record_id))
}

/// Returns the ID of the record that this JSON begins with, if it can be found.
#[cold]
fn find_id(record: &str) -> Option<Uuid> {
    let mut json = Cursor::new(record);
    json.expect(b'{', "expected a record").ok()?;
    let mut first = true;
    while let Some(key) = json.next_key(first).ok()? {
        first = false;
        if key == "id" {
            return json.read().ok().map(|Id { record_id }| record_id);
        }
        json.skip().ok()?;
    }
    None
}
