//! The adversarial fault table: `cargo run --release -p attio-tests --features by-hand --bin
//! adversarial_table [-- CREATES [ROW]]`.
//!
//! Makes 1,000 creates of records and of entries per cell, 64 at a time, while faults fake evidence. Attempts come late, others edit
//! records between two steps, lookups fail, responses are not Attio's, clocks are wrong, and records of others
//! have the same unique value. A cell is `ok/not applied/unknown/duplicated/lost/misreported`. The last three
//! must be 0 everywhere, and unknown must be 0 wherever there is evidence. With `ROW` it makes only the rows
//! whose names contain that string. With `ATTIO_TEST_TRANSPORT=https` it uses TLS and HTTP/2.

use std::process::ExitCode;
use std::time::Instant;

use attio_tests::fault_table::Rows;
use attio_tests::fault_table::adversarial::{attacks, cell, cells, table};
use futures_util::stream::{self, StreamExt};

#[tokio::main]
async fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (creates, name) = (args.next().map_or(Ok(1000), |text| text.parse()), args.next());
    let (Ok(creates), None) = (creates, args.next()) else {
        eprintln!("adversarial_table [CREATES [ROW]]");
        return ExitCode::FAILURE;
    };
    let mut is_right = true;
    for rows in Rows::ALL {
        let mut attacks = attacks(rows);
        attacks.retain(|attack| name.as_ref().is_none_or(|name| attack.name.contains(name)));
        let began = Instant::now();
        let all = cells(&attacks);
        // Cells mostly wait, so several run at once.
        let made = stream::iter(all).map(|one| cell(one, creates, 64)).buffered(12);
        let made: Vec<_> = made.collect().await;
        println!("{rows:?}\n\n{}", table(&attacks, &made));
        let minutes = began.elapsed().as_secs_f64() / 60.0;
        println!("\n{} cells of {creates} creates, {minutes:.1} minutes\n", made.len());
        for cell in made.iter().filter(|cell| !cell.tally.is_right()) {
            eprintln!("WRONG: {rows:?}, {cell:?}");
            is_right = false;
        }
    }
    if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
