//! Mixed load for minutes under random faults: does memory grow, is a task stuck, does a task panic?
//!
//! The command `soak` runs it.

mod load;
mod memory;
mod tally;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use attio_core::rate_limit::RateLimit;
use attio_core::{Client, RetryPolicy};
use attio_emulator::{Emulator, Fault};
use tokio::task::JoinSet;

use self::memory::{Memory, resident};
use self::tally::{Slot, Tally};
use crate::fault_table::mixture;
use crate::{settings_at, start_emulator};

const TASKS: usize = 64;
/// Each call ends within this time, under all faults.
const DEADLINE: Duration = Duration::from_secs(10);
/// A call that runs this long is stuck, even on a busy machine.
const STUCK: Duration = Duration::from_secs(25);
/// How often a line is printed.
const EVERY: Duration = Duration::from_secs(10);

/// Starts an emulator in which one in four requests meets a fault, each fault equally often.
///
/// # Panics
///
/// Panics if it does not start.
#[must_use]
pub fn faulty_attio() -> Emulator {
    let attio = start_emulator();
    let unauthorized = Fault::Unauthorized.with_probability(0.01).seed(200);
    mixture(0.01).into_iter().chain([unauthorized]).for_each(|injection| attio.inject(injection));
    attio
}

/// The faulty emulator: a separate process, so that its memory is not the client's.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its base URL.
    pub base_url: String,
    /// Its token.
    pub api_key: String,
    /// Its certificate in PEM; empty if it does not serve HTTPS.
    pub certificate: String,
    /// Its process.
    pub process: u32,
}

/// Runs the load for this time, and prints a line now and then. Returns the problems: memory that grew, and tasks
/// that were stuck or panicked.
///
/// # Panics
///
/// Panics if the client's settings are wrong.
pub async fn soak(target: &Target, time: Duration) -> Vec<String> {
    let panics = count_panics();
    let tally = Arc::new(Tally::default());
    let slots: Vec<_> = (0..TASKS).map(|_| Arc::new(Slot::default())).collect();
    // Random 429s slow the limiter down, as they should, so half of the tasks have no limiter.
    let clients = [client(target, true), client(target, false)];
    let ends = Instant::now() + time;
    let mut tasks = JoinSet::new();
    for (number, slot) in slots.iter().enumerate() {
        let load = load::Load::new(
            &clients[number % 2],
            Arc::clone(slot),
            Arc::clone(&tally),
            number as u64,
        );
        tasks.spawn(load.run(ends));
    }

    let began = Instant::now();
    let mut memory = Memory::default();
    let mut most_stuck = 0;
    println!(
        "{TASKS} tasks for {} s\n\n   time  memory  Attio's    calls  {}",
        time.as_secs(),
        Tally::HEADING
    );
    while !tasks.is_empty() {
        let tick = tokio::time::sleep(EVERY.min(time));
        tokio::pin!(tick);
        // Tasks end by themselves at the end of the time.
        loop {
            tokio::select! {
                () = &mut tick => break,
                Some(_) = tasks.join_next() => {}
            }
        }
        let stuck = slots.iter().filter(|slot| slot.runs_for() > STUCK).count();
        most_stuck = most_stuck.max(stuck);
        memory.note(began.elapsed(), resident(std::process::id()));
        println!(
            "{:>5} s {:>7} {:>8} {tally}{stuck:>7} stuck {:>3} panics",
            began.elapsed().as_secs(),
            memory::shown(resident(std::process::id())),
            memory::shown(resident(target.process)),
            panics.load(Ordering::Relaxed),
        );
        if stuck > 0 && Instant::now() > ends + 2 * STUCK {
            break;
        }
    }
    let mut wrong = Vec::new();
    let panics = panics.load(Ordering::Relaxed);
    if panics > 0 {
        wrong.push(format!("{panics} panics"));
    }
    if most_stuck > 0 {
        wrong.push(format!("{most_stuck} tasks were stuck at once"));
    }
    println!("\n{memory}");
    wrong.extend(memory.growth());
    wrong.extend(tally.idle());
    wrong
}

fn client(target: &Target, is_limited: bool) -> Client {
    let policy = RetryPolicy::new()
        .base_delay(Duration::from_millis(20))
        .max_delay(Duration::from_millis(500));
    let builder = settings_at(&target.base_url, &target.certificate)
        .api_key(target.api_key.clone())
        .retry(policy)
        .timeout(Duration::from_secs(1))
        .deadline(DEADLINE)
        .max_response_size(1 << 20);
    let builder = if is_limited {
        builder.rate_limit(RateLimit::per_second(400, 200))
    } else {
        builder.no_rate_limit()
    };
    builder.build().expect("the settings are right")
}

/// Counts panics of all threads from now on.
fn count_panics() -> Arc<AtomicU64> {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        counted.fetch_add(1, Ordering::Relaxed);
        print(panic);
    }));
    count
}
