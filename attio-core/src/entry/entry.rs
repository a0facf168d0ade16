//! Entries, as the API returns them.

use std::fmt;

use uuid::Uuid;

use crate::derived::ReadValues;
use crate::describe::{
    Attribute, Described, EntryId, Form, IsEntry, ParentId, Rows, Target, ValueError,
};
use crate::error::{Error, Outcome};
use crate::raw::Values;
use crate::row::{AnyEntry, RawRow, Row};
use crate::sealed::Sealed;
use crate::value::{AnyRecordRef, ReadField, Timestamp};
use crate::wire::ReadFailure;

/// An entry of a list as Attio returns it, whose values are decoded on demand.
///
/// The values are the entry's own. Those of its parent record take another call:
/// `Company::get(&client, entry.parent)`.
///
/// ```no_run
/// # use attio_core::{AttioEntry, AttioRecord, Client, Entry, EntryId};
/// # #[derive(AttioRecord)]
/// # #[attio(object = "companies")]
/// # struct Company { name: Option<String> }
/// # #[derive(AttioEntry)]
/// # #[attio(list = "sales_pipeline", parent = Company)]
/// # struct Opportunity { seats: Option<i64> }
/// # async fn f(client: Client, id: EntryId<Opportunity>) -> Result<(), attio_core::Error> {
/// let entry: Entry<Opportunity> = Opportunity::get(&client, id).await?;
/// let opportunity: Opportunity = entry.decode()?; // opportunity.seats
/// let seats: Option<i64> = entry.value(Opportunity::SEATS)?;
/// let company = Company::get(&client, entry.parent).await?;
/// # Ok(()) }
/// ```
#[non_exhaustive]
#[doc(alias("list_entry", "row", "membership"))]
pub struct Entry<T: Rows> {
    /// The three IDs that identify the entry.
    pub id: EntryKey<T>,
    /// The record that is on the list: a [`RecordId`](crate::RecordId), or an
    /// [`AnyRecordRef`](crate::AnyRecordRef) if the struct has `parent = AnyRecord`.
    pub parent: T::ParentId,
    /// When the record was added to the list.
    pub created_at: Timestamp,
    /// The values as received. Only the brackets and quotes of their JSON were checked: a wrong
    /// value is an error when it is read.
    pub values: Values,
    /// Whether it is the response to a write: if it is, a failure to decode it is not a failed
    /// write.
    pub(crate) written: bool,
    pub(crate) is_settled: bool,
}

/// The `id` of an entry: entry, list and workspace.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = ""))]
#[non_exhaustive]
pub struct EntryKey<T> {
    /// The workspace.
    pub workspace_id: Uuid,
    /// The list.
    pub list_id: Uuid,
    /// The entry.
    pub entry_id: EntryId<T>,
}

impl<T: Rows> Row for Entry<T> {
    const SEALED: Sealed = Sealed;
    const FORM: Form = Form::Entry;

    fn of(raw: RawRow, written: bool) -> Result<Self, ValueError> {
        let Some(parent) = raw.parent else {
            return Err(ValueError::new("no parent", "the parent of an entry"));
        };
        Ok(Self {
            id: EntryKey {
                workspace_id: raw.id.workspace,
                list_id: raw.id.target,
                entry_id: raw.id.own.into(),
            },
            parent: T::ParentId::of(T::PARENT_OBJECT, &parent.object, parent.record)?,
            created_at: raw.created_at,
            values: raw.values,
            written,
            is_settled: raw.is_settled,
        })
    }

    fn uuid(&self) -> Uuid {
        self.id.entry_id.uuid()
    }

    fn raw_values(&self) -> &Values {
        &self.values
    }

    fn is_row_settled(&self) -> bool {
        self.is_settled
    }
}

impl<T: Rows> Entry<T> {
    /// Returns `false` if an earlier attempt of the entry's call may still be applied.
    ///
    /// It returns `true` after a read, after a call that made one attempt, and if each earlier
    /// attempt was not sent or was refused. See
    /// [`Detailed::is_settled`](crate::Detailed::is_settled).
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }

    fn error(&self, target: Target<'static>, failure: ReadFailure) -> Error {
        let id = self.id.entry_id.uuid();
        let error = self.values.redact(Error::decode_row(id, target, failure));
        if self.written { error.with_outcome(Outcome::Applied(Some(id))) } else { error }
    }
}

impl<T: Described> Entry<T> {
    /// Reads the values into the struct.
    ///
    /// # Errors
    ///
    /// Returns an error if a value does not fit its field. The error names the entry, the attribute,
    /// the value and the expected form. After a create, the entry exists nevertheless, and the
    /// error's [`outcome`](Error::outcome) says so.
    #[doc(alias("deserialize", "parse"))]
    pub fn decode(&self) -> Result<T, Error>
    where
        T: ReadValues,
    {
        self.values.decode_row().map_err(|failure| self.error(T::TARGET, *failure))
    }

    /// Reads the values of one attribute.
    ///
    /// # Errors
    ///
    /// Returns an error as [`decode`](Self::decode) does.
    #[doc(alias("get", "read"))]
    pub fn value<F: ReadField, K, U, A>(
        &self,
        attribute: Attribute<T, F, K, U, A>,
    ) -> Result<F, Error> {
        let read = self.values.read_field(attribute.field());
        read.map_err(|failure| self.error(T::TARGET, *failure))
    }
}

impl Rows for AnyEntry {
    type Id = EntryId<Self>;
    type Row = Entry<Self>;
    type ParentId = AnyRecordRef;
}

// Derives would require the same of `T`, which is only a marker here.
impl<T: Rows> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            parent: self.parent.clone(),
            created_at: self.created_at,
            values: self.values.clone(),
            written: self.written,
            is_settled: self.is_settled,
        }
    }
}

impl<T: Rows> fmt::Debug for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("id", &self.id)
            .field("parent", &self.parent)
            .field("created_at", &self.created_at)
            .field("values", &self.values)
            .finish()
    }
}

impl<T> Clone for EntryKey<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for EntryKey<T> {}

impl<T> PartialEq for EntryKey<T> {
    fn eq(&self, other: &Self) -> bool {
        self.workspace_id == other.workspace_id
            && self.list_id == other.list_id
            && self.entry_id == other.entry_id
    }
}

impl<T> Eq for EntryKey<T> {}

impl<T> fmt::Debug for EntryKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntryKey")
            .field("workspace_id", &self.workspace_id)
            .field("list_id", &self.list_id)
            .field("entry_id", &self.entry_id.uuid())
            .finish()
    }
}

/// A struct that represents the entries of a list, with the types of what Attio stores.
///
/// It is a trait of its own, so that a missing bound [`AttioEntry`](crate::AttioEntry) is one error. The compiler
/// reports the types of items in addition to the trait that they are in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio entry",
    label = "expected a struct that derives `AttioEntry`",
    note = "in generic code, add the bound `AttioEntry`"
)]
pub trait OfEntries: IsEntry + Rows<Row = Entry<Self>> {}

#[diagnostic::do_not_recommend]
impl<T: IsEntry + Rows<Row = Entry<T>>> OfEntries for T {}
