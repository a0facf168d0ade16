//! Settling a create whose outcome is unknown.

mod another;
mod attributes;
mod deadline;
mod look_up;
mod settle;
mod unique_value;

use std::fmt;

use tracing::Instrument;

use crate::client::{Call, CallSpan, Client};
use crate::describe::RecordId;
use crate::error::Error;
use crate::record::Record;
use crate::request::TargetBuf;

pub(crate) use settle::{Earlier, Origin, Settled, settle};
pub(crate) use unique_value::is_nothing;

/// The success of [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) or
/// [`reconcile`](crate::AttioRecord::reconcile): the record exists exactly once.
#[non_exhaustive]
#[doc(alias = "idempotent")]
pub enum Reconciled<R> {
    /// This call created the record.
    Created(Record<R>),
    /// A record with all the unique values exists, but no response shows that this call created it.
    ///
    /// Either an attempt whose response was lost created it, or somebody else created it with the same
    /// values. The API's responses do not distinguish the two.
    AlreadyExists(Record<R>),
}

impl<R> Reconciled<R> {
    /// Returns the record.
    #[must_use]
    pub fn record(&self) -> &Record<R> {
        match self {
            Self::Created(record) | Self::AlreadyExists(record) => record,
        }
    }

    /// Returns the record.
    #[must_use]
    pub fn into_record(self) -> Record<R> {
        match self {
            Self::Created(record) | Self::AlreadyExists(record) => record,
        }
    }

    /// Returns the ID of the record.
    #[must_use]
    pub fn id(&self) -> RecordId<R> {
        self.record().id.record_id
    }

    /// Returns `false` if an attempt to create this record may still be applied.
    ///
    /// It is false after an attempt of unknown outcome, even if the record was found or created later. Attio
    /// refuses a late attempt only as long as the record keeps its unique values.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.record().is_settled()
    }

    /// Returns whether a response shows that this call created the record.
    #[must_use]
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

// Derives would require the same traits of `R`, which is only a name here.
impl<R> Clone for Reconciled<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Created(record) => Self::Created(record.clone()),
            Self::AlreadyExists(record) => Self::AlreadyExists(record.clone()),
        }
    }
}

impl<R> fmt::Debug for Reconciled<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_created() { "Created" } else { "AlreadyExists" };
        f.debug_tuple(name).field(self.record()).finish()
    }
}

/// Creates the call of a create that is settled before it ends.
pub(crate) fn call<R>(
    client: &Client,
    create: Result<Create, Error>,
    origin: Origin,
) -> Call<Reconciled<R>> {
    Call::several(
        client,
        async move |calls| {
            let target = create.as_ref().ok().map(|create| create.target.as_target());
            let mut span = CallSpan::reconcile(target);
            let settle = async { settle(&calls, &create?, origin).await };
            let result = settle.instrument(span.clone_span()).await;
            span.end(result.as_ref().err());
            result
        },
        |settled| {
            let Settled { record, is_created } = *settled.downcast().ok()?;
            let record = Record::new(record, true);
            Some(match is_created {
                true => Reconciled::Created(record),
                false => Reconciled::AlreadyExists(record),
            })
        },
    )
}

/// A create that can be settled.
#[derive(Debug)]
pub(crate) struct Create {
    pub(crate) target: TargetBuf,
    pub(crate) body: bytes::Bytes,
    /// The slugs or IDs of the attributes that the struct declares unique.
    pub(crate) unique: Vec<String>,
}
