//! The bounds that generated code puts on field types. Each attribute type has its own traits with its
//! own message, so a type that does not fit causes one readable error at the type.
//!
//! The traits have no supertraits, which would add their own errors.

use crate::describe::ValueError;
use crate::describe::attribute_types;
use crate::describe::kind::*;
use crate::describe::{Field, Shape, ValueShape};
use crate::value::{Fits, FitsWritten, ReadField, ReadValue, WriteField, WriteValue};
use crate::wire::{RecordReader, ValueReader, ValueWriter, ValuesWriter};

fn write<T: WriteField>(value: &T, out: &mut ValuesWriter, field: &'static Field) {
    let mut values = out.field(field);
    value.write(&mut values);
    values.end();
}

macro_rules! bounds {
    ($(
        $kind:literal, $fits:literal, $($note:literal),*
        => $both:ident $write:ident $read:ident $(: $marker:ident)?;
    )*) => {$(
        #[diagnostic::on_unimplemented(
            message = $kind,
            label = $fits,
            $(note = $note),*
        )]
        #[doc = concat!("A field that is written and read: ", $fits, ".")]
        pub trait $both: Sized {
            #[doc(hidden)]
            const SHAPE: Shape;
            #[doc(hidden)]
            fn write(&self, out: &mut ValuesWriter, field: &'static Field);
            #[doc(hidden)]
            fn read(values: &RecordReader<'_>, index: usize) -> Option<Self>;
        }

        #[diagnostic::do_not_recommend]
        impl<T> $both for T
        where
            T: WriteField + ReadField,
            $(<T as WriteField>::Value: Fits<$marker>,)?
        {
            const SHAPE: Shape = <T as ReadField>::SHAPE;
            fn write(&self, out: &mut ValuesWriter, field: &'static Field) {
                write(self, out, field);
            }
            fn read(values: &RecordReader<'_>, index: usize) -> Option<Self> {
                values.read_all(index, T::read)
            }
        }

        #[diagnostic::on_unimplemented(
            message = $kind,
            label = $fits,
            $(note = $note),*
        )]
        #[doc = concat!("A field that is only written: ", $fits, ".")]
        pub trait $write {
            #[doc(hidden)]
            const SHAPE: Shape;
            #[doc(hidden)]
            fn write(&self, out: &mut ValuesWriter, field: &'static Field);
        }

        #[diagnostic::do_not_recommend]
        impl<T> $write for T
        where
            T: WriteField,
            $(<T as WriteField>::Value: FitsWritten<$marker>,)?
        {
            const SHAPE: Shape = <T as WriteField>::SHAPE;
            fn write(&self, out: &mut ValuesWriter, field: &'static Field) {
                write(self, out, field);
            }
        }

        #[diagnostic::on_unimplemented(
            message = $kind,
            label = $fits,
            $(note = $note),*
        )]
        #[doc = concat!("A field that is only read: ", $fits, ".")]
        pub trait $read: Sized {
            #[doc(hidden)]
            const SHAPE: Shape;
            #[doc(hidden)]
            fn read(values: &RecordReader<'_>, index: usize) -> Option<Self>;
        }

        #[diagnostic::do_not_recommend]
        impl<T> $read for T
        where
            T: ReadField,
            $(<T as ReadField>::Value: Fits<$marker>,)?
        {
            const SHAPE: Shape = <T as ReadField>::SHAPE;
            fn read(values: &RecordReader<'_>, index: usize) -> Option<Self> {
                values.read_all(index, T::read)
            }
        }
    )*};
}

bounds! {
    "a field of type `{Self}` fits no attribute",
    "expected a type listed in `attio_core::value`, bare or in `Option<_>` or `Vec<_>`",
    "derive `AttioValue` on a newtype, `AttioOption` on an enum of options",
    "refer to a record with `RecordRef<T>`, where `T` derives `AttioRecord`",
    "`Interaction` and `Actor` need `#[attio(read_only)]`, borrowed types need `#[attio(write_only)]`",
    "a field that is not an attribute needs `#[attio(skip)]`"
    => AnyField AnyWriteField AnyReadField;
}

macro_rules! bounds_of_types {
    ($($variant:ident = $name:literal {
        kind: $kind:ident,
        bounds: $both:ident $write:ident $read:ident,
        misfit: $misfit:literal,
        expected: $expected:literal,
        note: $note:literal,
        $($rest:tt)*
    })*) => {
        bounds! { $($misfit, $expected, $note => $both $write $read: $kind;)* }
    };
}

attribute_types!(bounds_of_types);

macro_rules! inner_value {
    ($message:literal, $label:literal, $($note:literal),*) => {
        /// The bound on the inner type of a newtype that is written and read.
        #[diagnostic::on_unimplemented(
            message = $message,
            label = $label,
            $(note = $note),*
        )]
        pub trait InnerValue: Sized {
            #[doc(hidden)]
            const SHAPE: ValueShape;
            #[doc(hidden)]
            fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError>;
            #[doc(hidden)]
            fn read(value: ValueReader<'_>) -> Result<Self, ValueError>;
        }

        #[diagnostic::do_not_recommend]
        impl<T: WriteValue + ReadValue> InnerValue for T {
            const SHAPE: ValueShape = <T as ReadValue>::SHAPE;
            fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
                WriteValue::write(self, out)
            }
            fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
                ReadValue::read(value)
            }
        }
    };
}

inner_value! {
    "a newtype around `{Self}` cannot be a value of an attribute",
    "expected a type listed in `attio_core::value`, not in `Option<_>` or `Vec<_>`",
    "in the struct, wrap the newtype in `Option<_>` or `Vec<_>`"
}

/// The bound on the type of a field that is not read, or that may have no value to read.
#[diagnostic::on_unimplemented(
    message = "the field is not read and needs a default value, but `{Self}` has none",
    label = "expected a type that implements `Default`",
    note = "implement `Default`, or name a function: `#[attio(default = \"path\")]`"
)]
pub trait FieldDefault: Sized {
    #[doc(hidden)]
    fn value() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> FieldDefault for T {
    fn value() -> Self {
        T::default()
    }
}

/// The bound on the inner type of a newtype that borrows, and so is only written.
#[diagnostic::on_unimplemented(
    message = "a newtype around `{Self}` cannot be a value of an attribute",
    label = "expected a type listed in `attio_core::value`, not in `Option<_>` or `Vec<_>`",
    note = "in the struct, wrap the newtype in `Option<_>` or `Vec<_>`"
)]
pub trait InnerWriteValue {
    #[doc(hidden)]
    const SHAPE: ValueShape;
    #[doc(hidden)]
    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError>;
}

#[diagnostic::do_not_recommend]
impl<T: WriteValue> InnerWriteValue for T {
    const SHAPE: ValueShape = <T as WriteValue>::SHAPE;
    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        WriteValue::write(self, out)
    }
}

/// The bounds for types named as those of the crate `chrono`, without a pinned or known attribute type.
///
/// A message cannot depend on the type, and the derive does not know the features. So the derive takes these
/// bounds for such names; they are the usual ones if the feature is on.
pub mod chrono {
    #[cfg(feature = "chrono")]
    pub use super::{AnyField, AnyReadField, AnyWriteField, InnerValue};
    #[cfg(not(feature = "chrono"))]
    pub use missing::*;

    #[cfg(not(feature = "chrono"))]
    mod missing {
        use crate::derived::bounds::*;

        bounds! {
            "a field of type `{Self}` needs the feature `chrono` of `attio-core`",
            "`NaiveDate` and `DateTime<Utc>` are value types with this feature",
            "turn it on with `cargo add attio-core --features chrono`, or use `Date` or `Timestamp` of `attio_core`",
            "for a type of your own with this name, derive `AttioValue`"
            => AnyField AnyWriteField AnyReadField;
        }

        inner_value! {
            "a newtype around `{Self}` needs the feature `chrono` of `attio-core`",
            "`NaiveDate` and `DateTime<Utc>` are value types with this feature",
            "turn it on with `cargo add attio-core --features chrono`, or use `Date` or `Timestamp` of `attio_core`",
            "for a type of your own with this name, derive `AttioValue`"
        }
    }
}

/// The bounds for types named as those of the crate `time`, without a pinned or known attribute type.
///
/// A message cannot depend on the type, and the derive does not know the features. So the derive takes these
/// bounds for such names; they are the usual ones if the feature is on.
pub mod time {
    #[cfg(feature = "time")]
    pub use super::{AnyField, AnyReadField, AnyWriteField, InnerValue};
    #[cfg(not(feature = "time"))]
    pub use missing::*;

    #[cfg(not(feature = "time"))]
    mod missing {
        use crate::derived::bounds::*;

        bounds! {
            "a field of type `{Self}` needs the feature `time` of `attio-core`",
            "`Date`, `UtcDateTime` and `OffsetDateTime` are value types with this feature",
            "turn it on with `cargo add attio-core --features time`, or use `Date` or `Timestamp` of `attio_core`",
            "for a type of your own with this name, derive `AttioValue`"
            => AnyField AnyWriteField AnyReadField;
        }

        inner_value! {
            "a newtype around `{Self}` needs the feature `time` of `attio-core`",
            "`Date`, `UtcDateTime` and `OffsetDateTime` are value types with this feature",
            "turn it on with `cargo add attio-core --features time`, or use `Date` or `Timestamp` of `attio_core`",
            "for a type of your own with this name, derive `AttioValue`"
        }
    }
}

/// The bounds for types named as those of the crate `jiff`, without a pinned or known attribute type.
///
/// A message cannot depend on the type, and the derive does not know the features. So the derive takes these
/// bounds for such names; they are the usual ones if the feature is on.
pub mod jiff {
    #[cfg(feature = "jiff")]
    pub use super::{AnyField, AnyReadField, AnyWriteField, InnerValue};
    #[cfg(not(feature = "jiff"))]
    pub use missing::*;

    #[cfg(not(feature = "jiff"))]
    mod missing {
        use crate::derived::bounds::*;

        bounds! {
            "a field of type `{Self}` needs the feature `jiff` of `attio-core`",
            "`civil::Date` and `Timestamp` are value types with this feature",
            "turn it on with `cargo add attio-core --features jiff`, or use `Date` or `Timestamp` of `attio_core`",
            "for a type of your own with this name, derive `AttioValue`"
            => AnyField AnyWriteField AnyReadField;
        }

        inner_value! {
            "a newtype around `{Self}` needs the feature `jiff` of `attio-core`",
            "`civil::Date` and `Timestamp` are value types with this feature",
            "turn it on with `cargo add attio-core --features jiff`, or use `Date` or `Timestamp` of `attio_core`",
            "for a type of your own with this name, derive `AttioValue`"
        }
    }
}

/// The bounds for types named `Date` or `Timestamp`, which are those of `attio-core` or of another crate.
pub mod dates {
    use crate::derived::bounds::*;

    bounds! {
        "a field of type `{Self}` fits no attribute",
        "expected `Date` or `Timestamp` of `attio_core`, alone or in `Option<_>`",
        "a `Date` or `Timestamp` of `time` or `jiff` needs the feature of `attio-core` with that name",
        "for a type of your own with this name, derive `AttioValue`"
        => AnyField AnyWriteField AnyReadField;
    }

    inner_value! {
        "a newtype around `{Self}` cannot be a value of an attribute",
        "expected `Date` or `Timestamp` of `attio_core`",
        "a `Date` or `Timestamp` of `time` or `jiff` needs the feature of `attio-core` with that name",
        "for a type of your own with this name, derive `AttioValue`"
    }
}

/// The code that the derive writes for a newtype.
///
/// It is one constant whose functions are closures, because the compiler checks closures together with the
/// constant that they are in. An inner type that does not fit is one error there, not one per function.
pub trait Newtype: Sized {
    /// The code.
    const CODE: NewtypeCode<Self>;
}

/// See [`Newtype`].
#[derive(Debug)]
pub struct NewtypeCode<T> {
    /// The shape of the inner type.
    pub shape: ValueShape,
    /// Writes the inner value.
    pub write: fn(&T, ValueWriter<'_>) -> Result<(), ValueError>,
    /// Reads the inner value. Called only if the inner type can be read.
    pub read: fn(ValueReader<'_>) -> Result<T, ValueError>,
}
