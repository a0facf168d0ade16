//! Mixed load under random faults, for ten minutes by default:
//! `cargo run --release -p attio-tests --features by-hand --bin soak [-- SECONDS]`.
//!
//! 64 tasks create, settle creates, assert, append, query, stream, delete and read histories. The emulator is a
//! separate process, in which one in four requests meets a fault. Every ten seconds it prints the memory of both
//! processes, the calls and their ends, stuck tasks, and panics. A task is stuck if a call has run past every
//! deadline. It ends with an error if a task was stuck or panicked, or if the client's memory grew. Memory is
//! read on Linux only.
//!
//! With `ATTIO_TEST_TRANSPORT=https` they use HTTPS and HTTP/2, and faults of the transport are added.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use attio_tests::soak::{Target, faulty_attio, soak};

/// Starts this program as the faulty emulator.
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
            eprintln!("the emulator does not start: {error}");
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

/// Serves until the other process has ended.
fn serve() {
    let attio = faulty_attio();
    println!("{}\n{}", attio.base_url(), attio.api_key());
    // The certificate ends at an empty line.
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
