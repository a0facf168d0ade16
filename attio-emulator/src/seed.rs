//! The ID, times of creation and author of a seeded record.

use std::time::SystemTime;

use uuid::Uuid;

use crate::store::{Actor, Creation};
use crate::text::instant::Instant;

/// The ID, times of creation and author of a record, for
/// [`Emulator::seed_with`](crate::Emulator::seed_with). By default, the record is created now, by the
/// first member.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use attio_emulator::{Actor, Emulator, Seed};
/// use serde_json::json;
///
/// let attio = Emulator::start_blocking()?;
/// let long_ago = SystemTime::now() - Duration::from_secs(3600);
/// let seed = Seed::new().created_at(long_ago).by(Actor::token(attio.token_id()));
/// attio.seed_with("companies", &json!({"domains": ["acme.com"]}), &seed)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Seed {
    id: Option<Uuid>,
    record: Option<SystemTime>,
    attribute: Option<SystemTime>,
    actor: Option<Actor>,
}

impl Seed {
    /// Creates a seed without settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the ID of the record, which must be unused. The default is a random ID. Queries without sorts
    /// return records in the order of their IDs.
    #[must_use]
    pub fn id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Sets both times of creation: `created_at` of the record and the value of its attribute
    /// `created_at`. They are cut to milliseconds. The record's values are active from this time on.
    #[must_use]
    pub fn created_at(mut self, time: SystemTime) -> Self {
        (self.record, self.attribute) = (Some(time), Some(time));
        self
    }

    /// Sets only the value of the attribute `created_at`, by which records are sorted.
    #[must_use]
    pub fn attribute_created_at(mut self, time: SystemTime) -> Self {
        self.attribute = Some(time);
        self
    }

    /// Sets the actor who created the record and wrote its values.
    #[must_use]
    pub fn by(mut self, actor: Actor) -> Self {
        self.actor = Some(actor);
        self
    }

    /// The ID, or a random one if none is set.
    pub(crate) fn record_id(&self) -> Uuid {
        self.id.unwrap_or_else(Uuid::new_v4)
    }

    pub(crate) fn actor(&self) -> Option<Actor> {
        self.actor
    }

    /// The times; a time outside of the years 0 to 9999 counts as not set.
    pub(crate) fn creation(&self) -> Option<Creation> {
        let record = self.record.and_then(Instant::of_system);
        let attribute = self.attribute.and_then(Instant::of_system);
        let now = Instant::now;
        match (record, attribute) {
            (None, None) => None,
            (record, attribute) => Some(Creation {
                record: record.unwrap_or_else(now),
                attribute: attribute.unwrap_or_else(now),
            }),
        }
    }
}
