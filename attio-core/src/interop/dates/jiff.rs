//! The types of `jiff`. Its latest instant is 9999-12-30T22:00:00.999999999Z, which is before
//! Attio's.

use jiff::civil;

use super::stands_for;
use crate::describe::ValueError;
use crate::describe::kind::{DateKind, TimestampKind};
use crate::value::{Date, Timestamp};

impl TryFrom<civil::Date> for Date {
    type Error = ValueError;

    /// Fails before the year 0.
    fn try_from(date: civil::Date) -> Result<Self, ValueError> {
        // Months and days are small and positive.
        Self::new(date.year().into(), date.month() as u8, date.day() as u8)
    }
}

impl From<Date> for civil::Date {
    fn from(date: Date) -> Self {
        // `civil::Date` covers every `Date`, whose numbers are small.
        civil::Date::new(date.year() as i16, date.month() as i8, date.day() as i8)
            .unwrap_or_default()
    }
}

impl TryFrom<jiff::Timestamp> for Timestamp {
    type Error = ValueError;

    /// Fails before the year 0.
    fn try_from(timestamp: jiff::Timestamp) -> Result<Self, ValueError> {
        // Before 1970, jiff's seconds and nanoseconds are both negative.
        let nanos = timestamp.as_nanosecond();
        let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or(i64::MIN);
        Self::from_unix(seconds, nanos.rem_euclid(1_000_000_000) as u32)
    }
}

impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = ValueError;

    /// Fails after 9999-12-30T22:00:00.999999999Z.
    fn try_from(timestamp: Timestamp) -> Result<Self, ValueError> {
        let nanos = i128::from(timestamp.unix_seconds()) * 1_000_000_000
            + i128::from(timestamp.subsec_nanos());
        jiff::Timestamp::from_nanosecond(nanos).map_err(|_| {
            ValueError::new(
                timestamp.to_string(),
                "an instant in jiff's range, up to 9999-12-30T22:00:00.999999999Z",
            )
        })
    }
}

stands_for!(civil::Date, Date, DateKind);
stands_for!(jiff::Timestamp, Timestamp, TimestampKind);
