//! The faults of the table.

use std::time::Duration;

use attio_emulator::{Fault, Injection, RetryAfter};

use super::MAX_ANSWER;

/// A row of the table: what goes wrong.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name: the fault, as `attio emulator --fault` takes it.
    pub name: String,
    pub(super) injections: Vec<Injection>,
    /// The time that each attempt has.
    pub(super) timeout: Duration,
}

/// The time that an attempt has where the fault takes longer. Elsewhere it is the default, so that a
/// busy machine adds no fault of its own.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The share of all requests that a fault hits, whatever they are: creates, repeats, look-ups.
const RATE: f64 = 0.3;

/// Every fault but the redirect, which is none that passes: Attio has no redirects, and one is
/// answered like any other answer that a repeat would not change (`tests/hostile.rs`).
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut all: Vec<_> = faults()
        .into_iter()
        .zip(1..)
        .map(|(fault, seed)| Case {
            name: format!("`{fault}`"),
            timeout: timeout(&fault),
            injections: vec![fault.with_probability(RATE).seed(seed)],
        })
        .collect();
    let refused = Fault::RateLimited(RetryAfter::NextSecond);
    all.push(Case {
        name: format!("`{refused}`, 20 in a row"),
        timeout: timeout(&refused),
        injections: vec![refused.with_probability(0.05).in_bursts_of(20).seed(101)],
    });
    all.push(Case {
        name: "all but `unauthorized`, 2 % each".to_owned(),
        injections: mixture(0.02),
        timeout: TIMEOUT,
    });
    all
}

/// The time that an attempt has under a fault, so that it is cut off by those that take longer.
#[must_use]
pub fn timeout(fault: &Fault) -> Duration {
    match fault {
        Fault::StallThenApply(time) | Fault::ApplyThenStall(time) | Fault::SlowDrip(time)
            if *time > TIMEOUT =>
        {
            TIMEOUT
        }
        _ => Duration::from_secs(30),
    }
}

/// Every fault of the table but one, each for this share of the requests. A request has one of them,
/// and those that only take time beside it.
///
/// The second 401 ends a call. Behind a lost answer, that end is unknown, which is right, and no use
/// for a table.
#[must_use]
pub fn mixture(share: f64) -> Vec<Injection> {
    let all = faults().into_iter().filter(|fault| *fault != Fault::Unauthorized).zip(201..);
    all.map(|(fault, seed)| fault.with_probability(share).seed(seed)).collect()
}

/// The faults of the table, one by one.
#[must_use]
pub fn faults() -> Vec<Fault> {
    let longer = TIMEOUT + TIMEOUT / 2;
    let second = Duration::from_secs(1);
    vec![
        Fault::DropBeforeReading,
        Fault::DropBeforeApplying,
        Fault::ApplyThenDrop,
        Fault::Status(500),
        Fault::Status(503),
        Fault::Html(502),
        Fault::ApplyThenStatus(500),
        Fault::ApplyThenStatus(503),
        Fault::ApplyThenHtml(502),
        Fault::StallThenApply(longer),
        Fault::ApplyThenStall(longer),
        Fault::Truncated,
        Fault::InvalidJson,
        Fault::WrongContentType,
        Fault::RateLimited(RetryAfter::NextSecond),
        Fault::RateLimited(RetryAfter::Date(second)),
        Fault::RateLimited(RetryAfter::Seconds(1)),
        Fault::RateLimited(RetryAfter::PastDate(60 * second)),
        Fault::RateLimited(RetryAfter::Absent),
        Fault::RateLimited(RetryAfter::Text("in a while".to_owned())),
        Fault::SlowDrip(TIMEOUT / 4),
        Fault::SlowDrip(4 * TIMEOUT),
        Fault::Unauthorized,
        Fault::Oversized(2 * MAX_ANSWER as u64),
        Fault::DeepNesting(100_000),
    ]
}
