//! Records and entries in serde's formats, for a program's own files and queues.

use serde::de::Error as _;
use serde::ser::{Error as _, SerializeStruct};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use url::Url;
use uuid::Uuid;

use crate::describe::{Form, ParentId, Rows};
use crate::entry::{Entry, EntryKey};
use crate::raw::Values;
use crate::record::{Record, RecordKey};
use crate::value::Timestamp;

/// Serializes the values as received, digit by digit. The format must support raw JSON, as `serde_json`
/// does.
impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json: &RawValue = serde_json::from_str(self.as_json()).map_err(S::Error::custom)?;
        json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json: Box<RawValue> = Box::deserialize(deserializer)?;
        Self::from_json(String::from(Box::<str>::from(json))).map_err(D::Error::custom)
    }
}

/// Serializes the record as Attio returns it, so that it can be stored and read again. If it is not
/// [settled](Record::is_settled), it has one more member, `"is_settled": false`.
impl<T> Serialize for Record<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = if self.is_settled { 4 } else { 5 };
        let mut record = serializer.serialize_struct("Record", members)?;
        record.serialize_field("id", &self.id)?;
        record.serialize_field("created_at", &self.created_at)?;
        record.serialize_field("web_url", &self.web_url.as_ref().map(Url::as_str))?;
        record.serialize_field("values", &self.values)?;
        if !self.is_settled {
            record.serialize_field("is_settled", &false)?;
        }
        record.end()
    }
}

impl<'de, T> Deserialize<'de> for Record<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(bound = "")]
        struct Members<T> {
            id: RecordKey<T>,
            created_at: Timestamp,
            #[serde(default)]
            web_url: Option<String>,
            values: Values,
            #[serde(default = "settled")]
            is_settled: bool,
        }
        let Members { id, created_at, web_url, values, is_settled } =
            Members::deserialize(deserializer)?;
        let web_url = web_url.map(|url| url.parse()).transpose().map_err(D::Error::custom)?;
        let values = values.of_row(Form::Record, id.record_id.uuid());
        Ok(Self { id, created_at, web_url, values, written: false, is_settled })
    }
}

/// Serializes the entry as Attio returns it, so that it can be stored and read again. If it is not
/// [settled](Entry::is_settled), it has one more member, `"is_settled": false`.
impl<T: Rows> Serialize for Entry<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = if self.is_settled { 5 } else { 6 };
        let mut entry = serializer.serialize_struct("Entry", members)?;
        let (object, record) = self.parent.parts(T::PARENT_OBJECT);
        entry.serialize_field("id", &self.id)?;
        entry.serialize_field("parent_record_id", &record)?;
        entry.serialize_field("parent_object", object)?;
        entry.serialize_field("created_at", &self.created_at)?;
        entry.serialize_field("entry_values", &self.values)?;
        if !self.is_settled {
            entry.serialize_field("is_settled", &false)?;
        }
        entry.end()
    }
}

impl<'de, T: Rows> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(bound = "")]
        struct Members<T> {
            id: EntryKey<T>,
            parent_record_id: Uuid,
            parent_object: String,
            created_at: Timestamp,
            entry_values: Values,
            #[serde(default = "settled")]
            is_settled: bool,
        }
        let members: Members<T> = Members::deserialize(deserializer)?;
        let (object, record) = (&members.parent_object, members.parent_record_id);
        let parent = T::ParentId::of(T::PARENT_OBJECT, object, record);
        let id = members.id;
        Ok(Self {
            id,
            parent: parent.map_err(D::Error::custom)?,
            created_at: members.created_at,
            values: members.entry_values.of_row(Form::Entry, id.entry_id.uuid()),
            written: false,
            is_settled: members.is_settled,
        })
    }
}

fn settled() -> bool {
    true
}
