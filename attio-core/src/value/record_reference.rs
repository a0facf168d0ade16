//! References to other records.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserialize;
use uuid::Uuid;

use super::kind::RecordReferenceKind;
use super::{Fits, ReadValue, ValueError, WriteField, WriteValue, fits, shape};
use crate::describe::{Attribute, IsRecord, IsUnique, RecordId, ValueShape, names_same_target};
use crate::sealed::Sealed;
use crate::wire::{
    Text, ValueReader, ValueWriter, encode_reference_value, write_string, write_uuid,
};

/// A value of a record reference attribute.
///
/// It refers to a record of `T`'s object by its ID, or by the value of one of its unique attributes.
///
/// ```
/// use attio_core::{AttioRecord, Domain, RecordRef};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "companies")]
/// struct Company {
///     #[attio(unique)]
///     domains: Vec<Domain>,
/// }
///
/// let acme: RecordRef<Company> = RecordRef::by(Company::DOMAINS, "acme.com");
/// assert_eq!(acme.record_id(), None); // Attio will look it up
/// ```
///
/// Attio refuses a write with a reference whose target does not exist, and stores nothing.
#[doc(alias("relation", "foreign_key", "link", "belongs_to"))]
pub struct RecordRef<T> {
    target: Target,
    record: PhantomData<fn() -> T>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Target {
    Id(Uuid),
    /// The member that finds the target, `"domains":[{"domain":"acme.com"}]`, or the reason why it
    /// cannot be written. Boxed, because most references are by ID.
    Value(Box<Result<Vec<u8>, ValueError>>),
}

impl<T: IsRecord> RecordRef<T> {
    /// Creates a reference to the record with this ID.
    #[must_use]
    pub fn new(record_id: RecordId<T>) -> Self {
        Self { target: Target::Id(record_id.uuid()), record: PhantomData }
    }

    /// Creates a reference to the record that has this value in a unique attribute.
    ///
    /// The value is one of the field's type, or converts into it: a string is [parsed](super#values-from-strings).
    /// A value that cannot be parsed or written is reported when the reference is written.
    ///
    /// A `String` or number is written as `{"value": …}` if the attribute does not pin its type. Pin it
    /// with `#[attio(kind = "…")]` if a `String` stands for an e-mail address, a domain or a phone
    /// number.
    #[doc(alias = "lookup")]
    pub fn by<F, V, K, U, A>(attribute: Attribute<T, F, K, U, A>, value: V) -> Self
    where
        F: WriteField<Value: WriteValue>,
        V: UniqueValueOf<F>,
        U: IsUnique,
    {
        let field = attribute.field();
        let value = value.into_value();
        let json = value.and_then(|value| encode_reference_value(&value, field.kind));
        let member = json.map(|json| {
            let mut member = Vec::with_capacity(field.key.len() + json.len() + 5);
            write_string(&mut member, field.key);
            member.extend_from_slice(b":[");
            member.extend_from_slice(&json);
            member.push(b']');
            member
        });
        Self { target: Target::Value(Box::new(member)), record: PhantomData }
    }
}

/// Values that [`RecordRef::by`] takes for a field of type `F`: they convert into one of its values.
#[diagnostic::on_unimplemented(
    message = "no record can be found by `{Self}` in an attribute held in `{F}`",
    label = "not one value of this attribute",
    note = "give one value of the type inside `{F}`, or a string that `.parse()?` makes one of"
)]
pub trait UniqueValueOf<F: WriteField> {
    #[doc(hidden)]
    const SEALED: Sealed;

    #[doc(hidden)]
    fn into_value(self) -> Result<F::Value, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<F: WriteField, V> UniqueValueOf<F> for V
where
    V: TryInto<F::Value, Error: Into<ValueError>>,
{
    const SEALED: Sealed = Sealed;

    fn into_value(self) -> Result<F::Value, ValueError> {
        self.try_into().map_err(Into::into)
    }
}

impl<T> RecordRef<T> {
    #[cfg(feature = "serde")]
    pub(crate) fn of_id(id: RecordId<T>) -> Self {
        Self { target: Target::Id(id.uuid()), record: PhantomData }
    }

    /// Returns the ID of the record.
    ///
    /// It is `None` if the reference was made [by](Self::by) a unique value, which only Attio can
    /// resolve.
    #[must_use]
    pub fn record_id(&self) -> Option<RecordId<T>> {
        match self.target {
            Target::Id(id) => Some(RecordId::from(id)),
            Target::Value(_) => None,
        }
    }
}

impl<T: IsRecord> From<RecordId<T>> for RecordRef<T> {
    fn from(record_id: RecordId<T>) -> Self {
        Self::new(record_id)
    }
}

impl<T> FromStr for RecordRef<T> {
    type Err = ValueError;

    /// Takes the string as the ID of a record.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let id: RecordId<T> = text.trim().parse()?;
        Ok(Self { target: Target::Id(id.uuid()), record: PhantomData })
    }
}

// Derives would require the same traits of `T`, which is only a marker.
impl<T> Clone for RecordRef<T> {
    fn clone(&self) -> Self {
        Self { target: self.target.clone(), record: PhantomData }
    }
}

impl<T> PartialEq for RecordRef<T> {
    fn eq(&self, other: &Self) -> bool {
        self.target == other.target
    }
}

impl<T> Eq for RecordRef<T> {}

impl<T> Hash for RecordRef<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Equal references have equal IDs.
        self.record_id().map(RecordId::uuid).hash(state);
    }
}

impl<T> fmt::Debug for RecordRef<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Target::Id(id) => write!(f, "RecordRef({id})"),
            Target::Value(member) => match &**member {
                Ok(json) => write!(f, "RecordRef({})", String::from_utf8_lossy(json)),
                Err(error) => write!(f, "RecordRef({error})"),
            },
        }
    }
}

impl<T: IsRecord> WriteValue for RecordRef<T> {
    const SHAPE: ValueShape = ValueShape::reference(T::TARGET.name());

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        write_reference(T::TARGET.name(), &self.target, out)
    }
}

fn write_reference(object: &str, target: &Target, out: ValueWriter<'_>) -> Result<(), ValueError> {
    let buffer = out.buffer();
    buffer.extend_from_slice(b"{\"target_object\":");
    write_string(buffer, object);
    match target {
        Target::Id(id) => {
            buffer.extend_from_slice(b",\"target_record_id\":");
            write_uuid(buffer, *id);
        }
        Target::Value(member) => {
            buffer.push(b',');
            match &**member {
                Ok(json) => buffer.extend_from_slice(json),
                Err(error) => return Err(error.clone()),
            }
        }
    }
    buffer.push(b'}');
    Ok(())
}

#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    target_object: Text<'a>,
    target_record_id: Uuid,
}

impl<T: IsRecord> ReadValue for RecordRef<T> {
    const SHAPE: ValueShape = ValueShape::reference(T::TARGET.name());

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        read_reference(value, T::TARGET.name())
            .map(|id| Self { target: Target::Id(id), record: PhantomData })
    }
}

fn read_reference(value: ValueReader<'_>, object: &str) -> Result<Uuid, ValueError> {
    let members: Members<'_> = value.members("a record reference")?;
    // Responses name the object by its slug, so a struct that names it by ID cannot be compared.
    if names_same_target(object, &members.target_object) == Some(false) {
        return Err(value.not(format!("a reference to a record of `{object}`")));
    }
    Ok(members.target_record_id)
}

impl<T> Fits<RecordReferenceKind> for RecordRef<T> {}

/// A value of a record reference attribute that may point to records of several objects.
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(alias("relation", "polymorphic", "link"))]
pub struct AnyRecordRef {
    object: String,
    record_id: Uuid,
}

impl AnyRecordRef {
    /// Creates a reference from an object's slug or ID, and a record's ID.
    pub fn new(object: impl Into<String>, record_id: Uuid) -> Self {
        Self { object: object.into(), record_id }
    }

    /// Returns the slug or ID of the object; always the slug if the reference was read.
    #[must_use]
    pub fn object(&self) -> &str {
        &self.object
    }

    /// Returns the ID of the record.
    #[must_use]
    pub fn record_id(&self) -> Uuid {
        self.record_id
    }

    /// Returns whether it points to a record of `T`'s object.
    ///
    /// `None` if this cannot be determined. A reference that was read has the object's slug and not its
    /// ID, so it cannot be compared with a struct that names its object by ID
    /// (`#[attio(object = "97052eb9-…")]`). Nor can a reference that you made from an ID be compared
    /// with a struct that names its object by slug.
    #[must_use]
    pub fn points_to<T: IsRecord>(&self) -> Option<bool> {
        names_same_target(T::TARGET.name(), &self.object)
    }

    /// Converts it to a reference to a record of `T`, if it is known to point to `T`'s object.
    ///
    /// If `T` or the reference names its object by ID, `None` does not mean that the reference points
    /// to another object. Call [`points_to`](Self::points_to) to find out.
    #[must_use]
    pub fn to<T: IsRecord>(&self) -> Option<RecordRef<T>> {
        let same = self.points_to::<T>() == Some(true);
        same.then(|| RecordRef::new(RecordId::from(self.record_id)))
    }
}

impl<T: IsRecord> From<RecordId<T>> for AnyRecordRef {
    fn from(record_id: RecordId<T>) -> Self {
        Self::new(T::TARGET.name(), record_id.uuid())
    }
}

impl WriteValue for AnyRecordRef {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        write_reference(&self.object, &Target::Id(self.record_id), out)
    }
}

impl ReadValue for AnyRecordRef {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        let members: Members<'_> = value.members("a record reference")?;
        Ok(Self::new(&*members.target_object, members.target_record_id))
    }
}

fits!(AnyRecordRef => RecordReferenceKind);
