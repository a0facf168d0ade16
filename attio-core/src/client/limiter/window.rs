//! Which requests still count against the limit, and whether the client is idle, as a pure function
//! of the times at which requests were sent and ended.
//!
//! A request counts for 1.03 seconds from the time at which it was sent. A request of a burst counts
//! until 1.03 seconds after its response, because the server may have counted it at any time before
//! that. No more requests than the limit count at any time.

use std::collections::VecDeque;

/// Seconds for which a request counts: the second of a server that counts the last second, and the
/// time by which the delays of requests differ. Nothing is refused while they differ by no more.
pub(super) const SECOND: f64 = 1.03;
/// Seconds without a request sent or awaited after which a client is idle.
const IDLE: f64 = 2.0;
/// The share of the limit that an idle client may send at once, rounded down, but at least 1.
const BURST: f64 = 0.2;
/// Seconds after a refusal in which there is no burst.
const CALM: f64 = 10.0;
/// Seconds after which a request counts as ended although nobody reported its end.
const LONGEST: f64 = 60.0;
/// Seconds by which a request may be late without counting for longer.
const LATE: f64 = 0.01;

/// The constants above, for the script.
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
    /// The requests that count, or did so until just now. The first to stop counting is the first.
    counting: VecDeque<Counting>,
    /// Requests without a response, with the times at which they were started, in order.
    awaited: VecDeque<(u64, f64)>,
    /// When the last burst began, and how many more requests may be a part of it.
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

    /// Whether the client has sent nothing and awaited nothing for two seconds.
    pub(super) fn is_idle(&self, now: f64) -> bool {
        now >= self.active + IDLE && self.awaited.iter().all(|(_, sent)| sent + LONGEST <= now)
    }

    /// Whether a request that is sent now is a part of a burst, which needs no spacing.
    pub(super) fn is_burst(&self, now: f64) -> bool {
        (self.left > 0 && now < self.began + SECOND) || self.begins_burst(now)
    }

    fn begins_burst(&self, now: f64) -> bool {
        now >= self.refused + CALM && self.is_idle(now)
    }

    /// Since when or from when on one more request may count. The earliest possible time is given if
    /// that depends on a response, and the past if it was so for long.
    pub(super) fn free(&self, now: f64) -> f64 {
        let ended = self.ended(now);
        match (self.counting.len() - ended).checked_sub(self.limit) {
            None => f64::NEG_INFINITY,
            Some(excess) => self.counting[ended + excess].until.min(now + SECOND),
        }
    }

    /// A request is sent as a part of a burst.
    pub(super) fn send_at_once(&mut self, now: f64, number: u64) {
        if self.begins_burst(now) {
            self.began = now;
            self.left = ((self.limit as f64 * BURST) as usize).max(1);
        }
        self.left -= 1;
        self.count(Counting { number, is_burst: true, until: now + SECOND });
        self.note(now);
    }

    /// A request is sent that was due at this time. One that `waited` for that and is a little late
    /// counts from when it was due.
    pub(super) fn send_spaced(&mut self, now: f64, due: f64, waited: bool, number: u64) {
        let sent = if waited { due.max(now - LATE) } else { now };
        self.count(Counting { number, is_burst: false, until: sent + SECOND });
        self.note(now);
    }

    /// A request is sent that counts elsewhere.
    pub(super) fn note(&mut self, now: f64) {
        self.active = self.active.max(now);
        let ended = self.ended(now);
        self.counting.drain(..ended);
        while self.awaited.front().is_some_and(|(_, sent)| sent + LONGEST <= now) {
            self.awaited.pop_front();
        }
    }

    /// The end of this request will be reported.
    pub(super) fn start(&mut self, now: f64, number: u64) {
        self.awaited.push_back((number, now));
        self.count_burst_until(number, now + LONGEST);
    }

    /// The response to a request has arrived, or nobody awaits it any more.
    pub(super) fn finish(&mut self, now: f64, number: u64) {
        let Some(at) = self.awaited.iter().position(|(awaited, _)| *awaited == number) else {
            return;
        };
        self.awaited.remove(at);
        self.active = self.active.max(now);
        self.count_burst_until(number, now + SECOND);
    }

    /// How many of the first have not counted for so long that no request was due since.
    fn ended(&self, now: f64) -> usize {
        self.counting.partition_point(|request| request.until <= now - LATE)
    }

    fn count(&mut self, request: Counting) {
        let at = self.counting.partition_point(|other| other.until <= request.until);
        self.counting.insert(at, request);
    }

    /// If this request is one of a burst, it counts until then.
    fn count_burst_until(&mut self, number: u64, until: f64) {
        let is_it = |request: &Counting| request.is_burst && request.number == number;
        if let Some(at) = self.counting.iter().position(is_it)
            && let Some(request) = self.counting.remove(at)
        {
            self.count(Counting { until, ..request });
        }
    }

    /// A request was refused.
    pub(super) fn refuse(&mut self, now: f64) {
        self.refused = self.refused.max(now);
        self.left = 0;
    }
}
