//! Records and entries, as the API names and returns them.

use attio_emulator::{Emulator, TargetName};
use serde_json::Value;
use uuid::Uuid;

use super::Kind;
use crate::deliveries::{self, Delivery, Note};
use crate::people::{Contact, Worker};

/// The rows that a table creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Records of an object.
    Records,
    /// Entries of a list. Each has its own parent.
    Entries,
}

impl Rows {
    /// All values.
    pub const ALL: [Self; 2] = [Self::Records, Self::Entries];

    /// Returns the object or list of the plain table.
    pub(super) fn target(self) -> TargetName<'static> {
        match self {
            Self::Records => TargetName::Object("people"),
            Self::Entries => TargetName::List(deliveries::LIST),
        }
    }

    /// Makes everything that this many creates need.
    pub fn prepare(self, attio: &Emulator, creates: u64) {
        if self == Self::Entries {
            deliveries::make(attio, creates);
        }
    }

    /// Returns the value that identifies the row of a number in the store.
    #[must_use]
    pub fn key(self, kind: Kind) -> fn(u64) -> String {
        match (self, kind) {
            (Self::Records, Kind::Create) => |number| Worker::numbered(number).job_title,
            (Self::Records, _) => Contact::email,
            // An assert of an entry needs no unique attribute, because Attio matches by the parent.
            (Self::Entries, Kind::Create | Kind::Assert) => |number| Note::numbered(number).note,
            (Self::Entries, _) => |number| Delivery::numbered(number).number,
        }
    }

    /// Returns the key of a row of the store; `None` if it has no key, or is an entry of another parent than
    /// that of its number.
    pub(super) fn key_of_stored(self, row: &Value) -> Option<String> {
        let values = &row[values_of(self.target())];
        let text = |slug: &str, member: &str| values[slug][0][member].as_str();
        match self {
            Self::Records => text("email_addresses", "email_address")
                .or_else(|| text("job_title", "value"))
                .map(str::to_owned),
            Self::Entries => {
                let key = text("number", "value").or_else(|| text("note", "value"))?;
                let parent = deliveries::parent(key.rsplit_once(' ')?.1.parse().ok()?);
                let is_own = row["parent_record_id"] == parent.to_string();
                is_own.then(|| key.to_owned())
            }
        }
    }

    /// Returns the key that a request writes.
    pub(super) fn key_of_written(self, body: &Value) -> Option<String> {
        let values = &body["data"][values_of(self.target())];
        let slugs: &[_] = match self {
            Self::Records => &["email_addresses", "job_title"],
            Self::Entries => &["number", "note"],
        };
        slugs.iter().find_map(|slug| first_text(&values[slug]))
    }
}

/// Returns the member with the values of a row.
pub(super) fn values_of(target: TargetName<'_>) -> &'static str {
    match target {
        TargetName::List(_) => "entry_values",
        _ => "values",
    }
}

/// Returns the member of `id` with the own ID of a row.
pub(super) fn id_of(target: TargetName<'_>) -> &'static str {
    match target {
        TargetName::List(_) => "entry_id",
        _ => "record_id",
    }
}

/// Returns the path of the rows.
pub(super) fn path_of(target: TargetName<'_>) -> String {
    match target {
        TargetName::List(list) => format!("/v2/lists/{list}/entries"),
        TargetName::Object(object) => format!("/v2/objects/{object}/records"),
        other => panic!("no path of {other:?}"),
    }
}

/// Returns the path of an attribute, or of all with `*`.
pub(super) fn attribute_of(target: TargetName<'_>, attribute: &str) -> String {
    match target {
        TargetName::List(list) => format!("/v2/lists/{list}/attributes/{attribute}"),
        TargetName::Object(object) => format!("/v2/objects/{object}/attributes/{attribute}"),
        other => panic!("no path of {other:?}"),
    }
}

/// Returns the IDs of the stored rows.
pub(super) fn ids_of(attio: &Emulator, target: TargetName<'_>) -> Vec<Uuid> {
    match target {
        TargetName::List(list) => attio.entry_ids(list),
        TargetName::Object(object) => attio.record_ids(object),
        other => panic!("no IDs of {other:?}"),
    }
}

/// Returns the first string that is written for an attribute, in any form.
fn first_text(written: &Value) -> Option<String> {
    match written {
        Value::String(text) => Some(text.clone()),
        Value::Array(all) => all.iter().find_map(first_text),
        Value::Object(members) => {
            let member = members.get("value").or_else(|| members.get("email_address"));
            member.and_then(first_text)
        }
        _ => None,
    }
}
