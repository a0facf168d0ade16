//! A lower bound of the server's time, from the `Date` of its responses.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{DATE, HeaderMap};

use super::Clock;

/// A lower bound of the server's time. It does not depend on this machine's time of day.
///
/// A response is created before it is received, and its `Date` is truncated to the second. So the
/// server's clock showed at least that date at the instant of receipt. A response whose date had just
/// changed gives the best bound.
#[derive(Debug, Default)]
pub(crate) struct ServerTime(Mutex<Seen>);

/// The best sightings of the current and the previous period. Older ones are dropped, so that the bound
/// adapts within two periods if the server's clock is set back.
#[derive(Debug, Default)]
struct Seen {
    current: Option<Period>,
    previous: Option<Sighting>,
    /// The last response.
    last: Option<Sighting>,
}

#[derive(Clone, Copy, Debug)]
struct Period {
    began: Instant,
    best: Sighting,
}

/// An instant at which the server's clock showed this date or a later one.
#[derive(Clone, Copy, Debug)]
struct Sighting {
    date: SystemTime,
    received: Instant,
}

const PERIOD: Duration = Duration::from_secs(30);

/// The drift of two synchronized clocks is at most one part in this number (NTP corrects up to 500 ppm).
const DRIFT: u32 = 2_000;

impl ServerTime {
    /// Records that a response with this `Date` was received at this instant.
    pub(crate) fn observe(&self, date: SystemTime, received: Instant) {
        let new = Sighting { date, received };
        let mut seen = self.lock();
        seen.last = Some(new);
        match &mut seen.current {
            Some(Period { began, best }) if received.saturating_duration_since(*began) < PERIOD => {
                if best.at(received).is_none_or(|known| known < date) {
                    *best = new;
                }
            }
            current => {
                let ended = current.replace(Period { began: received, best: new });
                // A period that ended long ago is of no use.
                let is_recent = |ended: &Period| {
                    received.saturating_duration_since(ended.began) < PERIOD.saturating_mul(2)
                };
                seen.previous = ended.filter(is_recent).map(|ended| ended.best);
            }
        }
    }

    /// Returns the server's time at this instant, or a slightly earlier time; `None` if no response had a
    /// `Date`.
    pub(crate) fn at(&self, instant: Instant) -> Option<SystemTime> {
        let seen = self.lock();
        let current = seen.current.and_then(|Period { best, .. }| best.at(instant));
        current.max(seen.previous.and_then(|best| best.at(instant)))
    }
}

impl ServerTime {
    /// Returns the date of the last response. The server's time is not earlier, whatever this machine's
    /// clocks do.
    pub(crate) fn last_date(&self) -> Option<SystemTime> {
        self.lock().last.map(|last| last.date)
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A moment whose server time is estimated later, after more responses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    instant: Instant,
    time: SystemTime,
    /// The last response before the moment.
    last: Option<Sighting>,
}

/// Two estimates of one time differ by less than this if all clocks are correct: dates are whole seconds.
const AGREEMENT: Duration = Duration::from_secs(3);

impl Moment {
    pub(crate) fn now(clock: &dyn Clock, server: &ServerTime) -> Self {
        Self { instant: clock.now(), time: clock.time(), last: server.lock().last }
    }

    /// Returns the server's time at this moment, or a slightly earlier time; `None` if no response had a
    /// `Date`.
    ///
    /// The time is counted forward from the last response before the moment, and back from the latest
    /// response. If the two agree, the earlier one is used. If not, a clock stood still, was set, or belongs
    /// to another server; then no time is added to the date of the response before the moment.
    pub(crate) fn by_the_server(
        &self,
        clock: &dyn Clock,
        server: &ServerTime,
    ) -> Option<SystemTime> {
        let back = self.counted_back(clock, server.last_date()?);
        let Some(before) = self.last else { return back };
        let forward = before.at(self.instant)?;
        let back = back?;
        let apart = back.duration_since(forward).unwrap_or_else(|error| error.duration());
        Some(back.min(if apart < AGREEMENT { forward } else { before.date }))
    }

    /// Uses the longer of the times that have passed by this machine's two clocks: the monotonic clock stands
    /// still while the machine sleeps, and the wall clock can be set.
    fn counted_back(&self, clock: &dyn Clock, last: SystemTime) -> Option<SystemTime> {
        let passed = clock.now().saturating_duration_since(self.instant);
        last.checked_sub(passed.max(clock.time().duration_since(self.time).unwrap_or_default()))
    }
}

impl Sighting {
    /// Returns the earliest time that the server's clock can show at this instant.
    fn at(&self, instant: Instant) -> Option<SystemTime> {
        match instant.checked_duration_since(self.received) {
            Some(after) => self.date.checked_add(after - after / DRIFT),
            None => {
                let before = self.received.saturating_duration_since(instant);
                self.date.checked_sub(before.saturating_add(before / DRIFT))
            }
        }
    }
}

/// Reads the `Date` of a response.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(1_700_000_000);

    fn milliseconds(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// A server whose clock showed `DAY` at `start`.
    struct Server {
        start: Instant,
        time: ServerTime,
    }

    impl Server {
        #[allow(clippy::disallowed_methods, reason = "an instant to count from")]
        fn new() -> Self {
            Self { start: Instant::now(), time: ServerTime::default() }
        }

        /// Observes a response that is created when the clock shows `made`, and received at `received`.
        fn respond(&self, made: u64, received: u64) {
            let date = SystemTime::UNIX_EPOCH + DAY + Duration::from_secs(made / 1_000);
            self.time.observe(date, self.start + milliseconds(received));
        }

        /// Returns the lower bound at an instant, in milliseconds.
        fn at(&self, instant: u64) -> Option<u64> {
            let time = self.time.at(self.start + milliseconds(instant))?;
            let time = time.duration_since(SystemTime::UNIX_EPOCH + DAY).expect("not before");
            Some(u64::try_from(time.as_millis()).expect("small"))
        }
    }

    #[test]
    fn the_response_whose_date_has_just_changed_is_the_best() {
        let server = Server::new();
        assert_eq!(server.at(0), None);
        server.respond(5_900, 5_950);
        assert_eq!(server.at(5_950), Some(5_000), "truncated to the second");
        server.respond(6_010, 6_030);
        server.respond(6_500, 6_510);
        assert_eq!(server.at(6_030), Some(6_000));
        assert_eq!(server.at(6_510), Some(6_479), "counted from the best one, less the drift");
        assert_eq!(server.at(4_030), Some(3_999), "also counted back");
    }

    #[test]
    fn a_response_that_takes_long_does_not_spoil_what_is_known() {
        let server = Server::new();
        server.respond(1_000, 1_001);
        server.respond(1_500, 20_000);
        assert!(server.at(20_000).is_some_and(|time| (19_980..20_000).contains(&time)));
    }

    #[test]
    fn it_is_never_more_than_the_clock_shows() {
        let server = Server::new();
        for number in 0..2_000_u64 {
            let made = number * 137;
            let received = made + number * 7_919 % 900;
            server.respond(made, received);
            for later in [0, 1, 999, 60_000] {
                let instant = received + later;
                assert!(server.at(instant).expect("known") <= instant, "{number}, {later}");
            }
        }
    }

    #[test]
    fn a_clock_that_is_set_is_followed() {
        let server = Server::new();
        for second in 0..100 {
            server.respond(3_600_000 + second * 1_000, second * 1_000);
        }
        // Set ahead: adapts with the next response.
        server.respond(7_200_000, 100_000);
        assert_eq!(server.at(100_000), Some(7_200_000));
        // Set back: adapts within two periods.
        for second in 101..=160 {
            server.respond(second * 1_000, second * 1_000);
        }
        assert_eq!(server.at(160_000), Some(160_000));
        // After a long silence: adapts at once.
        let server = Server::new();
        server.respond(3_600_000, 0);
        server.respond(600_000, 600_000);
        assert_eq!(server.at(600_000), Some(600_000));
    }

    /// A clock whose two times can be moved.
    #[derive(Debug)]
    struct Hands(Mutex<(Instant, SystemTime)>);

    impl Clock for Hands {
        fn now(&self) -> Instant {
            self.0.lock().expect("no panic").0
        }

        fn time(&self) -> SystemTime {
            self.0.lock().expect("no panic").1
        }

        fn sleep(
            &self,
            _: Duration,
        ) -> std::pin::Pin<Box<dyn std::future::Future<Output = ()> + Send + '_>> {
            Box::pin(std::future::ready(()))
        }
    }

    /// Returns the estimated time, in milliseconds, of a moment 100 s after the start, when the server's clock
    /// shows 100 s. `before` and `after` are the `Date`s of a response before and one after the moment. After
    /// the moment, this machine's clocks advance by `monotonic` and `wall`.
    fn moment(before: Option<u64>, after: u64, monotonic: u64, wall: i64) -> Option<i64> {
        let server = Server::new();
        let clock = Hands(Mutex::new((server.start, SystemTime::UNIX_EPOCH + DAY)));
        if let Some(made) = before {
            server.respond(made, 90_000);
        }
        clock.0.lock().expect("no panic").0 += milliseconds(100_000);
        let moment = Moment::now(&clock, &server.time);
        {
            let mut hands = clock.0.lock().expect("no panic");
            hands.0 += milliseconds(monotonic);
            let moved = milliseconds(wall.unsigned_abs());
            hands.1 = if wall < 0 { hands.1 - moved } else { hands.1 + moved };
        }
        server.respond(after, 100_000 + monotonic);
        let time = moment.by_the_server(&clock, &server.time)?;
        let start = SystemTime::UNIX_EPOCH + DAY;
        let small = |time: Duration| i64::try_from(time.as_millis()).expect("small");
        Some(time.duration_since(start).map_or_else(|error| -small(error.duration()), small))
    }

    #[test]
    fn a_moment_is_counted_from_both_sides() {
        assert_eq!(moment(Some(90_000), 110_000, 10_000, 10_000), Some(99_995));
        assert_eq!(moment(None, 110_000, 10_000, 10_000), Some(100_000));
    }

    #[test]
    fn a_moment_is_never_later_than_it_was_whatever_the_clocks_do() {
        for (why, before, after, monotonic, wall) in [
            ("the machine slept an hour", Some(90_000), 3_700_000, 1_000, 3_600_000),
            ("it slept, with no response before", None, 3_700_000, 1_000, 3_600_000),
            ("it was paused with both clocks", Some(90_000), 3_700_000, 1_000, 1_000),
            ("its wall clock was set ahead", Some(90_000), 110_000, 10_000, 3_600_000),
            ("its wall clock was set back", Some(90_000), 110_000, 10_000, -3_600_000),
            ("the date before was ahead", Some(150_000), 110_000, 10_000, 10_000),
            ("the date after was ahead", Some(90_000), 170_000, 10_000, 10_000),
            ("the server's clock was set back", Some(90_000), 20_000, 10_000, 10_000),
        ] {
            let time = moment(before, after, monotonic, wall);
            assert!(time.is_none_or(|time| time <= 100_000), "{why}: {time:?}");
        }
    }

    #[test]
    fn no_date_is_too_far() {
        let server = Server::new();
        for date in ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            let date = httpdate::parse_http_date(date).expect("a date");
            server.time.observe(date, server.start);
            assert!(server.time.at(server.start + DAY).is_some());
        }
    }
}
