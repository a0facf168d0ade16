//! See `attio_fuzz::record::check`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &str| attio_fuzz::record::check(data));
