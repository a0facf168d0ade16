//! See `attio_fuzz::answer::check`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attio_fuzz::answer::check(data));
