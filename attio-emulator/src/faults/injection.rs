//! How often a fault happens, and to which requests.

use super::Fault;
use super::selection::Selection;
use crate::Operation;

/// A fault with its frequency and the requests that it applies to.
///
/// All settings apply together. With a probability and a number of times, the fault applies to that
/// share of the requests until it has happened that many times.
///
/// A fault of connections, such as [`Fault::StallConnection`], counts new connections instead of
/// requests, and ignores [`method`](Self::method), [`path`](Self::path) and [`on`](Self::on).
#[derive(Clone, Debug, PartialEq)]
pub struct Injection {
    pub(crate) fault: Fault,
    /// How often it still happens; `None` means without an end.
    pub(crate) left: Option<u64>,
    /// How many matching requests are skipped first.
    pub(crate) skip: u64,
    pub(crate) probability: f64,
    /// How many requests in a row share one random draw.
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

    /// Applies the fault to the next matching request.
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// Applies the fault to the next `n` matching requests.
    #[must_use]
    pub fn times(mut self, n: u64) -> Self {
        self.left = Some(n);
        self
    }

    /// Applies the fault to every matching request.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Skips the first `n` matching requests.
    #[must_use]
    pub fn after(mut self, n: u64) -> Self {
        self.skip = n;
        self
    }

    /// Applies the fault to this share of the matching requests, clamped to 0 to 1.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = if probability.is_nan() { 0.0 } else { probability.clamp(0.0, 1.0) };
        self
    }

    /// Sets the seed of the random numbers of [`Injection::with_probability`].
    ///
    /// The default is the number of faults injected before this one, which is the same in each run of a
    /// test.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Applies the fault to `n` requests in a row each time the probability hits.
    #[must_use]
    pub fn in_bursts_of(mut self, n: u64) -> Self {
        self.burst = n.max(1);
        self
    }

    /// Restricts the fault to requests with this method, ignoring case.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.selection.method = Some(method.into());
        self
    }

    /// Restricts the fault to paths that match this pattern, such as `/v2/objects/*/records`.
    ///
    /// `*` matches any one segment, and a final `**` any rest.
    #[must_use]
    pub fn path(mut self, pattern: impl Into<String>) -> Self {
        self.selection.path = Some(pattern.into());
        self
    }

    /// Restricts the fault to one kind of operation.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.selection.operation = Some(operation);
        self
    }
}

/// Injects the fault once.
impl From<Fault> for Injection {
    fn from(fault: Fault) -> Self {
        fault.once()
    }
}
