//! The model test: `cargo run --release -p attio-tests --features by-hand --bin model [-- SCHEDULES [FIRST]]`.
//!
//! Runs 100,000 random schedules of two clients with faults, late attempts and edits by others, from the
//! seed `FIRST` on (0), about records and then about entries. It compares the claims of each call with the events in a store. Each wrong claim is
//! printed with its seed and the smallest schedule that shows it. `-- seed SEED` runs one schedule and prints
//! all events.

use std::process::ExitCode;
use std::time::Instant;

use attio_tests::fault_table::Rows;
use attio_tests::model::{replay, search};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    if let [word, seed] = &args[..]
        && word == "seed"
        && let Ok(seed) = seed.parse()
    {
        for rows in Rows::ALL {
            println!("{rows:?}\n{}\n", replay(rows, seed));
        }
        return ExitCode::SUCCESS;
    }
    let numbers: Result<Vec<u64>, _> = args.iter().map(|arg| arg.parse()).collect();
    let (schedules, first) = match numbers.as_deref() {
        Ok([]) => (100_000, 0),
        Ok([schedules]) => (*schedules, 0),
        Ok([schedules, first]) => (*schedules, *first),
        _ => {
            eprintln!("model [SCHEDULES [FIRST]] | model seed SEED");
            return ExitCode::FAILURE;
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let mut is_right = true;
    for rows in Rows::ALL {
        let began = Instant::now();
        let report = search(rows, first..first + schedules, threads, false);
        println!("{rows:?}: {report}\n{:.0} s", began.elapsed().as_secs_f64());
        is_right &= report.failures.is_empty();
    }
    if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
