//! See `attio_fuzz::bodies::query`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attio_fuzz::bodies::query(data));
