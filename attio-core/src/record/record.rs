//! Records, as the API returns them.

use std::fmt;

use url::Url;
use uuid::Uuid;

use crate::derived::ReadValues;
use crate::describe::{
    Attribute, Described, Form, IsRecord, NoParent, RecordId, Rows, Target, ValueError,
};
use crate::error::{Error, Outcome};
use crate::raw::Values;
use crate::row::{AnyRecord, RawRow, Row};
use crate::sealed::Sealed;
use crate::value::{ReadField, Timestamp};
use crate::wire::ReadFailure;

/// A record as Attio returns it, whose values are decoded on demand.
///
/// It does not have the fields of the struct: [`decode`](Self::decode) returns the struct, and
/// [`value`](Self::value) one field.
///
/// ```no_run
/// # use attio_core::{AttioRecord, Client, Record, RecordId};
/// # #[derive(AttioRecord)]
/// # #[attio(object = "people")]
/// # struct Person { job_title: Option<String> }
/// # async fn f(client: Client, id: RecordId<Person>) -> Result<(), attio_core::Error> {
/// let record: Record<Person> = Person::get(&client, id).await?;
/// let person: Person = record.decode()?; // person.job_title
/// let title: Option<String> = record.value(Person::JOB_TITLE)?;
/// # Ok(()) }
/// ```
#[non_exhaustive]
#[doc(alias("entity", "row"))]
pub struct Record<T> {
    /// The three IDs that identify the record.
    pub id: RecordKey<T>,
    /// When the record was created.
    pub created_at: Timestamp,
    /// The record's page in Attio's web app, if the response has it.
    pub web_url: Option<Url>,
    /// The values as received. Only the brackets and quotes of their JSON were checked: a wrong
    /// value is an error when it is read.
    pub values: Values,
    /// Whether it is the response to a write: if it is, a failure to decode it is not a failed
    /// write.
    pub(crate) written: bool,
    pub(crate) is_settled: bool,
}

/// The `id` of a record: record, object and workspace.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = ""))]
#[non_exhaustive]
pub struct RecordKey<T> {
    /// The workspace.
    pub workspace_id: Uuid,
    /// The object.
    pub object_id: Uuid,
    /// The record.
    pub record_id: RecordId<T>,
}

impl<T> Row for Record<T> {
    const SEALED: Sealed = Sealed;
    const FORM: Form = Form::Record;

    fn of(raw: RawRow, written: bool) -> Result<Self, ValueError> {
        Ok(Self {
            id: RecordKey {
                workspace_id: raw.id.workspace,
                object_id: raw.id.target,
                record_id: raw.id.own.into(),
            },
            created_at: raw.created_at,
            web_url: raw.web_url,
            values: raw.values,
            written,
            is_settled: raw.is_settled,
        })
    }

    fn uuid(&self) -> Uuid {
        self.id.record_id.uuid()
    }

    fn raw_values(&self) -> &Values {
        &self.values
    }

    fn is_row_settled(&self) -> bool {
        self.is_settled
    }
}

impl<T> Record<T> {
    /// Returns `false` if an earlier attempt of the record's call may still be applied.
    ///
    /// It returns `true` after a read, after a call that made one attempt, and if each earlier
    /// attempt was not sent or was refused. After [`reconcile`](crate::AttioRecord::reconcile), the
    /// attempt of the earlier call counts too. If it returns `false`, an attempt without a response
    /// may still reach Attio and change the record once more: see
    /// [`Detailed::is_settled`](crate::Detailed::is_settled).
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }

    fn error(&self, target: Target<'static>, failure: ReadFailure) -> Error {
        let id = self.id.record_id.uuid();
        let error = self.values.redact(Error::decode_row(id, target, failure));
        if self.written { error.with_outcome(Outcome::Applied(Some(id))) } else { error }
    }
}

impl<T: Described> Record<T> {
    /// Reads the values into the struct.
    ///
    /// # Errors
    ///
    /// Returns an error if a value does not fit its field. The error names the record, the
    /// attribute, the value and the expected form. After a create, the record exists nevertheless,
    /// and the error's [`outcome`](Error::outcome) says so.
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

impl Rows for AnyRecord {
    type Id = RecordId<Self>;
    type Row = Record<Self>;
    type ParentId = NoParent;
}

// Derives would require the same of `T`, which is only a marker here.
impl<T> Clone for Record<T> {
    fn clone(&self) -> Self {
        Self {
            id: self.id,
            created_at: self.created_at,
            web_url: self.web_url.clone(),
            values: self.values.clone(),
            written: self.written,
            is_settled: self.is_settled,
        }
    }
}

impl<T> fmt::Debug for Record<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("id", &self.id)
            .field("created_at", &self.created_at)
            .field("web_url", &self.web_url.as_ref().map(Url::as_str))
            .field("values", &self.values)
            .finish()
    }
}

impl<T> Clone for RecordKey<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RecordKey<T> {}

impl<T> PartialEq for RecordKey<T> {
    fn eq(&self, other: &Self) -> bool {
        self.workspace_id == other.workspace_id
            && self.object_id == other.object_id
            && self.record_id == other.record_id
    }
}

impl<T> Eq for RecordKey<T> {}

impl<T> fmt::Debug for RecordKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordKey")
            .field("workspace_id", &self.workspace_id)
            .field("object_id", &self.object_id)
            .field("record_id", &self.record_id.uuid())
            .finish()
    }
}

/// A struct that represents the records of an object, with the types of what Attio stores.
///
/// It is a trait of its own, so that a missing bound [`AttioRecord`](crate::AttioRecord) is one error. The compiler
/// reports the types of items in addition to the trait that they are in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Attio record",
    label = "expected a struct that derives `AttioRecord`",
    note = "in generic code, add the bound `AttioRecord`"
)]
pub trait OfRecords: IsRecord + Rows<Row = Record<Self>, ParentId = NoParent> {}

#[diagnostic::do_not_recommend]
impl<T: IsRecord + Rows<Row = Record<T>, ParentId = NoParent>> OfRecords for T {}
