//! The retry budget of a client, so that retries do not multiply the load of an outage.

use std::sync::atomic::{AtomicU32, Ordering};

/// The budget of one client and its clones, in tenths of a retry.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

const REPEAT: u32 = 10;
const FULL: u32 = 500 * REPEAT;

impl RetryBudget {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Returns whether a retry is left.
    pub(crate) fn has_one(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= REPEAT
    }

    /// Takes a retry. If two calls see the last one, both take it.
    pub(crate) fn take(&self) {
        self.change(|left| left.saturating_sub(REPEAT));
    }

    /// Refunds the retries of a call that succeeded, or a tenth of a retry if it took none.
    pub(crate) fn give_back(&self, repeats: u32) {
        // The budget is usually full: then memory that all threads share is not written.
        if self.0.load(Ordering::Relaxed) < FULL {
            let given = repeats.saturating_mul(REPEAT).max(1);
            self.change(|left| left.saturating_add(given).min(FULL));
        }
    }

    fn change(&self, to: impl Fn(u32) -> u32) {
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(to(left)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_gets_500_retries_and_then_none() {
        let budget = RetryBudget::new();
        let mut repeats = 0;
        while budget.has_one() {
            budget.take();
            repeats += 1;
        }
        assert_eq!(repeats, 500);
        // After the outage, every ten calls without a retry refund one.
        for calls in 1..=10 {
            budget.give_back(0);
            assert_eq!(budget.has_one(), calls == 10);
        }
    }

    #[test]
    fn retries_that_succeed_never_use_it_up() {
        let budget = RetryBudget::new();
        for _ in 0..10_000 {
            assert!(budget.has_one());
            budget.take();
            budget.take();
            budget.give_back(2);
        }
        for _ in 0..10_000 {
            budget.give_back(5);
        }
        assert_eq!(budget.0.into_inner(), FULL);
    }
}
