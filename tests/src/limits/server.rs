//! Servers that enforce a limit per second.

use std::collections::VecDeque;

/// How a server counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Per second of the clock.
    FixedWindow,
    /// Over the last second.
    SlidingLog,
    /// With tokens, which come at the rate of the limit. The bucket holds as many as the limit.
    TokenBucket,
}

impl Counting {
    /// All ways to count.
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
    /// Creates a server that has received no request.
    #[must_use]
    pub fn new(counting: Counting, limit: u32) -> Self {
        let limit = f64::from(limit);
        let log = VecDeque::new();
        Self { counting, limit, second: 0.0, count: 0.0, log, tokens: limit, at: 0.0 }
    }

    /// Returns whether a request is accepted now. Refused requests are not counted.
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
