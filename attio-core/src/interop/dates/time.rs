//! The types of `time`. All of Attio's dates and timestamps are within its bounds.

use time::{Month, OffsetDateTime, UtcDateTime};

use super::stands_for;
use crate::describe::ValueError;
use crate::describe::kind::{DateKind, TimestampKind};
use crate::value::{Date, Timestamp};

impl TryFrom<time::Date> for Date {
    type Error = ValueError;

    /// Fails outside the years 0 to 9999.
    fn try_from(date: time::Date) -> Result<Self, ValueError> {
        Self::new(date.year(), date.month().into(), date.day())
    }
}

impl From<Date> for time::Date {
    fn from(date: Date) -> Self {
        // `time::Date` covers every `Date`.
        Month::try_from(date.month())
            .and_then(|month| time::Date::from_calendar_date(date.year(), month, date.day()))
            .unwrap_or(time::Date::MIN)
    }
}

impl TryFrom<UtcDateTime> for Timestamp {
    type Error = ValueError;

    /// Fails outside the years 0 to 9999.
    fn try_from(time: UtcDateTime) -> Result<Self, ValueError> {
        Self::from_unix(time.unix_timestamp(), time.nanosecond())
    }
}

impl TryFrom<OffsetDateTime> for Timestamp {
    type Error = ValueError;

    /// Converts the instant; the offset is not kept. Fails outside the years 0 to 9999.
    fn try_from(time: OffsetDateTime) -> Result<Self, ValueError> {
        Self::from_unix(time.unix_timestamp(), time.nanosecond())
    }
}

impl From<Timestamp> for UtcDateTime {
    fn from(timestamp: Timestamp) -> Self {
        // `UtcDateTime` covers every `Timestamp`.
        UtcDateTime::from_unix_timestamp(timestamp.unix_seconds())
            .and_then(|time| time.replace_nanosecond(timestamp.subsec_nanos()))
            .unwrap_or(UtcDateTime::MIN)
    }
}

impl From<Timestamp> for OffsetDateTime {
    /// Returns the time in UTC.
    fn from(timestamp: Timestamp) -> Self {
        UtcDateTime::from(timestamp).into()
    }
}

stands_for!(time::Date, Date, DateKind);
stands_for!(UtcDateTime, Timestamp, TimestampKind);
stands_for!(OffsetDateTime, Timestamp, TimestampKind);
