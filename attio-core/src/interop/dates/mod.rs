//! Dates and instants of other crates, each behind a feature of its name: conversions both ways, and
//! use as field types.
//!
//! They are not operands of filters, because a filter cannot fail: write
//! `BORN.gt(Date::try_from(day)?)`.
//!
//! A value that the other side cannot represent is an error: years outside 0 to 9999, leap seconds, and
//! Attio's last hours in jiff. Nothing is rounded or cut.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

/// Makes `$other` a value of `$kind`, by conversion to and from `$own`.
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
macro_rules! stands_for {
    ($other:ty, $own:ty, $kind:ident) => {
        impl $crate::value::WriteValue for $other {
            const SHAPE: $crate::describe::ValueShape = $crate::value::shape::<Self>();

            fn write(
                &self,
                out: $crate::wire::ValueWriter<'_>,
            ) -> Result<(), $crate::value::ValueError> {
                $crate::value::WriteValue::write(&<$own>::try_from(*self)?, out)
            }
        }

        impl $crate::value::ReadValue for $other {
            const SHAPE: $crate::describe::ValueShape = $crate::value::shape::<Self>();

            fn read(
                value: $crate::wire::ValueReader<'_>,
            ) -> Result<Self, $crate::value::ValueError> {
                let own = <$own as $crate::value::ReadValue>::read(value)?;
                let other = <$other>::try_from(own)?;
                Ok(other)
            }
        }

        $crate::value::fits!($other => $kind);
    };
}

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
use stands_for;
