//! The fault table: `cargo run --release -p attio-tests --features by-hand --bin fault_table [-- CREATES [ROW]]`.
//!
//! For each fault of the emulator and each kind of create it makes 1,000 creates of records, and then of entries
//! of a list, 64 at a time. The fault hits 3
//! of 10 requests: creates, their retries and lookups. A cell is `ok/not applied/unknown/duplicated/lost`; a
//! hand-written client counts the last two in the store. `ok` is an end with the ID of the record, in `Ok` or
//! in an error that reports it as applied. It takes a minute or two. With `ROW` it makes only the rows whose
//! names contain that string.
//!
//! Duplicated and lost must be 0 everywhere, and unknown wherever the record or entry has a unique attribute, or
//! the entry is asserted by its parent. The atomicity of Attio's PUT by parent is inferred, not seen. A plain
//! `create` ends as unknown if its one attempt may have been applied. `not applied` counts refused creates: with
//! `unauthorized`, those whose token was refused for the second time.
//!
//! With `ATTIO_TEST_TRANSPORT=https` all requests use HTTP/2 over TLS, and there are rows for faults of
//! streams and connections. If the server reports a request as not processed, it is retried and never unknown
//! (RFC 9113: a refused stream, or one above the last of a GOAWAY). The emulator's log shows this for each create.
//! A fault that stops a connection takes the responses of all other requests on it, up to 63. So it hits 5 of
//! 1,000 requests, and makes more plain creates unknown than it hits. `not applied` with `status=421` was
//! misdirected twice.
//!
//! An example with 10,000 creates of each kind and random GOAWAY, refused streams and resets:
//! `ATTIO_TEST_TRANSPORT=https cargo run --release -p attio-tests --features by-hand --bin fault_table
//! -- 10000 GOAWAY`.
//!
//! The client may send a request 20 times. With the default of 5, a record ends as unknown if five attempts fail
//! in a row, which is correct, but useless in a table.
//!
//! A second table compares hand-written clients with ours: the first attempt of each of 100 creates fails.

use std::process::ExitCode;
use std::time::Instant;

use attio_tests::fault_table::{Case, Row, Rows, cases, heading, peer_faults, peers};
use futures_util::stream::{self, StreamExt};

const PEER_CREATES: u64 = 100;

#[tokio::main]
async fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (creates, name) = (args.next().map_or(Ok(1000), |text| text.parse()), args.next());
    let (Ok(creates), None) = (creates, args.next()) else {
        eprintln!("fault_table [CREATES [ROW]]");
        return ExitCode::FAILURE;
    };
    let is_wanted = |case: &Case| name.as_ref().is_none_or(|name| case.name.contains(name));
    let cases: Vec<_> = cases().into_iter().filter(is_wanted).collect();
    if cases.is_empty() {
        eprintln!("no row has that in its name");
        return ExitCode::FAILURE;
    }
    let began = Instant::now();
    println!("{creates} creates per cell: ok/not applied/unknown/duplicated/lost");
    let mut wrong = Vec::new();
    for rows in Rows::ALL {
        println!("\n{rows:?}\n\n{}", heading());
        // Most of the time is spent waiting, so several run at once.
        let all = stream::iter(&cases).map(async |case| Row::of(rows, case, creates, 64).await);
        let mut all = std::pin::pin!(all.buffered(3));
        while let Some(row) = all.next().await {
            println!("{row}");
            wrong.extend(row.wrong());
        }
    }
    if name.is_none() {
        println!("\nThe first try of each of {PEER_CREATES} creates fails:\n");
        let [a, b, c] = peer_faults();
        println!("| client | `{a}` | `{b}` | `{c}` |\n|---|---|---|---|");
        for row in peers(PEER_CREATES).await {
            println!("{row}");
        }
    }
    println!("\n{:.0} s", began.elapsed().as_secs_f64());
    for wrong in &wrong {
        eprintln!("WRONG: {wrong}");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
