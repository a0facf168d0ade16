//! Attio's OpenAPI document, with the reader of the emulator's tests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the emulator's tests use the rest, and may unwrap"
)]

#[path = "../../../attio-emulator/tests/api/document.rs"]
pub(crate) mod document;
#[path = "../../../attio-emulator/tests/api/schema.rs"]
mod schema;
