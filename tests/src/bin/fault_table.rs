//! The fault table: `cargo run --release -p attio-tests --features by-hand --bin fault_table [-- CREATES]`.
//!
//! For each fault of the embedded Attio and each kind of create it makes 1,000 creates, 64 at a time,
//! while 3 of 10 requests meet the fault: creates, their repeats and look-ups alike. A cell is
//! `ok/not applied/unknown/doubled/lost`; the last two are counted in the store, by a client by hand.
//! `ok` is an end with the ID of the record, in `Ok` or in an error that says that it was applied.
//! It takes a minute or two.
//!
//! What must be 0: doubled and lost everywhere, unknown wherever the record has a unique attribute.
//! A plain `create` ends as unknown where its one attempt may have been applied. `not applied` is
//! what was refused: with `unauthorized`, where the token was refused for the second time.
//!
//! The client may send a request 20 times. With the default of 5, a record of which five attempts
//! fail in a row ends as unknown, which is right, and no use for a table.
//!
//! Then the same for clients by hand beside ours: the first try of each of 100 creates fails.

use std::process::ExitCode;
use std::time::Instant;

use attio_tests::fault_table::{Row, cases, heading, peer_faults, peers};
use futures_util::stream::{self, StreamExt};

const PEER_CREATES: u64 = 100;

#[tokio::main]
async fn main() -> ExitCode {
    let creates = match std::env::args().nth(1).map(|text| text.parse()) {
        None => 1000,
        Some(Ok(creates)) => creates,
        Some(Err(_)) => {
            eprintln!("fault_table [CREATES]");
            return ExitCode::FAILURE;
        }
    };
    let began = Instant::now();
    println!("{creates} creates a cell: ok/not applied/unknown/doubled/lost\n\n{}", heading());
    let mut wrong = Vec::new();
    // Much of the time is spent in waiting, so some rows at once.
    let rows = stream::iter(cases()).map(async |case| Row::of(&case, creates, 64).await);
    let mut rows = std::pin::pin!(rows.buffered(3));
    while let Some(row) = rows.next().await {
        println!("{row}");
        wrong.extend(row.wrong());
    }
    println!("\nThe first try of each of {PEER_CREATES} creates fails:\n");
    let [a, b, c] = peer_faults();
    println!("| client | `{a}` | `{b}` | `{c}` |\n|---|---|---|---|");
    for row in peers(PEER_CREATES).await {
        println!("{row}");
    }
    println!("\n{:.0} s", began.elapsed().as_secs_f64());
    for wrong in &wrong {
        eprintln!("WRONG: {wrong}");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
