//! The service as a process and as a library, against the emulator.

mod common;
#[cfg(unix)]
mod killed;
mod operation;
mod signups;
