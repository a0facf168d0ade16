//! Servers that enforce a limit a second.

use std::collections::VecDeque;

/// How a server counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Anew with each second of the clock.
    FixedWindow,
    /// What was let through within the last second.
    SlidingLog,
    /// Tokens come at the rate of the limit; as many as the limit are kept.
    TokenBucket,
}

impl Counting {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FixedWindow, Self::SlidingLog, Self::TokenBucket];
}

/// A server that enforces a limit. Times are seconds of its clock.
#[derive(Debug)]
pub struct Server {
    counting: Counting,
    limit: f64,
    second: f64,
    count: f64,
    log: VecDeque<f64>,
    tokens: f64,
    at: f64,
}

impl Server {
    /// A server that nobody has used yet.
    #[must_use]
    pub fn new(counting: Counting, limit: u32) -> Self {
        let limit = f64::from(limit);
        let log = VecDeque::new();
        Self { counting, limit, second: 0.0, count: 0.0, log, tokens: limit, at: 0.0 }
    }

    /// Whether a request that comes now is let through. Refused requests are not counted.
    pub fn lets_through(&mut self, now: f64) -> bool {
        let free = match self.counting {
            Counting::FixedWindow => {
                if now.floor() != self.second {
                    self.second = now.floor();
                    self.count = 0.0;
                }
                self.count < self.limit
            }
            Counting::SlidingLog => {
                while self.log.front().is_some_and(|then| *then <= now - 1.0) {
                    self.log.pop_front();
                }
                (self.log.len() as f64) < self.limit
            }
            Counting::TokenBucket => {
                self.tokens = (self.tokens + (now - self.at) * self.limit).min(self.limit);
                self.at = now;
                self.tokens >= 1.0
            }
        };
        if free {
            self.count += 1.0;
            self.tokens -= 1.0;
            if self.counting == Counting::SlidingLog {
                self.log.push_back(now);
            }
        }
        free
    }
}
