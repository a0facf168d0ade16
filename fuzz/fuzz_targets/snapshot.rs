//! See `attio_fuzz::snapshot::check`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &str| attio_fuzz::snapshot::check(data));
