//! Runs cargo for trybuild, and keeps what it prints: trybuild shows each message once, as cargo does, but
//! does not say how many there were.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::process::{Command, ExitCode, Stdio};

fn main() -> io::Result<ExitCode> {
    let cargo = env::var_os("ATTIO_UI_CARGO").expect("the path of the cargo to run");
    let output = Command::new(cargo)
        .args(env::args_os().skip(1))
        // As on a user's machine: without it, rustc leaves out errors that it has shown.
        .env("CARGO_INCREMENTAL", "1")
        .stderr(Stdio::inherit())
        .output()?;
    io::stdout().write_all(&output.stdout)?;
    if env::args().any(|argument| argument == "--message-format=json") {
        let file = env::var_os("ATTIO_UI_OUTPUT").expect("the file for the output");
        OpenOptions::new().create(true).append(true).open(file)?.write_all(&output.stdout)?;
    }
    Ok(if output.status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
