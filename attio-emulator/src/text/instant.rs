//! Instants and days: the ISO 8601 forms that the API accepts, and the one that it returns.

use std::fmt;

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// An instant in UTC, with nanoseconds, up to `9999-12-31T23:59:59.999999999Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Instant(OffsetDateTime);

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Day(Date);

impl Instant {
    /// The current time, truncated to milliseconds like the API's own timestamps.
    pub(crate) fn now() -> Self {
        Self(OffsetDateTime::now_utc()).cut()
    }

    /// The current time in full precision.
    pub(crate) fn exact() -> Self {
        Self(OffsetDateTime::now_utc())
    }

    /// The system time, truncated to milliseconds; `None` outside of the years 0 to 9999.
    pub(crate) fn of_system(time: std::time::SystemTime) -> Option<Self> {
        let at = match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => OffsetDateTime::UNIX_EPOCH.checked_add(since.try_into().ok()?),
            Err(before) => {
                OffsetDateTime::UNIX_EPOCH.checked_sub(before.duration().try_into().ok()?)
            }
        };
        at.filter(|at| (0..=9999).contains(&at.year())).map(|at| Self(at).cut())
    }

    fn cut(self) -> Self {
        let millis = self.0.nanosecond() / 1_000_000 * 1_000_000;
        Self(self.0.replace_nanosecond(millis).unwrap_or(self.0))
    }

    /// The instant this number of milliseconds later, or earlier if it is negative.
    pub(crate) fn shifted(self, millis: i64) -> Self {
        let shifted = self.0.checked_add(time::Duration::milliseconds(millis));
        Self(shifted.filter(|at| (0..=9999).contains(&at.year())).unwrap_or(self.0))
    }

    /// Writes the same as `Display`, but faster.
    pub(crate) fn write(self, out: &mut Vec<u8>) {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second, nanosecond) = self.0.to_hms_nano();
        let mut digits = |number: u32, width: u32, after: u8| {
            out.extend((0..width).rev().map(|place| {
                // One digit always fits.
                b'0' + u8::try_from(number / 10_u32.pow(place) % 10).unwrap_or_default()
            }));
            out.push(after);
        };
        digits(year.unsigned_abs(), 4, b'-');
        digits(u32::from(u8::from(month)), 2, b'-');
        digits(u32::from(day), 2, b'T');
        digits(u32::from(hour), 2, b':');
        digits(u32::from(minute), 2, b':');
        digits(u32::from(second), 2, b'.');
        digits(nanosecond, 9, b'Z');
    }

    pub(crate) fn unix_seconds(self) -> i64 {
        self.0.unix_timestamp()
    }

    pub(crate) fn day(self) -> Day {
        Day(self.0.date())
    }

    /// Adds calendar months (at most to the last day of a shorter month), then exact time.
    pub(crate) fn plus(self, months: u32, rest: time::Duration) -> Option<Self> {
        let date = add_months(self.0.date(), months)?;
        self.0.replace_date(date).checked_add(rest).filter(|at| at.year() <= 9999).map(Self)
    }
}

fn add_months(date: Date, months: u32) -> Option<Date> {
    let index = i64::from(date.year()) * 12 + i64::from(u8::from(date.month())) - 1;
    let index = index + i64::from(months);
    let year = i32::try_from(index.div_euclid(12)).ok()?;
    let month = Month::try_from(u8::try_from(index.rem_euclid(12) + 1).ok()?).ok()?;
    let day = date.day().min(month.length(year));
    Date::from_calendar_date(year, month, day).ok()
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, day) = (self.0, Day(self.0.date()));
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        write!(f, "{day}T{hour:02}:{minute:02}:{second:02}.{:09}Z", at.nanosecond())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

/// Reads an instant: a year, a month, a day, or a day with a time; missing parts get their lowest
/// value, and a time without an offset is in UTC.
pub(crate) fn parse_instant(text: &str) -> Option<Instant> {
    let (date, rest) = parse_date(text)?;
    let at = match rest {
        None => PrimitiveDateTime::new(date, Time::MIDNIGHT).assume_utc(),
        Some(rest) => parse_time(date, rest)?,
    };
    Some(Instant(at))
}

/// Reads a day; a time is removed after conversion to UTC.
pub(crate) fn parse_day(text: &str) -> Option<Day> {
    parse_instant(text).map(Instant::day)
}

/// `2023`, `2023-01`, `2023-01-02`; and the part after a `T`.
fn parse_date(text: &str) -> Option<(Date, Option<&str>)> {
    let (date, rest) = match text.split_once('T') {
        Some((date, rest)) => (date, Some(rest)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = i32::from(digits(parts.next()?, 4)?);
    let month = parts.next().map(|part| digits(part, 2));
    let day = parts.next().map(|part| digits(part, 2));
    if parts.next().is_some() || (rest.is_some() && day.is_none()) {
        return None;
    }
    let month = Month::try_from(u8::try_from(month.unwrap_or(Some(1))?).ok()?).ok()?;
    let day = u8::try_from(day.unwrap_or(Some(1))?).ok()?;
    Some((Date::from_calendar_date(year, month, day).ok()?, rest))
}

/// `13:00`, `13:00:00`, `13:00:00.123456789`, then nothing, `Z`, `+02`, `+0200` or `+02:00`.
fn parse_time(date: Date, text: &str) -> Option<OffsetDateTime> {
    let zone = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(zone)?;
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let mut parts = clock.split(':');
    let hour = u8::try_from(digits(parts.next()?, 2)?).ok()?;
    let minute = u8::try_from(digits(parts.next()?, 2)?).ok()?;
    let second = parts.next().map(|part| digits(part, 2));
    if parts.next().is_some() || (fraction.is_some() && second.is_none()) {
        return None;
    }
    let second = u8::try_from(second.unwrap_or(Some(0))?).ok()?;
    let nanosecond = fraction.map_or(Some(0), nanoseconds)?;
    let time = Time::from_hms_nano(hour, minute, second, nanosecond).ok()?;
    let at = PrimitiveDateTime::new(date, time).assume_offset(parse_offset(zone)?);
    at.checked_to_offset(UtcOffset::UTC).filter(|at| (0..=9999).contains(&at.year()))
}

fn parse_offset(zone: &str) -> Option<UtcOffset> {
    if zone.is_empty() || zone == "Z" {
        return Some(UtcOffset::UTC);
    }
    let (sign, zone) = zone.split_at_checked(1)?;
    let (hours, minutes) = match zone.len() {
        2 => (zone, "00"),
        4 => zone.split_at_checked(2)?,
        _ => zone.split_once(':')?,
    };
    let hours = i8::try_from(digits(hours, 2)?).ok().filter(|&hours| hours <= 23)?;
    let minutes = i8::try_from(digits(minutes, 2)?).ok().filter(|&minutes| minutes <= 59)?;
    match sign {
        "+" => UtcOffset::from_hms(hours, minutes, 0).ok(),
        "-" => UtcOffset::from_hms(-hours, -minutes, 0).ok(),
        _ => None,
    }
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<9}").parse().ok()
}

fn digits(text: &str, count: usize) -> Option<u16> {
    let plain = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parts_get_their_lowest_value() {
        for text in ["2023", "2023-01", "2023-01-01", "2023-01-01T00:00", "2023-01-01T00:00:00"] {
            let at = parse_instant(text).map(|at| at.to_string());
            assert_eq!(at.as_deref(), Some("2023-01-01T00:00:00.000000000Z"), "{text}");
        }
    }

    #[test]
    fn offsets_are_converted_to_utc() {
        for (text, utc) in [
            ("2023-01-02T13:00:00.000000000+02:00", "2023-01-02T11:00:00.000000000Z"),
            ("2023-01-02T13:00+0230", "2023-01-02T10:30:00.000000000Z"),
            ("2023-01-02T13:00:00.5-01", "2023-01-02T14:00:00.500000000Z"),
            ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
        ] {
            assert_eq!(
                parse_instant(text).map(|at| at.to_string()).as_deref(),
                Some(utc),
                "{text}"
            );
        }
    }

    #[test]
    fn days_are_truncated_after_the_conversion_to_utc() {
        for (text, day) in [
            ("2023-01-02T23:00:00-10:00", "2023-01-03"),
            ("2023-01-02T15:00:00.000000000+02:00", "2023-01-02"),
            ("2023", "2023-01-01"),
        ] {
            assert_eq!(parse_day(text).map(|day| day.to_string()).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn invalid_instants_are_refused() {
        for text in [
            "",
            "23",
            "2023-1",
            "2023-13",
            "2023-02-30",
            "2023-01-02T",
            "2023-01T13:00",
            "2023-01-02T13",
            "2023-01-02T24:00",
            "2023-01-02T13:00:61",
            "2023-01-02T13:00:00.",
            "2023-01-02T13:00:00.1234567890",
            "2023-01-02 13:00",
            "2023-01-02T13:00:00+25:00",
            "9999-12-31T23:59:59-01:00",
            "10000-01-01",
            "2023-01-02T13:00Zx",
            " 2023",
            "+023",
        ] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }

    #[test]
    fn both_ways_of_writing_are_the_same() {
        for text in ["0001-02-03T04:05:06.000000007Z", "9999-12-31T23:59:59.999999999Z"] {
            let at = parse_instant(text).expect(text);
            let mut out = Vec::new();
            at.write(&mut out);
            assert_eq!((at.to_string().as_str(), out.as_slice()), (text, text.as_bytes()));
        }
    }

    #[test]
    fn a_month_later_stays_in_the_month() {
        let at = parse_instant("2023-01-31T12:00").and_then(|at| at.plus(1, time::Duration::ZERO));
        assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("2023-02-28T12:00:00.000000000Z"));
    }
}
