//! The cost of a journal: bulk creates with a journal, without one, and one by one.
//!
//! `cargo bench -p attio-benches --bench bulk` alternates the runs in one process, against the
//! emulator, which takes part of the time. The cost is the wait for the disk, so the folder matters: it is the
//! target folder, or `BULK_FOLDER`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attio_core::AttioRecord;
use attio_core::bulk::Journal;
use attio_emulator::Emulator;
use attio_tests::client_of;
use attio_tests::people::Contact;

fn main() {
    // `cargo test --benches` runs it too, and only needs it to start.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let (rounds, records) = if quick { (1, 64) } else { (5, 2_000) };
    let folder = std::env::var_os("BULK_FOLDER")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned(), PathBuf::from);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    println!("{rounds} rounds of {records} creates each, medians, journal in {}", folder.display());
    println!("{:>12} {:>22} {:>22} {:>8}", "concurrency", "creates / s without", "with", "ratio");
    for concurrency in [1, 8, 32, 128] {
        let (mut without, mut with) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            without.push(runtime.block_on(run(concurrency, records, None)));
            let journal = folder.join("bench.journal");
            with.push(runtime.block_on(run(concurrency, records, Some(&journal))));
        }
        let per_second = |times: &mut Vec<Duration>| {
            times.sort();
            records as f64 / times[times.len() / 2].as_secs_f64()
        };
        let (without, with) = (per_second(&mut without), per_second(&mut with));
        println!("{concurrency:>12} {without:>22.0} {with:>22.0} {:>8.2}", with / without);
    }
}

async fn run(concurrency: usize, records: u64, journal: Option<&Path>) -> Duration {
    let emulator = Emulator::start().await.expect("the emulator");
    let client = client_of(&emulator).build().expect("a client");
    let bulk = Contact::bulk_create(&client).concurrency(concurrency);
    let people = (0..records).map(|number| (number, Contact::numbered(number)));
    let mut results = match journal {
        None => bulk.run(people),
        Some(path) => {
            let _ = std::fs::remove_file(path);
            let journal = Journal::open(path).expect("a journal");
            bulk.journal(&journal).await.expect("a job").run(people)
        }
    };
    let started = Instant::now();
    while let Some((_, result)) = results.next().await {
        result.expect("a record");
    }
    started.elapsed()
}
