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

/// How [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) and
/// [`reconcile`](crate::AttioRecord::reconcile) end well: the record is there, once.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = "", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Reconciled<R> {
    /// This call made the record.
    Created(Record<R>),
    /// A record with all the unique values is there, and this call was not told that it made it:
    /// an attempt whose answer was lost did, or somebody else with the same values. Nothing that
    /// the API answers tells the two apart.
    AlreadyExists(Record<R>),
}

impl<R> Reconciled<R> {
    /// The record.
    #[must_use]
    pub fn record(&self) -> &Record<R> {
        match self {
            Self::Created(record) | Self::AlreadyExists(record) => record,
        }
    }

    /// The record.
    #[must_use]
    pub fn into_record(self) -> Record<R> {
        match self {
            Self::Created(record) | Self::AlreadyExists(record) => record,
        }
    }

    /// The ID of the record.
    #[must_use]
    pub fn id(&self) -> RecordId<R> {
        self.record().id.record_id
    }

    /// Returns whether no attempt to create this record can still be applied. It is false if an attempt of
    /// unknown outcome was made, also if the record was found or created since: uniqueness refuses a late
    /// attempt only as long as the record keeps its unique values.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.record().is_settled()
    }

    /// Whether this call was told that it made the record.
    #[must_use]
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

// Derives would ask the same of `R`, which is only a name here.
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

/// A create that is settled before it ends.
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
    /// The slugs or IDs of the attributes that are said to be unique.
    pub(crate) unique: Vec<String>,
}
