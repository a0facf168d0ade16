//! A property test of the rule in `docs/design/limiter.md`, with random requests and responses. An observer
//! that remembers all requests decides what [`Pace`] should have done.

use super::pace::Pace;

const SECOND: f64 = 1.03;
const LIMITS: [u32; 6] = [1, 2, 5, 10, 25, 100];

struct Request {
    number: u64,
    sent: f64,
    is_burst: bool,
    ended: Option<f64>,
}

impl Request {
    /// Returns the time until which it counts, as far as known at `now`.
    fn counts_until(&self, now: f64) -> f64 {
        match (self.is_burst, self.ended) {
            (false, _) => self.sent + SECOND,
            (true, Some(ended)) => ended + SECOND,
            (true, None) => now + SECOND,
        }
    }
}

/// Remembers every request, and applies the rule literally.
struct Observer {
    limit: u32,
    requests: Vec<Request>,
    refused: f64,
    burst_began: f64,
    burst_left: u32,
}

impl Observer {
    fn is_idle(&self, now: f64) -> bool {
        self.requests.iter().all(|request| {
            let ended = request.ended.unwrap_or(f64::INFINITY);
            request.sent + 2.0 <= now && ended + 2.0 <= now
        })
    }

    fn begins_burst(&self, now: f64) -> bool {
        self.is_idle(now) && self.refused + 10.0 <= now
    }

    fn is_burst(&self, now: f64) -> bool {
        (self.burst_left > 0 && now < self.burst_began + SECOND) || self.begins_burst(now)
    }

    /// Returns when the rule allows one more request: spaced, and within the limit.
    fn earliest(&self, now: f64) -> f64 {
        let mut counting: Vec<_> =
            self.requests.iter().map(|request| request.counts_until(now)).collect();
        counting.retain(|until| *until > now);
        counting.sort_by(f64::total_cmp);
        let excess = (counting.len() + 1).saturating_sub(self.limit as usize);
        let free = if excess == 0 { now } else { counting[excess - 1] };
        let last = self.requests.last().map_or(f64::NEG_INFINITY, |request| request.sent);
        if self.is_burst(now) { free } else { free.max(last + SECOND / f64::from(self.limit)) }
    }

    /// Returns when the last but one request was sent, if it was spaced.
    fn last_but_one(&self) -> f64 {
        let request = self.requests.iter().rev().nth(1).filter(|request| !request.is_burst);
        request.map_or(f64::NEG_INFINITY, |request| request.sent)
    }

    fn send(&mut self, now: f64, number: u64) {
        let is_burst = self.is_burst(now);
        if self.begins_burst(now) {
            self.burst_began = now;
            self.burst_left = (self.limit / 5).max(1);
        }
        if is_burst {
            self.burst_left -= 1;
        }
        self.requests.retain(|request| {
            request.ended.is_none_or(|ended| ended.max(request.sent) + 3.0 > now)
        });
        self.requests.push(Request { number, sent: now, is_burst, ended: None });
        let counting =
            self.requests.iter().filter(|request| request.counts_until(now) > now + 1e-9).count();
        assert!(
            counting <= self.limit as usize,
            "{counting} requests count at {now} s, but the limit is {}: see \"The rule\" in \
             docs/design/limiter.md",
            self.limit
        );
    }

    fn end(&mut self, now: f64, number: u64) {
        let mut requests = self.requests.iter_mut();
        requests.find(|request| request.number == number).expect("it was sent").ended = Some(now);
    }

    fn refuse(&mut self, now: f64) {
        self.refused = now;
        self.burst_left = 0;
    }
}

/// Returns the times at which requests arrive: many at one instant, some at random times, with pauses.
fn arrivals(limit: u32, random: &mut fastrand::Rng) -> Vec<f64> {
    let mut now = 0.0;
    let mut arrivals = Vec::new();
    while arrivals.len() < 1500 {
        match random.u32(..4) {
            0 => arrivals.extend(vec![now; random.usize(..=limit as usize)]),
            1 => {
                let rate = f64::from(limit) * (0.2 + 1.3 * random.f64());
                for _ in 0..random.u32(..100) {
                    now -= random.f64().max(1e-9).ln() / rate;
                    arrivals.push(now);
                }
            }
            2 => now += random.f64(),
            _ => now += 4.0 * random.f64(),
        }
    }
    arrivals
}

/// Returns how many requests were sent, and how many of them in bursts of more than one.
fn try_the_rule(limit: u32, seed: u64, refused: f64) -> (usize, usize) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut pace = Pace::new(limit);
    let mut observer = Observer {
        limit,
        requests: Vec::new(),
        refused: f64::NEG_INFINITY,
        burst_began: f64::NEG_INFINITY,
        burst_left: 0,
    };
    let arrivals = arrivals(limit, &mut random);
    let mut pending: Vec<(f64, u64)> = Vec::new();
    let mut due = None;
    let interval = SECOND / f64::from(limit);
    let (mut number, mut at_once) = (0, 0);
    while let Some(&arrival) = arrivals.get(number as usize) {
        let next = arrival.max(due.unwrap_or(f64::NEG_INFINITY));
        let end = pending.iter().copied().min_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((now, ended)) = end.filter(|end| end.0 <= next) {
            pending.retain(|request| request.1 != ended);
            pace.finish(now, ended);
            observer.end(now, ended);
            if random.f64() < refused {
                pace.refuse(now);
                observer.refuse(now);
            }
            continue;
        }
        let mut now = next;
        if let Some(last) = observer.requests.last() {
            // A queue sends requests in order.
            now = now.max(last.sent);
        }
        let is_burst = observer.is_burst(now);
        let earliest = observer.earliest(now);
        match pace.take(now, due.is_some(), number) {
            Ok(()) => {
                // One request may make up for a delay, so two requests may follow each other at once.
                let is_spaced = observer.last_but_one() + interval <= now + 0.003;
                assert!(is_burst || is_spaced, "{limit}: a burst at {now}");
                observer.send(now, number);
                pace.start(now, number);
                let usual = 0.02 + 0.3 * random.f64();
                let takes = if random.u8(..20) == 0 { 8.0 * random.f64() } else { usual };
                pending.push((now + takes, number));
                at_once += usize::from(is_burst && (limit / 5) > 1);
                number += 1;
                due = None;
            }
            Err(later) => {
                assert!(later > now, "{limit}: a wait that ends at once at {now}");
                let slack = 1e-9 * now.max(1.0);
                let is_needed = refused > 0.0 || later <= earliest + slack;
                assert!(is_needed, "{limit}: waits from {now} until {later}, not {earliest}");
                due = Some(later);
            }
        }
    }
    (number as usize, at_once)
}

#[test]
fn no_window_holds_more_than_the_limit_and_no_wait_is_longer_than_needed() {
    for limit in LIMITS {
        let mut at_once = 0;
        for seed in 0..20 {
            at_once += try_the_rule(limit, seed, 0.0).1;
        }
        assert!(limit < 10 || at_once >= 100, "{limit}: {at_once} in bursts");
    }
}

#[test]
fn refusals_change_no_part_of_the_rule() {
    for limit in LIMITS {
        for seed in 0..20 {
            try_the_rule(limit, seed, 0.02);
        }
    }
}

/// Sends as many requests as are allowed at once, and returns their numbers.
fn burst(pace: &mut Pace, now: f64, numbers: std::ops::Range<u64>) -> Vec<u64> {
    numbers.take_while(|number| pace.take(now, false, *number).is_ok()).collect()
}

#[test]
fn an_idle_client_sends_a_fifth_at_once() {
    let fifths = [(1, 1), (2, 1), (4, 1), (5, 1), (9, 1), (10, 2), (25, 5), (100, 20)];
    for (limit, fifth) in fifths {
        assert_eq!(burst(&mut Pace::new(limit), 7.0, 0..1000).len(), fifth, "{limit}");
    }
}

#[test]
fn a_client_is_idle_two_seconds_after_its_last_response() {
    let mut pace = Pace::new(25);
    let first = burst(&mut pace, 0.0, 0..100);
    first.iter().for_each(|number| pace.start(0.0, *number));
    first[1..].iter().for_each(|number| pace.finish(0.1, *number));
    assert_eq!(burst(&mut pace, 4.0, 100..200).len(), 1, "one response is awaited");
    pace.finish(4.5, first[0]);
    assert_eq!(burst(&mut pace, 6.4, 200..300).len(), 1, "1.9 s after the response");
    assert_eq!(burst(&mut pace, 8.3, 300..400).len(), 1, "1.9 s after the last request");
    assert_eq!(burst(&mut pace, 10.4, 400..500).len(), 5);
}

#[test]
fn a_request_without_an_end_is_forgotten_after_a_minute() {
    let mut pace = Pace::new(25);
    pace.take(0.0, false, 0).expect("it is idle");
    pace.start(0.0, 0);
    assert_eq!(burst(&mut pace, 59.0, 1..100).len(), 1);
    assert_eq!(burst(&mut pace, 62.0, 100..200).len(), 5);
}

#[test]
fn after_a_refusal_there_is_no_burst_for_ten_seconds() {
    for limit in [10, 25, 100] {
        let fifth = limit as usize / 5;
        let mut pace = Pace::new(limit);
        pace.refuse(0.0);
        assert_eq!(burst(&mut pace, 9.9, 0..100).len(), 1, "{limit}");
        assert_eq!(burst(&mut pace, 13.0, 100..200).len(), fifth, "{limit}");
        // A refusal also ends an open burst.
        pace.take(16.0, false, 200).expect("it is idle");
        pace.refuse(16.01);
        assert_eq!(burst(&mut pace, 16.02, 201..300).len(), 0, "{limit}");
    }
}

#[test]
fn a_request_woken_late_counts_at_most_ten_milliseconds_less() {
    let mut pace = Pace::new(1);
    pace.take(0.0, false, 0).expect("it is idle");
    assert!(pace.take(1.5, true, 1).is_ok());
    let next = pace.take(1.6, true, 2).expect_err("it is not time yet");
    assert!((2.519..2.521).contains(&next), "{next}");
}
