//! The faults of the table.

use std::time::Duration;

use attio_emulator::{Fault, Foreign, Injection, RetryAfter};

use super::MAX_ANSWER;
use crate::Transport;

/// A row of the table: one fault.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name: the fault, in the syntax of `attio emulator --fault`.
    pub name: String,
    pub(super) injections: Vec<Injection>,
    /// The time limit of each attempt.
    pub(super) timeout: Duration,
    /// Whether a request can be lost before the emulator has read it: its connection breaks, and the client does
    /// not learn which requests were processed.
    pub(super) loses_requests: bool,
}

/// The time limit of an attempt if the fault takes longer. Other rows have the default, so that a busy machine
/// adds no faults.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The default time limit of an attempt.
const LONG: Duration = Duration::from_secs(30);

/// The share of all requests that a fault hits: creates, retries and lookups.
const RATE: f64 = 0.3;

/// The share for a fault that stops a connection with all requests on it, of which 64 are in flight. As many
/// requests fail as with a much larger share of a fault that stops one request.
const RARE: f64 = 0.005;

/// Returns a row for each fault; over HTTPS also for the faults of streams and connections. Redirects are left
/// out: a retry does not change them (`tests/hostile.rs`).
#[must_use]
pub fn cases() -> Vec<Case> {
    let all = faults().into_iter().zip(1..);
    let mut all: Vec<_> = all
        .map(|(fault, seed)| {
            let rate = if stops_connection(&fault) { RARE } else { RATE };
            Case::of(format!("`{fault}`"), timeout(&fault), [(fault, rate, seed)])
        })
        .collect();
    let refused = Fault::RateLimited(RetryAfter::NextSecond);
    all.push(Case {
        name: format!("`{refused}`, 20 in a row"),
        timeout: timeout(&refused),
        injections: vec![refused.with_probability(0.05).in_bursts_of(20).seed(101)],
        loses_requests: false,
    });
    let name = "all but `unauthorized`, 2 % each";
    all.push(Case::of(name, TIMEOUT, shares(0.02)));
    if Transport::of_the_process() == Transport::Https {
        all.extend([orderly(), misdirected()]);
        all.extend(connections());
    }
    all
}

/// Returns GOAWAY, refused streams and resets at random. The server reports each request that it did not
/// process, except those that it resets. GOAWAY is rarer, because it stops up to 63 other requests, whose
/// retries would use up the client's budget.
#[must_use]
pub fn orderly() -> Case {
    let faults = [
        (Fault::RefuseStream, 0.1, 301),
        (Fault::GoAway, 0.005, 302),
        (Fault::ApplyThenGoAway, 0.02, 303),
        (Fault::ResetBeforeApplying, 0.05, 304),
        (Fault::ApplyThenReset, 0.05, 305),
    ];
    Case::of("GOAWAY, refused streams, resets", timeout(&Fault::RefuseStream), faults)
}

/// Returns the row of 421. A create that is misdirected twice in a row ends as not applied.
fn misdirected() -> Case {
    let fault = Fault::Status(421);
    Case::of(format!("`{fault}`"), timeout(&fault), [(fault, RATE, 401)])
}

/// Returns rows with faults of new connections, each with a fault that makes the client open connections.
fn connections() -> impl Iterator<Item = Case> {
    let faults =
        [(Fault::StallConnection, 501), (Fault::FewStreams(16), 502), (Fault::ClosedWindow, 503)];
    faults.into_iter().map(|(fault, seed)| {
        let close = (Fault::ApplyThenGoAway, 0.02, seed);
        let name = format!("`{fault}`, `{}`", close.0);
        let mut case = Case::of(name, timeout(&fault), [close]);
        // The client may have sent a body before it learns that there is no room.
        case.loses_requests |= fault == Fault::ClosedWindow;
        case.injections.splice(..0, surely(&Fault::ApplyThenGoAway, seed));
        case.injections.insert(0, fault.with_probability(0.5).times(5).seed(seed));
        case
    })
}

/// Returns two occurrences of a rare fault, so that a cell of few requests meets it too.
fn surely(fault: &Fault, seed: u64) -> [Injection; 2] {
    [4, 20].map(|first| fault.clone().once().after(first + seed % 16))
}

/// Returns whether other requests in flight on the same connection fail too. Over HTTP/1.1 there are none.
fn stops_connection(fault: &Fault) -> bool {
    let stops = matches!(
        fault,
        Fault::DropBeforeReading
            | Fault::DropBeforeApplying
            | Fault::ApplyThenDrop
            | Fault::GoAway
            | Fault::ApplyThenGoAwayError
            | Fault::GoSilent
            | Fault::ApplyThenGoSilent
    );
    stops && Transport::of_the_process() == Transport::Https
}

impl Case {
    /// Creates a row of faults, each with its share of the requests and its seed.
    fn of(
        name: impl Into<String>,
        timeout: Duration,
        faults: impl IntoIterator<Item = (Fault, f64, u64)>,
    ) -> Self {
        // Over HTTP/1.1 some faults close the connection before the body is read, so the log lacks it.
        let mut loses_requests = Transport::of_the_process() == Transport::Http;
        // The client may also give up before the emulator has read the request.
        loses_requests |= timeout < LONG;
        let mut injections = Vec::new();
        for (fault, share, seed) in faults {
            loses_requests |= stops_connection(&fault) && fault != Fault::GoAway;
            if share == RARE && stops_connection(&fault) {
                injections.extend(surely(&fault, seed));
            }
            injections.push(fault.with_probability(share).seed(seed));
        }
        Self { name: name.into(), injections, timeout, loses_requests }
    }
}

/// Returns the time limit of an attempt under a fault: faults that take longer exceed it.
#[must_use]
pub fn timeout(fault: &Fault) -> Duration {
    match fault {
        Fault::StallThenApply(time) | Fault::ApplyThenStall(time) | Fault::SlowDrip(time)
            if *time > TIMEOUT =>
        {
            TIMEOUT
        }
        Fault::GoSilent | Fault::ApplyThenGoSilent | Fault::ClosedWindow => TIMEOUT,
        // Half of it is for the connection.
        Fault::StallConnection => 2 * TIMEOUT,
        _ => LONG,
    }
}

/// Returns every fault of the table except one, each for this share of the requests. A request meets one of
/// them, and in addition the faults that only take time.
///
/// The second 401 ends the call. After a lost response that end is unknown, which is correct, but useless in a
/// table.
#[must_use]
pub fn mixture(share: f64) -> Vec<Injection> {
    let all = shares(share).into_iter();
    all.map(|(fault, share, seed)| fault.with_probability(share).seed(seed)).collect()
}

fn shares(share: f64) -> Vec<(Fault, f64, u64)> {
    let all = faults().into_iter().filter(|fault| *fault != Fault::Unauthorized).zip(201..);
    let share_of = |fault: &Fault| if stops_connection(fault) { share / 10.0 } else { share };
    all.map(|(fault, seed)| {
        let share = share_of(&fault);
        (fault, share, seed)
    })
    .collect()
}

/// Returns the faults of the table, one by one. Faults of streams are only included over HTTPS: without streams
/// they are the same as a closed connection.
#[must_use]
pub fn faults() -> Vec<Fault> {
    let mut all = faults_of_requests();
    if Transport::of_the_process() == Transport::Https {
        all.extend([
            Fault::RefuseStream,
            Fault::ResetBeforeApplying,
            Fault::ApplyThenReset,
            Fault::GoAway,
            Fault::ApplyThenGoAway,
            Fault::ApplyThenGoAwayError,
            Fault::GoSilent,
            Fault::ApplyThenGoSilent,
        ]);
    }
    all
}

fn faults_of_requests() -> Vec<Fault> {
    let longer = TIMEOUT + TIMEOUT / 2;
    let second = Duration::from_secs(1);
    vec![
        Fault::DropBeforeReading,
        Fault::DropBeforeApplying,
        Fault::ApplyThenDrop,
        Fault::Status(500),
        Fault::Status(503),
        Fault::Foreign(Foreign::Html(502)),
        Fault::ApplyThenStatus(500),
        Fault::ApplyThenStatus(503),
        Fault::ApplyThenForeign(Foreign::Html(502)),
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
