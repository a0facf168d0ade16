//! The position of a stream, in a form that can be stored.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::build::Parts;
use super::pages::Plan;
use crate::describe::ValueError;
use crate::value::Timestamp;

/// The [`position`](crate::query::RecordStream::position) of a
/// [`RecordStream`](crate::query::RecordStream), from which a new stream can resume, even in a
/// different process.
///
/// `to_string` writes it as printable ASCII without spaces and quotes, for a database column, a
/// file or an environment variable, and `parse` reads it. serde writes and reads the same string,
/// even without the feature `serde`. In a stream by creation, the string lists the records with the
/// last record's creation time, usually just one.
///
/// ```
/// use attio_core::query::Position;
///
/// let position: Position = "v1/offset/8c1f2c1f1a5e2d07/1500".parse()?;
/// assert_eq!(position.offset(), 1500);
/// assert_eq!(position.to_string(), "v1/offset/8c1f2c1f1a5e2d07/1500");
/// # Ok::<(), attio_core::ValueError>(())
/// ```
///
/// It belongs to one query: the same object, filters, view and sorts, in the same order. It
/// contains a hash of these, so that the stream of a different query refuses it with an error. The
/// page size and the Rust type of the records may differ. It does not identify the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias("cursor", "checkpoint", "bookmark", "resume"))]
pub struct Position {
    query: QueryHash,
    pub(super) plan: Plan,
    /// The number of records before it. In a stream by creation, only records created at the time
    /// of `since` or later count.
    pub(super) offset: u64,
    /// In a stream by creation: the time of the last record, and the records of that time that were
    /// returned.
    pub(super) since: Option<(Timestamp, BTreeSet<Uuid>)>,
}

/// A hash that distinguishes queries: FNV-1a, which is the same in each process and version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct QueryHash(u64);

impl QueryHash {
    fn of(parts: &Parts) -> Self {
        let query = format!("{} {}", parts.target.name(), parts.body(0, 0));
        Self(query.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
        }))
    }
}

impl Position {
    /// Returns the position before the first record.
    pub(super) fn start(parts: &Parts, plan: Plan) -> Self {
        Self { query: QueryHash::of(parts), plan, offset: 0, since: None }
    }

    /// Returns whether both are positions in streams of the same query.
    pub(super) fn is_of_the_query_of(&self, other: &Self) -> bool {
        self.query == other.query && self.plan == other.plan
    }

    /// Returns the number of records before it; 0 in a stream by creation.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the time at which the last record was created, in a stream by creation.
    #[must_use]
    pub fn created_at(&self) -> Option<Timestamp> {
        self.since.as_ref().map(|(time, _)| *time)
    }

    /// Notes that a record was returned, in a stream by creation.
    pub(super) fn pass(&mut self, id: Uuid, created_at: Timestamp) {
        match &mut self.since {
            Some((time, ids)) if *time == created_at => {
                ids.insert(id);
            }
            since => *since = Some((created_at, BTreeSet::from([id]))),
        }
    }

    /// Returns whether the record has the time of the last one, and was returned.
    pub(super) fn has(&self, id: Uuid) -> bool {
        self.since.as_ref().is_some_and(|(_, ids)| ids.contains(&id))
    }
}

/// The first part of the string. A later form begins differently.
const FORM: &str = "v1";
const OFFSET: &str = "offset";
const CREATED_AT: &str = "created_at";

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { query: QueryHash(query), plan, offset, since } = self;
        match plan {
            Plan::Offset => write!(f, "{FORM}/{OFFSET}/{query:016x}/{offset}"),
            Plan::CreatedAt => {
                write!(f, "{FORM}/{CREATED_AT}/{query:016x}")?;
                let Some((time, ids)) = since else { return Ok(()) };
                write!(f, "/{time}")?;
                ids.iter().enumerate().try_for_each(|(index, id)| {
                    write!(f, "{}{id}", if index == 0 { '/' } else { ',' })
                })
            }
        }
    }
}

impl FromStr for Position {
    type Err = ValueError;

    /// Reads a string that [`Display`](fmt::Display) wrote. Surrounding white space is ignored,
    /// such as the end of a line in a file.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = |expected: &'static str| ValueError::of_text(text, expected);
        let parts: Vec<_> = text.trim().split('/').collect();
        // Newer forms begin with `v2` and so on.
        let is_newer = parts[0]
            .strip_prefix('v')
            .is_some_and(|number| !number.starts_with(['0', '+']) && number.parse::<u64>().is_ok());
        if is_newer && parts[0] != FORM {
            return Err(error(
                "a position of the form v1; a newer version of attio-core wrote this one, so read \
                 it with that version, or begin at the start",
            ));
        }
        // Only one string names a position, so that strings can be compared.
        read(&parts).filter(|position| position.to_string() == text.trim()).ok_or_else(|| {
            error(
                "a `Position` as its `to_string` writes it, such as \
                 v1/offset/8c1f2c1f1a5e2d07/1500",
            )
        })
    }
}

fn read(parts: &[&str]) -> Option<Position> {
    let (plan, query, rest) = match parts {
        [FORM, OFFSET, query, rest @ ..] => (Plan::Offset, query, rest),
        [FORM, CREATED_AT, query, rest @ ..] => (Plan::CreatedAt, query, rest),
        _ => return None,
    };
    let is_hash = query.len() == 16 && query.bytes().all(|byte| byte.is_ascii_hexdigit());
    let query = QueryHash(u64::from_str_radix(query, 16).ok().filter(|_| is_hash)?);
    let (offset, since) = match (plan, rest) {
        (Plan::Offset, [offset]) => {
            (offset.parse().ok().filter(|_| !offset.starts_with('+'))?, None)
        }
        (Plan::CreatedAt, []) => (0, None),
        (Plan::CreatedAt, [time, ids]) => {
            let ids: Option<_> = ids.split(',').map(|id| Uuid::try_parse(id).ok()).collect();
            (0, Some((time.parse().ok()?, ids?)))
        }
        _ => return None,
    };
    Some(Position { query, plan, offset, since })
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
