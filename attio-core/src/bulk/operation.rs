//! What a job does with each record.

use bytes::Bytes;

use super::Disposition;
use super::item::{End, StoredItem};
use crate::client::{Client, Request, doing_assert, doing_create};
use crate::error::Outcome;
use crate::record::{Create, Origin, Settled, parse_written, settle};

/// What a job does with each record.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Create {
        object: String,
        /// The attributes by which a create is settled.
        unique: Vec<String>,
    },
    Assert {
        object: String,
        attribute: String,
    },
}

impl Operation {
    #[cfg(feature = "journal")]
    pub(super) fn object(&self) -> &str {
        match self {
            Self::Create { object, .. } | Self::Assert { object, .. } => object,
        }
    }

    /// What it does, for errors.
    pub(super) fn doing(&self) -> String {
        match self {
            Self::Create { object, .. } => doing_create(object),
            Self::Assert { object, .. } => doing_assert(object),
        }
    }

    /// Sends one record until it is settled.
    pub(super) async fn perform(&self, client: &Client, body: Bytes, origin: Origin) -> End {
        let end = match self {
            Self::Create { object, unique } => {
                let create = Create { object: object.clone(), body, unique: unique.clone() };
                settle(client, &create, origin).await.map(|Settled { record, is_created }| {
                    let disposition =
                        if is_created { Disposition::Created } else { Disposition::AlreadyExists };
                    StoredItem { id: record.id(), disposition, record: Some(record) }
                })
            }
            Self::Assert { object, attribute } => {
                let answer = client.send(Request::assert(object, attribute, body)).await;
                let end = answer.and_then(parse_written).map(|record| StoredItem {
                    id: record.id(),
                    disposition: Disposition::Asserted,
                    record: Some(record),
                });
                match origin {
                    Origin::Create => end,
                    // Where this attempt was not applied, the one before may have been.
                    Origin::Unknown => end.map_err(|error| error.after(Outcome::Unknown)),
                }
            }
        };
        match end {
            // It is there, whatever became of the rest of the answer.
            Err(error) => match error.outcome() {
                Outcome::Applied(Some(id)) => {
                    Ok(StoredItem { id, disposition: self.disposition(), record: None })
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
