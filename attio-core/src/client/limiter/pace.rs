//! When the next request may be sent, as a pure function of the times of earlier requests, their responses
//! and refusals.
//!
//! The state is the number of requests per second of server time (`wanted`, at most the limit), spaced
//! evenly. A refusal lowers it by a fixed step. Time without refusals raises it, so that the two balance at
//! `REFUSED` refusals per request. This finds the part of the budget that other processes leave, however the
//! server counts. After a long time without refusals the rate rises faster and faster. If many requests are
//! refused, it falls at once by their share.
//!
//! The script `redis/pace.lua` implements the same for Redis: change both together.

#[cfg(feature = "redis")]
use std::time::Duration;

#[cfg(feature = "redis")]
use super::window;
use super::window::{SECOND, Window};

/// The value that replaces `SECOND` below the limit, where occasional refusals are expected.
const SHARED_SECOND: f64 = 1.018;
/// The refusals per request that are expected while others use the budget too.
const REFUSED: f64 = 0.028;
/// The rate rises as if at least this many requests per second were sent: otherwise a low rate would last for
/// minutes.
const LIVELY: f64 = 6.0;
/// The step by which a refusal lowers the rate, as a share of the limit.
const STEP: f64 = 0.02;
/// The additional intervals that the next request waits after a refusal: the server's budget is used up.
const HOLD: f64 = 2.0;
/// The most seconds that these waits may add: many requests in flight may be refused together.
const MOST_HOLD: f64 = 2.0;
/// The number of expected refusals that must be missing before the rise accelerates.
const QUIET: f64 = 4.0;
const SPEED_UP: f64 = 0.3;
/// Refusals are many if they exceed this number and this share of the recent requests.
const MANY: f64 = 2.5;
const MANY_SHARE: f64 = 0.15;
/// The seconds that count as recent, also the least time between two falls by the share: at least `LATELY`,
/// and long enough for the limit to allow `LATELY_REQUESTS` requests.
const LATELY: f64 = 1.0;
const LATELY_REQUESTS: f64 = 25.0;
/// How far `wanted` falls below `slots` before `slots` follows. A rate that changes all the time misses the
/// slots that become free on a server that counts the last second.
const STICK: f64 = 0.9;
/// From this rate on, `slots` is a whole number, for the same reason.
const WHOLE: f64 = 8.0;
/// The lowest rate, as a share of the limit.
const FLOOR: f64 = 0.04;
/// The seconds of delay that are always made up for: tokio's timer has a precision of a millisecond.
const SLACK: f64 = 0.002;

/// Returns the constants above as Lua code for the script.
#[cfg(feature = "redis")]
pub(super) fn lua_constants() -> String {
    let constants = [
        ("SHARED_SECOND", SHARED_SECOND),
        ("REFUSED", REFUSED),
        ("LIVELY", LIVELY),
        ("STEP", STEP),
        ("HOLD", HOLD),
        ("MOST_HOLD", MOST_HOLD),
        ("QUIET", QUIET),
        ("SPEED_UP", SPEED_UP),
        ("MANY", MANY),
        ("MANY_SHARE", MANY_SHARE),
        ("LATELY", LATELY),
        ("LATELY_REQUESTS", LATELY_REQUESTS),
        ("STICK", STICK),
        ("WHOLE", WHOLE),
        ("FLOOR", FLOOR),
        ("SLACK", SLACK),
    ];
    let constants = constants.into_iter().chain(window::CONSTANTS);
    constants.map(|(name, value)| format!("local {name} = {value}\n")).collect()
}

/// Returns the longest possible wait for a permit: the wait after a refusal at the lowest rate, and a second
/// for rounding.
#[cfg(feature = "redis")]
pub(super) fn longest_wait(limit: u32) -> Duration {
    let interval = SHARED_SECOND / (FLOOR * f64::from(limit.max(1)));
    Duration::from_secs_f64((HOLD + 1.0) * interval + MOST_HOLD + SECOND + 1.0)
}

/// The rate of one budget. Times are seconds after an arbitrary instant.
#[derive(Debug)]
pub(super) struct Pace {
    limit: f64,
    /// The estimated number of requests per second that the server allows.
    wanted: f64,
    /// The number of requests per second that are sent.
    slots: f64,
    /// When the next request may be sent.
    next: f64,
    /// When the fields below were last updated.
    at: f64,
    /// The number of expected refusals since the last refusal.
    missed: f64,
    /// The recent requests and refusals.
    sent: f64,
    refused: f64,
    /// When `wanted` last fell by the share of refusals.
    fell: f64,
    /// The requests that count against the limit.
    window: Window,
}

impl Pace {
    pub(super) fn new(limit: u32) -> Self {
        let window = Window::new(limit);
        let limit = f64::from(limit);
        Self {
            limit,
            wanted: limit,
            slots: limit,
            next: f64::NEG_INFINITY,
            at: f64::NEG_INFINITY,
            missed: 0.0,
            sent: 0.0,
            refused: 0.0,
            fell: f64::NEG_INFINITY,
            window,
        }
    }

    /// Takes the permit for the request with this number, or returns when to ask again.
    ///
    /// A request that waited and was woken late does not delay the next one: otherwise a busy machine would
    /// lose a part of the limit. A request that did not wait gets no compensation for time that passed.
    pub(super) fn take(&mut self, now: f64, waited: bool, number: u64) -> Result<(), f64> {
        let is_burst = self.window.is_burst(now);
        let free = self.window.free(now);
        let due = if is_burst { free } else { self.next.max(free) };
        if due > now {
            return Err(due);
        }
        self.pass(now);
        self.sent += 1.0;
        if is_burst {
            self.window.send_at_once(now, number);
            self.next = now - SLACK + self.interval();
        } else {
            self.window.send_spaced(now, due, waited, number);
            let slack = if waited { self.interval().max(SLACK) } else { SLACK };
            self.next = self.next.max(now - slack) + self.interval();
        }
        Ok(())
    }

    /// Records that the request with this permit is sent now. [`finish`](Self::finish) must follow.
    pub(super) fn start(&mut self, now: f64, number: u64) {
        self.window.start(now, number);
    }

    /// Records that the response to the request with this number has arrived, or is no longer awaited.
    pub(super) fn finish(&mut self, now: f64, number: u64) {
        self.window.finish(now, number);
    }

    /// Records that a request got a permit elsewhere.
    #[cfg(feature = "redis")]
    pub(super) fn note(&mut self, now: f64) {
        self.window.note(now);
    }

    /// Returns whether nothing was sent or awaited for two seconds.
    #[cfg(feature = "redis")]
    pub(super) fn is_idle(&self, now: f64) -> bool {
        self.window.is_idle(now)
    }

    /// Returns whether the next request could have been sent at this time already.
    pub(super) fn was_due(&self, time: f64) -> bool {
        self.next.max(self.window.free(time)) <= time
    }

    /// Lowers the rate after a refusal.
    pub(super) fn refuse(&mut self, now: f64) {
        self.pass(now);
        self.window.refuse(now);
        self.missed = 0.0;
        self.refused += 1.0;
        let share = (self.refused / self.sent.max(1.0)).min(1.0);
        if self.refused < MANY || share <= MANY_SHARE {
            self.wanted -= STEP * self.limit;
        } else if now - self.fell > self.lately() {
            self.fell = now;
            self.wanted *= 1.0 - share;
        }
        self.wanted = self.wanted.max(FLOOR * self.limit);
        self.follow();
        let hold = HOLD * self.interval();
        self.next = (self.next.max(now - self.interval()) + hold).min(now + hold + MOST_HOLD);
    }

    /// Raises the rate for the time since the last update.
    fn pass(&mut self, now: f64) {
        let passed = if self.at.is_finite() { (now - self.at).max(0.0) } else { 0.0 };
        self.at = now.max(self.at);
        let left = (-passed / self.lately()).exp();
        self.sent *= left;
        self.refused *= left;
        let reckoned = passed * self.wanted.max(LIVELY) * REFUSED;
        self.missed += reckoned;
        let faster = 1.0 + SPEED_UP * (self.missed - QUIET).max(0.0).powi(2);
        self.wanted = (self.wanted + reckoned * STEP * self.limit * faster).min(self.limit);
        self.follow();
    }

    fn follow(&mut self) {
        if self.wanted < WHOLE {
            self.slots = self.wanted;
        } else if self.wanted >= self.slots + 1.0 || self.wanted < self.slots - STICK {
            self.slots = self.wanted.floor();
        }
    }

    fn lately(&self) -> f64 {
        LATELY.max(LATELY_REQUESTS / self.limit)
    }

    fn interval(&self) -> f64 {
        let shortest = SECOND / self.limit;
        shortest.max(SHARED_SECOND / self.slots)
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;

    /// Returns how many requests are sent in this many seconds, if every `refuse`th is refused. Responses
    /// arrive at once.
    fn sent(pace: &mut Pace, from: f64, seconds: f64, refuse: usize) -> usize {
        let mut now = from;
        let mut sent = 0;
        loop {
            match pace.take(now, false, 0) {
                Ok(()) => {
                    sent += 1;
                    if sent % refuse == 0 {
                        pace.refuse(now);
                    }
                }
                Err(next) => now = next,
            }
            if now >= from + seconds {
                return sent;
            }
        }
    }

    #[test]
    fn stays_just_below_the_limit() {
        for limit in [1, 5, 25, 100, 1000] {
            let most = sent(&mut Pace::new(limit), 0.0, 100.0, usize::MAX);
            let share = most as f64 / (100.0 * f64::from(limit));
            assert!((0.965..0.985).contains(&share), "{share} of {limit}");
        }
    }

    #[test]
    fn many_refusals_lower_it_and_quiet_raises_it_again() {
        for limit in [10, 25, 100] {
            let mut pace = Pace::new(limit);
            sent(&mut pace, 0.0, 20.0, 3);
            let low = sent(&mut pace, 20.0, 1.0, usize::MAX) as f64;
            assert!(low <= 0.5 * f64::from(limit), "{low} of {limit}");
            sent(&mut pace, 21.0, 90.0, usize::MAX);
            let high = sent(&mut pace, 111.0, 10.0, usize::MAX) as f64 / 10.0;
            assert!(high >= 0.95 * f64::from(limit), "{high} of {limit}");
        }
    }

    #[test]
    fn an_outage_of_refusals_leaves_a_trickle() {
        let mut pace = Pace::new(25);
        sent(&mut pace, 0.0, 30.0, 1);
        let trickle = sent(&mut pace, 30.0, 60.0, 1);
        assert!((10..60).contains(&trickle), "{trickle}");
    }

    #[test]
    fn refusals_of_what_was_under_way_do_not_add_up() {
        for limit in [1, 25, 100] {
            let mut pace = Pace::new(limit);
            sent(&mut pace, 0.0, 10.0, usize::MAX);
            (0..1000).for_each(|_| pace.refuse(10.0));
            let next = pace.take(10.0, false, 0).expect_err("it was refused");
            let most = 2.0 + 2.0 * super::SHARED_SECOND / (super::FLOOR * f64::from(limit));
            assert!(next - 10.0 <= most + 1e-9, "{limit}: {next}");
        }
    }
}
