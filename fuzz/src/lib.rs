//! The fuzzed functions, separate from the fuzzer: `tests/tests/suite/any_bytes.rs` runs them on
//! the seeds and on damaged seeds, with the stable compiler.

pub mod answer;
pub mod bodies;
mod people;
pub mod record;
mod server;
pub mod snapshot;
