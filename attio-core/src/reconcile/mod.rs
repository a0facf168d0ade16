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
use crate::describe::{Form, Rows};
use crate::entry::Entry;
use crate::error::{Error, Outcome};
use crate::record::Record;
use crate::redact::Secrets;
use crate::request::TargetBuf;
use crate::row::Row;
use crate::wire::ReadFailure;

pub(crate) use settle::{Earlier, Origin, Settled, settle};
pub(crate) use unique_value::is_nothing;

/// The success of [`create_or_reconcile`](crate::AttioRecord::create_or_reconcile) or
/// [`reconcile`](crate::AttioRecord::reconcile): the record exists exactly once.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(
        bound(
            serialize = "R::Row: serde::Serialize",
            deserialize = "R::Row: serde::Deserialize<'de>"
        ),
        rename_all = "snake_case"
    )
)]
#[non_exhaustive]
#[doc(alias = "idempotent")]
pub enum Reconciled<R: Rows> {
    /// This call created the record.
    Created(R::Row),
    /// A record with all the unique values exists, but no response shows that this call created it.
    ///
    /// Either an attempt whose response was lost created it, or somebody else created it with the same
    /// values. The API's responses do not distinguish the two.
    AlreadyExists(R::Row),
}

impl<R: Rows<Row = Record<R>>> Reconciled<R> {
    /// Returns the record.
    #[must_use]
    pub fn record(&self) -> &Record<R> {
        self.row()
    }

    /// Returns the record.
    #[must_use]
    pub fn into_record(self) -> Record<R> {
        self.into_row()
    }
}

impl<R: Rows<Row = Entry<R>>> Reconciled<R> {
    /// Returns the entry.
    #[must_use]
    pub fn entry(&self) -> &Entry<R> {
        self.row()
    }

    /// Returns the entry.
    #[must_use]
    pub fn into_entry(self) -> Entry<R> {
        self.into_row()
    }
}

impl<R: Rows> Reconciled<R> {
    fn row(&self) -> &R::Row {
        match self {
            Self::Created(row) | Self::AlreadyExists(row) => row,
        }
    }

    fn into_row(self) -> R::Row {
        match self {
            Self::Created(row) | Self::AlreadyExists(row) => row,
        }
    }

    /// Returns whether a response shows that this call created the record or entry.
    #[must_use]
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

impl<R: Rows<Row: Row>> Reconciled<R> {
    /// Returns the ID of the record or entry.
    #[must_use]
    pub fn id(&self) -> R::Id {
        self.row().uuid().into()
    }

    /// Returns `false` if an attempt to create this record or entry may still be applied.
    ///
    /// It is false after an attempt of unknown outcome, even if the record was found or created later. Attio
    /// refuses a late attempt only as long as the record keeps its unique values.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.row().is_row_settled()
    }
}

// Derives would require the same traits of `R`, which is only a name here.
impl<R: Rows<Row: Clone>> Clone for Reconciled<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Created(row) => Self::Created(row.clone()),
            Self::AlreadyExists(row) => Self::AlreadyExists(row.clone()),
        }
    }
}

impl<R: Rows<Row: fmt::Debug>> fmt::Debug for Reconciled<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_created() { "Created" } else { "AlreadyExists" };
        f.debug_tuple(name).field(self.row()).finish()
    }
}

/// Creates the call of a create that is settled before it ends.
pub(crate) fn call<R: Rows<Row: Row>>(
    client: &Client,
    create: Result<Create, Error>,
    origin: Origin,
) -> Call<Reconciled<R>> {
    Call::several(
        client,
        async move |calls| {
            let target = create.as_ref().ok().map(|create| create.target.clone());
            let mut span = CallSpan::reconcile(target.as_ref().map(TargetBuf::as_target));
            let settle = async { settle(&calls, &create?, origin).await };
            let result = settle.instrument(span.clone_span()).await;
            span.end(result.as_ref().err());
            let secrets = calls.client().secrets().clone();
            result.map(|settled| Untyped { settled, target, secrets })
        },
        |untyped| {
            let Untyped { settled, target, secrets } = *untyped.downcast().ok()?;
            let Settled { row, is_created } = settled;
            let id = row.id();
            let row = R::Row::of(row, true).map_err(|source| {
                let failure = ReadFailure { attribute: None, source };
                Error::decode(Some((R::Row::FORM, id)), target, failure)
                    .with_outcome(Outcome::Applied(Some(id)))
                    .redacted(&secrets)
            });
            Some(row.map(|row| match is_created {
                true => Reconciled::Created(row),
                false => Reconciled::AlreadyExists(row),
            }))
        },
    )
}

/// A settled create before its record or entry is given a type.
struct Untyped {
    settled: Settled,
    target: Option<TargetBuf>,
    secrets: Secrets,
}

/// A create that can be settled.
#[derive(Debug)]
pub(crate) struct Create {
    pub(crate) target: TargetBuf,
    pub(crate) body: bytes::Bytes,
    /// The slugs or IDs of the attributes that the struct declares unique.
    pub(crate) unique: Vec<String>,
}

impl Create {
    fn form(&self) -> Form {
        Form::of(self.target.as_target())
    }
}
