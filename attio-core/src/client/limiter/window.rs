//! The requests that still count against the limit, and whether the client is idle, as a pure function of
//! the times at which requests were sent and ended.
//!
//! A request counts for 1.03 seconds from the time at which it was sent. A request of a burst counts
//! until 1.03 seconds after its response, because the server may have counted it at any time before
//! that. The number of requests that count never exceeds the limit.

use std::collections::VecDeque;

/// Seconds for which a request counts: one second, for a server that counts the last second, and the time by
/// which the delays of requests may differ without refusals.
pub(super) const SECOND: f64 = 1.03;
/// Seconds without a request sent or awaited after which a client is idle.
const IDLE: f64 = 2.0;
/// The share of the limit that an idle client may send at once, rounded down and at least 1.
const BURST: f64 = 0.2;
/// Seconds after a refusal during which no burst begins.
const CALM: f64 = 10.0;
/// Seconds after which a request counts as ended although its end was not reported.
const LONGEST: f64 = 60.0;
/// Seconds by which a request may be sent late without counting for longer.
const LATE: f64 = 0.01;

/// The constants above, for the Lua script.
#[cfg(feature = "redis")]
pub(super) const CONSTANTS: [(&str, f64); 6] = [
    ("SECOND", SECOND),
    ("IDLE", IDLE),
    ("BURST", BURST),
    ("CALM", CALM),
    ("LONGEST", LONGEST),
    ("LATE", LATE),
];

/// The requests of one kind that count. Times are seconds after an arbitrary instant.
#[derive(Debug)]
pub(super) struct Window {
    limit: usize,
    /// The requests that count or did so until recently, ordered by the time at which they stop counting.
    counting: VecDeque<Counting>,
    /// Requests without a response, with the times at which they were started, in order.
    awaited: VecDeque<(u64, f64)>,
    /// When the last burst began, and how many more requests may be part of it.
    began: f64,
    left: usize,
    /// When a request was last sent or ended.
    active: f64,
    /// The last refusal.
    refused: f64,
}

/// A request that counts.
#[derive(Debug)]
struct Counting {
    number: u64,
    is_burst: bool,
    /// When it stops counting. While the response to a request of a burst is awaited, this is the
    /// latest possible time.
    until: f64,
}

impl Window {
    pub(super) fn new(limit: u32) -> Self {
        Self {
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            counting: VecDeque::new(),
            awaited: VecDeque::new(),
            began: f64::NEG_INFINITY,
            left: 0,
            active: f64::NEG_INFINITY,
            refused: f64::NEG_INFINITY,
        }
    }

    /// Returns whether the client has sent nothing and awaited nothing for two seconds.
    pub(super) fn is_idle(&self, now: f64) -> bool {
        now >= self.active + IDLE && self.awaited.iter().all(|(_, sent)| sent + LONGEST <= now)
    }

    /// Returns whether a request sent now is part of a burst, which needs no spacing.
    pub(super) fn is_burst(&self, now: f64) -> bool {
        (self.left > 0 && now < self.began + SECOND) || self.begins_burst(now)
    }

    fn begins_burst(&self, now: f64) -> bool {
        now >= self.refused + CALM && self.is_idle(now)
    }

    /// Returns the time, past or future, from which one more request may count. If it depends on a response,
    /// returns the earliest possible time; if it is long past, negative infinity.
    pub(super) fn free(&self, now: f64) -> f64 {
        let ended = self.ended(now);
        match (self.counting.len() - ended).checked_sub(self.limit) {
            None => f64::NEG_INFINITY,
            Some(excess) => self.counting[ended + excess].until.min(now + SECOND),
        }
    }

    /// Records that a request is sent as part of a burst.
    pub(super) fn send_at_once(&mut self, now: f64, number: u64) {
        if self.begins_burst(now) {
            self.began = now;
            self.left = ((self.limit as f64 * BURST) as usize).max(1);
        }
        self.left -= 1;
        self.count(Counting { number, is_burst: true, until: now + SECOND });
        self.note(now);
    }

    /// Records that a request is sent that was due at this time. If it `waited` for this time and is slightly
    /// late, it counts from the time at which it was due.
    pub(super) fn send_spaced(&mut self, now: f64, due: f64, waited: bool, number: u64) {
        let sent = if waited { due.max(now - LATE) } else { now };
        self.count(Counting { number, is_burst: false, until: sent + SECOND });
        self.note(now);
    }

    /// Records that a request is sent that counts elsewhere.
    pub(super) fn note(&mut self, now: f64) {
        self.active = self.active.max(now);
        let ended = self.ended(now);
        self.counting.drain(..ended);
        while self.awaited.front().is_some_and(|(_, sent)| sent + LONGEST <= now) {
            self.awaited.pop_front();
        }
    }

    /// Adds a request whose end will be reported.
    pub(super) fn start(&mut self, now: f64, number: u64) {
        self.awaited.push_back((number, now));
        self.count_burst_until(number, now + LONGEST);
    }

    /// Records that the response to a request has arrived, or is no longer awaited.
    pub(super) fn finish(&mut self, now: f64, number: u64) {
        let Some(at) = self.awaited.iter().position(|(awaited, _)| *awaited == number) else {
            return;
        };
        self.awaited.remove(at);
        self.active = self.active.max(now);
        self.count_burst_until(number, now + SECOND);
    }

    /// Returns how many of the first requests stopped counting longer than `LATE` ago.
    fn ended(&self, now: f64) -> usize {
        self.counting.partition_point(|request| request.until <= now - LATE)
    }

    fn count(&mut self, request: Counting) {
        let at = self.counting.partition_point(|other| other.until <= request.until);
        self.counting.insert(at, request);
    }

    /// Sets the time until which this request counts, if it is part of a burst.
    fn count_burst_until(&mut self, number: u64, until: f64) {
        let is_it = |request: &Counting| request.is_burst && request.number == number;
        if let Some(at) = self.counting.iter().position(is_it)
            && let Some(request) = self.counting.remove(at)
        {
            self.count(Counting { until, ..request });
        }
    }

    /// Records a refusal.
    pub(super) fn refuse(&mut self, now: f64) {
        self.refused = self.refused.max(now);
        self.left = 0;
    }
}
