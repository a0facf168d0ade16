//! The bounds that generated code puts on field types. Each attribute type has its own traits with its
//! own message, so a type that does not fit causes one readable error at the type.
//!
//! The traits have no supertraits, which would add their own errors.

use crate::describe::ValueError;
use crate::describe::attribute_types;
use crate::describe::kind::*;
use crate::describe::{Field, Shape, ValueShape};
use crate::value::{Fits, ReadField, ReadValue, WriteField, WriteValue};
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
            const SHAPE: Shape = <T as WriteField>::SHAPE;
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
            $(<T as WriteField>::Value: Fits<$marker>,)?
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

/// The bound on the inner type of a newtype that is written and read.
#[diagnostic::on_unimplemented(
    message = "a newtype around `{Self}` cannot be a value of an attribute",
    label = "expected a type listed in `attio_core::value`, not in `Option<_>` or `Vec<_>`",
    note = "in the record, wrap the newtype in `Option<_>` or `Vec<_>`"
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
    const SHAPE: ValueShape = <T as WriteValue>::SHAPE;
    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        WriteValue::write(self, out)
    }
    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        ReadValue::read(value)
    }
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
    note = "in the record, wrap the newtype in `Option<_>` or `Vec<_>`"
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
