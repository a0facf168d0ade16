//! The header `Retry-After`.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::client::server_time::date;

/// The wait that a response asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryAfter(pub(crate) Duration);

impl RetryAfter {
    /// Reads the header: an HTTP date, as Attio sends it, or seconds. `server` is the estimated server time
    /// at the instant of receipt, `local` this machine's time then. Returns `None` if the header is missing
    /// or invalid, or if the time has passed.
    pub(crate) fn read(
        headers: &HeaderMap,
        server: Option<SystemTime>,
        local: impl FnOnce() -> SystemTime,
    ) -> Option<Self> {
        let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // A number that overflows exceeds any deadline.
            Duration::from_secs(text.parse().unwrap_or(u64::MAX))
        } else {
            let until = httpdate::parse_http_date(text).ok()?;
            let now = match date(headers) {
                Some(date) => now_by(date, server),
                None => server.unwrap_or_else(local),
            };
            until.duration_since(now).ok()?
        };
        (!wait.is_zero()).then_some(Self(wait))
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Returns the time from which the wait is counted, for a response with this `Date`. It is never later
/// than the server's time, so that the wait is never too short.
fn now_by(date: SystemTime, server: Option<SystemTime>) -> SystemTime {
    let ahead = server.and_then(|server| server.duration_since(date).ok()).unwrap_or_default();
    // The date is truncated to the second; the rest of the difference is network time. If that is longer
    // than a second, probably the server's clock was set, or this is another server.
    if ahead > 2 * SECOND { date } else { date + ahead.min(SECOND) }
}

#[cfg(test)]
mod tests {
    use reqwest::header::DATE;

    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn http(seconds: i64) -> String {
        let at = NOW.as_secs().checked_add_signed(seconds).expect("a time");
        httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(at))
    }

    fn at(milliseconds: i64) -> SystemTime {
        let offset = Duration::from_millis(milliseconds.unsigned_abs());
        let now = SystemTime::UNIX_EPOCH + NOW;
        if milliseconds < 0 { now - offset } else { now + offset }
    }

    /// Returns the wait in milliseconds. `server` is the known server time in milliseconds. This machine's
    /// clock is an hour slow.
    fn wait(retry_after: &str, date: Option<&str>, server: Option<i64>) -> Option<u128> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().expect("a header"));
        if let Some(date) = date {
            headers.insert(DATE, date.parse().expect("a header"));
        }
        let wait = RetryAfter::read(&headers, server.map(at), || at(-3_600_000));
        wait.map(|RetryAfter(wait)| wait.as_millis())
    }

    #[test]
    fn seconds_are_waited_as_they_are() {
        for (text, milliseconds) in [("1", 1_000), (" 8 ", 8_000), ("40", 40_000)] {
            assert_eq!(wait(text, None, None), Some(milliseconds), "{text}");
        }
        let endless = wait("99999999999999999999999999", None, None).expect("a wait");
        assert!(endless > u128::from(u32::MAX));
    }

    #[test]
    fn a_date_is_counted_from_the_estimated_server_time() {
        let (date, other) = (http(0), http(-100));
        for (server, expected) in [
            (None, 40_000),
            (Some(0), 40_000),
            (Some(400), 39_600),
            (Some(999), 39_001),
            // The rest of the difference is network time.
            (Some(1_000), 39_000),
            (Some(1_700), 39_000),
            // The clock was set, or this is another server.
            (Some(2_100), 40_000),
            (Some(3_600_000), 40_000),
            (Some(-3_600_000), 40_000),
        ] {
            assert_eq!(wait(&http(40), Some(&date), server), Some(expected), "{server:?}");
        }
        assert_eq!(wait(&http(-99), Some(&other), Some(-99_600)), Some(600));
    }

    #[test]
    fn without_a_date_earlier_responses_count_and_then_this_machine() {
        for date in [None, Some("yesterday")] {
            assert_eq!(wait(&http(1), date, Some(400)), Some(600), "{date:?}");
            assert_eq!(wait(&http(1), date, None), Some(3_601_000), "{date:?}");
        }
    }

    #[test]
    fn past_and_invalid_times_are_ignored() {
        for text in ["0", "-1", "1.5", "", "soon", "Tue, 99 May 2023 14:42:01 GMT"] {
            assert_eq!(wait(text, None, None), None, "{text:?}");
        }
        assert_eq!(wait(&http(-5), None, Some(0)), None);
        assert_eq!(wait(&http(0), Some(&http(0)), None), None);
        assert_eq!(RetryAfter::read(&HeaderMap::new(), None, || at(0)), None);
    }
}
