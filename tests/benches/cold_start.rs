//! A process from its `main` to the answer of its first create: with the client of this crate, and
//! with reqwest by hand. Both make a client with the same TLS, whose certificates are a good part of
//! the time, and call a server on loopback.
//!
//! `cargo bench -p attio-benches --bench cold_start`

mod common;

use std::process::Command;
use std::time::Instant;

use common::answer;
use common::calls::{ByDerive, ByHand};
use common::server::serve;

const ROUNDS: usize = 101;

/// Set in the processes that are measured: which way, and the server.
const WAY: &str = "COLD_START_WAY";
const BASE: &str = "COLD_START_BASE";

fn main() {
    let started = Instant::now();
    if let (Ok(way), Ok(base)) = (std::env::var(WAY), std::env::var(BASE)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            match way.as_str() {
                "derive" => ByDerive::new(&base).create().await,
                _ => ByHand::new(&base).create().await,
            }
        });
        println!("{}", started.elapsed().as_micros());
        return;
    }
    // For `instructions.sh`, which counts the processes itself.
    if std::env::args().any(|argument| argument == "--serve") {
        println!("{}", serve(&answer()));
        drop(std::io::read_to_string(std::io::stdin()));
        return;
    }
    // `cargo test --benches` runs it too; that it starts is enough then.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let base = serve(&answer());
    let run = |way: &str| -> f64 {
        let program = std::env::current_exe().expect("a program");
        let output = Command::new(program).env(WAY, way).env(BASE, &base).output();
        let output = String::from_utf8(output.expect("it runs").stdout).expect("a number");
        output.trim().parse::<f64>().expect("microseconds") / 1000.0
    };
    let (mut derive, mut by_hand, mut more) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..if quick { 1 } else { ROUNDS } {
        // Another one begins each round.
        let (ours, theirs);
        if round % 2 == 0 {
            ours = run("derive");
            theirs = run("by hand");
        } else {
            theirs = run("by hand");
            ours = run("derive");
        }
        derive.push(ours);
        by_hand.push(theirs);
        more.push(ours - theirs);
    }
    println!("from `main` to the first answer, milliseconds, {} rounds", derive.len());
    println!("{:>18} {:>8} {:>8}", "", "least", "median");
    for (name, times) in [("derive", derive), ("reqwest by hand", by_hand)] {
        println!("{name:>18} {:>8.2} {:>8.2}", least(&times), median(times));
    }
    println!("more in a round, median: {:.2}", median(more));
}

fn least(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
