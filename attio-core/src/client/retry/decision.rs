//! The decision whether to retry a request: a pure function, which neither reads a clock nor draws random
//! numbers. The docs of [`RetryPolicy`] contain the table.

use std::time::Duration;

use super::RetryPolicy;

/// The reason why an attempt failed, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Never sent: no address, no connection, or no free stream in time.
    NotSent,
    /// Never sent, and a retry would fail too: TLS or the proxy refuses the connection.
    CannotConnect,
    /// Not processed, as the server reported: a refused stream, or a connection that was shut down.
    NotProcessed,
    /// Refused with a 421, and so not processed: the connection leads to another server.
    Misdirected,
    /// Refused with a 429, and so not processed.
    RateLimited,
    /// Refused because two writes raced: 409 `concurrent_write_conflict`.
    WriteConflict,
    /// Refused with a 401, although the token worked before. Attio sends such responses under load.
    DoubtedToken,
    /// A 5xx or a 408: the server failed, and may have processed the request.
    ServerFailed,
    /// Sent, but no complete response was received.
    Lost,
    /// A response that another attempt would not change.
    Answered,
}

/// An attempt that failed, with the facts that decide about another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    pub(crate) known: Known,
    /// Whether sending the request twice has the same effect as sending it once.
    pub(crate) idempotent: bool,
    /// The number of failed attempts of the call, including this one and without those with a 429.
    pub(crate) failures: u32,
    /// The number of attempts of the call that ended in a 429, including this one.
    pub(crate) refusals: u32,
    /// Whether a 401 was retried before.
    pub(crate) doubted_before: bool,
    /// Whether a 421 was retried before, over another connection.
    pub(crate) misdirected_before: bool,
    /// The wait that the response asks for, from now.
    pub(crate) asked: Option<Duration>,
    /// The time left for the call.
    pub(crate) left: Duration,
    /// The least time that must be left to start an attempt: see [`least`].
    pub(crate) least: Duration,
    /// Whether the budget allows one more retry.
    pub(crate) budget: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Retry after this time.
    Retry(Duration),
    Stop(Stop),
}

/// The reason why a request is not retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Another attempt would have the same result.
    Final,
    /// It may have been applied, and a retry could apply it twice.
    MayHaveApplied,
    /// The maximum number of attempts was made.
    Attempts,
    /// Too many retries of this client failed.
    Budget,
    /// The time that is left is too short for this wait and an attempt.
    Deadline { wait: Duration, left: Duration },
}

/// The longest random wait after the time that a response names, so that clients do not all retry at once.
const SPREAD: Duration = Duration::from_millis(50);

/// Returns the least time that must be left to start an attempt, for a call with this timeout and deadline.
/// An attempt cut short may still be applied, which would turn a certain outcome into an unknown one.
pub(crate) fn least(timeout: Duration, deadline: Duration) -> Duration {
    LEAST.min(timeout).min(deadline / 10)
}

const LEAST: Duration = Duration::from_secs(1);

/// Decides whether to retry. `random` is from 0 to 1.
pub(crate) fn decide(attempt: &Attempt, policy: &RetryPolicy, random: f64) -> Decision {
    let again = match attempt.known {
        Known::Answered | Known::CannotConnect => Err(Stop::Final),
        Known::DoubtedToken if attempt.doubted_before => Err(Stop::Final),
        Known::Misdirected if attempt.misdirected_before => Err(Stop::Final),
        Known::ServerFailed | Known::Lost if !attempt.idempotent => Err(Stop::MayHaveApplied),
        Known::RateLimited if policy.repeats_rate_limited() => Ok(()),
        Known::RateLimited => Err(Stop::Attempts),
        _ if attempt.failures >= policy.attempts() => Err(Stop::Attempts),
        _ if !attempt.budget => Err(Stop::Budget),
        _ => Ok(()),
    };
    if let Err(stop) = again {
        return Decision::Stop(stop);
    }
    let wait = wait(attempt, policy, random);
    if wait >= attempt.left.saturating_sub(attempt.least) {
        return Decision::Stop(Stop::Deadline { wait, left: attempt.left });
    }
    Decision::Retry(wait)
}

fn wait(attempt: &Attempt, policy: &RetryPolicy, random: f64) -> Duration {
    let asked = attempt.asked.map(|asked| asked.saturating_add(SPREAD.mul_f64(random)));
    match (attempt.known, asked) {
        (Known::RateLimited, Some(asked)) => asked,
        (Known::RateLimited, None) => {
            let longest = policy.longest(attempt.refusals);
            longest.mul_f64(0.5 + random / 2.0)
        }
        (Known::ServerFailed, Some(asked)) => {
            asked.max(policy.longest(attempt.failures).mul_f64(random))
        }
        _ => policy.longest(attempt.failures).mul_f64(random),
    }
}

#[cfg(test)]
mod tests;
