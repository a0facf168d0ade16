//! The JSON around the values of a record or an entry, in requests and in responses.

use bytes::Bytes;
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::Row;
use crate::client::Response;
use crate::describe::{Field, Form, ParentId, Rows};
use crate::error::Error;
use crate::raw::{Values, read_data, read_member};
use crate::redact::Secrets;
use crate::value::Timestamp;
use crate::wire::{Cursor, EncodeFailure, Malformed, SharedText, Text, ValuesWriter, push_string};

/// The JSON after the values in the body of a write.
pub(crate) const CLOSE: &str = "}}}";

/// The JSON before the values in the body of a write.
pub(crate) fn open(form: Form) -> &'static str {
    match form {
        Form::Record => r#"{"data":{"values":{"#,
        Form::Entry => r#"{"data":{"entry_values":{"#,
    }
}

/// The JSON before the values in the body that creates or asserts an entry. `own` is the object of the struct's
/// parents, if there is only one.
pub(crate) fn open_with(parent: &impl ParentId, own: Option<&'static str>) -> String {
    let (object, record) = parent.parts(own);
    let mut open = format!(r#"{{"data":{{"parent_record_id":"{record}","parent_object":"#);
    push_string(&mut open, object);
    open.push_str(r#","entry_values":{"#);
    open
}

/// Writes the request body `{"data":{"values":{…}}}`, which begins with `open`.
pub(crate) fn encode(
    open: &str,
    write: &mut dyn FnMut(&mut ValuesWriter),
) -> Result<Vec<u8>, EncodeFailure> {
    let mut values = ValuesWriter::new(open);
    write(&mut values);
    values.finish(CLOSE)
}

/// Writes the body of a record that must have a value of this attribute, by which it is matched.
pub(crate) fn encode_matched(
    matched: &'static Field,
    write: &mut dyn FnMut(&mut ValuesWriter),
) -> Result<Vec<u8>, EncodeFailure> {
    let mut values = ValuesWriter::new(open(Form::Record)).matching(matched);
    write(&mut values);
    values.finish(CLOSE)
}

/// A record or an entry before it is given a type.
#[derive(Debug)]
pub struct RawRow {
    pub(crate) id: RawId,
    pub(crate) created_at: Timestamp,
    /// The page of a record.
    pub(crate) web_url: Option<Url>,
    /// The parent of an entry.
    pub(crate) parent: Option<RawParent>,
    pub(crate) values: Values,
    /// Whether no attempt of its call can still be applied.
    pub(crate) is_settled: bool,
}

/// The three parts of the ID: the target is an object or a list, the last a record or an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawId {
    pub(crate) workspace: Uuid,
    pub(crate) target: Uuid,
    pub(crate) own: Uuid,
}

/// The parent of an entry.
#[derive(Debug)]
pub(crate) struct RawParent {
    pub(crate) object: String,
    pub(crate) record: Uuid,
}

#[derive(Deserialize)]
struct RecordIds {
    workspace_id: Uuid,
    object_id: Uuid,
    record_id: Uuid,
}

#[derive(Deserialize)]
struct EntryIds {
    workspace_id: Uuid,
    list_id: Uuid,
    entry_id: Uuid,
}

impl From<RecordIds> for RawId {
    fn from(RecordIds { workspace_id, object_id, record_id }: RecordIds) -> Self {
        Self { workspace: workspace_id, target: object_id, own: record_id }
    }
}

impl From<EntryIds> for RawId {
    fn from(EntryIds { workspace_id, list_id, entry_id }: EntryIds) -> Self {
        Self { workspace: workspace_id, target: list_id, own: entry_id }
    }
}

/// Reads the next member `id`.
fn read_id<'a, T>(json: &mut Cursor<'a>, id: &mut Option<RawId>) -> Result<(), Malformed>
where
    T: Deserialize<'a> + Into<RawId>,
{
    json.once(id, "`id`", |json| {
        let read: Result<T, Malformed> = json.read();
        read.map(Into::into).map_err(|malformed| malformed.of("`id`"))
    })
}

impl RawRow {
    pub(crate) fn id(&self) -> Uuid {
        self.id.own
    }

    pub(crate) fn with_settled(self, is_settled: bool) -> Self {
        Self { is_settled, ..self }
    }

    /// Adds the secrets of the call.
    pub(super) fn of_call(mut self, secrets: &Secrets) -> Self {
        self.values = self.values.with_secrets(secrets);
        self
    }

    /// Reads the next record or entry. Its values share the memory of the body.
    pub(super) fn read(json: &mut Cursor<'_>, body: &Bytes, form: Form) -> Result<Self, Malformed> {
        json.expect(b'{', form.expected())?;
        let (mut id, mut created_at, mut web_url, mut values) = (None, None, None, None);
        let (mut object, mut record) = (None, None);
        let mut first = true;
        while let Some(key) = json.next_key(first)? {
            first = false;
            match (&*key, form) {
                ("id", Form::Record) => read_id::<RecordIds>(json, &mut id)?,
                ("id", Form::Entry) => read_id::<EntryIds>(json, &mut id)?,
                ("created_at", _) => read_member(json, &mut created_at, "`created_at`")?,
                ("web_url", Form::Record) => {
                    read_member::<Option<Text<'_>>>(json, &mut web_url, "`web_url`")?
                }
                ("parent_object", Form::Entry) => {
                    read_member::<Text<'_>>(json, &mut object, "`parent_object`")?
                }
                ("parent_record_id", Form::Entry) => {
                    read_member(json, &mut record, "`parent_record_id`")?
                }
                (key, _) if key == form.values() => {
                    json.once(&mut values, form.quoted_values(), Cursor::skip)?
                }
                _ => drop(json.skip()?),
            }
        }
        let lacks =
            |member: &str| json.malformed(format!("{} without `{member}`", form.with_article()));
        let id: RawId = id.ok_or_else(|| lacks("id"))?;
        let parent = match form {
            Form::Record => None,
            Form::Entry => Some(RawParent {
                object: object.ok_or_else(|| lacks("parent_object"))?.to_string(),
                record: record.ok_or_else(|| lacks("parent_record_id"))?,
            }),
        };
        Ok(Self {
            id,
            created_at: created_at.ok_or_else(|| lacks("created_at"))?,
            web_url: web_url.flatten().and_then(|url| url.parse().ok()),
            parent,
            values: match values {
                None | Some("null") => Values::empty(),
                Some(values) => Values::new(SharedText::part_of(body, values)),
            }
            .of_row(form, id.own),
            is_settled: true,
        })
    }
}

/// Reads `{"data": <record or entry>}`.
pub(crate) fn parse_row(response: &Response, form: Form) -> Result<RawRow, Error> {
    let body = &response.body;
    let row = read_data(body, |json| RawRow::read(json, body, form))
        .map_err(|malformed: Malformed| response.unreadable(malformed.to_string()))?;
    if let Some(asked) = response.asked_id().filter(|asked| *asked != row.id()) {
        return Err(response.of_another(asked, row.id()));
    }
    Ok(row.of_call(&response.secrets).with_settled(response.is_settled()))
}

/// Reads the record or entry of a write. It exists even if the response cannot be read.
pub(crate) fn written<T: Rows<Row: Row>>(response: Response) -> Result<T::Row, Error> {
    typed(&response, true)
}

/// Reads the record or entry of a read.
pub(crate) fn read<T: Rows<Row: Row>>(response: Response) -> Result<T::Row, Error> {
    typed(&response, false)
}

fn typed<R: Row>(response: &Response, written: bool) -> Result<R, Error> {
    let raw = parse_row(response, R::FORM)?;
    let id = raw.id();
    R::of(raw, written).map_err(|unexpected| response.of_another_form(id, R::FORM, unexpected))
}
