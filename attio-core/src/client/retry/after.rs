//! The header `Retry-After`.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// How long an answer asks to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryAfter(pub(crate) Duration);

/// How far this machine's clock may be ahead of the `Date` of an answer that has just come, which
/// has whole seconds only.
const AHEAD: Duration = Duration::from_secs(2);

impl RetryAfter {
    /// Reads the header: an HTTP date, as Attio sends it, or seconds. `now` is the time of day at
    /// which the answer came. `None` where there is no such header, where it is neither, and where
    /// the time has passed.
    pub(crate) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Self> {
        let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than a number has are more than any deadline too.
            Duration::from_secs(text.parse().unwrap_or(u64::MAX))
        } else {
            let until = httpdate::parse_http_date(text).ok()?;
            let date = headers.get(DATE).and_then(|date| date.to_str().ok());
            let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
            until.duration_since(reference(date, now)).ok()?
        };
        (!wait.is_zero()).then_some(Self(wait))
    }
}

/// What a date is measured from: this machine's clock, unless the answer's own date shows it to be
/// wrong. Then that date, which is up to a second before the moment, so that the wait is never too
/// short.
fn reference(date: Option<SystemTime>, now: SystemTime) -> SystemTime {
    match date {
        Some(date) if now.duration_since(date).map_or(true, |ahead| ahead > AHEAD) => date,
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn http(seconds: i64) -> String {
        let at = NOW.as_secs().checked_add_signed(seconds).expect("a time");
        httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(at))
    }

    /// The wait in milliseconds at 400 ms past the second.
    fn wait(retry_after: &str, date: Option<&str>) -> Option<u128> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().expect("a header"));
        if let Some(date) = date {
            headers.insert(DATE, date.parse().expect("a header"));
        }
        let now = SystemTime::UNIX_EPOCH + NOW + Duration::from_millis(400);
        RetryAfter::read(&headers, now).map(|RetryAfter(wait)| wait.as_millis())
    }

    #[test]
    fn seconds_are_waited_as_they_are() {
        for (text, milliseconds) in [("1", 1_000), (" 8 ", 8_000), ("40", 40_000)] {
            assert_eq!(wait(text, None), Some(milliseconds), "{text}");
        }
        let endless = wait("99999999999999999999999999", None).expect("a wait");
        assert!(endless > u128::from(u32::MAX));
    }

    #[test]
    fn a_date_is_waited_for_to_the_millisecond() {
        assert_eq!(wait(&http(1), None), Some(600));
        assert_eq!(wait(&http(40), Some(&http(0))), Some(39_600));
    }

    #[test]
    fn a_wrong_clock_of_this_machine_does_not_count() {
        // 100 seconds behind, and 100 seconds ahead.
        assert_eq!(wait(&http(101), Some(&http(100))), Some(1_000));
        assert_eq!(wait(&http(-99), Some(&http(-100))), Some(1_000));
        // A `Date` that is no date shows nothing.
        assert_eq!(wait(&http(1), Some("yesterday")), Some(600));
    }

    #[test]
    fn what_has_passed_or_is_no_time_is_not_waited_for() {
        for text in ["0", "-1", "1.5", "", "soon", "Tue, 99 May 2023 14:42:01 GMT"] {
            assert_eq!(wait(text, None), None, "{text:?}");
        }
        assert_eq!(wait(&http(-5), None), None);
        assert_eq!(wait(&http(0), Some(&http(0))), None);
        assert_eq!(RetryAfter::read(&HeaderMap::new(), SystemTime::UNIX_EPOCH), None);
    }
}
