//! The source of random numbers.

use std::sync::{Mutex, PoisonError};

use fastrand::Rng;

/// The source of a client's random numbers, which spread the retries of many clients. The numbers are not
/// secret.
#[derive(Debug)]
pub(crate) struct Random(Mutex<Rng>);

impl Random {
    /// Returns a source with different numbers in each process.
    #[allow(clippy::disallowed_methods, reason = "the only source of randomness")]
    pub(crate) fn of_the_system() -> Self {
        Self(Mutex::new(Rng::new()))
    }

    /// Returns a source with the same numbers for the same seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(Mutex::new(Rng::with_seed(seed)))
    }

    /// Returns a number from 0 (inclusive) to 1 (exclusive).
    pub(crate) fn fraction(&self) -> f64 {
        self.next(Rng::f64)
    }

    /// Returns any number.
    #[cfg(feature = "journal")]
    pub(crate) fn number(&self) -> u64 {
        self.next(|rng| rng.u64(..))
    }

    fn next<T>(&self, next: impl FnOnce(&mut Rng) -> T) -> T {
        next(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
