//! Numbers: Attio stores them as 64-bit floats.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::kind::{CurrencyKind, NumberKind, RatingKind};
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::{AnyNumber, ValueShape};
use crate::wire::{Text, ValueReader, ValueWriter};

const NUMBERS: ValueShape = shape::<f64>();

fits!(
    i8, i16, i32, i64, u8, u16, u32, u64, f32, f64 => [NumberKind, RatingKind, CurrencyKind],
    compared as AnyNumber
);

#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    attribute_type: Text<'a>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    #[serde(borrow)]
    currency_value: Option<&'a RawValue>,
}

/// Returns the digits of the number, as received.
fn digits<'a>(value: ValueReader<'a>, expected: &'static str) -> Result<&'a str, ValueError> {
    let members: Members<'a> = value.members(expected)?;
    let number = match &*members.attribute_type {
        "number" | "rating" => members.value,
        // One documented example has the amount as a string.
        "currency" => members.currency_value,
        _ => None,
    };
    number.map(|number| number.get().trim_matches('"')).ok_or_else(|| value.not(expected))
}

macro_rules! floats {
    ($($type:ty),*) => {$(
        impl ReadValue for $type {
            const SHAPE: ValueShape = NUMBERS;

            fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
                const EXPECTED: &str =
                    concat!("a number, rating or currency value that fits `", stringify!($type), "`");
                match digits(value, EXPECTED)?.parse::<$type>() {
                    Ok(number) if number.is_finite() => Ok(number),
                    _ => Err(value.not(EXPECTED)),
                }
            }
        }
    )*};
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl WriteValue for $type {
            const SHAPE: ValueShape = NUMBERS;

            fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
                out.integer((*self).into())
            }
        }
        impl ReadValue for $type {
            const SHAPE: ValueShape = NUMBERS;

            fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
                const EXPECTED: &str = concat!("a whole number that fits `", stringify!($type), "`");
                integer(digits(value, EXPECTED)?)
                    .and_then(|number| number.try_into().ok())
                    .ok_or_else(|| value.not(EXPECTED))
            }
        }
    )*};
}

/// Parses a whole number, also if it is written as `42.0` or `1e3`.
fn integer(digits: &str) -> Option<i128> {
    if let Ok(number) = digits.parse() {
        return Some(number);
    }
    let float: f64 = digits.parse().ok()?;
    // 2^100 is far beyond every integer type read here, and exactly representable.
    (float.fract() == 0.0 && float.abs() < 2f64.powi(100)).then_some(float as i128)
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);
floats!(f64, f32);

impl WriteValue for f64 {
    const SHAPE: ValueShape = NUMBERS;

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        out.float(*self)
    }
}

impl WriteValue for f32 {
    const SHAPE: ValueShape = NUMBERS;

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        // The shortest digits that give this `f32`, so that 0.1 is not sent as 0.10000000149….
        out.float(self.to_string().parse().unwrap_or_else(|_| (*self).into()))
    }
}
