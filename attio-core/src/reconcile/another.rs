//! The proof that a record is not the one that a create was to make.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::attributes::Unique;
use crate::api::{Identity, WHOAMI};
use crate::client::{ActorId, Moment, Requests, creator_of};
use crate::describe::ValueError;
use crate::request::Request;
use crate::row::RawRow;
use crate::value::Timestamp;

/// A record proves to be older only if it was created this long before the first attempt. Clocks and their
/// corrections cannot swap the two then.
const MARGIN: Duration = Duration::from_secs(5);

/// When the first attempt to create a record began.
#[derive(Clone, Copy, Debug)]
pub(super) enum FirstAttempt {
    /// It began in this call.
    Here(Moment),
    /// It began in an earlier call, at this time by the server's clock or later.
    Before(Option<SystemTime>),
}

/// The evidence that tells records apart.
pub(super) struct Evidence<'c> {
    calls: &'c Requests,
    first_attempt: FirstAttempt,
}

impl<'c> Evidence<'c> {
    pub(super) fn new(calls: &'c Requests, first_attempt: FirstAttempt) -> Self {
        Self { calls, first_attempt }
    }

    /// Returns whether another call or another actor created this record, and it has had its values of the
    /// unique attributes since before the first attempt, or since it was created. False if that is unknown.
    pub(super) async fn is_anothers(&self, record: &RawRow, unique: &Unique) -> bool {
        let Ok(values) = serde_json::from_str::<Value>(record.values.as_json()) else {
            return false;
        };
        let Some(created_at) = latest_creation(record, &values) else { return false };
        // A value that was moved to an older record may have been this one's before.
        let mut since = created_at;
        for value in &unique.values {
            match latest_change(&values[value.slug()]) {
                Ok(changed) => since = changed.map_or(since, |changed| since.max(changed)),
                Err(_) => return false,
            }
        }
        self.is_older(since)
            || (since <= later(created_at) && self.has_another_creator(&values).await)
    }

    fn is_older(&self, time: Timestamp) -> bool {
        let began = match self.first_attempt {
            FirstAttempt::Here(moment) => self.calls.client().server_time_at(moment),
            FirstAttempt::Before(time) => time,
        };
        let bound = began.and_then(|began| began.checked_sub(MARGIN));
        bound.and_then(|bound| Timestamp::try_from(bound).ok()).is_some_and(|bound| time < bound)
    }

    /// Returns whether the creator is certainly not the actor of this token. A member's token shares its actor
    /// with everything that the member does elsewhere, and an earlier call may have had another token.
    async fn has_another_creator(&self, values: &Value) -> bool {
        if matches!(self.first_attempt, FirstAttempt::Before(_)) {
            return false;
        }
        let (Some(own), Some(other)) = (self.calls.client().creator(), creator_of(values)) else {
            return false;
        };
        is_of_a_workspace(&own) && own != other && self.is_token_of_a_workspace().await
    }

    async fn is_token_of_a_workspace(&self) -> bool {
        let response = self.calls.send(Request::new(&WHOAMI)).await;
        let identity = response.and_then(|response| response.json::<Identity>());
        identity.is_ok_and(|identity| {
            identity.active && identity.token_level.as_deref() == Some("workspace")
        })
    }
}

fn is_of_a_workspace(actor: &ActorId) -> bool {
    matches!(actor.kind.as_str(), "api-token" | "app") && actor.id.is_some()
}

/// Returns the later of a record's two times of creation: its own and that of the attribute.
fn latest_creation(record: &RawRow, values: &Value) -> Option<Timestamp> {
    let attribute: Timestamp = values["created_at"][0]["value"].as_str()?.parse().ok()?;
    Some(attribute.max(record.created_at))
}

/// Returns the time from which an attribute has had its newest value, if Attio returned it.
///
/// # Errors
///
/// Returns an error if the time has an unknown form.
fn latest_change(held: &Value) -> Result<Option<Timestamp>, ValueError> {
    let mut latest = None;
    for value in held.as_array().into_iter().flatten() {
        let time = match &value["active_from"] {
            Value::Null => continue,
            Value::String(time) => time.parse()?,
            other => return Err(ValueError::new(other.to_string(), "a timestamp")),
        };
        latest = latest.max(Some(time));
    }
    Ok(latest)
}

/// Returns a slightly later time, because Attio writes some values in several steps.
fn later(time: Timestamp) -> Timestamp {
    let later = SystemTime::from(time).checked_add(MARGIN);
    later.and_then(|later| later.try_into().ok()).unwrap_or(Timestamp::MAX)
}
