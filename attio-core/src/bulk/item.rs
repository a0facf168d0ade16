//! What goes through a job: records to be sent, and how they end.

use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::future::BoxFuture;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

use super::Disposition;
use crate::error::{Error, Outcome};
use crate::reconcile::Earlier;
use crate::record::RawRecord;

/// A record that was taken from the input.
pub(super) struct Item {
    /// What the journal knows it by, where there is one.
    pub(super) key: Option<String>,
    /// The body of the request, or why it cannot be written.
    pub(super) body: Result<Bytes, Error>,
    pub(super) deliver: Deliver,
}

/// Hands the end of an item to who asked for it, and with it the item's place in the window, which
/// is free once that has taken it. A closure, so that all below here is compiled once for all types
/// of keys and records.
pub(super) type Deliver = Box<dyn FnOnce(End, OwnedSemaphorePermit) + Send>;

/// Where items come from.
pub(super) type Input = Box<dyn FnMut(&mut Context<'_>) -> Poll<Option<Item>> + Send>;

/// How an item ended.
pub(super) type End = Result<StoredItem, Error>;

/// A record that is in the workspace.
pub(super) struct StoredItem {
    pub(super) id: Uuid,
    pub(super) disposition: Disposition,
    pub(super) record: Option<RawRecord>,
    /// Whether no attempt of it can still be applied.
    pub(super) is_settled: bool,
}

impl StoredItem {
    /// A record as a response has it.
    pub(super) fn of(record: RawRecord, disposition: Disposition) -> Self {
        let (id, is_settled) = (record.id(), record.is_settled);
        Self { id, disposition, record: Some(record), is_settled }
    }
}

/// The memory of a job beyond its own end.
pub(super) trait Ledger: Send + Sync {
    /// Notes durably how items ended, and that others are about to be sent, in one step. Returns what
    /// is to be done with each of the latter: it may be sent only after this.
    fn commit(
        &self,
        starts: Vec<Start>,
        ends: Vec<Ended>,
    ) -> BoxFuture<'static, Result<Vec<Verdict>, String>>;

    /// Returns what an earlier run knew of a key, as far as that can be read.
    fn before(&self, key: &str) -> BoxFuture<'static, Before>;

    /// Returns true if an earlier run may have sent records.
    fn is_resumed(&self) -> bool;
}

/// What was known of a key before this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing of it is in the workspace.
    Nothing,
    Stored(Uuid),
    /// It may have been sent.
    Unknown,
}

/// An item that is about to be sent.
pub(super) struct Start {
    pub(super) key: String,
    pub(super) body: Bytes,
    /// The server's time now, or a little earlier, in milliseconds since 1970; `None` if no response has
    /// shown it.
    pub(super) server_time: Option<i64>,
}

/// An item that has ended.
pub(super) struct Ended {
    pub(super) key: String,
    pub(super) known: Known,
}

/// What is known of an item at its end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known {
    Stored {
        id: Uuid,
        is_settled: bool,
    },
    /// Attio refused it, with this status.
    Refused(u16),
    /// It never came to a decision about it, such as without a connection.
    NotSent,
    Unknown {
        /// Whether an attempt may still be under way.
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
                // The token's fault or the moment's, not the record's.
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
    /// It may have been sent before, and nothing is known of it but this.
    Reconcile(Earlier),
    /// It is in the workspace.
    Done { id: Uuid, is_settled: bool },
    /// Attio refused it before, with this status.
    Refused(u16),
    /// Its key came before in this input: with the same record, of which nothing is known yet, or
    /// ever.
    Duplicate { may_be_there: bool },
    /// Another record was sent under its key: stored as this one, or `None` where that is unknown.
    Changed(Option<Uuid>),
}
