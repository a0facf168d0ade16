//! Mixed load under random faults: `cargo run --release -p attio-tests --features by-hand --bin soak [-- SECONDS]`, ten
//! minutes by default.
//!
//! 64 tasks create, settle creates, assert, append, query, stream, delete and read histories, at an
//! embedded Attio in a process of its own, with which one in four requests goes wrong. Every ten
//! seconds a line: the memory of the client's process and of the embedded Attio's, calls and how they
//! ended, tasks of which a call has run past every deadline, panics. It ends with an error where a
//! task was stuck or panicked, or the client's memory grew. Memory is read on Linux only.
//!
//! With `ATTIO_TEST_TRANSPORT=https` they use HTTPS and HTTP/2, and faults of the transport are added.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use attio_tests::soak::{Target, faulty_attio, soak};

/// Starts this program as the faulty Attio.
const ATTIO: &str = "--attio";

fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    if argument.as_deref() == Some(ATTIO) {
        serve();
        return ExitCode::SUCCESS;
    }
    let seconds = match argument.map(|text| text.parse()) {
        None => 600,
        Some(Ok(seconds)) => seconds,
        Some(Err(_)) => {
            eprintln!("soak [SECONDS]");
            return ExitCode::FAILURE;
        }
    };
    let (mut attio, target) = match start() {
        Ok(started) => started,
        Err(error) => {
            eprintln!("the embedded Attio does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let wrong = runtime.block_on(soak(&target, Duration::from_secs(seconds)));
    let _ = attio.kill();
    let _ = attio.wait();
    for wrong in &wrong {
        eprintln!("WRONG: {wrong}");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Serves until the other process is gone.
fn serve() {
    let attio = faulty_attio();
    println!("{}\n{}", attio.base_url(), attio.api_key());
    // It ends at an empty line.
    println!("{}\n", attio.ca_certificate().trim());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

fn start() -> std::io::Result<(Child, Target)> {
    let mut attio = Command::new(std::env::current_exe()?)
        .arg(ATTIO)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let process = attio.id();
    let out = attio.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    let mut lines = BufReader::new(out).lines();
    let mut line = || lines.next().unwrap_or_else(|| Err(std::io::ErrorKind::UnexpectedEof.into()));
    let (base_url, api_key) = (line()?, line()?);
    let mut certificate = String::new();
    loop {
        let line = line()?;
        if line.is_empty() {
            break;
        }
        certificate.push_str(&line);
        certificate.push('\n');
    }
    Ok((attio, Target { base_url, api_key, certificate, process }))
}
