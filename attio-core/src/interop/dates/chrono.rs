//! The types of `chrono`. All of Attio's dates and timestamps are within its bounds.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};

use super::stands_for;
use crate::describe::ValueError;
use crate::describe::kind::{DateKind, TimestampKind};
use crate::value::{Date, Timestamp};

impl TryFrom<NaiveDate> for Date {
    type Error = ValueError;

    /// Fails outside the years 0 to 9999.
    fn try_from(date: NaiveDate) -> Result<Self, ValueError> {
        // Months and days are small numbers.
        Self::new(date.year(), date.month() as u8, date.day() as u8)
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        // `NaiveDate` covers every `Date`.
        NaiveDate::from_ymd_opt(date.year(), date.month().into(), date.day().into())
            .unwrap_or_default()
    }
}

impl<Z: TimeZone> TryFrom<DateTime<Z>> for Timestamp {
    type Error = ValueError;

    /// Converts the instant; the offset is not kept. Fails outside the years 0 to 9999 and for a leap
    /// second.
    fn try_from(time: DateTime<Z>) -> Result<Self, ValueError> {
        Self::from_unix(time.timestamp(), time.timestamp_subsec_nanos())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(timestamp: Timestamp) -> Self {
        // `DateTime` covers every `Timestamp`.
        DateTime::from_timestamp(timestamp.unix_seconds(), timestamp.subsec_nanos())
            .unwrap_or_default()
    }
}

stands_for!(NaiveDate, Date, DateKind);
stands_for!(DateTime<Utc>, Timestamp, TimestampKind);
