//! Changes to a part of a record.

use std::fmt;
use std::marker::PhantomData;

use super::{AttioRecord, Record, RecordId};
use crate::attribute::{Attribute, IsWritable};
use crate::client::{Call, Client, Request, doing_update};
use crate::error::Error;
use crate::value::{ValueError, WriteField, WriteValue};
use crate::wire::ValuesWriter;

/// Changes to the named attributes of a record, from
/// [`AttioRecord::patch`](crate::AttioRecord::patch). Attributes that are not named stay as they
/// are.
///
/// It is sent with [`append`](Patch::append), where multi-values are added to what is there, or with
/// [`overwrite`](Patch::overwrite), where they replace it.
///
/// ```
/// use attio_core::{AttioRecord, Client, EmailAddress, RecordId};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "people")]
/// struct Person {
///     job_title: Option<String>,
///     description: Option<String>,
///     #[attio(slug = "email_addresses", unique)]
///     emails: Vec<EmailAddress>,
/// }
///
/// # async fn f(client: Client, id: RecordId<Person>) -> Result<(), Box<dyn std::error::Error>> {
/// let address: EmailAddress = "ada@example.com".parse()?;
/// Person::patch(id)
///     .set(Person::JOB_TITLE, "CTO")
///     .clear(Person::DESCRIPTION)
///     .add(Person::EMAILS, address)
///     .append(&client)
///     .await?;
/// // Appending cannot empty a multi-value attribute, so this patch can only overwrite.
/// Person::patch(id).clear(Person::EMAILS).overwrite(&client).await?;
/// # Ok(()) }
/// ```
#[must_use = "nothing is sent before `append` or `overwrite`"]
pub struct Patch<R, M = AppendOrOverwrite> {
    id: RecordId<R>,
    values: ValuesWriter,
    named: Vec<&'static str>,
    mode: PhantomData<fn() -> M>,
}

/// The patch can be sent either way.
#[derive(Debug)]
pub enum AppendOrOverwrite {}

/// The patch adds values, so it can only append.
#[derive(Debug)]
pub enum AppendOnly {}

/// The patch empties a multi-value attribute, so it can only overwrite.
#[derive(Debug)]
pub enum OverwriteOnly {}

/// Patches that can be sent with [`Patch::append`].
#[diagnostic::on_unimplemented(
    message = "a patch that clears a multi-value attribute cannot append",
    label = "appending cannot empty a multi-value attribute",
    note = "send it with `.overwrite(&client)`"
)]
pub trait CanAppend {}

/// Patches that can be sent with [`Patch::overwrite`].
#[diagnostic::on_unimplemented(
    message = "a patch that adds values cannot overwrite",
    label = "overwriting would remove the values that are there",
    note = "send it with `.append(&client)`, or give all values with `set`"
)]
pub trait CanOverwrite {}

impl CanAppend for AppendOrOverwrite {}
impl CanAppend for AppendOnly {}
impl CanOverwrite for AppendOrOverwrite {}
impl CanOverwrite for OverwriteOnly {}

/// How many values a field has: [`One`] or [`Many`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of a field that can be written",
    label = "cannot be written"
)]
pub trait Cardinality {
    /// [`One`] or [`Many`].
    type Values;
}

/// At most one value: the field is a `T` or an `Option<T>`.
#[derive(Debug)]
pub enum One {}

/// Any number of values: the field is a `Vec<T>`.
#[derive(Debug)]
pub enum Many {}

impl<T: WriteValue> Cardinality for T {
    type Values = One;
}

impl<T: WriteValue> Cardinality for Option<T> {
    type Values = One;
}

impl<T: WriteValue> Cardinality for Vec<T> {
    type Values = Many;
}

impl<T: WriteValue> Cardinality for &[T] {
    type Values = Many;
}

/// A value that [`Patch::set`] takes for a field of the type `F`: what converts into its value, or
/// for a `Vec` a collection of that.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be set for a field of type `{F}`",
    label = "not a value of this attribute",
    note = "a field with one value takes that value, a `Vec` a collection of values"
)]
pub trait ValueFor<F, C> {
    #[doc(hidden)]
    fn push_to(self, out: &mut crate::wire::FieldWriter<'_>);
}

#[diagnostic::do_not_recommend]
impl<F, V> ValueFor<F, One> for V
where
    F: WriteField<Value: WriteValue>,
    V: Into<F::Value>,
{
    fn push_to(self, out: &mut crate::wire::FieldWriter<'_>) {
        out.push(&self.into());
    }
}

#[diagnostic::do_not_recommend]
impl<F, V, I> ValueFor<F, Many> for I
where
    F: WriteField<Value: WriteValue>,
    V: Into<F::Value>,
    I: IntoIterator<Item = V>,
{
    fn push_to(self, out: &mut crate::wire::FieldWriter<'_>) {
        for value in self {
            out.push(&value.into());
        }
    }
}

/// What a patch can do after an attribute with so many values was cleared.
pub trait AfterClear<C> {
    /// [`OverwriteOnly`] after a multi-value attribute.
    type Mode;
}

impl<M> AfterClear<One> for M {
    type Mode = M;
}

impl AfterClear<Many> for AppendOrOverwrite {
    type Mode = OverwriteOnly;
}

impl AfterClear<Many> for OverwriteOnly {
    type Mode = OverwriteOnly;
}

/// Fields with several values.
#[diagnostic::on_unimplemented(
    message = "the attribute has one value, so nothing can be added to it",
    label = "has one value",
    note = "use `set`"
)]
pub trait IsMany {}

impl IsMany for Many {}

impl<R: AttioRecord> Patch<R> {
    pub(super) fn new(id: RecordId<R>) -> Self {
        Self { id, values: ValuesWriter::new(), named: Vec::new(), mode: PhantomData }
    }
}

impl<R: AttioRecord, M> Patch<R, M> {
    /// Sets the value of an attribute, or all values of a multi-value one. An empty collection
    /// changes nothing; to empty an attribute, [`clear`](Self::clear) it.
    pub fn set<F, V, K, U, A>(mut self, attribute: Attribute<R, F, K, U, A>, value: V) -> Self
    where
        F: Cardinality,
        V: ValueFor<F, F::Values>,
        A: IsWritable,
    {
        self.write(attribute, value);
        self
    }

    /// Adds a value to a multi-value attribute, before those that are there. A value that is there
    /// already stays where it is.
    pub fn add<F, V, K, U, A>(
        mut self,
        attribute: Attribute<R, F, K, U, A>,
        value: V,
    ) -> Patch<R, AppendOnly>
    where
        F: Cardinality<Values: IsMany>,
        [V; 1]: ValueFor<F, F::Values>,
        A: IsWritable,
        M: CanAppend,
    {
        self.write(attribute, [value]);
        self.into_mode()
    }

    /// Empties an attribute. A required one cannot be emptied: Attio refuses it.
    pub fn clear<F, K, U, A>(
        mut self,
        attribute: Attribute<R, F, K, U, A>,
    ) -> Patch<R, <M as AfterClear<F::Values>>::Mode>
    where
        F: Cardinality,
        A: IsWritable,
        M: AfterClear<F::Values>,
    {
        let field = attribute.field();
        if self.name(field) {
            self.values.clear(field);
        }
        self.into_mode()
    }

    fn write<F, V, K, U, A>(&mut self, attribute: Attribute<R, F, K, U, A>, value: V)
    where
        F: Cardinality,
        V: ValueFor<F, F::Values>,
    {
        let field = attribute.field();
        if self.name(field) {
            let mut out = self.values.field(field);
            value.push_to(&mut out);
            out.end();
        }
    }

    /// Notes that the attribute is named. Naming it twice is an error, told when the patch is sent.
    fn name(&mut self, field: &'static crate::descriptor::Field) -> bool {
        if self.named.contains(&field.key) {
            self.values.fail(field, ValueError::new("two changes", "one change of an attribute"));
            return false;
        }
        self.named.push(field.key);
        true
    }

    fn into_mode<N>(self) -> Patch<R, N> {
        Patch { id: self.id, values: self.values, named: self.named, mode: PhantomData }
    }

    fn call(
        self,
        client: &Client,
        request: fn(&str, uuid::Uuid, bytes::Bytes) -> Request,
    ) -> Call<Record<R>> {
        let id = self.id.uuid();
        let request = self
            .values
            .finish()
            .map(|body| request(R::OBJECT, id, body.into()))
            .map_err(|failure| Error::encode(doing_update(R::OBJECT, id), failure));
        Call::new(client, request, super::answer::written)
    }

    /// Sends the patch: `PATCH /v2/objects/{object}/records/{record_id}`. Multi-values are added
    /// before those that are there.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::append`](crate::AttioRecord::append).
    pub fn append(self, client: &Client) -> Call<Record<R>>
    where
        M: CanAppend,
    {
        self.call(client, Request::append)
    }

    /// Sends the patch: `PUT /v2/objects/{object}/records/{record_id}`. Multi-values replace those
    /// that are there.
    ///
    /// # Errors
    ///
    /// As [`AttioRecord::overwrite`](crate::AttioRecord::overwrite).
    pub fn overwrite(self, client: &Client) -> Call<Record<R>>
    where
        M: CanOverwrite,
    {
        self.call(client, Request::overwrite)
    }
}

impl<R, M> fmt::Debug for Patch<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patch").field("id", &self.id).field("attributes", &self.named).finish()
    }
}
