//! See `attio_fuzz::bodies::write`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| attio_fuzz::bodies::write(data));
