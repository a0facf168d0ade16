//! The JSON around the values of a record, in requests and in responses.

use bytes::Bytes;
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::Record;
use crate::client::Response;
use crate::describe::Field;
use crate::error::Error;
use crate::raw::{Values, read_data, read_member};
use crate::redact::Secrets;
use crate::value::Timestamp;
use crate::wire::{Cursor, EncodeFailure, Malformed, SharedText, Text, ValuesWriter};

/// The JSON before the values in the body of a write.
pub(crate) const OPEN: &str = r#"{"data":{"values":{"#;
/// The JSON after them.
pub(crate) const CLOSE: &str = "}}}";

/// Writes the request body of a record: `{"data":{"values":{…}}}`.
pub(crate) fn encode(write: &mut dyn FnMut(&mut ValuesWriter)) -> Result<Vec<u8>, EncodeFailure> {
    let mut values = ValuesWriter::new(OPEN);
    write(&mut values);
    values.finish(CLOSE)
}

/// Writes the same body. The record must have a value of this attribute, by which it is matched.
pub(crate) fn encode_matched(
    matched: &'static Field,
    write: &mut dyn FnMut(&mut ValuesWriter),
) -> Result<Vec<u8>, EncodeFailure> {
    let mut values = ValuesWriter::new(OPEN).matching(matched);
    write(&mut values);
    values.finish(CLOSE)
}

/// A record before it is given a type.
#[derive(Debug)]
pub(crate) struct RawRecord {
    pub(super) id: RawId,
    pub(super) created_at: Timestamp,
    pub(super) web_url: Option<Url>,
    pub(super) values: Values,
    /// Whether no attempt of its call can still be applied.
    pub(crate) is_settled: bool,
}

impl RawRecord {
    pub(crate) fn id(&self) -> Uuid {
        self.id.record_id
    }

    pub(crate) fn with_settled(self, is_settled: bool) -> Self {
        Self { is_settled, ..self }
    }

    pub(crate) fn created_at(&self) -> Timestamp {
        self.created_at
    }

    pub(crate) fn values(&self) -> &Values {
        &self.values
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct RawId {
    pub(super) workspace_id: Uuid,
    pub(super) object_id: Uuid,
    pub(super) record_id: Uuid,
}

impl RawRecord {
    /// Adds the secrets of the record's call.
    pub(super) fn of_call(mut self, secrets: &Secrets) -> Self {
        self.values = self.values.with_secrets(secrets);
        self
    }

    /// Reads the next record. Its values share the memory of the body.
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
        let id: RawId = id.ok_or_else(|| json.malformed("a record without `id`"))?;
        Ok(Self {
            id,
            created_at: created_at
                .ok_or_else(|| json.malformed("a record without `created_at`"))?,
            web_url: web_url.flatten().and_then(|url| url.parse().ok()),
            values: match values {
                None | Some("null") => Values::empty(),
                Some(values) => Values::new(SharedText::part_of(body, values)),
            }
            .of_record(id.record_id),
            is_settled: true,
        })
    }
}

/// Reads `{"data": <record>}`.
pub(crate) fn parse_record(response: &Response) -> Result<RawRecord, Error> {
    let body = &response.body;
    let record = read_data(body, |json| RawRecord::read(json, body))
        .map_err(|malformed: Malformed| response.unreadable(malformed.to_string()))?;
    if let Some(asked) = response.asked_id().filter(|asked| *asked != record.id()) {
        return Err(response.of_another(asked, record.id()));
    }
    Ok(record.of_call(&response.secrets).with_settled(response.is_settled()))
}

/// Reads the record of a write. It exists even if the response cannot be read.
pub(crate) fn written<T>(response: Response) -> Result<Record<T>, Error> {
    parse_record(&response).map(|record| Record::new(record, true))
}

/// Reads the record of a read.
pub(crate) fn read<T>(response: Response) -> Result<Record<T>, Error> {
    parse_record(&response).map(|record| Record::new(record, false))
}
