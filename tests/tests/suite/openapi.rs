//! Attio's OpenAPI document, with the reader of the emulator's tests.
#![allow(dead_code, reason = "the emulator's tests use the rest")]

#[path = "../../../attio-emulator/tests/api/document.rs"]
pub(crate) mod document;
#[path = "../../../attio-emulator/tests/api/schema.rs"]
mod schema;
