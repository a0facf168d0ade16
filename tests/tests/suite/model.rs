//! The model test, with fewer schedules than the command `model` runs.

use attio_tests::fault_table::Rows;
use attio_tests::model::{replay, search};
use attio_tests::size;

/// Returns the number of schedules: that of the variable `ATTIO_SCHEDULES` if it is set.
fn schedules() -> u64 {
    let set = std::env::var("ATTIO_SCHEDULES").ok();
    set.map_or_else(|| size(100_000, 1_000), |text| text.parse().expect("a number of schedules"))
}

#[test]
fn what_calls_claim_is_what_happened() {
    check(Rows::Records);
}

#[test]
fn what_calls_claim_about_entries_is_what_happened() {
    check(Rows::Entries);
}

fn check(rows: Rows) {
    let schedules = schedules();
    let report = search(rows, 0..schedules, 2, true);
    assert!(report.failures.is_empty(), "{report}");
    println!("{report}");
    let counts = report.counts;
    // Schedules without faults would show nothing.
    for met in [counts.not_applied, counts.unknown_conflicts, counts.unsettled, counts.late] {
        assert!(met * 100 > schedules, "{report}");
    }
    assert!(counts.ok > schedules && counts.unknown * 10 > schedules, "{report}");
}

/// Otherwise a seed would not reproduce its failure, and no smaller schedule could be found.
#[test]
fn a_seed_is_one_schedule() {
    for rows in Rows::ALL {
        for seed in 0..40 {
            let (first, second) = (replay(rows, seed), replay(rows, seed));
            // A journal is on a disk, whose timing varies.
            if !first.contains("Bulk {") {
                assert_eq!(first, second, "{rows:?}, seed {seed}");
            }
        }
    }
}
