//! The faults that wait for their requests.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use fastrand::Rng;
use http::Method;

use super::{Fault, Injection};
use crate::http::lock;

/// The faults of an emulator, in the order of injection.
#[derive(Default)]
pub(crate) struct Faults {
    /// Whether there are any. Requests without faults pay for this check only.
    armed: AtomicBool,
    /// The number of resets. Requests that stalled before a reset are not applied to the new store.
    era: AtomicU64,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    faults: Vec<Armed>,
    injected: u64,
}

struct Armed {
    injection: Injection,
    dice: Rng,
    /// How many requests of a burst are left.
    burst_left: u64,
}

/// The settings of an HTTP/2 connection that differ from the usual ones.
#[cfg(feature = "tls")]
pub(crate) struct Settings {
    /// The maximum number of concurrent streams, if not the usual one.
    pub(crate) streams: Option<u32>,
    /// Whether request bodies are never accepted.
    pub(crate) is_window_closed: bool,
}

impl Faults {
    pub(crate) fn inject(&self, injection: Injection) {
        let mut waiting = self.waiting();
        let dice = Rng::with_seed(injection.seed.unwrap_or(waiting.injected));
        waiting.injected += 1;
        waiting.faults.push(Armed { injection, dice, burst_left: 0 });
        self.armed.store(true, Ordering::Release);
    }

    pub(crate) fn clear(&self) {
        let mut waiting = self.waiting();
        *waiting = Waiting::default();
        self.armed.store(false, Ordering::Release);
    }

    /// Removes all faults, and drops the stalled requests.
    pub(crate) fn reset(&self) {
        self.era.fetch_add(1, Ordering::AcqRel);
        self.clear();
    }

    pub(crate) fn era(&self) -> u64 {
        self.era.load(Ordering::Acquire)
    }

    /// The faults for this request: the combining ones up to the first other one, and that one. Later
    /// faults wait for another request.
    pub(crate) fn take(&self, method: &Method, path: &str) -> Vec<Fault> {
        if !self.armed.load(Ordering::Acquire) {
            return Vec::new();
        }
        let mut waiting = self.waiting();
        let mut taken = Vec::new();
        for armed in &mut waiting.faults {
            if armed.fits(method, path) && armed.happens() {
                taken.push(armed.injection.fault.clone());
                if !armed.injection.fault.combines() {
                    break;
                }
            }
        }
        self.drop_used_up(&mut waiting);
        taken
    }

    /// Whether this new connection stalls.
    pub(crate) fn stalls_connection(&self) -> bool {
        self.take_of_connection(|fault| matches!(fault, Fault::StallConnection)).is_some()
    }

    /// The settings of this new HTTP/2 connection.
    #[cfg(feature = "tls")]
    pub(crate) fn settings(&self) -> Settings {
        let streams = self.take_of_connection(|fault| matches!(fault, Fault::FewStreams(_)));
        let window = self.take_of_connection(|fault| matches!(fault, Fault::ClosedWindow));
        let streams = match streams {
            Some(Fault::FewStreams(streams)) => Some(streams),
            _ => None,
        };
        Settings { streams, is_window_closed: window.is_some() }
    }

    fn take_of_connection(&self, is_wanted: impl Fn(&Fault) -> bool) -> Option<Fault> {
        if !self.armed.load(Ordering::Acquire) {
            return None;
        }
        let mut waiting = self.waiting();
        let mut wanted =
            waiting.faults.iter_mut().filter(|armed| is_wanted(&armed.injection.fault));
        let taken = wanted.find_map(|armed| armed.happens().then(|| armed.injection.fault.clone()));
        self.drop_used_up(&mut waiting);
        taken
    }

    fn drop_used_up(&self, waiting: &mut Waiting) {
        waiting.faults.retain(|armed| armed.injection.left != Some(0));
        self.armed.store(!waiting.faults.is_empty(), Ordering::Release);
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        lock(&self.waiting)
    }
}

impl Armed {
    /// Whether the fault applies to such a request.
    fn fits(&self, method: &Method, path: &str) -> bool {
        !self.injection.fault.is_of_connections() && self.injection.selection.fits(method, path)
    }

    /// Whether the fault happens to this matching request or connection.
    fn happens(&mut self) -> bool {
        let injection = &mut self.injection;
        if injection.left == Some(0) {
            return false;
        }
        if injection.skip > 0 {
            injection.skip -= 1;
            return false;
        }
        if self.burst_left > 0 {
            self.burst_left -= 1;
        } else if injection.probability >= 1.0 || self.dice.f64() < injection.probability {
            self.burst_left = injection.burst - 1;
        } else {
            return false;
        }
        if let Some(left) = &mut injection.left {
            *left -= 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PATH: &str = "/v2/objects/people/records";

    fn taken(faults: &Faults, n: usize) -> Vec<Vec<Fault>> {
        (0..n).map(|_| faults.take(&Method::POST, PATH)).collect()
    }

    #[test]
    fn delays_are_added_to_the_first_other_fault() {
        let stall = Fault::StallThenApply(Duration::ZERO);
        let faults = Faults::default();
        faults.inject(stall.clone().times(2));
        faults.inject(Fault::ApplyThenDrop.once());
        faults.inject(Fault::Unauthorized.once());
        let expected =
            [vec![stall.clone(), Fault::ApplyThenDrop], vec![stall, Fault::Unauthorized], vec![]];
        assert_eq!(taken(&faults, 3), expected);
        assert!(!faults.armed.load(Ordering::Relaxed));
    }

    #[test]
    fn the_dice_are_the_same_each_time_and_about_right() {
        let count = |seed| {
            let faults = Faults::default();
            faults.inject(Fault::Truncated.with_probability(0.1).seed(seed));
            taken(&faults, 1000).iter().map(|taken| !taken.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(count(7), count(7));
        assert_ne!(count(7), count(8));
        let hits = count(7).iter().filter(|hit| **hit).count();
        assert!((60..140).contains(&hits), "{hits}");
    }

    #[test]
    fn bursts_come_in_a_row() {
        let faults = Faults::default();
        faults.inject(Fault::Truncated.with_probability(0.05).seed(1).in_bursts_of(4));
        let hits: String =
            taken(&faults, 400).iter().map(|t| if t.is_empty() { '.' } else { 'x' }).collect();
        let runs: Vec<&str> = hits.trim_matches('x').split('.').filter(|r| !r.is_empty()).collect();
        assert!(runs.len() > 5 && runs.iter().all(|run| run.len() % 4 == 0), "{hits}");
    }

    #[test]
    fn after_leaves_the_first_ones_alone() {
        let faults = Faults::default();
        faults.inject(Fault::Truncated.once().after(2));
        let taken: Vec<usize> = taken(&faults, 4).iter().map(Vec::len).collect();
        assert_eq!(taken, [0, 0, 1, 0]);
    }
}
