//! Calendar days.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::Deserialize;

use super::kind::DateKind;
use super::{ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// A day of the proleptic Gregorian calendar, from 0000-01-01 to 9999-12-31, Attio's latest.
///
/// ```
/// use attio_core::Date;
///
/// let day: Date = "2023-01-02".parse()?;
/// assert_eq!((day.year(), day.month(), day.day()), (2023, 1, 2));
/// assert!(Date::new(2023, 2, 29).is_err());
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Attio's latest date, 9999-12-31.
    pub const MAX: Date = Date { year: 9999, month: 12, day: 31 };

    /// Creates a date from a year, a month (1 to 12) and a day of the month.
    ///
    /// # Errors
    ///
    /// Returns an error if the day does not exist, or if it is before the year 0 or after the year
    /// 9999.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, ValueError> {
        let error = || {
            ValueError::new(
                format!("{year:04}-{month:02}-{day:02}"),
                "a calendar day from 0000-01-01 to 9999-12-31",
            )
        };
        let year = u16::try_from(year).ok().filter(|&year| year <= 9999).ok_or_else(error)?;
        if day == 0 || day > days_in_month(year, month) {
            return Err(error());
        }
        Ok(Self { year, month, day })
    }

    /// Returns the year, 0 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.year.into()
    }

    /// Returns the month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// Returns the day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// Returns the number of days since 1970-01-01.
    pub(super) fn to_days(self) -> i64 {
        // Counted in eras of 400 years that begin in March, so that the leap day comes last.
        let (y, m, d) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let y = if m <= 2 { y - 1 } else { y };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// Returns the date this many days after 1970-01-01, if it is within the bounds.
    pub(super) fn from_days(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let (year, month, day) =
            (i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        Self::new(year, month, day).ok()
    }

    /// Returns the ten characters of `YYYY-MM-DD`.
    pub(super) fn to_ascii(self) -> [u8; 10] {
        let mut text = *b"0000-00-00";
        super::timestamp::write_digits(&mut text[0..4], u32::from(self.year));
        super::timestamp::write_digits(&mut text[5..7], u32::from(self.month));
        super::timestamp::write_digits(&mut text[8..10], u32::from(self.day));
        text
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

impl FromStr for Date {
    type Err = ValueError;

    /// Parses `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        fn digits(text: &[u8]) -> Option<u16> {
            text.iter().try_fold(0u16, |number, byte| {
                byte.is_ascii_digit().then(|| number * 10 + u16::from(byte - b'0'))
            })
        }
        let parts = match text.as_bytes() {
            [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
                (digits(year), digits(&[*m1, *m2]), digits(&[*d1, *d2]))
            }
            _ => (None, None, None),
        };
        let (Some(year), Some(month), Some(day)) = parts else {
            return Err(ValueError::of_text(text, "a date such as 2023-01-31"));
        };
        // Two digits fit in a `u8`.
        Self::new(year.into(), month as u8, day as u8)
    }
}

impl TryFrom<&str> for Date {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_ascii().into_iter().try_for_each(|byte| f.write_char(char::from(byte)))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl WriteValue for Date {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        let buffer = out.buffer();
        buffer.extend_from_slice(b"{\"value\":\"");
        buffer.extend_from_slice(&self.to_ascii());
        buffer.extend_from_slice(b"\"}");
        Ok(())
    }
}

impl ReadValue for Date {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            value: Text<'a>,
        }
        const EXPECTED: &str = "a date value";
        let members: Members<'_> = value.members(EXPECTED)?;
        members.value.parse().map_err(|_| value.not(EXPECTED))
    }
}

fits!(Date => DateKind);
