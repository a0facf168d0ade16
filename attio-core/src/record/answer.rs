//! What the API answers of a record.

use std::cell::Cell;
use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use url::Url;
use uuid::Uuid;

use super::{AttioRecord, ReadRecord, RecordId, Values};
use crate::attribute::Attribute;
use crate::client::Answer;
use crate::error::{Error, Outcome};
use crate::value::{ReadField, Timestamp};
use crate::wire::{Cursor, Malformed, ReadFailure, SharedText, Text};

/// A record as Attio answers it: what it is, and its values, decoded on demand.
#[non_exhaustive]
pub struct Record<T> {
    /// The three IDs that name the record.
    pub id: RecordIdentity<T>,
    /// When the record was made, to the nanosecond.
    pub created_at: Timestamp,
    /// The record's page in Attio's web app. Older answers lack it.
    pub web_url: Option<Url>,
    /// The values as they came, not looked at but for their brackets and quotes: what is wrong with
    /// one is said when it is read.
    pub values: Values,
    /// Whether the answer is that of a write, so that a failure to decode it must not be taken
    /// for a write that failed.
    pub(super) written: bool,
}

/// The `id` of a record: record, object and workspace.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = ""))]
#[non_exhaustive]
pub struct RecordIdentity<T> {
    /// The workspace.
    pub workspace_id: Uuid,
    /// The object.
    pub object_id: Uuid,
    /// The record.
    pub record_id: RecordId<T>,
}

impl<T> Record<T> {
    pub(crate) fn new(raw: RawRecord, written: bool) -> Self {
        Self {
            id: RecordIdentity {
                workspace_id: raw.id.workspace_id,
                object_id: raw.id.object_id,
                record_id: raw.id.record_id.into(),
            },
            created_at: raw.created_at,
            web_url: raw.web_url,
            values: raw.values,
            written,
        }
    }

    fn error(&self, object: &str, failure: ReadFailure) -> Error {
        let error = Error::decode(object, failure);
        if self.written {
            error.with_outcome(Outcome::Applied(Some(self.id.record_id.uuid())))
        } else {
            error
        }
    }
}

impl<T: AttioRecord> Record<T> {
    /// Reads the values into the struct.
    ///
    /// # Errors
    ///
    /// A value does not fit its field; the error names the attribute, what came and what was
    /// expected. After a create the record exists all the same, and the error's
    /// [`outcome`](Error::outcome) says so.
    pub fn decode(&self) -> Result<T, Error>
    where
        T: ReadRecord,
    {
        self.values.decode_record().map_err(|failure| self.error(T::OBJECT, *failure))
    }

    /// Reads the values of one attribute.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn value<F: ReadField, K, U, A>(
        &self,
        attribute: Attribute<T, F, K, U, A>,
    ) -> Result<F, Error> {
        let field = attribute.field();
        let read = match field.slug {
            Some(slug) => self.values.read_with(slug),
            None => Err(Box::new(ReadFailure::unknown_slug(field))),
        };
        read.map_err(|failure| self.error(T::OBJECT, *failure))
    }
}

// Derives would ask the same of `T`, which is only a name here.
impl<T> Clone for Record<T> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            created_at: self.created_at,
            web_url: self.web_url.clone(),
            values: self.values.clone(),
            written: self.written,
        }
    }
}

impl<T> fmt::Debug for Record<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("id", &self.id)
            .field("created_at", &self.created_at)
            .field("web_url", &self.web_url.as_ref().map(Url::as_str))
            .field("values", &self.values)
            .finish()
    }
}

impl<T> Clone for RecordIdentity<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RecordIdentity<T> {}

impl<T> PartialEq for RecordIdentity<T> {
    fn eq(&self, other: &Self) -> bool {
        self.workspace_id == other.workspace_id
            && self.object_id == other.object_id
            && self.record_id == other.record_id
    }
}

impl<T> Eq for RecordIdentity<T> {}

impl<T> fmt::Debug for RecordIdentity<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordIdentity")
            .field("workspace_id", &self.workspace_id)
            .field("object_id", &self.object_id)
            .field("record_id", &self.record_id.uuid())
            .finish()
    }
}

/// A record before it is given a type.
#[derive(Debug)]
pub(crate) struct RawRecord {
    id: RawId,
    created_at: Timestamp,
    web_url: Option<Url>,
    values: Values,
}

impl RawRecord {
    pub(crate) fn id(&self) -> Uuid {
        self.id.record_id
    }

    pub(crate) fn values(&self) -> &Values {
        &self.values
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct RawId {
    workspace_id: Uuid,
    object_id: Uuid,
    record_id: Uuid,
}

/// Why an answer is no record, and the ID that could be read all the same.
#[derive(Debug)]
pub(crate) struct UnreadableRecord {
    pub(crate) record_id: Option<Uuid>,
    pub(crate) reason: String,
}

impl RawRecord {
    /// Reads the record that comes next, whose values share the memory of the body that they came in.
    pub(super) fn read(json: &mut Cursor<'_>, body: &Bytes) -> Result<Self, Malformed> {
        json.expect(b'{', "expected a record")?;
        let (mut id, mut created_at, mut web_url, mut values) = (None, None, None, None);
        let mut first = true;
        while let Some(key) = json.next_key(first)? {
            first = false;
            match &*key {
                "id" => read_member(json, &mut id, "`id`")?,
                "created_at" => read_member(json, &mut created_at, "`created_at`")?,
                "web_url" => read_member::<Option<Text<'_>>>(json, &mut web_url, "`web_url`")?,
                "values" => json.once(&mut values, "`values`", Cursor::skip)?,
                _ => drop(json.skip()?),
            }
        }
        Ok(Self {
            id: id.ok_or_else(|| json.malformed("a record without `id`"))?,
            created_at: created_at
                .ok_or_else(|| json.malformed("a record without `created_at`"))?,
            web_url: web_url.flatten().and_then(|url| url.parse().ok()),
            values: match values {
                None | Some("null") => Values::empty(),
                Some(values) => Values::new(SharedText::part_of(body, values)),
            },
        })
    }
}

pub(super) fn read_member<'a, T: Deserialize<'a>>(
    json: &mut Cursor<'a>,
    member: &mut Option<T>,
    name: &str,
) -> Result<(), Malformed> {
    json.once(member, name, |json| json.read().map_err(|malformed: Malformed| malformed.of(name)))
}

/// Reads the `data` of an answer, `{"data": …}`.
pub(super) fn read_data<'a, T, E: From<Malformed>>(
    body: &'a [u8],
    mut read: impl FnMut(&mut Cursor<'a>) -> Result<T, E>,
) -> Result<T, E> {
    let text = std::str::from_utf8(body).map_err(|error| Malformed::no_text(&error))?;
    let mut json = Cursor::new(text);
    json.expect(b'{', "expected an object with `data`")?;
    let mut data = None;
    let mut first = true;
    while let Some(key) = json.next_key(first)? {
        first = false;
        match &*key {
            "data" => json.once(&mut data, "`data`", &mut read)?,
            _ => drop(json.skip()?),
        }
    }
    let data = data.ok_or_else(|| json.malformed("no `data`"))?;
    json.end()?;
    Ok(data)
}

/// Reads `{"data": <record>}`.
pub(crate) fn parse_record(body: &Bytes) -> Result<RawRecord, UnreadableRecord> {
    read_data(body, |json| RawRecord::read(json, body)).map_err(|malformed: Malformed| {
        UnreadableRecord { record_id: find_record_id(body), reason: malformed.to_string() }
    })
}

/// The record of a write. It is there, whatever became of the answer.
pub(crate) fn written<T>(answer: Answer) -> Result<Record<T>, Error> {
    parse_written(answer).map(|record| Record::new(record, true))
}

/// The same without a type.
pub(crate) fn parse_written(answer: Answer) -> Result<RawRecord, Error> {
    parse_record(&answer.body).map_err(|unreadable| {
        let outcome = Outcome::Applied(unreadable.record_id);
        answer.unreadable(unreadable.reason, outcome)
    })
}

/// The record of a read.
pub(crate) fn read<T>(answer: Answer) -> Result<Record<T>, Error> {
    match parse_record(&answer.body) {
        Ok(record) => Ok(Record::new(record, false)),
        Err(unreadable) => Err(answer.unreadable(unreadable.reason, Outcome::NotApplied)),
    }
}

/// Looks for `data.id.record_id` in an answer that is cut off or otherwise unreadable.
pub(crate) fn find_record_id(body: &[u8]) -> Option<Uuid> {
    let found = Cell::new(None);
    let mut json = serde_json::Deserializer::from_slice(body);
    // The error, wherever it is, is known already.
    let _ = Path { members: &["data", "id", "record_id"], found: &found }.deserialize(&mut json);
    found.get()
}

/// Steps down into the members of objects, and keeps the ID at the end as soon as it is seen.
struct Path<'f> {
    members: &'static [&'static str],
    found: &'f Cell<Option<Uuid>>,
}

impl<'de> DeserializeSeed<'de> for Path<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        if self.members.is_empty() {
            self.found.set(Some(Uuid::deserialize(json)?));
            return Ok(());
        }
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Path<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.members.split_first() else {
            return Ok(());
        };
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if key == *first {
                map.next_value_seed(Path { members: rest, found: self.found })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
