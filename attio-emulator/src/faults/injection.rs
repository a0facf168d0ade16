//! When a fault happens: how often, and with which requests.

use super::Fault;
use super::selection::Selection;
use crate::Operation;

/// A fault with the requests that it is for. All settings hold together: a probability with a number of
/// times is that share of the requests until the number is reached.
///
/// A fault of connections, such as [`Fault::StallConnection`], counts new connections in place of
/// requests, and ignores [`method`](Self::method), [`path`](Self::path) and [`on`](Self::on).
#[derive(Clone, Debug, PartialEq)]
pub struct Injection {
    pub(crate) fault: Fault,
    /// How often it still happens; `None` is without an end.
    pub(crate) left: Option<u64>,
    /// How many requests that fit are left alone first.
    pub(crate) skip: u64,
    pub(crate) probability: f64,
    /// How many requests in a row one throw of the dice is for.
    pub(crate) burst: u64,
    pub(crate) seed: Option<u64>,
    pub(crate) selection: Selection,
}

impl Injection {
    pub(crate) fn new(fault: Fault) -> Self {
        Self {
            fault,
            left: None,
            skip: 0,
            probability: 1.0,
            burst: 1,
            seed: None,
            selection: Selection::default(),
        }
    }

    /// For the next request that fits.
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// For the next `n` requests that fit.
    #[must_use]
    pub fn times(mut self, n: u64) -> Self {
        self.left = Some(n);
        self
    }

    /// For every request that fits.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Leaves the first `n` requests that fit alone.
    #[must_use]
    pub fn after(mut self, n: u64) -> Self {
        self.skip = n;
        self
    }

    /// For this share of the requests that fit; what is below 0 is 0, what is above 1 is 1.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = if probability.is_nan() { 0.0 } else { probability.clamp(0.0, 1.0) };
        self
    }

    /// Where the dice of [`Injection::with_probability`] begin. Without it, the number of faults
    /// injected before this one: the same in each run of a test.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// When the dice say so, not one request but `n` in a row have the fault.
    #[must_use]
    pub fn in_bursts_of(mut self, n: u64) -> Self {
        self.burst = n.max(1);
        self
    }

    /// For requests with this method only, whatever its case.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.selection.method = Some(method.into());
        self
    }

    /// For paths like this pattern only, such as `/v2/objects/*/records`: `*` stands for any one
    /// segment, and a final `**` for any rest.
    #[must_use]
    pub fn path(mut self, pattern: impl Into<String>) -> Self {
        self.selection.path = Some(pattern.into());
        self
    }

    /// For one kind of operation only.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.selection.operation = Some(operation);
        self
    }
}

/// Once.
impl From<Fault> for Injection {
    fn from(fault: Fault) -> Self {
        fault.once()
    }
}
