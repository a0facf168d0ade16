//! Dates and instants of other crates, each behind a feature of its name: conversions both ways, and
//! as types of fields.
//!
//! They are no operands of filters, since a filter cannot fail: `BORN.gt(Date::try_from(day)?)`.
//!
//! What one side has and the other has not is an error: years outside 0 to 9999, leap seconds, and
//! Attio's last hours in jiff. Nothing is rounded or cut.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;

/// Implements for `$other` what makes `$own` a value of `$kind`.
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
