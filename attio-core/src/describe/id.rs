//! Typed IDs.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::describe::ValueError;

/// The ID of a record: a UUID that is typed by the record's object.
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
pub type RecordId<T> = Id<RecordOf<T>>;

/// Marks an [`Id`] as the ID of a record of `T`'s object.
pub struct RecordOf<T>(PhantomData<fn() -> T>);

impl<T> sealed::Named for RecordOf<T> {
    const NAME: &'static str = "RecordId";
    const EXPECTED: &'static str = "a record ID (a UUID)";
}

/// The ID of an entry: a UUID that is typed by the entry's list.
///
/// An `EntryId` and a [`RecordId`] are different types, so that one cannot be given for the other.
///
/// ```
/// use attio_core::EntryId;
///
/// struct Opportunity;
///
/// let id: EntryId<Opportunity> = "08fae1b5-6035-529d-b874-d83ea64ea13b".parse()?;
/// assert_eq!(id.to_string(), "08fae1b5-6035-529d-b874-d83ea64ea13b");
/// # Ok::<(), attio_core::ValueError>(())
/// ```
pub type EntryId<T> = Id<EntryOf<T>>;

/// Marks an [`Id`] as the ID of an entry of `T`'s list.
pub struct EntryOf<T>(PhantomData<fn() -> T>);

impl<T> sealed::Named for EntryOf<T> {
    const NAME: &'static str = "EntryId";
    const EXPECTED: &'static str = "an entry ID (a UUID)";
}

mod sealed {
    /// The kinds of things that have an ID.
    pub trait Named {
        /// The name of the type, for `Debug`.
        const NAME: &'static str;
        /// A description of valid strings, for messages.
        const EXPECTED: &'static str;
    }
}

/// An ID of the kind `K`, such as a [`RecordId`]: a typed UUID.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// Returns the UUID.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }
}

impl<K> From<Id<K>> for Uuid {
    fn from(id: Id<K>) -> Self {
        id.uuid
    }
}

impl<K: sealed::Named> FromStr for Id<K> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let id: Result<Uuid, _> = text.parse();
        id.map(Uuid::into).map_err(|_| ValueError::of_text(text, K::EXPECTED))
    }
}

// Derives would require the same traits of `K`, which is only a marker.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K: sealed::Named> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", K::NAME, self.uuid)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}
