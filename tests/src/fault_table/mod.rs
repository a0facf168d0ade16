//! Creates under every fault, counted from the store: is a record or an entry duplicated or lost?
//!
//! The command `fault_table` prints the table for 1,000 creates per cell, and a test asserts it for fewer.

pub mod adversarial;
mod cases;
mod count;
mod kinds;
mod peers;
mod rows;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use attio_core::{Client, RetryPolicy};
use attio_emulator::Emulator;
pub use cases::{Case, cases, faults, mixture, orderly, timeout};
pub use count::{End, Figures, count};
pub use kinds::{Kind, Pace};
pub use peers::{Peer, PeerRow, Repeats, peer_faults, peers};
pub use rows::Rows;
use tokio::task::JoinSet;

use crate::{client_of, emulator_builder};

/// The maximum size of a response. Oversized responses are larger.
pub(crate) const MAX_ANSWER: usize = 1 << 20;

/// Creates the client under test. Its limiter is off, because the test would measure the limiter, and its waits
/// are short.
///
/// It may send a request up to 20 times. If each attempt fails with a probability of 0.3, two of 1,000 creates
/// would use up the default of 5, and correctly end as unknown.
///
/// # Panics
///
/// Panics if the settings are wrong.
#[must_use]
pub fn client_on_trial(attio: &Emulator, timeout: Duration) -> Client {
    client_of(attio)
        .retry(policy_on_trial())
        .timeout(timeout)
        .max_response_size(MAX_ANSWER)
        .build()
        .expect("the settings are right")
}

/// Returns the retry policy of clients under test.
pub(super) fn policy_on_trial() -> RetryPolicy {
    RetryPolicy::new()
        .max_attempts(20)
        .base_delay(Duration::from_millis(5))
        .max_delay(Duration::from_millis(50))
}

/// The figures of the creates of each kind under one fault.
#[derive(Clone, Debug)]
pub struct Row {
    /// The created rows.
    pub rows: Rows,
    /// The fault.
    pub name: String,
    /// The kinds with their figures, in the order of [`Kind::ALL`].
    pub cells: Vec<(Kind, Figures)>,
}

impl Row {
    /// Makes this many creates of records or entries of each kind under a fault, with this concurrency, and
    /// each kind against a separate emulator.
    ///
    /// # Panics
    ///
    /// Panics if an emulator does not start, or its store cannot be read.
    pub async fn of(rows: Rows, case: &Case, creates: u64, tasks: usize) -> Self {
        let mut running = JoinSet::new();
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            let case = case.clone();
            running.spawn(async move { (place, cell(rows, kind, &case, creates, tasks).await) });
        }
        let mut cells: Vec<_> = running.join_all().await;
        cells.sort_by_key(|(place, _)| *place);
        let cells = cells.into_iter().map(|(place, figures)| (Kind::ALL[place], figures));
        Self { rows, name: case.name.clone(), cells: cells.collect() }
    }

    /// Returns the cells with an error: a duplicated or lost record, or a wrong unknown outcome. An unknown
    /// outcome is wrong for a record with a unique attribute, or if certainly no attempt was processed.
    #[must_use]
    pub fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (kind, figures) in &self.cells {
            let unknown = if kind.is_unique() { figures.unknown } else { 0 };
            let unknown = unknown + figures.unfounded;
            if figures.duplicated + figures.lost + unknown > 0 || !figures.add_up() {
                let (rows, kind) = (self.rows, kind.name());
                wrong.push(format!("{rows:?}, {kind} under {}: {figures:?}", self.name));
            }
        }
        wrong
    }
}

async fn cell(rows: Rows, kind: Kind, case: &Case, creates: u64, tasks: usize) -> Figures {
    // The log must hold every request, including retries and lookups.
    let kept = usize::try_from(20 * creates).expect("they fit into memory").max(10_000);
    let attio = emulator_builder().kept_requests(kept).start_blocking();
    let attio = Arc::new(attio.expect("the emulator starts"));
    rows.prepare(&attio, creates);
    let client = client_on_trial(&attio, case.timeout);
    let faulty = Arc::clone(&attio);
    let injections = case.injections.clone();
    let begin = move || injections.into_iter().for_each(|injection| faulty.inject(injection));
    let ends = kind.run(rows, &client, creates, Pace::at_once(tasks, begin)).await;
    count(&attio, rows, rows.key(kind), &ends, case.loses_requests).await
}

/// Returns a row of the table in Markdown.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hit: u64 = self.cells.iter().map(|(_, figures)| figures.hit).sum();
        write!(f, "| {} | {hit} |", self.name)?;
        self.cells.iter().try_for_each(|(_, figures)| write!(f, " {figures} |"))
    }
}

/// Returns the head of the table in Markdown.
#[must_use]
pub fn heading() -> String {
    let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    let lines = "---|".repeat(names.len() + 2);
    format!("| fault | requests hit | {} |\n|{lines}", names.join(" | "))
}
