//! Two records that become one.

use std::fmt;

use serde::Deserialize;
use uuid::Uuid;

use super::RecordId;
use crate::client::{Answer, Call, Client, Request};
use crate::error::{Error, Outcome};

/// The record that two were merged into.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = ""))]
#[non_exhaustive]
pub struct Merged<R> {
    /// The ID of the new record. Those of the two are gone.
    pub record_id: RecordId<R>,
    /// Whether Attio has yet to apply the merge (it answered 202). Until then, reading the new
    /// record fails with the code `merge_in_progress`.
    pub is_pending: bool,
}

impl<R> fmt::Debug for Merged<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merged")
            .field("record_id", &self.record_id.uuid())
            .field("is_pending", &self.is_pending)
            .finish()
    }
}

pub(super) fn merge<R>(
    client: &Client,
    object: &str,
    primary: Uuid,
    secondary: Uuid,
) -> Call<Merged<R>> {
    Call::new(client, Ok(Request::merge(object, primary, secondary)), finish)
}

fn finish<R>(answer: Answer) -> Result<Merged<R>, Error> {
    #[derive(Deserialize)]
    struct Envelope {
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        new_record_id: Uuid,
    }
    match serde_json::from_slice::<Envelope>(&answer.body) {
        Ok(envelope) => Ok(Merged {
            record_id: envelope.data.new_record_id.into(),
            is_pending: answer.status == 202,
        }),
        // The two records are one, whatever became of the answer.
        Err(error) => Err(answer.unreadable(error.to_string(), Outcome::Applied(None))),
    }
}
