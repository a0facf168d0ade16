//! The items of a job: records to send, and their ends.

use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::future::BoxFuture;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::Disposition;
use crate::error::{Error, Outcome};
use crate::reconcile::Earlier;
use crate::row::RawRow;

/// A record that was taken from the input.
pub(super) struct Item {
    /// The key in the journal, if there is a journal.
    pub(super) key: Option<String>,
    /// The body of the request, or why it cannot be written.
    pub(super) body: Result<Bytes, Error>,
    pub(super) deliver: Deliver,
}

/// Delivers the end of an item to the consumer, with the item's permit: the window has room again once the
/// consumer has taken it. A closure, so that the engine is compiled once for all types of keys and records.
pub(super) type Deliver = Box<dyn FnOnce(End, OwnedSemaphorePermit) + Send>;

/// The source of items.
pub(super) type Input = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Item>> + Send>;

/// The end of an item.
pub(super) type End = Result<StoredItem, Error>;

/// A record that is in the workspace.
pub(super) struct StoredItem {
    pub(super) id: Uuid,
    pub(super) disposition: Disposition,
    pub(super) row: Option<RawRow>,
    /// Whether no attempt to write it can still be applied.
    pub(super) is_settled: bool,
}

impl StoredItem {
    /// Creates the item of a record from a response.
    pub(super) fn of(row: RawRow, disposition: Disposition) -> Self {
        let (id, is_settled) = (row.id(), row.is_settled);
        Self { id, disposition, row: Some(row), is_settled }
    }
}

/// A record of a job that outlives its run.
pub(super) trait Ledger: Send + Sync {
    /// Writes durably, in one step, how items ended and that others are about to be sent. Returns the decision
    /// about each start; it may be sent only after that.
    fn commit(
        &self,
        starts: Vec<Start>,
        ends: Vec<Ended>,
    ) -> BoxFuture<'static, Result<Vec<Verdict>, String>>;

    /// Returns what an earlier run recorded for a key, as far as it can be read.
    fn before(&self, key: &str) -> BoxFuture<'static, Before>;

    /// Returns true if an earlier run may have sent records.
    fn is_resumed(&self) -> bool;
}

/// The state of a key before this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// No record of it is in the workspace.
    Nothing,
    Stored(Uuid),
    /// A record may have been sent.
    Unknown,
}

/// An item that is about to be sent.
pub(super) struct Start {
    pub(super) key: String,
    pub(super) body: Bytes,
    /// The server's time, or slightly earlier, in milliseconds since 1970; `None` if no response has shown
    /// it.
    pub(super) server_time: Option<i64>,
}

/// An item that has ended.
pub(super) struct Ended {
    pub(super) key: String,
    pub(super) known: Known,
}

/// The known outcome of an item at its end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known {
    Stored {
        id: Uuid,
        is_settled: bool,
    },
    /// Attio refused it, with this status.
    Refused(u16),
    /// Attio did not decide about it, for example because there was no connection.
    NotSent,
    Unknown {
        /// Whether an attempt may still be in progress.
        is_open: bool,
    },
}

impl Known {
    pub(super) fn of(end: &End) -> Self {
        match end {
            Ok(StoredItem { id, is_settled, .. }) => {
                Self::Stored { id: *id, is_settled: *is_settled }
            }
            Err(error) => match (error.outcome(), error.status()) {
                (Outcome::Applied(Some(id)), _) => Self::Stored { id, is_settled: false },
                (Outcome::Applied(None) | Outcome::Unknown, _) => {
                    Self::Unknown { is_open: error.counts().open > 0 }
                }
                // Caused by the token or by the moment, not by the record.
                (Outcome::NotApplied, None | Some(401 | 403 | 408 | 429 | 500..)) => Self::NotSent,
                (Outcome::NotApplied, Some(_)) if error.is_retryable() => Self::NotSent,
                (Outcome::NotApplied, Some(status)) => Self::Refused(status),
            },
        }
    }
}

/// The decision about an item that is about to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was never sent, or never applied.
    Send,
    /// It may have been sent before, and only this is known of it.
    Reconcile(Earlier),
    /// It is in the workspace.
    Done { id: Uuid, is_settled: bool },
    /// Attio refused it before, with this status.
    Refused(u16),
    /// Its key came before in this input. With the same record whose outcome is unknown, it may be stored.
    Duplicate { may_be_there: bool },
    /// Another record was sent under its key: stored with this ID, or `None` if that is unknown.
    Changed(Option<Uuid>),
}
