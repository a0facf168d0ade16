//! The facts about Attio that the emulator imitates. The name of a test begins with its source.
//! `captured_` is a response of Attio that somebody recorded or reported. `document_` is Attio's
//! OpenAPI document or its documentation. `chosen_` is a choice of the emulator where Attio's
//! behaviour is unknown.
//!
//! `cargo test -p attio-emulator --test api facts:: -- --list` lists them.

mod actors;
mod enrichment;
mod entries;
mod headers;
mod lists;
mod mistakes;
mod order;
mod records;
mod refusals;
mod search;
mod switches;
mod times;
mod token;
