//! Randomness, as a parameter.

use std::sync::{Mutex, PoisonError};

use fastrand::Rng;

/// The source of a client's random numbers, by which retries of many clients spread. The numbers are
/// not secret.
#[derive(Debug)]
pub(crate) struct Random(Mutex<Rng>);

impl Random {
    /// Other numbers in each process.
    #[allow(clippy::disallowed_methods, reason = "the one place where randomness comes in")]
    pub(crate) fn of_the_system() -> Self {
        Self(Mutex::new(Rng::new()))
    }

    /// The same numbers for the same seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(Mutex::new(Rng::with_seed(seed)))
    }

    /// A number from 0, which is included, to 1, which is not.
    pub(crate) fn fraction(&self) -> f64 {
        self.next(Rng::f64)
    }

    /// Any number.
    #[cfg(feature = "journal")]
    pub(crate) fn number(&self) -> u64 {
        self.next(|rng| rng.u64(..))
    }

    fn next<T>(&self, next: impl FnOnce(&mut Rng) -> T) -> T {
        next(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
