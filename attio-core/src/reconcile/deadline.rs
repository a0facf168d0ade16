//! The limits of settling.

use std::time::Duration;

use crate::client::Requests;

/// Returns the wait before a step is retried, or why it is not retried.
pub(super) fn wait(calls: &Requests, retries: u32) -> Result<Duration, &'static str> {
    let policy = calls.retry_policy();
    // Settling needs one retry, even if retries are off.
    if retries >= policy.attempts().saturating_sub(1).max(1) {
        return Err("no retries are left");
    }
    if !calls.client().retry_budget().has_one() {
        return Err("too many retries of this client failed");
    }
    let wait = policy.longest(retries + 1).mul_f64(calls.client().random().fraction());
    match calls.left() {
        Some(left) if wait >= left => Err("the deadline is too close"),
        _ => Ok(wait),
    }
}
