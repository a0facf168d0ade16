//! IDs of records.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::describe::ValueError;

/// The ID of a record of `T`'s object: a UUID that cannot be taken for that of another object.
///
/// ```
/// use attio_core::RecordId;
///
/// struct Person;
///
/// let id: RecordId<Person> = "bf071e1f-6035-429d-b874-d83ea64ea13b".parse()?;
/// assert_eq!(id.to_string(), "bf071e1f-6035-429d-b874-d83ea64ea13b");
/// # Ok::<(), attio_core::ValueError>(())
/// ```
pub struct RecordId<T> {
    uuid: Uuid,
    record: PhantomData<fn() -> T>,
}

impl<T> RecordId<T> {
    /// The UUID.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> From<Uuid> for RecordId<T> {
    fn from(uuid: Uuid) -> Self {
        Self { uuid, record: PhantomData }
    }
}

impl<T> From<RecordId<T>> for Uuid {
    fn from(id: RecordId<T>) -> Self {
        id.uuid
    }
}

impl<T> FromStr for RecordId<T> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let id: Result<Uuid, _> = text.parse();
        id.map(Uuid::into).map_err(|_| ValueError::of_text(text, "a record ID, which is a UUID"))
    }
}

// Derives would ask the same of `T`, which is only a name here.
impl<T> Clone for RecordId<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RecordId<T> {}

impl<T> PartialEq for RecordId<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for RecordId<T> {}

impl<T> PartialOrd for RecordId<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for RecordId<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for RecordId<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T> fmt::Debug for RecordId<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordId({})", self.uuid)
    }
}

impl<T> fmt::Display for RecordId<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<T> Serialize for RecordId<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for RecordId<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}
