//! A model test of the client: random schedules of calls, faults and edits by others. After each schedule, the
//! claims of the calls are compared with the events.
//!
//! The command `model` runs many schedules, and a test runs some. The server has a separate small store
//! ([`store`](self)). It must hold attempts back, apply them while later calls run, and record which attempt of
//! which call made each change. It keeps one object, or one list, with two unique attributes and Attio's rules for
//! them; the emulator has the rest. Time is virtual: timeouts, waits and late attempts take none.
//!
//! A merge between an attempt and a lookup is left out, because a client cannot see it. It is the one
//! exception to the rule that no claim is made without evidence. A merge of two parents is included: others move an
//! entry to another parent.

mod claims;
mod run;
mod schedule;
mod server;
mod store;
mod subject;
mod time;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use schedule::Schedule;

use crate::fault_table::Rows;

/// The maximum number of schedules that are tried to find a smaller one.
const SHRINKS: u32 = 2_000;

/// A wrong claim.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The kind of claim.
    pub kind: &'static str,
    /// The claim, and what is wrong with it.
    pub text: String,
}

impl Problem {
    fn new(kind: &'static str, text: String) -> Self {
        Self { kind, text }
    }
}

/// The ends of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All calls.
    pub calls: u64,
    /// Attempts to write.
    pub attempts: u64,
    /// Calls that ended with a record or a deletion.
    pub ok: u64,
    /// Calls that ended as not applied.
    pub not_applied: u64,
    /// Calls that ended as unknown, except conflicts.
    pub unknown: u64,
    /// Calls that ended as an unknown uniqueness conflict.
    pub unknown_conflicts: u64,
    /// Calls that their caller dropped.
    pub dropped: u64,
    /// Successes that reported that an attempt may still be applied.
    pub unsettled: u64,
    /// Calls with an attempt that was applied after they had returned.
    pub late: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.attempts += other.attempts;
        self.ok += other.ok;
        self.not_applied += other.not_applied;
        self.unknown += other.unknown;
        self.unknown_conflicts += other.unknown_conflicts;
        self.dropped += other.dropped;
        self.unsettled += other.unsettled;
        self.late += other.late;
    }
}

/// A schedule with a wrong claim.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its seed.
    pub seed: u64,
    /// The first wrong claim.
    pub problem: Problem,
    /// The smallest schedule that was found to fail in the same way, and its events.
    pub smallest: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, problem, smallest } = self;
        write!(f, "seed {seed}, {}: {}\n{smallest}", problem.kind, problem.text)
    }
}

/// The results of many schedules.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The number of schedules.
    pub schedules: u64,
    /// The ends of their calls.
    pub counts: Counts,
    /// For each kind of wrong claim: the number of schedules that have it first, and the first of them.
    pub failures: BTreeMap<&'static str, (u64, Failure)>,
}

impl Report {
    /// Adds a schedule. Returns its first wrong claim if it is the first of its kind.
    fn first_of_its_kind(&mut self, ran: &run::Ran) -> Option<Problem> {
        self.schedules += 1;
        self.counts.add(ran.counts);
        let problem = ran.problems.first()?;
        if let Some((number, _)) = self.failures.get_mut(problem.kind) {
            *number += 1;
            return None;
        }
        Some(problem.clone())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} schedules, {:?}", self.schedules, self.counts)?;
        for (kind, (number, failure)) in &self.failures {
            writeln!(f, "{number} times: {kind}, first: {failure}")?;
        }
        Ok(())
    }
}

/// Runs the schedules of these seeds, about records or entries, in this many threads. Stops at the first failure if `is_hasty`.
#[must_use]
pub fn search(rows: Rows, seeds: std::ops::Range<u64>, threads: usize, is_hasty: bool) -> Report {
    let next = AtomicU64::new(seeds.start);
    let report = Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let ran = run::run(&Schedule::of(rows, seed));
                    let Some(problem) = lock(&report).first_of_its_kind(&ran) else { continue };
                    if is_hasty {
                        next.store(seeds.end, Ordering::Relaxed);
                    }
                    let kind = problem.kind;
                    let failure = shrink(rows, seed, problem);
                    lock(&report).failures.entry(kind).or_insert((0, failure)).0 += 1;
                }
            });
        }
    });
    report.into_inner().expect("no panic")
}

fn lock(report: &Mutex<Report>) -> MutexGuard<'_, Report> {
    report.lock().expect("no panic")
}

/// Removes everything from a schedule that its failure does not need.
fn shrink(rows: Rows, seed: u64, problem: Problem) -> Failure {
    let mut schedule = Schedule::of(rows, seed);
    let mut log = run::run(&schedule).log;
    let mut left = SHRINKS;
    'smaller: loop {
        for smaller in schedule.smaller() {
            if left == 0 {
                break 'smaller;
            }
            left -= 1;
            let ran = run::run(&smaller);
            if let Some(same) = ran.problems.iter().find(|other| other.kind == problem.kind) {
                log = ran.log;
                log.push(format!("wrong: {}", same.text));
                schedule = smaller;
                continue 'smaller;
            }
        }
        break;
    }
    let log = log.join("\n  ");
    Failure { seed, problem, smallest: format!("smallest: {schedule}  {log}") }
}

/// Runs the schedule of one seed, and returns all events.
#[must_use]
pub fn replay(rows: Rows, seed: u64) -> String {
    let schedule = Schedule::of(rows, seed);
    let ran = run::run(&schedule);
    let problems: Vec<_> = ran.problems.iter().map(|p| format!("{}: {}", p.kind, p.text)).collect();
    format!("{schedule}  {}\n{}", ran.log.join("\n  "), problems.join("\n"))
}
