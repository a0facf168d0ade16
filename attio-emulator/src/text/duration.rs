//! ISO 8601 durations, in the pattern that the API publishes.

use time::Duration;

/// A duration. Weeks, hours, minutes and seconds may be any number; only seconds, minutes and
/// hours may have a fraction.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct IsoDuration {
    years: u32,
    months: u32,
    weeks: u32,
    days: u32,
    hours: f64,
    minutes: f64,
    seconds: f64,
}

impl IsoDuration {
    /// Reads `P1M`, `PT0S`, `P1Y2M3W4DT5H6M7.5S`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut duration = Self::default();
        let (date, time) = match text.strip_prefix('P')?.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text.strip_prefix('P')?, None),
        };
        let mut units = "YMWD".chars();
        for (number, unit) in parts(date)? {
            // Units come in this order, each at most once.
            units.find(|&next| next == unit)?;
            let number = number.parse().ok()?;
            match unit {
                'Y' => duration.years = number,
                'M' => duration.months = number,
                'W' => duration.weeks = number,
                _ => duration.days = number,
            }
        }
        let mut units = "HMS".chars();
        for (number, unit) in parts(time.unwrap_or_default())? {
            units.find(|&next| next == unit)?;
            let number = number.replace(',', ".");
            if number.starts_with('.') || number.ends_with('.') {
                return None;
            }
            let number: f64 = number.parse().ok()?;
            match unit {
                'H' => duration.hours = number,
                'M' => duration.minutes = number,
                _ => duration.seconds = number,
            }
        }
        Some(duration)
    }

    /// The form that the API returns, such as `P0Y0M1DT0H0M0S`, in which weeks are days.
    pub(crate) fn canonical(&self) -> String {
        let days = u64::from(self.weeks) * 7 + u64::from(self.days);
        let Self { years, months, hours, minutes, seconds, .. } = self;
        format!("P{years}Y{months}M{days}DT{hours}H{minutes}M{seconds}S")
    }

    /// The years and months, in calendar months.
    pub(crate) fn calendar_months(&self) -> Option<u32> {
        self.years.checked_mul(12)?.checked_add(self.months)
    }

    /// The rest, without the months.
    pub(crate) fn rest(&self) -> Option<Duration> {
        let days = i64::from(self.weeks) * 7 + i64::from(self.days);
        let seconds = self.hours * 3600.0 + self.minutes * 60.0 + self.seconds;
        let time = Duration::checked_seconds_f64(seconds)?;
        Duration::checked_add(Duration::days(days), time)
    }
}

/// `1Y2M` as numbers with their units.
fn parts(mut text: &str) -> Option<Vec<(&str, char)>> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let end = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, rest) = text.split_at_checked(end)?;
        let fits = number.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
        if number.is_empty() || !fits {
            return None;
        }
        parts.push((number, rest.chars().next()?));
        text = rest.get(1..)?;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_form() {
        for (text, canonical) in [
            ("P1D", "P0Y0M1DT0H0M0S"),
            ("PT0S", "P0Y0M0DT0H0M0S"),
            ("P", "P0Y0M0DT0H0M0S"),
            ("P1W", "P0Y0M7DT0H0M0S"),
            ("P1Y2M3DT4H5M6.5S", "P1Y2M3DT4H5M6.5S"),
            ("P0Y0M1DT0H0M0S", "P0Y0M1DT0H0M0S"),
        ] {
            let duration = IsoDuration::parse(text).expect(text);
            assert_eq!(duration.canonical(), canonical);
        }
    }

    #[test]
    fn invalid_durations_are_refused() {
        for text in ["", "1D", "P1", "PD", "P1H", "PT1D", "P1M1Y", "P1.5D", "P-1D", "P1D1D", "one"]
        {
            assert_eq!(IsoDuration::parse(text), None, "{text}");
        }
    }
}
