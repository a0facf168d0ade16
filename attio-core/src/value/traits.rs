//! The traits between Rust types and the values of attributes.

use super::ValueError;
use crate::describe::{Count, Shape, ValueShape};
use crate::sealed::Sealed;
use crate::wire::{FieldReader, FieldWriter, ValueReader, ValueWriter};

/// A type that can be written as one value of an attribute.
///
/// The value types of this module implement it, and so do strings, numbers and `bool`. For a type
/// of your own, derive [`AttioValue`](macro@crate::AttioValue) (a newtype) or
/// [`AttioOption`](macro@crate::AttioOption) (an enum of select options or statuses), or implement
/// it by hand together with [`Fits`]:
///
/// ```
/// use attio_core::value::{Fits, ReadValue, ValueError, ValueReader, ValueWriter, WriteValue, kind};
///
/// /// Cents, kept in a number attribute as euros.
/// struct Cents(u32);
///
/// impl WriteValue for Cents {
///     fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
///         out.float(f64::from(self.0) / 100.0)
///     }
/// }
/// impl ReadValue for Cents {
///     fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
///         Ok(Cents((f64::read(value)? * 100.0).round() as u32))
///     }
/// }
/// impl Fits<kind::NumberKind> for Cents {}
/// ```
///
/// A field of the type that does not pin its attribute type (`#[attio(kind = "number")]`) can be filtered if
/// the type implements [`ValueKind`](crate::query::ValueKind) too.
///
/// Implemented by you, or by `#[derive(AttioValue)]` and `#[derive(AttioOption)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written as an attribute value",
    label = "not a type that can be written",
    note = "for a type of your own, derive `AttioValue` (a newtype) or `AttioOption` (an enum of \
            options)"
)]
pub trait WriteValue {
    #[doc(hidden)]
    const SHAPE: ValueShape = ValueShape::UNKNOWN;

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// Returns an error if Attio would refuse the value. It shows the given value and the allowed ones.
    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError>;
}

/// A type that can be read from one value of an attribute.
///
/// Implemented by you, or by `#[derive(AttioValue)]` and `#[derive(AttioOption)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from an attribute value",
    label = "not a type that can be read",
    note = "read an owned type such as `String`; for a type of your own, derive `AttioValue` (a \
            newtype) or `AttioOption` (an enum of options)"
)]
pub trait ReadValue: Sized {
    #[doc(hidden)]
    const SHAPE: ValueShape = ValueShape::UNKNOWN;

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not of the type. It shows what was received and what was
    /// expected.
    fn read(value: ValueReader<'_>) -> Result<Self, ValueError>;
}

/// A value type that fits attributes of the kind `Kind`.
///
/// It is checked if a field pins its attribute type with `#[attio(kind = "…")]`.
///
/// Implemented by you, or by `#[derive(AttioValue)]` and `#[derive(AttioOption)]`.
pub trait Fits<Kind> {}

/// A value type that can be written to attributes of the kind `Kind`, but perhaps not read from them.
pub trait FitsWritten<Kind> {}

impl<K, T: Fits<K> + ?Sized> FitsWritten<K> for T {}

/// The shape of a type that [`fits!`] declares.
pub(crate) trait Stated {
    const SHAPE: ValueShape;
}

/// Returns the shape of a type that [`fits!`] declares.
pub(crate) const fn shape<T: Stated + ?Sized>() -> ValueShape {
    T::SHAPE
}

/// Declares the attribute types that a Rust type fits, the most natural one first. Pinned fields, the
/// check of the live workspace and filters use it; in filters, a type that fits several has its own
/// kind.
macro_rules! fits {
    (@ $type:ty, $kind:ident, [$($fits:ident),+]) => {
        $(impl $crate::value::Fits<$fits> for $type {})+

        impl $crate::value::Stated for $type {
            const SHAPE: $crate::describe::ValueShape = $crate::describe::ValueShape::of(&[
                $(<$fits as $crate::describe::kind::Kind>::TYPE),+
            ]);
        }

        impl $crate::describe::ValueKind for $type {
            type Kind = $kind;
        }
    };
    ($($type:ty),+ => $kind:ident) => {
        $($crate::value::fits!(@ $type, $kind, [$kind]);)+
    };
    ($($type:ty),+ => $fits:tt, compared as $kind:ident) => {
        $($crate::value::fits!(@ $type, $kind, $fits);)+
    };
}
pub(crate) use fits;

/// At most one value: the field is a `T` or an `Option<T>`.
#[derive(Debug)]
pub enum One {}

/// Any number of values: the field is a `Vec<T>`.
#[derive(Debug)]
pub enum Many {}

/// A field type that can be written.
///
/// It is `T` (exactly one value), `Option<T>` (none or one), `Vec<T>` or `&[T]` (any number), where `T`
/// is a [`WriteValue`]. `None` and an empty `Vec` are not written, so nothing is erased by accident.
///
/// Sealed: implement [`WriteValue`] for the type of one value.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be written",
    label = "not a type that can be written",
    note = "in generic code, add the bound `WriteField`"
)]
pub trait WriteField {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The type of one value.
    type Value;

    /// How many values it holds: [`One`] or [`Many`].
    type Count;

    #[doc(hidden)]
    const SHAPE: Shape = Shape::UNKNOWN;

    /// Writes the values.
    fn write(&self, out: &mut FieldWriter<'_>);
}

#[diagnostic::do_not_recommend]
impl<T: WriteValue> WriteField for T {
    const SEALED: Sealed = Sealed;
    type Value = T;
    type Count = One;
    const SHAPE: Shape = Shape::new(Count::One, <T as WriteValue>::SHAPE);

    fn write(&self, out: &mut FieldWriter<'_>) {
        out.push(self);
    }
}

#[diagnostic::do_not_recommend]
impl<T: WriteValue> WriteField for Option<T> {
    const SEALED: Sealed = Sealed;
    type Value = T;
    type Count = One;
    const SHAPE: Shape = Shape::new(Count::Optional, <T as WriteValue>::SHAPE);

    fn write(&self, out: &mut FieldWriter<'_>) {
        if let Some(value) = self {
            out.push(value);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: WriteValue> WriteField for Vec<T> {
    const SEALED: Sealed = Sealed;
    type Value = T;
    type Count = Many;
    const SHAPE: Shape = Shape::new(Count::Many, <T as WriteValue>::SHAPE);

    fn write(&self, out: &mut FieldWriter<'_>) {
        for value in self {
            out.push(value);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: WriteValue> WriteField for &[T] {
    const SEALED: Sealed = Sealed;
    type Value = T;
    type Count = Many;
    const SHAPE: Shape = Shape::new(Count::Many, <T as WriteValue>::SHAPE);

    fn write(&self, out: &mut FieldWriter<'_>) {
        for value in *self {
            out.push(value);
        }
    }
}

/// A field type that can be read.
///
/// It is `T` (exactly one value), `Option<T>` (none or one) or `Vec<T>` (any number), where `T` is a
/// [`ReadValue`].
///
/// Sealed: implement [`ReadValue`] for the type of one value.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be read",
    label = "not a type that can be read",
    note = "read a field as `T`, `Option<T>` or `Vec<T>`, where `T` is an owned type such as `String`",
    note = "in generic code, add the bound `ReadField`"
)]
pub trait ReadField: Sized {
    #[doc(hidden)]
    const SEALED: Sealed;

    /// The type of one value.
    type Value;

    #[doc(hidden)]
    const SHAPE: Shape = Shape::UNKNOWN;

    /// Reads the values.
    ///
    /// # Errors
    ///
    /// Returns an error if there are too many or too few values, or if one is not of the type.
    fn read(values: FieldReader<'_, '_>) -> Result<Self, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<T: ReadValue> ReadField for T {
    const SEALED: Sealed = Sealed;
    type Value = T;
    const SHAPE: Shape = Shape::new(Count::One, <T as ReadValue>::SHAPE);

    fn read(values: FieldReader<'_, '_>) -> Result<Self, ValueError> {
        values.one()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ReadValue> ReadField for Option<T> {
    const SEALED: Sealed = Sealed;
    type Value = T;
    const SHAPE: Shape = Shape::new(Count::Optional, <T as ReadValue>::SHAPE);

    fn read(values: FieldReader<'_, '_>) -> Result<Self, ValueError> {
        values.optional()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ReadValue> ReadField for Vec<T> {
    const SEALED: Sealed = Sealed;
    type Value = T;
    const SHAPE: Shape = Shape::new(Count::Many, <T as ReadValue>::SHAPE);

    fn read(values: FieldReader<'_, '_>) -> Result<Self, ValueError> {
        values.all()
    }
}

impl<T: WriteValue + ?Sized> WriteValue for &T {
    const SHAPE: ValueShape = <T as WriteValue>::SHAPE;

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        (**self).write(out)
    }
}

impl<K, T: Fits<K> + ?Sized> Fits<K> for &T {}

impl<T: WriteValue + ?Sized> WriteValue for Box<T> {
    const SHAPE: ValueShape = <T as WriteValue>::SHAPE;

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        (**self).write(out)
    }
}

impl<T: ReadValue> ReadValue for Box<T> {
    const SHAPE: ValueShape = <T as ReadValue>::SHAPE;

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        T::read(value).map(Box::new)
    }
}

impl<K, T: Fits<K> + ?Sized> Fits<K> for Box<T> {}
