//! The capacity of the emulator: creates, gets by ID, asserts by e-mail address and filtered queries per second,
//! with the 99th percentile of their latency, while 100,000 people are stored. With `entries`, the latency of
//! requests for entries on a list of 1,000 and on one of 100,000.
//!
//! `cargo run --release -p attio-tests --features by-hand --bin load [people, 100000]`
//! `cargo run --release -p attio-tests --features by-hand --bin load entries [1000 100000]`
//!
//! The server is this process. It starts the same program again with its address, as the client that makes the
//! load. Both share the machine, so the figures are a lower bound.

mod client;
mod connection;
mod cpu;
mod entries;

use std::process::{Command, ExitCode};

use attio_emulator::Emulator;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match &arguments[..] {
        [role, address, key, people] if role == "client" => client::run(address, key, people),
        [what] if what == "entries" => entries::run("1000", "100000"),
        [what, short, long] if what == "entries" => entries::run(short, long),
        [] => serve("100000"),
        [people] => serve(people),
        _ => {
            Err("the arguments are how many people, or `entries` and two numbers of entries".into())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the server, and the client as a second process.
fn serve(people: &str) -> Result<(), client::AnyError> {
    let attio = Emulator::start_blocking()?;
    println!("a server with {} of memory", memory());
    let address = attio.base_url().trim_start_matches("http://");
    let mut client = Command::new(std::env::current_exe()?)
        .args(["client", address, attio.api_key(), people])
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    let lines = client.stdout.take().ok_or("the client has no output")?;
    for line in std::io::BufRead::lines(std::io::BufReader::new(lines)) {
        println!("{}, then the server has {}", line?, memory());
    }
    if client.wait()?.success() { Ok(()) } else { Err("the client failed".into()) }
}

/// Returns the resident memory of this process, if the system reports it.
fn memory() -> String {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.map_or_else(
        || "an unknown amount".to_owned(),
        |pages| format!("{} MB", (pages * 4096) >> 20),
    )
}
