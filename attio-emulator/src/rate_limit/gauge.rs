//! The usage of one limit.

use std::collections::VecDeque;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::Kind;

const SECOND: Duration = Duration::from_secs(1);

/// The usage of a limit.
pub(super) enum Gauge {
    /// The current second of the clock, and how many requests it has admitted.
    Fixed { limit: u32, second: u64, used: u32 },
    /// The times of the last admitted requests.
    Sliding { limit: u32, times: VecDeque<Instant> },
    /// How many requests were left, and at which time.
    Bucket { limit: u32, left: f64, at: Instant },
}

impl Gauge {
    pub(super) fn new(kind: Kind, limit: u32, now: Instant) -> Self {
        match kind {
            Kind::FixedWindow => Self::Fixed { limit, second: 0, used: 0 },
            Kind::SlidingWindow => Self::Sliding { limit, times: VecDeque::new() },
            Kind::TokenBucket => Self::Bucket { limit, left: f64::from(limit), at: now },
        }
    }

    /// Whether one more request may pass. `clock` is the time of day, as in `Retry-After`.
    pub(super) fn admit(&mut self, now: Instant, clock: SystemTime) -> bool {
        match self {
            Self::Fixed { limit, second, used } => {
                let this = clock.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                if *second != this {
                    (*second, *used) = (this, 0);
                }
                let admitted = used < limit;
                *used += u32::from(admitted);
                admitted
            }
            Self::Sliding { limit, times } => {
                while times.front().is_some_and(|&time| now.duration_since(time) >= SECOND) {
                    times.pop_front();
                }
                let admitted = times.len() < usize::try_from(*limit).unwrap_or(usize::MAX);
                if admitted {
                    times.push_back(now);
                }
                admitted
            }
            Self::Bucket { limit, left, at } => {
                let limit = f64::from(*limit);
                *left = limit.min(*left + limit * now.duration_since(*at).as_secs_f64());
                *at = now;
                let admitted = *left >= 1.0;
                if admitted {
                    *left -= 1.0;
                }
                admitted
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many requests at these milliseconds pass a limit of 4 per second. The clock starts half a
    /// second before a full one.
    fn admitted(kind: Kind, at: impl IntoIterator<Item = u64>) -> usize {
        let start = Instant::now();
        let clock = UNIX_EPOCH + Duration::from_millis(1_000_500);
        let mut gauge = Gauge::new(kind, 4, start);
        at.into_iter()
            .filter(|&ms| {
                let since = Duration::from_millis(ms);
                gauge.admit(start + since, clock + since)
            })
            .count()
    }

    #[test]
    fn three_ways_to_count() {
        let all = [Kind::FixedWindow, Kind::SlidingWindow, Kind::TokenBucket];
        let burst = [0; 10];
        assert_eq!(all.map(|kind| admitted(kind, burst)), [4, 4, 4]);
        // The full second is at 500: only the fixed window restarts; the bucket has gained two.
        let over_the_second = [[0; 10], [500; 10]].concat();
        assert_eq!(all.map(|kind| admitted(kind, over_the_second.clone())), [8, 4, 6]);
        let a_second_later = [[0; 10], [1000; 10]].concat();
        assert_eq!(all.map(|kind| admitted(kind, a_second_later.clone())), [8, 8, 8]);
        // A request every 10 ms for ten seconds, which touch eleven seconds of the clock.
        let steady = || (0..1000).map(|i| i * 10);
        assert_eq!(all.map(|kind| admitted(kind, steady())), [44, 40, 43]);
    }

    #[test]
    fn nothing_passes_a_limit_of_zero() {
        for kind in [Kind::FixedWindow, Kind::SlidingWindow, Kind::TokenBucket] {
            let now = Instant::now();
            assert!(!Gauge::new(kind, 0, now).admit(now + SECOND, SystemTime::now()));
        }
    }
}
