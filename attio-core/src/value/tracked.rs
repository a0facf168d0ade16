//! Values with their history data.

use serde::Deserialize;

use super::actor_reference::ActorMembers;
use super::{Actor, Fits, ReadValue, Timestamp, ValueError, WriteValue};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// A value with its validity period and author.
///
/// As a field type, it keeps this history data of each response. In a write, only the value is sent.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias("active_from", "history"))]
pub struct Tracked<T> {
    /// The value.
    pub value: T,
    /// The start of the validity period.
    pub active_from: Timestamp,
    /// The end of the validity period; `None` while the record has the value.
    pub active_until: Option<Timestamp>,
    /// The actor that wrote the value.
    pub created_by: Actor,
}

impl<T: ReadValue> ReadValue for Tracked<T> {
    const SHAPE: ValueShape = <T as ReadValue>::SHAPE;

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        let (active_from, active_until, created_by) = read_history(value)?;
        Ok(Self { value: T::read(value)?, active_from, active_until, created_by })
    }
}

fn read_history(
    value: ValueReader<'_>,
) -> Result<(Timestamp, Option<Timestamp>, Actor), ValueError> {
    #[derive(Deserialize)]
    struct Members<'a> {
        #[serde(borrow)]
        active_from: Text<'a>,
        #[serde(borrow, default)]
        active_until: Option<Text<'a>>,
        #[serde(borrow)]
        created_by_actor: ActorMembers<'a>,
    }
    const EXPECTED: &str = "a value with active_from, active_until and created_by_actor";
    let members: Members<'_> = value.members(EXPECTED)?;
    let not = |_| value.not(EXPECTED);
    Ok((
        members.active_from.parse().map_err(not)?,
        members.active_until.map(|until| until.parse()).transpose().map_err(not)?,
        members.created_by_actor.into(),
    ))
}

impl<T: WriteValue> WriteValue for Tracked<T> {
    const SHAPE: ValueShape = <T as WriteValue>::SHAPE;

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        self.value.write(out)
    }
}

impl<K, T: Fits<K>> Fits<K> for Tracked<T> {}
