//! The functions that are fuzzed, apart from the fuzzer: `tests/tests/suite/any_bytes.rs` gives the same functions the
//! seeds and damaged seeds, with the stable compiler.

pub mod answer;
pub mod bodies;
mod people;
pub mod record;
mod server;
pub mod snapshot;
