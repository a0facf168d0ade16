//! How many repeats a client may owe, so that an outage is not met with a storm.

use std::sync::atomic::{AtomicU32, Ordering};

/// Of one client and its clones. In tenths of a repeat.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

const REPEAT: u32 = 10;
const FULL: u32 = 500 * REPEAT;

impl RetryBudget {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(FULL))
    }

    /// Whether there is a repeat to take.
    pub(crate) fn has_one(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= REPEAT
    }

    /// Takes a repeat. Where two calls see the last one, both take it.
    pub(crate) fn take(&self) {
        self.change(|left| left.saturating_sub(REPEAT));
    }

    /// Gives back what a call took that ended well, or a tenth where it took nothing.
    pub(crate) fn give_back(&self, repeats: u32) {
        // Most calls find it full, and need not write to memory that all threads share.
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
    fn an_outage_is_met_with_500_repeats_and_then_with_none() {
        let budget = RetryBudget::new();
        let mut repeats = 0;
        while budget.has_one() {
            budget.take();
            repeats += 1;
        }
        assert_eq!(repeats, 500);
        // When it is over, calls that go well at once bring a repeat each ten.
        for calls in 1..=10 {
            budget.give_back(0);
            assert_eq!(budget.has_one(), calls == 10);
        }
    }

    #[test]
    fn repeats_that_help_never_use_it_up() {
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
