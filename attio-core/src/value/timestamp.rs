//! Instants with nanoseconds.

use std::fmt::{self, Write as _};
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::Deserialize;

use super::kind::TimestampKind;
use super::{Date, ReadValue, ValueError, WriteValue, fits, shape};
use crate::describe::ValueShape;
use crate::wire::{Text, ValueReader, ValueWriter};

/// An instant with nanosecond precision.
///
/// The latest is 9999-12-31T23:59:59.999999999Z, as in Attio; the earliest is 0000-01-01T00:00:00Z.
/// Timestamps are written as Attio writes them: in UTC, with nine fractional digits.
///
/// ```
/// use attio_core::Timestamp;
///
/// let instant: Timestamp = "2023-01-02T13:00:00+02:00".parse()?;
/// assert_eq!(instant.to_string(), "2023-01-02T11:00:00.000000000Z");
/// # Ok::<(), attio_core::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[doc(alias("datetime", "instant"))]
pub struct Timestamp {
    seconds: i64,
    nanos: u32,
}

const SECONDS_A_DAY: i64 = 86_400;

impl Timestamp {
    /// Attio's latest timestamp, 9999-12-31T23:59:59.999999999Z.
    pub const MAX: Timestamp = Timestamp { seconds: 253_402_300_799, nanos: 999_999_999 };
    /// The earliest timestamp, 0000-01-01T00:00:00Z.
    pub const MIN: Timestamp = Timestamp { seconds: -62_167_219_200, nanos: 0 };

    /// Creates the instant this many seconds and nanoseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// Returns an error if the nanoseconds are a second or more, or if the instant is outside the years
    /// 0 to 9999.
    pub fn from_unix(seconds: i64, nanos: u32) -> Result<Self, ValueError> {
        let timestamp = Self { seconds, nanos };
        if nanos < 1_000_000_000 && (Self::MIN..=Self::MAX).contains(&timestamp) {
            return Ok(timestamp);
        }
        Err(ValueError::new(
            format!("{seconds} seconds and {nanos} nanoseconds"),
            "an instant in the years 0000 to 9999, with less than 1,000,000,000 nanoseconds",
        ))
    }

    /// Returns the current time of this machine's clock.
    ///
    /// # Errors
    ///
    /// Returns an error if the clock is outside the years 0 to 9999.
    #[allow(clippy::disallowed_methods, reason = "the caller asks for the current time")]
    pub fn now() -> Result<Self, ValueError> {
        SystemTime::now().try_into()
    }

    /// Returns the whole seconds since 1970-01-01T00:00:00Z; negative before.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the nanoseconds beyond the whole seconds, less than 1,000,000,000.
    #[must_use]
    pub fn subsec_nanos(self) -> u32 {
        self.nanos
    }

    /// Returns the day in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        // Never `None`, because a timestamp has the bounds of a date.
        Date::from_days(self.seconds.div_euclid(SECONDS_A_DAY)).unwrap_or(Date::MAX)
    }

    /// Returns the thirty characters of the form with nine fractional digits.
    fn to_ascii(self) -> [u8; 30] {
        let mut text = *b"0000-00-00T00:00:00.000000000Z";
        let time = u32::try_from(self.seconds.rem_euclid(SECONDS_A_DAY)).unwrap_or_default();
        text[0..10].copy_from_slice(&self.date().to_ascii());
        write_digits(&mut text[11..13], time / 3600);
        write_digits(&mut text[14..16], time / 60 % 60);
        write_digits(&mut text[17..19], time % 60);
        write_digits(&mut text[20..29], self.nanos);
        text
    }
}

/// Writes the number with as many digits as `out` has room for.
pub(super) fn write_digits(out: &mut [u8], mut number: u32) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl FromStr for Timestamp {
    type Err = ValueError;

    /// Parses RFC 3339: a date, a time, up to nine fractional digits, and `Z` or an offset.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        parse_rfc3339(text).ok_or_else(|| {
            ValueError::of_text(
                text,
                "a timestamp such as 2023-01-02T15:04:05.123456789Z, in the years 0000 to 9999",
            )
        })
    }
}

fn parse_rfc3339(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_at_checked(10)?;
    let date: Date = date.parse().ok()?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, rest) = rest.split_at_checked(8)?;
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else {
        return None;
    };
    let hours = two_digits(h1, h2).filter(|&hours| hours < 24)?;
    let minutes = two_digits(m1, m2).filter(|&minutes| minutes < 60)?;
    let seconds = two_digits(s1, s2).filter(|&seconds| seconds < 60)?;
    let (nanos, rest) = match rest.strip_prefix('.') {
        None => (0, rest),
        Some(rest) => {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if !(1..=9).contains(&length) {
                return None;
            }
            let (digits, rest) = rest.split_at(length);
            (digits.parse::<u32>().ok()? * 10u32.pow(9 - length as u32), rest)
        }
    };
    let offset = match rest.as_bytes() {
        [b'Z' | b'z'] => 0,
        &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let hours = two_digits(h1, h2).filter(|&hours| hours < 24)?;
            let minutes = two_digits(m1, m2).filter(|&minutes| minutes < 60)?;
            let seconds = hours * 3600 + minutes * 60;
            if sign == b'+' { seconds } else { -seconds }
        }
        _ => return None,
    };
    let seconds = date.to_days() * SECONDS_A_DAY + hours * 3600 + minutes * 60 + seconds - offset;
    Timestamp::from_unix(seconds, nanos).ok()
}

fn two_digits(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

impl TryFrom<&str> for Timestamp {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = ValueError;

    fn try_from(time: SystemTime) -> Result<Self, ValueError> {
        let (seconds, nanos) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()).ok(), after.subsec_nanos()),
            Err(error) => {
                let before = error.duration();
                let carry = i64::from(before.subsec_nanos() > 0);
                let seconds =
                    i64::try_from(before.as_secs()).ok().and_then(|s| (-s).checked_sub(carry));
                (seconds, (1_000_000_000 - before.subsec_nanos()) % 1_000_000_000)
            }
        };
        Self::from_unix(seconds.unwrap_or(i64::MAX), nanos)
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        let seconds = Duration::from_secs(timestamp.seconds.unsigned_abs());
        let whole = if timestamp.seconds < 0 {
            SystemTime::UNIX_EPOCH - seconds
        } else {
            SystemTime::UNIX_EPOCH + seconds
        };
        whole + Duration::from_nanos(timestamp.nanos.into())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_ascii().into_iter().try_for_each(|byte| f.write_char(char::from(byte)))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl WriteValue for Timestamp {
    const SHAPE: ValueShape = shape::<Self>();

    fn write(&self, out: ValueWriter<'_>) -> Result<(), ValueError> {
        let buffer = out.buffer();
        buffer.extend_from_slice(b"{\"value\":\"");
        buffer.extend_from_slice(&self.to_ascii());
        buffer.extend_from_slice(b"\"}");
        Ok(())
    }
}

impl ReadValue for Timestamp {
    const SHAPE: ValueShape = shape::<Self>();

    fn read(value: ValueReader<'_>) -> Result<Self, ValueError> {
        #[derive(Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            value: Text<'a>,
        }
        const EXPECTED: &str = "a timestamp value";
        let members: Members<'_> = value.members(EXPECTED)?;
        members.value.parse().map_err(|_| value.not(EXPECTED))
    }
}

fits!(Timestamp => TimestampKind);

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn a_day_of_each_month_of_four_centuries_goes_both_ways() {
        for year in (0..=9999).step_by(25) {
            for month in 1..=12 {
                for day in [1, 28] {
                    let text = format!("{year:04}-{month:02}-{day:02}T23:59:59.999999999Z");
                    let instant: Timestamp = text.parse().expect("a valid timestamp");
                    assert_eq!(instant.to_string(), text);
                }
            }
        }
    }
}
