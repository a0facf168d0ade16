//! Changes to a part of a record.

use std::fmt;
use std::marker::PhantomData;

use uuid::Uuid;

use crate::client::{Call, Client};
use crate::describe::{Attribute, Described, IsWritable, ValueError};
use crate::error::Error;
use crate::row::requests::{self, Update};
use crate::row::{self, Row};
use crate::sealed::Sealed;
use crate::value::{Many, One, WriteField, WriteValue};
use crate::wire::ValuesWriter;

/// Changes to some attributes of a record, from [`AttioRecord::patch`](crate::AttioRecord::patch).
///
/// Other attributes stay as they are. [`append`](Patch::append) sends the patch and adds
/// multi-values to the existing ones; [`overwrite`](Patch::overwrite) sends it and replaces them.
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
#[doc(alias("update", "changeset"))]
pub struct Patch<R, M = AppendOrOverwrite> {
    id: Uuid,
    values: ValuesWriter,
    named: Vec<&'static str>,
    types: PhantomData<fn() -> (R, M)>,
}

/// The mode of a patch that can append or overwrite.
#[derive(Debug)]
pub enum AppendOrOverwrite {}

/// The mode of a patch that adds values, so it can only append.
#[derive(Debug)]
pub enum AppendOnly {}

/// The mode of a patch that empties a multi-value attribute, so it can only overwrite.
#[derive(Debug)]
pub enum OverwriteOnly {}

/// Patches that can be sent with [`Patch::append`].
#[diagnostic::on_unimplemented(
    message = "a patch that clears a multi-value attribute cannot append",
    label = "appending cannot empty a multi-value attribute",
    note = "send it with `.overwrite(&client)`"
)]
pub trait CanAppend {
    #[doc(hidden)]
    const SEALED: Sealed;
}

/// Patches that can be sent with [`Patch::overwrite`].
#[diagnostic::on_unimplemented(
    message = "a patch that adds values cannot overwrite",
    label = "overwriting would remove the existing values",
    note = "send it with `.append(&client)`, or set all values with `set`"
)]
pub trait CanOverwrite {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl CanAppend for AppendOrOverwrite {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl CanAppend for AppendOnly {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl CanOverwrite for AppendOrOverwrite {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl CanOverwrite for OverwriteOnly {
    const SEALED: Sealed = Sealed;
}

/// Patches that values can be added to. `N` is their mode afterwards, [`AppendOnly`].
///
/// `N` is a parameter, not an associated type, so that an invalid patch produces one error instead
/// of two.
#[diagnostic::on_unimplemented(
    message = "a patch that clears a multi-value attribute cannot add values",
    label = "values are added by appending, which cannot empty an attribute",
    note = "set all values with `set`, or send two patches"
)]
pub trait CanAdd<N> {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl CanAdd<AppendOnly> for AppendOrOverwrite {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl CanAdd<AppendOnly> for AppendOnly {
    const SEALED: Sealed = Sealed;
}

/// Values that [`Patch::set`] takes for a field of type `F`.
///
/// They convert into the field's value; for a `Vec`, they are collections of values that do so.
#[diagnostic::on_unimplemented(
    message = "`set` cannot take `{Self}` for a field of type `{F}`",
    label = "expected a value of this attribute, or a collection for a `Vec`",
    note = "to empty an attribute, use `clear`",
    note = "parse a string into a date, timestamp or address with `.parse()?`"
)]
pub trait ValueFor<F, C> {
    #[doc(hidden)]
    const SEALED: Sealed;

    #[doc(hidden)]
    fn push_to(self, out: &mut crate::wire::FieldWriter<'_>);
}

#[diagnostic::do_not_recommend]
impl<F, V> ValueFor<F, One> for V
where
    F: WriteField<Value: WriteValue>,
    V: Into<F::Value>,
{
    const SEALED: Sealed = Sealed;

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
    const SEALED: Sealed = Sealed;

    fn push_to(self, out: &mut crate::wire::FieldWriter<'_>) {
        for value in self {
            out.push(&value.into());
        }
    }
}

/// Values that [`Patch::add`] takes for a field of type `F`: they convert into one of its values.
#[diagnostic::on_unimplemented(
    message = "`add` cannot take `{Self}` for a field of type `{F}`",
    label = "not a value of this attribute",
    note = "add values one by one; use `.parse()?` to turn a string into a domain or an e-mail address"
)]
pub trait AddedTo<F> {
    #[doc(hidden)]
    const SEALED: Sealed;

    #[doc(hidden)]
    fn push_to(self, out: &mut crate::wire::FieldWriter<'_>);
}

#[diagnostic::do_not_recommend]
impl<F, V> AddedTo<F> for V
where
    F: WriteField<Value: WriteValue>,
    V: Into<F::Value>,
{
    const SEALED: Sealed = Sealed;

    fn push_to(self, out: &mut crate::wire::FieldWriter<'_>) {
        out.push(&self.into());
    }
}

/// The cardinality, [`One`] or [`Many`], of an attribute that a patch in mode `M` can clear.
///
/// `N` is the mode of the patch afterwards: [`OverwriteOnly`] after [`Many`].
#[diagnostic::on_unimplemented(
    message = "a patch that adds values cannot clear a multi-value attribute",
    label = "values are added by appending, which cannot empty an attribute",
    note = "set all values with `set`, or send two patches"
)]
pub trait AfterClear<M, N> {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl<M> AfterClear<M, M> for One {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl AfterClear<AppendOrOverwrite, OverwriteOnly> for Many {
    const SEALED: Sealed = Sealed;
}
#[diagnostic::do_not_recommend]
impl AfterClear<OverwriteOnly, OverwriteOnly> for Many {
    const SEALED: Sealed = Sealed;
}

/// Fields with several values.
#[diagnostic::on_unimplemented(
    message = "the attribute has one value, so nothing can be added to it",
    label = "has one value",
    note = "use `set` instead of `add`"
)]
pub trait IsMany {
    #[doc(hidden)]
    const SEALED: Sealed;
}

#[diagnostic::do_not_recommend]
impl IsMany for Many {
    const SEALED: Sealed = Sealed;
}

impl<R: Described<Row: Row>> Patch<R> {
    pub(super) fn new(id: R::Id) -> Self {
        let values = ValuesWriter::new(row::open(R::Row::FORM));
        Self { id: id.into(), values, named: Vec::new(), types: PhantomData }
    }
}

impl<R: Described<Row: Row>, M> Patch<R, M> {
    /// Sets the value of an attribute, or all values of a multi-value attribute.
    ///
    /// An empty collection changes nothing; to empty an attribute, [`clear`](Self::clear) it. A
    /// field of type `T` or `Option<T>` takes an `impl Into<T>`; a field of type `Vec<T>` takes a
    /// collection of `impl Into<T>`.
    pub fn set<F, V, K, U, A>(mut self, attribute: Attribute<R, F, K, U, A>, value: V) -> Self
    where
        F: WriteField,
        V: ValueFor<F, F::Count>,
        A: IsWritable,
    {
        self.write(attribute.field(), |out| value.push_to(out));
        self
    }

    /// Adds a value to a multi-value attribute, in front of the existing values.
    ///
    /// A value that the attribute already has stays where it is. A field of type `Vec<T>` takes an
    /// `impl Into<T>`.
    #[doc(alias("push", "insert"))]
    pub fn add<F, V, K, U, A, N>(
        mut self,
        attribute: Attribute<R, F, K, U, A>,
        value: V,
    ) -> Patch<R, N>
    where
        F: WriteField<Count: IsMany>,
        V: AddedTo<F>,
        A: IsWritable,
        M: CanAdd<N>,
    {
        self.write(attribute.field(), |out| value.push_to(out));
        self.into_mode()
    }

    /// Empties an attribute. Attio refuses to empty a required one.
    #[doc(alias("unset", "remove", "null"))]
    pub fn clear<F, K, U, A, N>(mut self, attribute: Attribute<R, F, K, U, A>) -> Patch<R, N>
    where
        F: WriteField<Count: AfterClear<M, N>>,
        A: IsWritable,
    {
        let field = attribute.field();
        if self.name(field) {
            self.values.clear(field);
        }
        self.into_mode()
    }

    fn write(
        &mut self,
        field: &'static crate::describe::Field,
        push: impl FnOnce(&mut crate::wire::FieldWriter<'_>),
    ) {
        if self.name(field) {
            let mut out = self.values.field(field);
            push(&mut out);
            out.end();
        }
    }

    /// Notes that the attribute is changed. A second change is an error, reported when the patch is
    /// sent.
    fn name(&mut self, field: &'static crate::describe::Field) -> bool {
        if self.named.contains(&field.key) {
            self.values.fail(field, ValueError::new("two changes", "one change of an attribute"));
            return false;
        }
        self.named.push(field.key);
        true
    }

    fn into_mode<N>(self) -> Patch<R, N> {
        Patch { id: self.id, values: self.values, named: self.named, types: PhantomData }
    }

    fn call(self, client: &Client, update: Update) -> Call<R::Row> {
        let (target, id) = (R::TARGET, self.id);
        let request = self
            .values
            .finish(row::CLOSE)
            .map(|body| requests::update(update, target, id, body.into()))
            .map_err(|failure| Error::encode(update.action(target, id), failure));
        Call::new(client, request, row::written::<R>)
    }

    /// Sends the patch: `PATCH /v2/objects/{object}/records/{record_id}`.
    ///
    /// Multi-values are put in front of the existing ones.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::append`](crate::AttioRecord::append) does.
    #[doc(alias("update", "send"))]
    pub fn append(self, client: &Client) -> Call<R::Row>
    where
        M: CanAppend,
    {
        self.call(client, Update::Append)
    }

    /// Sends the patch: `PUT /v2/objects/{object}/records/{record_id}`.
    ///
    /// Multi-values replace the existing ones.
    ///
    /// # Errors
    ///
    /// Returns an error as [`AttioRecord::overwrite`](crate::AttioRecord::overwrite) does.
    #[doc(alias("update", "replace", "send"))]
    pub fn overwrite(self, client: &Client) -> Call<R::Row>
    where
        M: CanOverwrite,
    {
        self.call(client, Update::Overwrite)
    }
}

impl<R, M> fmt::Debug for Patch<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patch").field("id", &self.id).field("attributes", &self.named).finish()
    }
}
