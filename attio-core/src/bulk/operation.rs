//! The operation of a job.

use bytes::Bytes;

use super::Disposition;
use super::item::{End, StoredItem};
use crate::client::{Call, Client, Requests};
use crate::describe::Form;
use crate::error::Outcome;
use crate::reconcile::{Create, Origin, Settled, settle};
use crate::request::{Action, TargetBuf};
use crate::row::{parse_row, requests};

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
        /// The attribute to match by. An entry is matched by its parent.
        attribute: Option<String>,
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
            Self::Create { target, .. } => requests::creating(target),
            Self::Assert { target, .. } => requests::asserting(target),
        }
    }

    /// Sends one record until it is settled.
    pub(super) async fn perform(&self, client: &Client, body: Bytes, origin: Origin) -> End {
        let end = match self {
            Self::Create { target, unique } => {
                let create = Create { target: target.clone(), body, unique: unique.clone() };
                settle(&Requests::of(client), &create, origin).await.map(
                    |Settled { row, is_created }| {
                        let disposition = if is_created {
                            Disposition::Created
                        } else {
                            Disposition::AlreadyExists
                        };
                        StoredItem::of(row, disposition)
                    },
                )
            }
            Self::Assert { target, attribute } => {
                let request = requests::assert(target, attribute.as_deref(), body);
                let form = Form::of(target.as_target());
                let end = Call::new(client, Ok(request), Ok).await;
                let end = end.and_then(|response| parse_row(&response, form));
                let end = end.map(|row| StoredItem::of(row, Disposition::Asserted));
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
                    Ok(StoredItem { id, disposition: self.disposition(), row: None, is_settled })
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
