//! The operation of a job.

use bytes::Bytes;

use super::Disposition;
use super::item::{End, StoredItem};
use crate::client::{Call, Client, Requests};
use crate::error::Outcome;
use crate::reconcile::{Create, Origin, Settled, settle};
use crate::record::{parse_record, requests};
use crate::request::{Action, TargetBuf};

/// The operation that a job performs for each record.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Create {
        target: TargetBuf,
        /// The attributes by which a create is settled.
        unique: Vec<String>,
    },
    Assert {
        target: TargetBuf,
        attribute: String,
    },
}

impl Operation {
    #[cfg(feature = "journal")]
    pub(super) fn target(&self) -> &TargetBuf {
        match self {
            Self::Create { target, .. } | Self::Assert { target, .. } => target,
        }
    }

    /// Returns the action that errors name.
    pub(super) fn action(&self) -> Action {
        match self {
            Self::Create { target, .. } => requests::CREATE.on(target),
            Self::Assert { target, .. } => requests::ASSERT.on(target),
        }
    }

    /// Sends one record until it is settled.
    pub(super) async fn perform(&self, client: &Client, body: Bytes, origin: Origin) -> End {
        let end = match self {
            Self::Create { target, unique } => {
                let create = Create { target: target.clone(), body, unique: unique.clone() };
                settle(&Requests::of(client), &create, origin).await.map(
                    |Settled { record, is_created }| {
                        let disposition = if is_created {
                            Disposition::Created
                        } else {
                            Disposition::AlreadyExists
                        };
                        StoredItem::of(record, disposition)
                    },
                )
            }
            Self::Assert { target, attribute } => {
                let request = requests::assert(target, attribute, body);
                let end = Call::new(client, Ok(request), |response| parse_record(&response)).await;
                let end = end.map(|record| StoredItem::of(record, Disposition::Asserted));
                match origin {
                    Origin::Create => end,
                    // If this attempt was not applied, an earlier one may have been.
                    Origin::Unknown(_) => end
                        .map(|stored| StoredItem { is_settled: false, ..stored })
                        .map_err(|error| error.after(Outcome::Unknown)),
                }
            }
        };
        match end.map_err(|error| error.redacted(client.secrets())) {
            // The record exists, even if the rest of the response is unreadable.
            Err(error) => match error.outcome() {
                Outcome::Applied(Some(id)) => {
                    let is_settled =
                        error.counts().unknown == 0 && matches!(origin, Origin::Create);
                    Ok(StoredItem { id, disposition: self.disposition(), record: None, is_settled })
                }
                _ => Err(error),
            },
            stored => stored,
        }
    }

    fn disposition(&self) -> Disposition {
        match self {
            Self::Create { .. } => Disposition::Created,
            Self::Assert { .. } => Disposition::Asserted,
        }
    }
}
