//! Whether a request is sent again: a function of what is known, without time or chance of its
//! own. The table is in the docs of [`RetryPolicy`].

use std::time::Duration;

use super::RetryPolicy;

/// What is known of an attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It was never sent: no address, no connection, no free stream in time.
    NotSent,
    /// It was never sent, and would not be the next time: TLS or the proxy refuses the connection.
    CannotConnect,
    /// The server said that it did not process it: a refused stream, or a connection that was shut down.
    NotProcessed,
    /// It was refused with a 421, and so not processed: the connection leads to another server.
    Misdirected,
    /// It was refused with a 429, and so not processed.
    RateLimited,
    /// It was refused since two writes raced: 409 `concurrent_write_conflict`.
    WriteConflict,
    /// It was refused with a 401, for a token that worked before. Attio gives such answers under
    /// load.
    DoubtedToken,
    /// The server failed, and may have processed it: a 5xx, or a 408.
    ServerFailed,
    /// It was sent, and no whole answer came.
    Lost,
    /// There is an answer, which another attempt would not change.
    Answered,
}

/// An attempt that failed, and what there is for another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    pub(crate) known: Known,
    /// Whether sending it twice is the same as sending it once.
    pub(crate) idempotent: bool,
    /// How many attempts of the call failed, this one included and those with a 429 left out.
    pub(crate) failures: u32,
    /// How many attempts of the call ended in a 429, this one included.
    pub(crate) refusals: u32,
    /// Whether a 401 was repeated before.
    pub(crate) doubted_before: bool,
    /// Whether a 421 was retried before, over another connection.
    pub(crate) misdirected_before: bool,
    /// The wait that the answer asks for, from now.
    pub(crate) asked: Option<Duration>,
    /// The time left for the call.
    pub(crate) left: Duration,
    /// The least time that an attempt is begun with: see [`least`].
    pub(crate) least: Duration,
    /// Whether the client may make one more repeat.
    pub(crate) budget: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Send it again after this time.
    Retry(Duration),
    Stop(Stop),
}

/// Why a request is not sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Another attempt would end the same.
    Final,
    /// It may have been applied, and again would be once more.
    MayHaveApplied,
    /// It was sent as often as it may be.
    Attempts,
    /// Too many repeats of this client failed.
    Budget,
    /// This wait and an attempt do not fit into the time that is left.
    Deadline { wait: Duration, left: Duration },
}

/// The most that is waited beyond a time that the answer names, so that not all come back at once.
const SPREAD: Duration = Duration::from_millis(50);

/// The least time that an attempt is begun with, of a call with this timeout and deadline. One that
/// is broken off at once may have been applied all the same, where not to begin it leaves a call that
/// is known to have done nothing.
pub(crate) fn least(timeout: Duration, deadline: Duration) -> Duration {
    LEAST.min(timeout).min(deadline / 10)
}

const LEAST: Duration = Duration::from_secs(1);

/// Decides. `random` is from 0 to 1.
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
