//! The bounds that generated code puts on the types of fields: one trait a kind, each with its own
//! message, so that a type that does not fit is one readable error at the type.
//!
//! They have no supertraits: those would add their own errors.

use crate::describe::ValueError;
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
    "expected a value type of `attio_core::value`, alone or in `Option<_>` or `Vec<_>`",
    "a newtype derives `AttioValue`, an enum of options `AttioOption`",
    "a reference to a record is `RecordRef<T>`, where `T` derives `AttioRecord`",
    "`Interaction` and `Actor` are only read, `#[attio(read_only)]`; what borrows is only written, \
     `#[attio(write_only)]`",
    "a field that is no attribute is `#[attio(skip)]`"
    => AnyField AnyWriteField AnyReadField;
    "a field of type `{Self}` does not fit an `actor-reference` attribute",
    "expected `ActorRef`, or the member's e-mail address as a `String`, alone or in `Option<_>` or `Vec<_>`",
    "`Actor`, the type of what answers have, is `#[attio(read_only)]`"
    => ActorReferenceField ActorReferenceWriteField ActorReferenceReadField: ActorReferenceKind;
    "a field of type `{Self}` does not fit a `checkbox` attribute",
    "expected `bool`, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => CheckboxField CheckboxWriteField CheckboxReadField: CheckboxKind;
    "a field of type `{Self}` does not fit a `currency` attribute",
    "expected `Currency`, `Decimal` or a number, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => CurrencyField CurrencyWriteField CurrencyReadField: CurrencyKind;
    "a field of type `{Self}` does not fit a `date` attribute",
    "expected `Date`, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => DateField DateWriteField DateReadField: DateKind;
    "a field of type `{Self}` does not fit a `domain` attribute",
    "expected `Domain` or `String`, alone or in `Option<_>` or `Vec<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => DomainField DomainWriteField DomainReadField: DomainKind;
    "a field of type `{Self}` does not fit an `email-address` attribute",
    "expected `EmailAddress` or `String`, alone or in `Option<_>` or `Vec<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => EmailAddressField EmailAddressWriteField EmailAddressReadField: EmailAddressKind;
    "a field of type `{Self}` does not fit an `interaction` attribute",
    "expected `Interaction`, which is `#[attio(read_only)]`, alone or in `Option<_>`",
    "only Attio writes interactions, so the field is `#[attio(read_only)]`"
    => InteractionField InteractionWriteField InteractionReadField: InteractionKind;
    "a field of type `{Self}` does not fit a `location` attribute",
    "expected `Location`, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => LocationField LocationWriteField LocationReadField: LocationKind;
    "a field of type `{Self}` does not fit a `number` attribute",
    "expected `f64`, `f32`, or an integer of at most 64 bits, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => NumberField NumberWriteField NumberReadField: NumberKind;
    "a field of type `{Self}` does not fit a `personal-name` attribute",
    "expected `PersonalName`, alone or in `Option<_>`",
    "a name has parts, so it is not a `String`: `PersonalName::new(\"Ada\", \"Lovelace\")`"
    => PersonalNameField PersonalNameWriteField PersonalNameReadField: PersonalNameKind;
    "a field of type `{Self}` does not fit a `phone-number` attribute",
    "expected `PhoneNumber` or `String`, alone or in `Option<_>` or `Vec<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => PhoneNumberField PhoneNumberWriteField PhoneNumberReadField: PhoneNumberKind;
    "a field of type `{Self}` does not fit a `rating` attribute",
    "expected `Rating` or a number, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => RatingField RatingWriteField RatingReadField: RatingKind;
    "a field of type `{Self}` does not fit a `record-reference` attribute",
    "expected `RecordRef<_>` or `AnyRecordRef`, alone or in `Option<_>` or `Vec<_>`",
    "in `RecordRef<T>`, `T` is the struct of the other record, which derives `AttioRecord`"
    => RecordReferenceField RecordReferenceWriteField RecordReferenceReadField: RecordReferenceKind;
    "a field of type `{Self}` does not fit a `select` attribute",
    "expected `SelectOption`, an enum with `#[derive(AttioOption)]` or `String`, alone or in `Option<_>` or `Vec<_>`",
    "for a type of your own, derive `AttioOption` (an enum of options) or `AttioValue` (a newtype)"
    => SelectField SelectWriteField SelectReadField: SelectKind;
    "a field of type `{Self}` does not fit a `status` attribute",
    "expected `Status`, an enum with `#[derive(AttioOption)]` or `String`, alone or in `Option<_>`",
    "for a type of your own, derive `AttioOption` (an enum of options) or `AttioValue` (a newtype)"
    => StatusField StatusWriteField StatusReadField: StatusKind;
    "a field of type `{Self}` does not fit a `text` attribute",
    "expected `String`, or another string type, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => TextField TextWriteField TextReadField: TextKind;
    "a field of type `{Self}` does not fit a `timestamp` attribute",
    "expected `Timestamp`, alone or in `Option<_>`",
    "for a type of your own, derive `AttioValue` (a newtype around one of these)"
    => TimestampField TimestampWriteField TimestampReadField: TimestampKind;
}

/// The bound on the inner type of a newtype that is written and read.
#[diagnostic::on_unimplemented(
    message = "a newtype around `{Self}` cannot be a value of an attribute",
    label = "expected a value type of `attio_core::value`, not wrapped in `Option<_>` or `Vec<_>`",
    note = "put `Option<_>` or `Vec<_>` around the newtype, at the field"
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

/// The bound on the type of a field that is not read, or may have no value to be read.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` that is not read needs a value, and the type has no default",
    label = "expected a type that implements `Default`",
    note = "a function can make the value: `#[attio(default = \"path\")]`"
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

/// The bound on the inner type of a newtype that borrows, so that it is only written.
#[diagnostic::on_unimplemented(
    message = "a newtype around `{Self}` cannot be a value of an attribute",
    label = "expected a value type of `attio_core::value`, not wrapped in `Option<_>` or `Vec<_>`",
    note = "put `Option<_>` or `Vec<_>` around the newtype, at the field"
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
