//! When settling ends.

use std::time::Duration;

use crate::client::Requests;

/// How long to wait before a step is retried, or why it is not.
pub(super) fn wait(calls: &Requests, retries: u32) -> Result<Duration, &'static str> {
    let policy = calls.retry_policy();
    // One retry is what was asked for, also if retries are off.
    if retries >= policy.attempts().saturating_sub(1).max(1) {
        return Err("it was repeated as often as it may be");
    }
    if !calls.client().retry_budget().has_one() {
        return Err("too many repeats of this client failed");
    }
    let wait = policy.longest(retries + 1).mul_f64(calls.client().random().fraction());
    match calls.left() {
        Some(left) if wait >= left => Err("the deadline has come"),
        _ => Ok(wait),
    }
}
