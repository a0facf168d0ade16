//! The time of a process from its `main` to the response to its first create: with the client of this crate, and
//! with hand-written reqwest. Both build a client with the same TLS, whose certificates take a good part of
//! the time, and call a server with TLS and HTTP/2 on loopback.
//!
//! `cargo bench -p attio-benches --bench cold_start`

mod common;

use std::process::Command;
use std::time::Instant;

use common::answer;
use common::calls::{ByDerive, ByHand};
use common::server::Tls;

const ROUNDS: usize = 101;

/// Set in the measured processes: the client, the server, and its certificate in PEM.
const WAY: &str = "COLD_START_WAY";
const BASE: &str = "COLD_START_BASE";
const CERTIFICATE: &str = "COLD_START_CERTIFICATE";

fn main() {
    let started = Instant::now();
    let variables = [WAY, BASE, CERTIFICATE].map(std::env::var);
    if let [Ok(way), Ok(base), Ok(certificate)] = variables {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            match way.as_str() {
                "derive" => ByDerive::over_tls(&base, &certificate).create().await,
                _ => ByHand::over_tls(&base, &certificate).create().await,
            }
        });
        println!("{}", started.elapsed().as_micros());
        return;
    }
    // For `instructions.sh`, which counts the instructions of the processes itself.
    if std::env::args().any(|argument| argument == "--serve") {
        let server = Tls::serve(&answer());
        println!("{}\n{}", server.url(), server.certificate().trim_end());
        drop(std::io::read_to_string(std::io::stdin()));
        return;
    }
    // `cargo test --benches` runs it too, and only needs it to start.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let server = Tls::serve(&answer());
    let run = |way: &str| -> f64 {
        let program = std::env::current_exe().expect("a program");
        let mut child = Command::new(program);
        child.env(WAY, way).env(BASE, server.url()).env(CERTIFICATE, server.certificate());
        let output = String::from_utf8(child.output().expect("it runs").stdout).expect("a number");
        output.trim().parse::<f64>().expect("microseconds") / 1000.0
    };
    let (mut derive, mut by_hand, mut more) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..if quick { 1 } else { ROUNDS } {
        // The two alternate in beginning a round.
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
    println!("from `main` to the first response, milliseconds, {} rounds", derive.len());
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
